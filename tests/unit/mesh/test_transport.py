"""A connection that is lost is an error of transport, whatever stumbles over it."""

import asyncio
from contextlib import suppress

import httpx
import pytest
from zhongtai_plugin.steady import steady

from cli.replay.patience import may_pass
from mesh.edge.transport import SpreadTransport, SteadyTransport


async def test_a_connection_lost_as_it_opened_may_be_tried_again(monkeypatch):
    async def stumble(_self, _request):
        raise AttributeError("'NoneType' object has no attribute 'getpeername'")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", stumble)
    async with httpx.AsyncClient(transport=SteadyTransport()) as client:
        with pytest.raises(httpx.ConnectError) as lost:
            await client.get("http://127.0.0.1:9/")
    assert may_pass(lost.value)


async def test_many_requests_are_spread_over_pools_which_are_closed_together(monkeypatch):
    used, closed = [], []

    async def answer(pool, _request):
        used.append(pool)
        return httpx.Response(200)

    async def close(pool):
        closed.append(pool)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "aclose", close)
    async with httpx.AsyncClient(transport=SpreadTransport(2)) as client:
        for _ in range(4):
            await client.get("http://127.0.0.1:9/")
    assert used[:2] == used[2:] == closed
    assert used[0] is not used[1]


@pytest.fixture
async def echo():
    """Return the address of a server that answers in two pieces."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n1")
                await asyncio.sleep(0)
                writer.write(b"2")
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


def of_the_platform(limits: httpx.Limits) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=SteadyTransport(limits=limits))


def of_a_plug_in(limits: httpx.Limits) -> httpx.AsyncClient:
    return steady(httpx.AsyncClient(limits=limits))


@pytest.mark.parametrize("client_with", [of_the_platform, of_a_plug_in])
@pytest.mark.parametrize("kept", [0, 1])
async def test_a_request_that_is_given_up_at_any_moment_keeps_no_place_from_others(
    echo, client_with, kept
):
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=kept)
    async with client_with(limits) as client:
        for moment in range(60):
            given_up = asyncio.create_task(client.get(echo))
            for _ in range(moment):
                await asyncio.sleep(0)
            given_up.cancel()
            await asyncio.gather(given_up, return_exceptions=True)
            assert (await client.get(echo)).text == "12"
