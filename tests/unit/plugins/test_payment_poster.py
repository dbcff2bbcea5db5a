"""The sandbox provider's HTTP client, against a server that counts its connections."""

import asyncio
from contextlib import asynccontextmanager

from plugins.payment_sandbox.poster import Poster

TAKEN = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@asynccontextmanager
async def platform(answer: bytes):
    """Answer every request so; `(url, connections)`, of which each is the number of its posts."""
    connections: list[int] = []
    serving = set()

    async def serve(reader, writer) -> None:
        serving.add(asyncio.current_task())
        place = len(connections)
        connections.append(0)
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(b"{}"))
            connections[place] += 1
            writer.write(answer)
            if b"close" in answer:
                break
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/notices", connections
        await asyncio.gather(*serving)


async def posted(answer: bytes, times: int) -> list[int]:
    poster = Poster(timeout=10)
    async with platform(answer) as (url, connections):
        statuses = [await poster.post(url, {}, b"{}") for _ in range(times)]
        poster.close()
    assert statuses == [200] * times
    return connections


async def test_notices_go_over_one_connection_that_stays_open():
    assert await posted(TAKEN, 5) == [5]


async def test_an_answer_in_parts_keeps_its_connection_too():
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    assert await posted(chunked, 3) == [3]


async def test_a_connection_that_the_platform_closes_is_not_used_again():
    closing = TAKEN.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
    assert await posted(closing, 3) == [1, 1, 1]
