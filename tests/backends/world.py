"""The whole of it: the back-ends, and a platform on which two chains are open that use them."""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub

from cli.replay.connection import Connection, Link, connected, linked
from cli.replay.customers import Customer
from cli.replay.parse_pizza import PizzaYear, parse_pizza_year
from demo.load import write_credentials
from mesh.call.context import Identity
from mesh.process.control import ask
from mesh.process.topology import Topology
from tests.acceptance.copies import SETTING, Copy, copy_of
from tests.acceptance.recorded import pizza_year
from tests.backends.backends import SISTER, SISTER_APP_ID, STORES, Backends, backends_in
from tests.backends.chain import STOCK, Chain, fill_tryton, name_tills, open_chain
from tests.backends.kills import ADAPTERS
from tests.backends.news import News
from tests.platform import ALL_SCOPES, MERCHANT

AT_ONCE = 12
PLUGINS = (*ADAPTERS, "pos_till", "payment_sandbox", "identity_sandbox")
NAME_STORES = {"erp_tryton": "inventory", "pos_tryton": "order", "pos_square": "order"}
"""Adapters whose accounts name stores, and the unit that hosts each."""
AT_COUNTERS = ("soy-milk", "cucumber", "soup-dumplings")
"""What is sold over the counter, too."""
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `recorded` is the folder of a recorded year; without it one is made up.

    Back-ends and adapters are taken away so often, each once in each round of `kills`.
    """

    orders: int
    kills: int = 0
    seed: int = 1
    topology: str = "single"
    recorded: Path | None = None
    database_url: str = ""


@dataclass(frozen=True)
class Side:
    """One of the chains: its customers' way in, its operator, its feed.

    `choices` are the parts of a line that say what has to be chosen with a SKU, by its code.
    """

    chain: Chain
    connection: Connection
    operator: Link
    news: News
    choices: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class World:
    """What runs. The first chain uses everything; the CRM of its sister is pretix.

    `tickets` are the orders that our own till has shown, by their ids, and `sold_at_till` the
    pieces that were sold over its counter, by their codes.
    """

    backends: Backends
    copy: Copy
    year: PizzaYear
    first: Side
    sister: Side
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    sold_at_till: Counter[str] = field(default_factory=Counter)

    @property
    def processes(self) -> list[str]:
        """Those of the platform."""
        return list(Topology.load(self.copy.topology).processes)


@asynccontextmanager
async def opened(wanted: Wanted) -> AsyncIterator[World]:
    """Start everything and open both chains; end it with the block."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zt-backends-")))
        year = parse_pizza_year(wanted.recorded or pizza_year(folder / "year", 1, 200).folder)
        backends = stack.enter_context(backends_in(folder))
        told = {"ZHONGTAI_DATABASE_URL": wanted.database_url} if wanted.database_url else {}
        copy = stack.enter_context(copy_of(wanted.topology, told))
        copy.environment |= backends.settings() | {
            "ZHONGTAI_PLUGINS": ",".join(PLUGINS),
            "ZHONGTAI_MINIAPP_RATE_PER_SECOND": "10000",
            "ZHONGTAI_MINIAPP_LOGINS_PER_SECOND": "10000",
        }
        await asyncio.to_thread(copy.up, "--no-demo")
        stack.enter_context(_environment(copy.environment))
        links = [await stack.enter_async_context(linked(_operator(x))) for x in (MERCHANT, SISTER)]
        chains = await _chains(links, backends, copy, year)
        connection = await stack.enter_async_context(connected(AT_ONCE))
        own = replace(connection, app_id=SISTER_APP_ID, till_token=chains[1].till_secret)
        ways = (connection, own)
        first, sister = [
            Side(chain, way, link, News(link), await _choices(chain, way))
            for chain, way, link in zip(chains, ways, links, strict=True)
        ]
        await _counted(first)
        yield World(backends, copy, year, first, sister)


async def _chains(
    links: list[Link], backends: Backends, copy: Copy, year: PizzaYear
) -> list[Chain]:
    """Open both chains, and have the adapters know their stores."""
    first = await open_chain(links[0], MERCHANT, year, list(STORES))
    sister = await open_chain(links[1], SISTER, year, ["bund"])
    await name_tills(links[0], first)
    write_credentials(copy.home, MERCHANT, first.stores, first.till_secret)
    await asyncio.to_thread(fill_tryton, backends.tryton, first)
    backends.name_stores(first.stores, AT_COUNTERS)
    await asyncio.to_thread(backends.square.start)
    topology = Topology.load(copy.topology)
    for plugin, unit in NAME_STORES.items():
        host = topology.process_of(unit).name
        await ask(copy.home, host, "plugin.restart", 60, name=plugin)
    return [first, sister]


async def _choices(chain: Chain, way: Connection) -> dict[str, dict[str, Any]]:
    """Read from the menu what has to be chosen with each SKU: the first of what there is."""
    menu = await Customer(way, "opener").get(f"/stores/{chain.stores['bund']}/menu")
    groups = {group["modifier_group_id"]: group for group in menu["modifier_groups"]}
    modifiers = {
        sku["sku_id"]: [
            {"modifier_id": choice["modifier_id"], "quantity": 1}
            for group in map(groups.__getitem__, product["modifier_group_ids"])
            for choice in group["modifiers"][: group["min_select"]]
        ]
        for product in menu["products"]
        for sku in product["skus"]
    }
    return {
        sku["external_code"]: {
            "modifiers": modifiers[sku["sku_id"]],
            "combo_choices": [
                {"slot_id": slot["slot_id"], "sku_id": part, "modifiers": modifiers.get(part, [])}
                for slot in product["combo_slots"]
                for part in [slot["options"][0]["sku_id"]]
            ],
        }
        for product in menu["products"]
        for sku in product["skus"]
    }


async def _counted(side: Side) -> None:
    """Wait until the platform has taken Tryton's products and counts."""
    stub = InventoryServiceStub(side.operator.channel)
    for store_id in side.chain.stores.values():
        request = stock_pb2.ListStockRequest(store_id=store_id, page_size=200)
        while True:
            found = (await side.operator.ask(stub.ListStock, request)).stocks
            if sum(each.on_hand == STOCK for each in found) >= len(side.chain.prices):
                break
            await asyncio.sleep(LOOK_SECONDS)


def _operator(merchant_id: str) -> Identity:
    return Identity("operator", "olga", merchant_id, ALL_SCOPES)


@contextmanager
def _environment(environment: dict[str, str]) -> Iterator[None]:
    """Have this process mean the platform of that environment."""
    before = dict(os.environ)
    for name in [name for name in os.environ if SETTING.match(name)]:
        del os.environ[name]
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
