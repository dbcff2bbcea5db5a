"""A chain whose ERP, or whose till, is a real Tryton: both sides agree to the unit."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest
import pytest_asyncio
from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.order.v1 import read_messages_pb2

from mesh.process.control import ask
from tests.acceptance.shop import Phone, Shop
from tests.acceptance.stores import everything, like_the_first, open_store, sell
from tests.acceptance.test_erp import drifts, price_of
from tests.acceptance.test_journey import available, poll
from tests.databases import fresh_database, name_in
from tests.platform import MERCHANT, Platform, running_platform
from tests.tryton import USER, Tryton, account, tills
from tests.tryton_line import Line, line_to

# Where nobody has installed Tryton yet, the first test does.
pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.topology,
    pytest.mark.timeout(1800),
]

DISH, STOCK = "soup-dumplings", 60
READERS = ("order.erp_tryton.postings", "inventory.erp_tryton.movements")


@dataclass
class Side:
    """Tryton, the line to it, and the shop."""

    tryton: Tryton
    line: Line
    shop: Shop

    async def asks(self, method: str, *params: Any, **context: Any) -> Any:
        """What Tryton itself says; the platform in this process goes on meanwhile."""
        return await asyncio.to_thread(self.tryton.ask, method, *params, **context)

    async def sales(self) -> dict[str, list[Decimal]]:
        """What stands in Tryton's books, by order."""
        domain = [["state", "in", ["confirmed", "processing", "done"]]]
        found: dict[str, list[Decimal]] = {}
        for row in await self._find("sale.sale", domain, "reference", "total_amount"):
            found.setdefault(row["reference"], []).append(row["total_amount"])
        return found

    async def at_till(self, state: str) -> list[dict[str, Any]]:
        """The sales in a state at Tryton's points of sale."""
        return await self._find("sale.point.sale", [["state", "=", state]], "total")

    async def quantity(self) -> int:
        """How much of the dish Tryton says that lies in the store."""
        (place,) = await self._find("stock.location", [["code", "=", "R1"]], "storage_location")
        (dish,) = await self._find("product.product", [["code", "=", DISH]], "code")
        where = {"locations": [place["storage_location"]], "with_childs": True}
        (row,) = await self.asks("product.product.read", [dish["id"]], ["quantity"], **where)
        return int(row["quantity"])

    async def _find(self, model: str, domain: list[Any], *fields: str) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self.tryton.find, model, domain, *fields)

    async def sell(self, name: str) -> None:
        """Sell the dish in Tryton."""
        template = {"name": name, "type": "goods", "salable": True, "default_uom": 1,
                    "sale_uom": 1, "list_price": Decimal("13.50"),
                    "products": [["create", [{"suffix_code": DISH}]]]}  # fmt: skip
        await self.asks("product.template.create", [template])

    async def take_stock(self) -> None:
        """Count in Tryton how much of the dish there is."""
        (dish,) = await self._find("product.product", [["code", "=", DISH]], "code")
        (place,) = await self._find("stock.location", [["code", "=", "R1"]], "storage_location")
        line = {"product": dish["id"], "quantity": STOCK}
        values = {"location": place["storage_location"], "lines": [["create", [line]]]}
        inventory = await self.asks("stock.inventory.create", [values])
        await self.asks("stock.inventory.confirm", inventory)


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def side(
    tryton: Tryton, pg_url: str, migrated_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Side]:
    """The demo chain with an account in Tryton, on a platform of its own."""
    accounts = tmp_path_factory.mktemp("accounts") / "tryton.toml"
    accounts.touch(mode=0o600)
    accounts.write_text(f"[{MERCHANT}]")  # its stores are not known yet
    at_tills = accounts.with_name("tills.toml")
    at_tills.touch(mode=0o600)
    at_tills.write_text(tills(tryton.url, {"sto_of_nobody": "Hill"}, MERCHANT))
    settings = {
        "ZHONGTAI_POS_PLUGIN": "pos_till",  # of stores that name none, as there are two
        "ZHONGTAI_POS_TRYTON_ACCOUNTS": str(at_tills),
        "ZHONGTAI_POS_TRYTON_POLL_MILLISECONDS": "200",
        "ZHONGTAI_ERP_PLUGIN": f"{MERCHANT}=erp_tryton",
        "ZHONGTAI_ERP_PULL_SECONDS": "0.5",
        "ZHONGTAI_ERP_TRYTON_ACCOUNTS": str(accounts),
        "ZHONGTAI_ERP_TRYTON_LOGIN_PAUSE_SECONDS": "1",
    }
    with fresh_database(pg_url, template=name_in(migrated_url)) as url:
        async with (
            line_to(tryton.url) as line,
            running_platform("single", url, **settings) as platform,
            httpx.AsyncClient(timeout=60) as http,
        ):
            shop = Shop(platform, http)
            await shop.open()
            side = Side(tryton, line, shop)
            await side.sell(shop.names[DISH])
            codes = {shop.store_id: "R1"}
            others = [each for each in shop.store_ids.values() if each not in codes]
            codes |= dict(zip(others, ("R2", "WH"), strict=True))
            accounts.write_text(account(line.url, codes, MERCHANT))
            await restart(platform)
            yield side


async def restart(platform: Platform) -> None:
    """Have the plug-in read its accounts again."""
    (process,) = platform.topology.processes
    await ask(platform.home, process, "plugin.restart", 30, name="erp_tryton")


async def on_hand(shop: Shop) -> int:
    request = stock_pb2.GetStockRequest(store_id=shop.store_id, sku_id=shop.skus[DISH]["sku_id"])
    stock = (await InventoryServiceStub(shop.channel).GetStock(request, **shop.operator)).stock
    return int(stock.on_hand)


async def finished(shop: Shop, phone: Phone, count: int) -> list[str]:
    """Orders that are paid, fetched and closed by the till, all at a time."""

    async def one() -> str:
        order = await phone.paid_order(DISH)
        for step in ("fulfilled", "completed"):
            await shop.till_says(order["order_id"], step)
        return str(order["order_id"])

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def readers(platform: Platform) -> set[str]:
    """How the readers are that tell Tryton what was sold."""
    (process,) = platform.topology.processes
    state = await ask(platform.home, process, "state", 30)
    return {
        f"{each['state']} {each['letters']}"
        for each in state["followers"]
        if each["reader"] in READERS
    }


async def total_of(shop: Shop, order_id: str) -> Decimal:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    order = (await shop.orders.GetOrder(request, **shop.operator)).order
    return Decimal(order.amounts.total.minor_units) / 100


async def until_trouble(shop: Shop) -> None:
    await poll(lambda: readers(shop.platform), lambda seen: "well 0" not in seen)


async def while_slow_and_locked(side: Side, phone: Phone) -> list[str]:
    """Orders while each call takes long, and then nobody is let in."""
    side.line.pause = 0.5
    orders = await finished(side.shop, phone, 3)
    await asyncio.to_thread(side.tryton.lock, USER)
    side.tryton.forget("ir_session")
    orders += await finished(side.shop, phone, 3)
    await until_trouble(side.shop)
    side.line.pause = 0
    side.tryton.forget("res_user_login_attempt")
    return orders


async def while_down(side: Side, phone: Phone) -> list[str]:
    """Orders while there is no Tryton."""
    await asyncio.to_thread(side.tryton.stop)
    orders = await finished(side.shop, phone, 3)
    await until_trouble(side.shop)
    await asyncio.to_thread(side.tryton.start)
    return orders


async def test_whether_tryton_is_slow_locked_or_down_orders_go_on_and_then_both_sides_agree(side):
    shop = side.shop
    # What the platform had counted before is told to Tryton; then Tryton is counted itself.
    demo = await on_hand(shop)
    assert await poll(side.quantity, lambda seen: seen == demo, pause=0.5) == demo > 0
    await side.take_stock()
    assert await poll(lambda: available(shop, DISH), lambda seen: seen == STOCK) == STOCK
    assert await poll(lambda: price_of(shop, DISH), lambda seen: seen == 1350)
    anna = await shop.phone("anna")
    orders = await finished(shop, anna, 2)
    orders += await while_slow_and_locked(side, anna)
    await poll(side.sales, lambda seen: set(orders) <= seen.keys(), 180, 0.5)
    orders += await while_down(side, anna)
    booked = await poll(side.sales, lambda seen: set(orders) <= seen.keys(), 180, 0.5)

    assert booked == {order: [await total_of(shop, order)] for order in orders}
    left = STOCK - len(orders)
    assert await poll(side.quantity, lambda seen: seen == left, 180, 0.5) == left
    assert await poll(lambda: on_hand(shop), lambda seen: seen == left) == left
    assert await poll(lambda: readers(shop.platform), lambda seen: seen == {"well 0"}, 180)
    assert await drifts(shop) == []


async def store_with_a_till_there(shop: Shop) -> str:
    """Open a store whose till is a point of sale of Tryton."""
    store = like_the_first("riverside")
    store.pos_plugin = "pos_tryton"
    store.channel_codes.add(channel="pos_tryton", code="Riverside")
    store_id = await open_store(shop, store)
    await sell(shop, everything(store_id, "riverside"))
    return store_id


async def test_what_is_ordered_is_at_the_till_and_what_is_done_there_on_the_phone(side):
    store_id, anna = await store_with_a_till_there(side.shop), await side.shop.phone("anna")
    for button, status in (("process", "FULFILLED"), ("delete", "CANCELLED")):
        order_id = (await anna.paid_order("scallion-pancake", store_id=store_id))["order_id"]
        seen = await anna.until(order_id, lambda order: order["status"] == "ACCEPTED")
        assert seen["pickup_code"]
        (sale,) = await side.at_till("open")
        assert sale["total"] == Decimal(seen["amounts"]["total"]) / 100
        await side.asks(f"sale.point.sale.{button}", [sale["id"]])
        seen = await anna.until(order_id, lambda order, status=status: order["status"] == status)
    assert seen["cancel_note"] == "The store has deleted it at its till."
