"""What strangers do to a platform, as a program of its own: the test measures others meanwhile.

    python -m tests.acceptance.floods headers 127.0.0.1:8080 6

prints a line once it floods, and at the end, as JSON, how often it was told what.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from zhongtai.ordercontrol.v1 import messages_pb2, order_control_service_pb2_grpc

HALF = b"POST /miniapp/v1/login HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n"
ENDED_SECONDS = 12
MEGABYTE = 1024 * 1024
PIECE = b"x" * 65536

Told = Counter[str]


class Flood:
    """One kind of flood against one address, for some seconds.

    `told` counts what it was answered; `held` keeps alive what is not to be closed.
    """

    def __init__(self, target: str, seconds: float, token: str = "") -> None:
        self.target = target
        self.token = token
        self.host, _, port = target.rpartition(":")
        self.port = int(port)
        self.until = time.monotonic() + seconds
        self.told: Told = Counter()
        self.held: list[object] = []
        self.addresses = 0

    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    async def headers(self) -> None:
        """Eight connections that never end their headers, begun anew as often as they are cut."""
        await asyncio.gather(*(self._repeat(self._endless_headers) for _ in range(8)))

    def _another_address(self) -> str:
        self.addresses = self.addresses % 6 + 1
        return f"127.0.0.{1 + self.addresses}"

    async def slow(self) -> None:
        """1,500 requests, from six addresses, that are sent by half and then left alone."""
        held = [await self._begin() for _ in range(1500)]
        await asyncio.gather(*(self._wait_for_end(reader) for reader in held if reader))

    async def watches(self) -> None:
        """10,000 health watches, without an identity, on ten connections."""
        async with asyncio.TaskGroup() as group:
            for _ in range(10):
                group.create_task(self._watch_often(1000))

    async def messages(self) -> None:
        """20 messages of 59 MB, without an identity, four at a time."""
        body = b"x" * (59 * MEGABYTE)
        for _ in range(5):
            async with grpc.aio.insecure_channel(self.target) as channel:
                call = channel.unary_unary("/zhongtai.order.v1.OrderService/CreateOrder")
                await asyncio.gather(*(self._tell(call(body, timeout=20)) for _ in range(4)))

    async def previews(self) -> None:
        """A customer asks, four at a time, what orders cost that are as big as they may come."""
        lines = [_line_of_choices(50) for _ in range(100)]
        costly = messages_pb2.PreviewOrderRequest(
            draft=messages_pb2.OrderDraft(
                store_id="sto_1", channel="miniapp", service_type=1, lines=lines
            )
        )
        huge = messages_pb2.PreviewOrderRequest(
            draft=messages_pb2.OrderDraft(lines=[_line_of_choices(50) for _ in range(1000)])
        )
        async with grpc.aio.insecure_channel(self.target) as channel:
            stub = order_control_service_pb2_grpc.OrderControlServiceStub(channel)
            metadata = (("authorization", f"Bearer {self.token}"),)
            while self.goes_on():
                asked = [costly, costly, costly, huge]
                await asyncio.gather(
                    *(
                        self._tell(stub.PreviewOrder(r, metadata=metadata, timeout=20))
                        for r in asked
                    )
                )

    async def _repeat(self, work: Callable[[], Awaitable[None]]) -> None:
        while self.goes_on():
            with suppress(OSError):
                await work()

    async def _endless_headers(self) -> None:
        reader, writer = await self._connect()
        answer = asyncio.create_task(reader.readline())
        try:
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nlong: ")
            while self.goes_on() and not answer.done():
                writer.write(PIECE)
                await asyncio.wait({answer}, timeout=0.02)
            with suppress(OSError):
                self._note(await answer)
        finally:
            writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(
            self.host, self.port, local_addr=(self._another_address(), 0)
        )

    async def _begin(self) -> asyncio.StreamReader | None:
        with suppress(OSError):
            reader, writer = await self._connect()
            writer.write(HALF)
            self.held.append(writer)
            return reader
        return None

    async def _wait_for_end(self, reader: asyncio.StreamReader) -> None:
        try:
            async with asyncio.timeout(ENDED_SECONDS):
                self._note(await reader.readline())
                await reader.read()
        except TimeoutError:
            self.told["still open"] += 1
        except OSError:
            self.told["reset"] += 1

    def _note(self, line: bytes) -> None:
        words = line.split()
        self.told[words[1].decode() if len(words) > 1 else "closed"] += 1

    async def _watch_often(self, count: int) -> None:
        options = (("grpc.use_local_subchannel_pool", 1),)
        async with grpc.aio.insecure_channel(self.target, options) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            for _ in range(count // 100):
                if self.goes_on():
                    calls = [stub.Watch(health_pb2.HealthCheckRequest()) for _ in range(100)]
                    self.held += calls
                    await asyncio.gather(*(self._tell(call.read()) for call in calls))

    async def _tell(self, call: Awaitable[object]) -> None:
        try:
            await call
        except grpc.aio.AioRpcError as exc:
            self.told[exc.code().name] += 1
        else:
            self.told["OK"] += 1


def _line_of_choices(count: int) -> messages_pb2.DraftLine:
    choices = [messages_pb2.DraftModifier(modifier_id=f"mod_{n}", quantity=1) for n in range(count)]
    return messages_pb2.DraftLine(sku_id="sku_1", quantity=1, modifiers=choices)


async def main(kind: str, target: str, seconds: str, token: str = "") -> None:
    flood = Flood(target, float(seconds), token)
    print("flooding", flush=True)
    await getattr(flood, kind)()
    print(json.dumps(flood.told), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
