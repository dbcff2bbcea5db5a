"""The gRPC server of a process: its services, those it passes on, health, reflection, drain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import grpc

from mesh.call.dispatch import Dispatcher
from mesh.call.health import Health
from mesh.call.identity import Identifier
from mesh.call.methods import Method
from mesh.call.relay import RelayedMethod
from mesh.call.rpc_door import RpcDoor
from mesh.call.rpc_handlers import RpcHandlers, own, passed_on

Options = tuple[tuple[str, int], ...]

SHARED = "grpc.so_reuseport"
COMMON_OPTIONS: Options = (
    # Our channels ask every 30 s whether the connection lives (mesh.call.channels).
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.max_send_message_length", 64 * 1024 * 1024),
)
INSIDE_OPTIONS: Options = (("grpc.max_receive_message_length", 64 * 1024 * 1024),)
# What the last answers may take to leave once their handlers have given them.
LAST_WORDS_SECONDS = 0.3


class PortTaken(Exception):
    """An address cannot be listened on; the text says which and what to do."""


class RpcServer:
    """Serves methods of this process and passes on those of others.

    `methods` are run here; `relayed` are known by their path and hosted elsewhere. `door`
    has the limits of the public port.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        identifier: Identifier,
        methods: Mapping[str, Method],
        relayed: Mapping[str, RelayedMethod],
        door: RpcDoor,
    ) -> None:
        self._dispatcher = dispatcher
        self._identifier = identifier
        self._door = door
        self._health = Health()
        self._bound = {path: passed_on(method) for path, method in relayed.items()}
        self._bound |= {path: own(method) for path, method in methods.items()}
        self._servers: list[grpc.aio.Server] = []

    def listen(self, address: str, credentials: grpc.ServerCredentials) -> None:
        """Listen at host:port or unix:path for our own processes. Raise PortTaken."""
        self._listen(address, credentials, INSIDE_OPTIONS, inside=True)

    def listen_publicly(
        self,
        address: str,
        credentials: grpc.ServerCredentials | None = None,
        *,
        shared: bool = False,
    ) -> int:
        """Listen at host:port for everybody, within limits; returns the port.

        A `shared` port is one of several workers'. Raise PortTaken.
        """
        options = self._door.public_options()
        return self._listen(address, credentials, options, inside=False, shared=shared)

    async def start(self) -> None:
        """Take calls, and say so over the health service."""
        for server in self._servers:
            await server.start()
        self._health.serve({path.split("/")[1] for path in self._bound})

    async def announce_end(self) -> None:
        """Say NOT_SERVING over the health service, while calls are still taken."""
        self._health.end()

    async def drain(self, grace: float) -> None:
        """Stop without breaking a call; what runs gets `grace` seconds.

        Streams have no natural end: they are ended with UNAVAILABLE, so that their readers
        come back to whoever serves then.
        """
        self._health.end()
        self._dispatcher.end_streams()
        # Refuses new calls at once and would wait the whole grace for a watcher of our
        # health, which has no end; so it is cut short once our own calls are answered.
        stopping = asyncio.create_task(self._stop(grace))
        idle = asyncio.create_task(self._dispatcher.idle())
        await asyncio.wait({idle, stopping}, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        await self._stop(min(grace, LAST_WORDS_SECONDS))
        await stopping

    async def _stop(self, grace: float) -> None:
        await asyncio.gather(*(server.stop(grace) for server in self._servers))

    def _listen(
        self,
        address: str,
        credentials: grpc.ServerCredentials | None,
        options: Options,
        *,
        inside: bool,
        shared: bool = False,
    ) -> int:
        # gRPC would share a taken port silently with another copy; we want to hear of it.
        server = grpc.aio.server(
            options=(*COMMON_OPTIONS, *options, (SHARED, int(shared))),
            maximum_concurrent_rpcs=self._door.limits.grpc_calls,
        )
        handlers = RpcHandlers(
            self._dispatcher, self._identifier, self._bound, self._health, self._door,
            inside=inside,
        )  # fmt: skip
        server.add_generic_rpc_handlers((handlers,))
        try:
            if credentials is None:
                port = server.add_insecure_port(address)
            else:
                port = server.add_secure_port(address, credentials)
        except RuntimeError as exc:
            raise PortTaken(f"Cannot listen on {address}: another program may hold it.") from exc
        if port == 0:
            raise PortTaken(f"Cannot listen on {address}: another program may hold it.")
        self._servers.append(server)
        return port
