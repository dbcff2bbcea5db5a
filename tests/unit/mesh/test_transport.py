"""A connection that is lost is an error of transport, whatever stumbles over it."""

import httpx
import pytest

from cli.replay.patience import may_pass
from mesh.edge.transport import SteadyTransport


async def test_a_connection_lost_as_it_opened_may_be_tried_again(monkeypatch):
    async def stumble(_self, _request):
        raise AttributeError("'NoneType' object has no attribute 'getpeername'")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", stumble)
    async with httpx.AsyncClient(transport=SteadyTransport()) as client:
        with pytest.raises(httpx.ConnectError) as lost:
            await client.get("http://127.0.0.1:9/")
    assert may_pass(lost.value)
