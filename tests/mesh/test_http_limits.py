"""What one HTTP connection may send, how long it may take, and how many there may be."""

import asyncio
from contextlib import asynccontextmanager, suppress

import httpx
import msgspec
import pytest
from litestar import Request, get, post
from litestar.response import Stream

from mesh.call.context import Identity, current
from mesh.edge.client_address import Proxies
from mesh.edge.door_limits import DoorLimits
from mesh.edge.http import HttpServer, build_app
from mesh.edge.http_connection import Doorkeeper
from mesh.edge.listener import bind
from mesh.edge.refusals import Refusals
from mesh.process.metrics import Metrics

SMALL = DoorLimits(
    http_connections=20,
    http_connections_per_address=8,
    http_connections_before_identity=4,
    http_pipelined_requests=4,
    http_url_bytes=500,
    http_header_bytes=2000,
    http_headers=20,
    http_body_bytes=100_000,
    http_body_bytes_before_identity=1000,
    http_header_seconds=1,
    http_body_seconds=1,
    http_write_seconds=1,
)
KNOWN = "Bearer anna"
PATIENCE_SECONDS = 8


@post("/echo")
async def echo(request: Request) -> dict[str, int]:
    return {"size": len(await request.body())}


@get("/me")
async def me(request: Request) -> dict[str, str]:
    if request.headers.get("authorization") == KNOWN:
        current().identity = Identity("person", "anna", "demo")
    return {"host": request.client.host if request.client else ""}


@get("/much")
async def much() -> Stream:
    async def chunks():
        for _ in range(1000):
            yield b"x" * 100_000

    return Stream(chunks())


class Door:
    """A server with small limits, and the metrics of what it refused."""

    def __init__(self, limits: DoorLimits = SMALL, trusted: str = "") -> None:
        self.metrics = Metrics()
        self.opened: list[asyncio.StreamWriter] = []
        proxies = Proxies.read({"ZHONGTAI_TRUSTED_PROXIES": trusted})
        app = build_app([echo, me, much], self.metrics, "Test", limits=limits, proxies=proxies)
        keeper = Doorkeeper(limits, proxies, Refusals(self.metrics), lambda header: header == KNOWN)
        self.server = HttpServer(app, bind("127.0.0.1", 0), 1, keeper)

    async def connect(self, source: str = "127.0.0.1"):
        opened = await asyncio.open_connection(
            "127.0.0.1", self.server.port, local_addr=(source, 0), limit=2**20
        )
        self.opened.append(opened[1])
        return opened

    async def until_refused(self, limit: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.refused(limit):  # noqa: ASYNC110 - a metric sets no event
                await asyncio.sleep(0.02)

    def refused(self, limit: str) -> bool:
        return f'zhongtai_limit_refusals_total{{limit="{limit}"}}' in self.metrics.text()


@asynccontextmanager
async def opened(**options):
    door = Door(**options)
    await door.server.start()
    yield door
    for writer in door.opened:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    await door.server.stop()


@pytest.fixture
async def door():
    async with opened() as door:
        yield door


async def answer(reader) -> tuple[int, dict]:
    """Status and problem of the answer that comes next."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        return int(head.split()[1]), msgspec.json.decode(await reader.readexactly(length))


async def ended(reader) -> bool:
    """Whether the other side ends the connection in time."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        with suppress(ConnectionError):
            while await reader.read(2**16):
                pass
    return True


def request(path: str = "/me", *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "host: x", *headers, "", ""]).encode()


@pytest.mark.parametrize(
    ("sent", "status", "limit"),
    [
        (request("/" + "x" * 600), 414, "http_url_bytes"),
        (b"GET /" + b"x" * 600, 414, "http_url_bytes"),
        (request("/me", *(f"a{n}: " + "x" * 300 for n in range(9))), 431, "http_header_bytes"),
        (b"GET /me HTTP/1.1\r\nlong: " + b"x" * 2500, 431, "http_header_bytes"),
        (b"\r\n" * 2000, 431, "http_header_bytes"),
        (request("/me", *(f"a{n}: x" for n in range(25))), 431, "http_headers"),
        (request("/echo", "content-length: 2000", method="POST") + b"x" * 2000, 413,
         "http_body_bytes_before_identity"),
        (request("/echo", f"authorization: {KNOWN}", "content-length: 200000", method="POST")
         + b"x" * 150_000, 413, "http_body_bytes"),
    ],
)  # fmt: skip
async def test_what_is_too_long_is_refused_and_counted(door, sent, status, limit):
    reader, writer = await door.connect()
    writer.write(sent)
    got, problem = await answer(reader)
    assert (got, problem["status"]) == (status, status)
    assert problem["trace_id"]
    assert await ended(reader)
    if problem.get("metadata"):
        assert problem["metadata"]["limit"] == limit
        assert door.refused(limit)


async def test_headers_in_small_pieces_count_as_well(door):
    reader, writer = await door.connect()
    writer.write(b"GET /me HTTP/1.1\r\n")
    for number in range(30):
        writer.write(f"a: {'x' * 100}{number}".encode())
        await asyncio.sleep(0)
    status, _ = await answer(reader)
    assert status == 431


async def test_trailers_after_a_body_count_as_headers(door):
    reader, writer = await door.connect()
    writer.write(request("/echo", "transfer-encoding: chunked", method="POST"))
    writer.write(b"1\r\nx\r\n0\r\nlong: ")
    answered = asyncio.create_task(answer(reader))
    while not answered.done():
        writer.write(b"x" * 100)
        await asyncio.sleep(0.005)
    assert answered.result()[0] == 431


async def test_who_shows_a_valid_identity_may_send_more(door):
    reader, writer = await door.connect()
    body = b"x" * 50_000
    head = request("/echo", f"authorization: {KNOWN}", "content-length: 50000", method="POST")
    writer.write(head + body)
    assert await answer(reader) == (201, {"size": 50_000})


async def test_a_request_that_is_never_sent_in_full_is_ended(door):
    begun, half = await door.connect(), await door.connect()
    begun[1].write(b"GET /me HTT")
    half[1].write(request("/echo", "content-length: 100", method="POST") + b"x")
    assert [(await answer(reader))[0] for reader, _ in (begun, half)] == [408, 408]
    assert all([await ended(reader) for reader, _ in (begun, half)])
    assert door.refused("http_header_seconds")
    assert door.refused("http_body_seconds")


async def test_a_connection_that_says_nothing_is_ended_without_a_word(door):
    reader, _ = await door.connect()
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await reader.read() == b""


async def test_who_does_not_take_an_answer_is_cut_off(door):
    reader, writer = await door.connect()
    writer.write(request("/much"))
    # The reader holds back what is beyond its buffer, so most of it stays with the server.
    await asyncio.sleep(0)
    reader._transport.pause_reading()
    await door.until_refused("http_write_seconds")


async def test_requests_that_do_not_wait_for_answers_are_bounded(door):
    reader, writer = await door.connect()
    writer.write(request() * 30)
    assert await ended(reader)
    assert door.refused("http_pipelined_requests")


async def test_an_address_gets_fewer_connections_before_it_shows_an_identity(door):
    held = [await door.connect() for _ in range(4)]
    reader, _ = await door.connect()
    status, problem = await answer(reader)
    assert (status, problem["metadata"]["limit"]) == (429, "http_connections_before_identity")
    for reader, writer in held:
        writer.write(request("/me", f"authorization: {KNOWN}"))
        assert (await answer(reader))[0] == 200
    reader, writer = await door.connect()
    writer.write(request())
    assert (await answer(reader))[0] == 200


async def test_connections_of_one_address_leave_room_for_others(door):
    for _ in range(30):
        await door.connect("127.0.0.2")
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.3")
    async with httpx.AsyncClient(transport=transport) as other:
        answered = await other.get(f"http://127.0.0.1:{door.server.port}/me")
    assert answered.json() == {"host": "127.0.0.3"}


async def test_the_client_is_whom_a_trusted_proxy_names():
    headers = {"x-forwarded-for": "9.9.9.9, 203.0.113.7, 127.0.0.1"}
    for trusted, host in (("127.0.0.0/8", "203.0.113.7"), ("10.0.0.0/8", "127.0.0.1")):
        async with opened(trusted=trusted) as door, httpx.AsyncClient() as client:
            url = f"http://127.0.0.1:{door.server.port}/me"
            assert (await client.get(url, headers=headers)).json() == {"host": host}


async def test_connections_of_a_trusted_proxy_count_only_in_all():
    async with opened(trusted="127.0.0.2") as door:
        held = [await door.connect("127.0.0.2") for _ in range(12)]
        reader, writer = held[-1]
        writer.write(request())
        assert (await answer(reader))[0] == 200
        assert not door.refused("http_connections_per_address")
