"""Vouchers: what pretix has of each order, and the order center."""

import asyncio
from typing import Any

from zhongtai.order.v1 import voucher_pb2

from tests.backends.sides import ours
from tests.backends.sides.compared import Compared
from tests.backends.world import World
from tests.pretix import VOUCHERS, Pretix

STATES = {
    voucher_pb2.VOUCHER_STATE_ISSUED: "issued",
    voucher_pb2.VOUCHER_STATE_REDEEMED: "redeemed",
    voucher_pb2.VOUCHER_STATE_VOIDED: "voided",
}


async def compared(world: World) -> Compared:
    """Each code, how it stands, and what each order costs in the end."""
    orders = (await ours.orders_of(world.first)).values()
    with_codes = [order for order in orders if order.vouchers]
    here = {x.code: STATES[x.state] for order in with_codes for x in order.vouchers}
    kept = {
        x.order_id: x.amounts.paid.minor_units - x.amounts.refunded.minor_units for x in with_codes
    }
    rows = await asyncio.to_thread(_orders, world.backends.pretix)
    there = {x["secret"]: _stands(x) for row in rows for x in row["positions"]}
    total = {_order_id(row): _total(row) for row in rows}
    result = Compared("vouchers: order center and pretix")
    result.each(here, there, "code")
    result.each(kept, total, "order")
    result.one("orders in pretix, each once", len(total), len(rows))
    for state in STATES.values():
        result.sum(state, list(here.values()).count(state), list(there.values()).count(state))
    result.sum("fen that the chain keeps", sum(kept.values()), sum(total.values()))
    return result


def _orders(pretix: Pretix) -> list[dict[str, Any]]:
    query = {"include_canceled_positions": "true"}
    found = pretix.all(f"events/{VOUCHERS}/orders/", **query)
    return [row for row in found if "zhongtai" in row["api_meta"]]


def _order_id(row: dict[str, Any]) -> str:
    return str(row["api_meta"]["zhongtai"]["order_id"])


def _stands(position: dict[str, Any]) -> str:
    return "redeemed" if position["checkins"] else "voided" if position["canceled"] else "issued"


def _total(row: dict[str, Any]) -> int:
    return 0 if row["status"] == "c" else round(float(row["total"]) * 100)
