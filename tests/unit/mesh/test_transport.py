"""A connection that is lost is an error of transport, whatever stumbles over it."""

import httpx
import pytest

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
