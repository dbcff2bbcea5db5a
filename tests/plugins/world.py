"""What the tests of plug-ins share: a host with a plug-in, and ways in from the outside."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import pos_order_pb2, pos_pb2, pos_pb2_grpc

from mesh.plugins.handle import PluginHandle
from mesh.plugins.host import PluginHost
from mesh.plugins.platform import PlatformDoor
from mesh.pure.errors import PluginUnavailable
from tests import plugin_forks
from tests.plugins.register import EVERY_STORE, TillRegister

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).with_name("samples")
OWNERS = frozenset({"order", "payment", "user", "delivery", "inventory", "member"})
PORTS = {"ZHONGTAI_TILL_PORT": "0", "ZHONGTAI_CASHIER_PORT": "0", "ZHONGTAI_CARRIER_PORT": "0"}


@asynccontextmanager
async def hosted(
    name: str,
    home: Path,
    *,
    probe_every: float = 0.2,
    platform: PlatformDoor | None = None,
    **settings: str,
) -> AsyncIterator[PluginHandle]:
    """One of our plug-ins, started by a host with its state below `home`, as a fork.

    Those of `host_of`, and what `zhongtai-plugin check` starts, begin from nothing.
    """
    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": name, **settings}
    host = PluginHost(home, OWNERS, env, probe_every_seconds=probe_every, platform=platform)
    try:
        with plugin_forks.used():
            await host.start()
        (handle,) = [host.of_kind(kind)[0] for kind in _kinds(host)]
        yield handle
    finally:
        await host.close()


@asynccontextmanager
async def till_server(
    home: Path, register: TillRegister | None = None
) -> AsyncIterator[PluginHandle]:
    """The till server with its state below `home`, and a register that knows the demo's till."""
    async with (
        (register or TillRegister(home)).served() as served,
        hosted("pos_till", home, platform=served.door) as handle,
    ):
        yield handle


@asynccontextmanager
async def host_of(
    home: Path, *names: str, units: Iterable[str] = OWNERS, **settings: str
) -> AsyncIterator[PluginHost]:
    """A host with some of the samples."""
    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": ",".join(names), **settings}
    host = PluginHost(home, set(units), env, folders=[SAMPLES])
    try:
        await host.start()
        yield host
    finally:
        await host.close()


def _kinds(host: PluginHost) -> list[str]:
    return [status.kind for status in host.status()]


def access(home: Path, plugin: str, file: str) -> dict[str, str]:
    """What a plug-in wrote about how its own interface is reached."""
    found: dict[str, str] = json.loads((home / "plugins" / plugin / file).read_text())
    return found


@dataclass
class Till:
    """A till that speaks REST, with a cursor of its own."""

    http: httpx.AsyncClient
    cursor: str = ""

    async def pull(self, **query: str | int) -> list[dict]:
        """Orders that are new or changed since the last pull."""
        answer = await self.http.get("/till/v1/orders", params={"after": self.cursor, **query})
        page = answer.raise_for_status().json()
        self.cursor = page["cursor"]
        return page["orders"]

    async def report(self, *updates: Mapping[str, object]) -> list[dict]:
        """Send reports; the outcome of each."""
        answer = await self.http.post("/till/v1/updates", json={"updates": list(updates)})
        return answer.raise_for_status().json()["results"]


@asynccontextmanager
async def at_till(home: Path, secret: str = EVERY_STORE) -> AsyncIterator[Till]:
    """A till; without a secret of its own the demo's."""
    door = access(home, "pos_till", "till.json")
    headers = {"authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(base_url=door["url"], headers=headers, timeout=20) as http:
        yield Till(http)


def update(update_id: str, order_id: str, kind: str, **more: object) -> dict[str, object]:
    """A till's report."""
    return {"update_id": update_id, "order_id": order_id, "kind": kind, **more}


def an_order(order_id: str, store_id: str = "sto_1", **more: object) -> pos_order_pb2.PosOrder:
    """An order of two teas."""
    line = pos_order_pb2.PosOrderLine(
        line_id="1",
        sku_id="sku_tea",
        name="Tea 茶",
        quantity=2,
        unit_price=Money(minor_units=800, currency_code="CNY"),
        line_total=Money(minor_units=1600, currency_code="CNY"),
    )
    fields = {
        "merchant_id": "demo",
        "daily_number": 1,
        "business_date": "2026-01-31",
        "channel": "miniapp",
        "service_type": 1,
        "lines": [line],
        "total": Money(minor_units=1600, currency_code="CNY"),
        "discount_total": Money(minor_units=0, currency_code="CNY"),
        "paid": True,
    }
    order = pos_order_pb2.PosOrder(order_id=order_id, store_id=store_id, **{**fields, **more})
    order.placed_time.GetCurrentTime()
    return order


async def push(handle: PluginHandle, *orders: pos_order_pb2.PosOrder) -> list[bool]:
    """Hand orders to the till server; which of them it knew already."""
    stub = handle.stub(pos_pb2_grpc.PosServiceStub)
    request = pos_pb2.PushOrdersRequest(orders=orders)
    reply = await handle.call(stub.PushOrders, request, repeatable=True)
    assert not [result for result in reply.results if result.HasField("error")]
    return [result.already_known for result in reply.results]


async def until(fact: Callable[[], bool]) -> None:
    """Look until something is so."""
    async with asyncio.timeout(60):
        while not fact():  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.01)


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Call again until a plug-in that is being restarted answers, as every caller does."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await call()
            except PluginUnavailable:
                await asyncio.sleep(0.05)


async def updates_of(
    handle: PluginHandle, count: int, after: str = ""
) -> tuple[list[pos_pb2.TillUpdate], str]:
    """The next `count` updates for the platform, and the cursor behind them."""
    stub = handle.stub(pos_pb2_grpc.PosServiceStub)
    seen: list[pos_pb2.TillUpdate] = []
    request = pos_pb2.WatchUpdatesRequest(after_cursor=after)
    async for batch in handle.stream(stub.WatchUpdates, request):
        seen += batch.updates
        if len(seen) >= count:
            return seen, batch.cursor
    raise AssertionError("the stream ended")
