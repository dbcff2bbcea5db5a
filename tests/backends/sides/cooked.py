"""Orders at tills of three makers: each is cooked once, at the till of its own store."""

import asyncio
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2

from simulators.square.files import location_of
from tests.backends.backends import POINTS, STORES
from tests.backends.sides import ours
from tests.backends.sides.compared import Compared
from tests.backends.tills import REFUSE, SALE
from tests.backends.world import World
from tests.platform import MERCHANT
from tests.tryton import TILLS_USER

NUMBER = re.compile(r"no\. (\d+)")
MADE = (order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_FULFILLED)


@dataclass(frozen=True)
class Ticket:
    """An order as a till has it: at which, for how much, made or not, what was given back."""

    store: str
    total: int
    made: bool
    refunded: int = 0


Tickets = defaultdict[str, list[Ticket]]


async def compared(world: World) -> Compared:
    """Each order at its till, with its total."""
    orders = await ours.orders_of(world.first)
    numbers = {NUMBER.findall(order.remark)[-1]: order_id for order_id, order in orders.items()}
    square = await asyncio.to_thread(_at_square, world)
    tryton = await asyncio.to_thread(_at_tryton, world, numbers)
    till = _at_till(world)
    result = Compared("tills: order center, Square, Tryton's POS, our own")
    codes = {store_id: code for code, store_id in world.first.chain.stores.items()}
    dishes = [x for x in orders.values() if x.service_type != trade_pb2.SERVICE_TYPE_VOUCHER]
    for order in dishes:
        here = codes[order.store_id]
        tickets = [*square[order.order_id], *tryton[order.order_id], *till[order.order_id]]
        _check(result, order, here, tickets)
    known = {order.order_id for order in dishes}
    strangers = (square.keys() | tryton.keys() | till.keys()) - known
    result.each({}, dict.fromkeys(strangers, 1), "order of nobody")
    for name, some in (("pos_square", square), ("pos_tryton", tryton), ("pos_till", till)):
        made = sum(
            order.status in MADE and STORES[codes[order.store_id]] == name for order in dishes
        )
        result.sum(
            f"made at {name}", made, sum(x.made for tickets in some.values() for x in tickets)
        )
    return result


def _check(result: Compared, order: order_pb2.Order, store: str, tickets: list[Ticket]) -> None:
    amounts, order_id = order.amounts, order.order_id
    if order.status in MADE:
        result.one((order_id, "tickets"), [store], [x.store for x in tickets])
        result.one((order_id, "total"), [amounts.total.minor_units], [x.total for x in tickets])
        result.one((order_id, "made"), [True], [x.made for x in tickets])
    elif order.status == order_pb2.ORDER_STATUS_CANCELLED:
        result.one((order_id, "made though cancelled"), 0, sum(x.made for x in tickets))
        result.one((order_id, "tickets, at most one"), True, len(tickets) <= 1)
    else:
        result.one((order_id, "status"), "over", order_pb2.OrderStatus.Name(order.status))
    if STORES[store] == "pos_square" and REFUSE not in order.remark and tickets:
        # Who refuses an order at Square gives its payment back there.
        back = [ticket.refunded for ticket in tickets]
        result.one((order_id, "given back"), [amounts.refunded.minor_units], back)


def _at_square(world: World) -> Tickets:
    square, stores = world.backends.square, world.first.chain.stores
    names = {location_of(MERCHANT, store_id): code for code, store_id in stores.items()}
    found: Tickets = defaultdict(list)
    for order in square.orders():
        if "metadata" not in order:
            continue  # sold over the counter
        paid, back = square.payment(order) if order.get("tenders") else (0, 0)
        made = order["fulfillments"][0]["state"] == "COMPLETED"
        ticket = Ticket(names[order["location_id"]], paid, made, back)
        found[order["metadata"]["order_id"]].append(ticket)
    return found


def _at_tryton(world: World, numbers: dict[str, str]) -> Tickets:
    tryton = world.backends.tryton
    names = {name: code for code, name in POINTS.items()}
    rows = tryton.find(SALE, [["lines", "!=", None]], "point.name", "total", "state")
    sales = {row["id"]: row for row in rows}
    found: Tickets = defaultdict(list)
    told = tryton.find("ir.note", [["message", "like", "%no. %"]], "resource", "message")
    by_sale = {
        (int(row["resource"].split(",")[1]), numbers[NUMBER.findall(row["message"])[-1]])
        for row in told
    }
    for sale_id, order_id in by_sale:
        if row := sales.get(sale_id):
            store, made = names[row["point."]["name"]], row["state"] in ("done", "posted")
            found[order_id].append(Ticket(store, int(row["total"] * 100), made))
    return found


def _at_till(world: World) -> Tickets:
    stores = {store_id: code for code, store_id in world.first.chain.stores.items()}
    found: Tickets = defaultdict(list)
    for order_id, entry in world.tickets.items():
        order, made = entry["order"], entry["state"] not in ("cancelled", "rejected")
        found[order_id] = [Ticket(stores[order["store_id"]], order["total"], made)]
    return found


async def counters(world: World) -> Compared:
    """Pieces that were sold over the counter."""
    here = await ours.till_sales_of(world.first)
    there = await asyncio.to_thread(_sold, world)
    there.update({("bund", code): n for code, n in world.sold_at_till.items()})
    result = Compared("counter sales: inventory center and tills")
    result.each(here, there)
    result.sum("pieces", sum(here.values()), sum(there.values()))
    return result


def _sold(world: World) -> Counter[tuple[str, str]]:
    sold: Counter[tuple[str, str]] = Counter()
    square, stores = world.backends.square, world.first.chain.stores
    names = {location_of(MERCHANT, store_id): code for code, store_id in stores.items()}
    skus = {variation: sku for sku, variation in square.variations.items()}
    for order in square.orders():
        for line in () if "metadata" in order else order["line_items"]:
            sku = skus[line["catalog_object_id"]]
            sold[names[order["location_id"]], sku] += int(line["quantity"])
    points = {name: code for code, name in POINTS.items()}
    by_people = [["create_uid.login", "!=", TILLS_USER], ["state", "in", ["done", "posted"]]]
    fields = ("point.name", "lines.quantity", "lines.product.code")
    rows: list[dict[str, Any]] = world.backends.tryton.find(SALE, by_people, *fields)
    for row in rows:
        for line in row["lines."]:
            sold[points[row["point."]["name"]], line["product."]["code"]] += int(line["quantity"])
    return sold
