"""The limit for one call: a bare grpc.aio echo between two processes."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

import grpc
import uvloop

from bench.load import Result, run_load
from bench.payload import an_order

METHOD = "/bench.Echo/Echo"


class _Echo(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Gives back the bytes it got."""

    def service(self, _: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        """Return the one method, whatever it is called."""

        async def echo(request: bytes, _context: object) -> bytes:
            return request

        return grpc.unary_unary_rpc_method_handler(echo)


async def serve() -> None:
    """Serve until the line in is closed; prints the port."""
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((_Echo(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)


async def measure(concurrency: int, seconds: float) -> Result:
    """Echo an order's bytes from this process to another one."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.echo", stdin=PIPE, stdout=PIPE
    )
    if child.stdout is None or child.stdin is None:
        raise RuntimeError("the echo server has no lines")
    port = int(await child.stdout.readline())
    payload = an_order().SerializeToString()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary(METHOD, bytes, bytes)
        result = await run_load(
            "bare grpc.aio echo", lambda: call(payload), concurrency=concurrency, seconds=seconds
        )
    child.stdin.close()
    await child.wait()
    return result


if __name__ == "__main__":
    uvloop.run(serve())
