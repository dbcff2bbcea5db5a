"""`zhongtai move export`: orders taken here, in the files that an import reads: the way back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import line_pb2, order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from cli.move.books import key_in, seen_of
from cli.move.files import NOUNS
from cli.move.messages import SERVICES
from cli.move.model import Place
from cli.move.stores import place_of, read_stores
from cli.problems import Problem
from cli.replay.connection import PAGE, Link
from mesh.call.wire import stamp
from mesh.pure.money import format_minor

SYSTEM = "platform"
_SERVICES = {number: word for word, number in SERVICES.items()}


async def give(link: Link, folder: Path, since: datetime) -> int:
    """Write the orders that the platform made since then; return how many. Raise Problem.

    Vouchers and orders that nobody has paid for stay: no old system has a place for them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Problem(f"{folder} is not empty: name a folder of its own.")
    places = {store.store_id: place_of(store) for store in await read_stores(link)}
    request = read_messages_pb2.ListOrdersRequest(
        view=read_messages_pb2.ORDER_VIEW_FULL, page_size=PAGE, created_from=stamp(since)
    )
    written = 0
    with ExitStack() as files:
        sheets = {}
        for noun in ("stores", "orders", "order_lines"):
            path = folder / f"{noun}.csv"
            file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
            sheets[noun] = csv.DictWriter(file, NOUNS[noun].columns)
            sheets[noun].writeheader()
        codes = sorted(place.code for place in places.values() if place.code)
        sheets["stores"].writerows({"code": code, "store": code} for code in codes)
        async for page in link.paged(OrderServiceStub(link.channel).ListOrders, request):
            for order in page.orders:
                place = places.get(order.store_id)
                if place is None or not _can_go(order):
                    continue
                sheets["orders"].writerow(_order_row(order, place))
                sheets["order_lines"].writerows(_line_rows(order, place))
                written += 1
    return written


def _can_go(order: order_pb2.Order) -> bool:
    seen = seen_of(order)
    return seen.is_ours and seen.status != "unpaid" and order.service_type in _SERVICES


def _order_row(order: order_pb2.Order, place: Place) -> dict[str, str]:
    seen, amounts = seen_of(order), order.amounts
    key = key_in(place, order)
    paid = {
        payer: sum(each.amount.minor_units for each in order.discounts if each.paid_by == payer)
        for payer in (trade_pb2.DISCOUNT_PAYER_MERCHANT, trade_pb2.DISCOUNT_PAYER_PLATFORM)
    }

    def shown(minor_units: int) -> str:
        return format_minor(minor_units, place.currency)

    times = order.times
    ended = times.cancel_time if seen.status == "cancelled" else times.complete_time
    return {
        "system": SYSTEM,
        "number": order.order_id,
        "store": place.code,
        "channel": key.channel,
        "channel_number": key.number,
        "status": seen.status,
        "service": _SERVICES[order.service_type],
        "placed_at": _moment(times.place_time),
        "ended_at": _moment(ended),
        "expected_at": _moment(order.expected_time),
        "total": shown(seen.total),
        "packaging_fee": shown(amounts.packaging_fee.minor_units),
        "delivery_fee": shown(amounts.delivery_fee.minor_units),
        "discount": shown(paid[trade_pb2.DISCOUNT_PAYER_MERCHANT]),
        "platform_discount": shown(paid[trade_pb2.DISCOUNT_PAYER_PLATFORM]),
        "refunded": shown(seen.refunded) if ended.seconds else "",
        "pickup_code": order.pickup_code,
    }


def _line_rows(order: order_pb2.Order, place: Place) -> Iterator[dict[str, str]]:
    for number, line in enumerate(order.lines, 1):
        # With the choices' price, as the files have it.
        each = line.amount.minor_units // line.quantity
        yield {
            "system": SYSTEM,
            "order": order.order_id,
            "line": f"{number}",
            "code": line.sku_code or line.channel_item_code,
            "name": line.name,
            "quantity": f"{line.quantity}",
            "unit_price": format_minor(each, place.currency),
            "choices": ";".join(_choices(line.modifiers)),
        }


def _choices(modifiers: Iterable[line_pb2.OrderModifier]) -> Iterator[str]:
    for modifier in modifiers:
        yield modifier.name.replace(";", ",")
        yield from _choices(modifier.modifiers)


def _moment(at: Timestamp) -> str:
    return at.ToDatetime(UTC).isoformat(timespec="seconds") if at.seconds else ""
