"""The till of a replay works the orders of its store, and lets those of all other stores be."""

import asyncio
import contextlib
import json
from types import SimpleNamespace

import httpx

from cli.replay.till_robot import TillRobot


def entry(number: str, store_id: str, state: str = "new"):
    order = {"order_id": f"ord_{number}", "store_id": store_id, "daily_number": 7}
    return {"state": state, "order": order}


async def until(done: asyncio.Event, work):
    """Have something done until an event."""
    working = asyncio.create_task(work)
    async with asyncio.timeout(10):
        await done.wait()
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def test_orders_of_other_stores_are_left_to_them():
    told, done = [], asyncio.Event()
    page = [entry("1", "pizza"), entry("2", "bund"), entry("3", "pizza", "completed")]

    async def till(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            orders = [] if told else page
            if told:
                done.set()
                await asyncio.Event().wait()
            return httpx.Response(200, json={"orders": orders, "cursor": "1"})
        told.extend(json.loads(request.content)["updates"])
        return httpx.Response(200, json={})

    async with httpx.AsyncClient(transport=httpx.MockTransport(till)) as http:
        connection = SimpleNamespace(http=http, till_url="http://till", till_token="secret")
        robot = TillRobot(connection, "pizza")
        await until(done, robot.run_forever())
    assert {each["order_id"] for each in told} == {"ord_1"}
    assert [each["kind"] for each in told] == ["accepted", "ready", "completed"]
    assert robot.completed == 1
