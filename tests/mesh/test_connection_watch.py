"""One address cannot take all connections of the gRPC port."""

import asyncio
from contextlib import AsyncExitStack, suppress

import pytest

from mesh.edge.client_address import Proxies
from mesh.edge.connection_watch import OPEN_FILES, ConnectionWatch
from mesh.edge.refusals import Refusals
from mesh.process.metrics import Metrics

EACH = 5

pytestmark = pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="needs /proc")


class Port:
    """A port with connections from several addresses."""

    def __init__(self, number: int, stack: AsyncExitStack) -> None:
        self.number = number
        self._stack = stack

    async def connect(self, source: str):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self.number, local_addr=(source, 0)
        )
        self._stack.push_async_callback(closed, writer)
        return reader


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@pytest.fixture
async def port():
    async with AsyncExitStack() as stack:

        async def serve(_reader, writer):
            stack.push_async_callback(closed, writer)

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        stack.callback(server.close)
        yield Port(server.sockets[0].getsockname()[1], stack)


def watch(port, trusted: str = "") -> ConnectionWatch:
    proxies = Proxies.read({"ZHONGTAI_TRUSTED_PROXIES": trusted})
    return ConnectionWatch(port.number, EACH, proxies, Refusals(Metrics()))


async def ended(readers) -> int:
    """How many of the connections the other side has ended."""
    reads = [asyncio.create_task(reader.read(1)) for reader in readers]
    done, pending = await asyncio.wait(reads, timeout=1)
    for task in pending:
        task.cancel()
    return len(done)


async def test_what_is_too_much_is_shut_down_and_others_stay(port):
    greedy = [await port.connect("127.0.0.2") for _ in range(EACH + 7)]
    other = [await port.connect("127.0.0.3") for _ in range(EACH)]
    watch(port).look()
    assert await ended(greedy) == 7
    assert await ended(other) == 0


async def test_a_trusted_proxy_may_have_more(port):
    held = [await port.connect("127.0.0.2") for _ in range(EACH + 7)]
    watch(port, trusted="127.0.0.2").look()
    assert await ended(held) == 0


async def test_another_port_is_left_alone(port):
    held = [await port.connect("127.0.0.2") for _ in range(EACH + 7)]
    other = ConnectionWatch(1, EACH, Proxies(), Refusals(Metrics()))
    other.look()
    assert await ended(held) == 0


async def test_looking_leaves_no_file_open(port, tmp_path):
    held = [await port.connect("127.0.0.2") for _ in range(EACH)]
    with (tmp_path / "no socket").open("w"):
        before = len(list(OPEN_FILES.iterdir()))
        for _ in range(3):
            watch(port).look()
        assert len(list(OPEN_FILES.iterdir())) == before
    assert await ended(held) == 0
