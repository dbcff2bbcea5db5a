"""Sales: what stands in Tryton's books, and the completed orders of the order center."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from zhongtai.order.v1 import order_pb2

from tests.backends.sides import ours
from tests.backends.sides.compared import Compared
from tests.backends.world import World
from tests.tryton import Tryton

IN_THE_BOOKS = ["confirmed", "processing", "done"]
FIELDS = ("reference", "total_amount", "origin", "lines.quantity", "lines.amount",
          "lines.product.code")  # fmt: skip
PAGE = 200


async def compared(world: World) -> Compared:
    """Each order once, what it brought in the end, and pieces and money of each dish."""
    orders = (await ours.orders_of(world.first)).values()
    completed = [x for x in orders if x.status == order_pb2.ORDER_STATUS_COMPLETED]
    codes = ours.codes_of(world.first)
    rows = await asyncio.to_thread(_sales, world.backends.tryton)
    result = Compared("sales: order center and Tryton")
    kept = {
        x.order_id: x.amounts.paid.minor_units - x.amounts.refunded.minor_units for x in completed
    }
    there = _kept(rows)
    result.each(kept, there, "order")
    twice = {key: n for key, n in Counter(row["reference"] for row in rows).items() if n > 1}
    result.each({}, twice, "sales under one reference")
    pieces, money = _by_code(rows)
    here_pieces: Counter[str] = Counter()
    here_money: Counter[str] = Counter()
    for line in (line for order in completed for line in order.lines):
        code = codes[line.sku_id]
        here_pieces[code] += line.quantity
        here_money[code] += line.amount.minor_units - line.discount.minor_units
    result.each(here_pieces, pieces, "pieces of")
    result.each(here_money, money, "fen for")
    result.sum("completed orders", len(completed), len(there))
    result.sum("fen that the chain keeps", sum(kept.values()), sum(there.values()))
    result.sum("pieces", sum(here_pieces.values()), sum(pieces.values()))
    return result


def _sales(tryton: Tryton) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    while True:
        after = ["id", ">", found[-1]["id"] if found else 0]
        page: list[Mapping[str, Any]] = tryton.ask(
            "sale.sale.search_read", [after, ["state", "in", IN_THE_BOOKS]], 0, PAGE,
            [["id", "ASC"]], list(FIELDS),
        )  # fmt: skip
        found += page
        if len(page) < PAGE:
            return found


def _kept(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """What each order brought in minor units, less what was given back for it later."""
    names = {f"sale.sale,{row['id']}": row["reference"] for row in rows}
    kept: Counter[str] = Counter()
    for row in rows:
        kept[names.get(row["origin"], row["reference"])] += int(row["total_amount"] * 100)
    return kept


def _by_code(rows: Iterable[Mapping[str, Any]]) -> tuple[Counter[str], Counter[str]]:
    pieces: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for line in (line for row in rows for line in row["lines."]):
        product = line["product."]
        if product:
            pieces[product["code"]] += int(line["quantity"])
            money[product["code"]] += int(line["amount"] * 100)
    return pieces, money
