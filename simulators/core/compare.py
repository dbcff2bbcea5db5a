"""What a platform sold and was told against what the order center holds; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import line_pb2, order_pb2

from simulators.core.entry import Entry, RefundState, Stage
from simulators.core.world import SoldOrder, Way

_STATUSES = {
    Stage.SOLD: (order_pb2.ORDER_STATUS_PLACED,),
    Stage.CONFIRMED: (
        order_pb2.ORDER_STATUS_ACCEPTED,
        order_pb2.ORDER_STATUS_PREPARING,
        order_pb2.ORDER_STATUS_READY,
        order_pb2.ORDER_STATUS_DELIVERING,
        order_pb2.ORDER_STATUS_FULFILLED,
    ),
    Stage.DONE: (order_pb2.ORDER_STATUS_FULFILLED, order_pb2.ORDER_STATUS_COMPLETED),
    Stage.CANCELLED: (order_pb2.ORDER_STATUS_CANCELLED,),
}
_SERVICE = {
    Way.PICK_UP: trade_pb2.SERVICE_TYPE_PICK_UP,
    Way.PLATFORM_RIDER: trade_pb2.SERVICE_TYPE_DELIVERY,
    Way.STORE_RIDER: trade_pb2.SERVICE_TYPE_DELIVERY,
}
_RIDERS = {
    Way.PICK_UP: trade_pb2.DELIVERED_BY_UNSPECIFIED,
    Way.PLATFORM_RIDER: trade_pb2.DELIVERED_BY_PLATFORM,
    Way.STORE_RIDER: trade_pb2.DELIVERED_BY_STORE,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two books differ: on the platform, and in the order center."""

    number: str
    what: str
    platform: str
    center: str


def compare(
    entries: Iterable[Entry],
    held: Mapping[str, order_pb2.Order],
    store_ids: Mapping[str, str],
) -> list[Difference]:
    """Return every difference. `held` has orders by their number on the platform."""
    found: list[Difference] = []
    numbers = set()
    for entry in entries:
        numbers.add(entry.order.number)
        order = held.get(entry.order.number)
        found += _conduct(entry)
        if order is None:
            found.append(_of(entry.order, "the order", "sold", "not there"))
        else:
            found += _differences(entry, order, store_ids)
    for number in sorted(set(held) - numbers):
        found.append(Difference(number, "the order", "never sold", "there"))
    return found


def _conduct(entry: Entry) -> Iterator[Difference]:
    """What the platform saw that it should not have seen."""
    for fault in entry.faults:
        yield _of(entry.order, "conduct", fault, "")
    for message in entry.untaken:
        yield _of(entry.order, "message", message, "never taken")
    if entry.stage is Stage.SOLD:
        yield _of(entry.order, "confirmation", "never told", "")


def _differences(
    entry: Entry, order: order_pb2.Order, store_ids: Mapping[str, str]
) -> Iterator[Difference]:
    sold = entry.order
    if order.status not in _STATUSES[entry.stage]:
        yield _of(sold, "state", entry.stage.name, order_pb2.OrderStatus.Name(order.status))
    if entry.stage is not Stage.CANCELLED and any(
        refund.state is RefundState.ASKED for refund in entry.refunds
    ):
        yield _of(sold, "wish for money back", "not answered", "")
    for what, ours, theirs in _facts(entry, order, store_ids):
        if ours != theirs:
            yield _of(sold, what, str(ours), str(theirs))


def _facts(
    entry: Entry, order: order_pb2.Order, store_ids: Mapping[str, str]
) -> Iterator[tuple[str, object, object]]:
    sold, amounts = entry.order, order.amounts
    yield "store", store_ids.get(sold.store.code, sold.store.code), order.store_id
    yield "service", _SERVICE[sold.way], order.service_type
    yield "delivered by", _RIDERS[sold.way], order.delivered_by
    yield "total", sold.total, amounts.total.minor_units
    yield "paid", sold.total, amounts.paid.minor_units
    yield "held by the platform", sold.total, amounts.paid_by_channel.minor_units
    yield "goods", sold.goods, amounts.lines.minor_units
    yield "packaging", sold.packaging, amounts.packaging_fee.minor_units
    yield "delivery fee", sold.delivery_fee, amounts.delivery_fee.minor_units
    yield "discounts", _payers_sold(sold), _payers_held(order)
    yield "refunded", entry.given_back, amounts.refunded.minor_units
    yield "lines", _lines_sold(sold), _lines_held(order)
    yield "remark", sold.remark, order.remark
    wanted = int(sold.wanted_at) if sold.wanted_at else 0
    yield "wanted at", wanted, order.expected_time.seconds


def _payers_sold(sold: SoldOrder) -> dict[str, int]:
    return _without_zeros(
        platform=sum(each.by_platform for each in sold.discounts),
        merchant=sum(each.by_merchant for each in sold.discounts),
    )


def _payers_held(order: order_pb2.Order) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for each in order.discounts:
        name = trade_pb2.DiscountPayer.Name(each.paid_by)
        sums[name.removeprefix("DISCOUNT_PAYER_").lower()] += each.amount.minor_units
    return _without_zeros(**sums)


def _without_zeros(**sums: int) -> dict[str, int]:
    return {name: amount for name, amount in sorted(sums.items()) if amount}


def _lines_sold(sold: SoldOrder) -> list[str]:
    return [
        f"{line.dish.code} ×{line.quantity} = {line.amount}"
        + ("" if line.dish.mapped else " (unmapped)")
        for line in sold.lines
    ]


def _lines_held(order: order_pb2.Order) -> list[str]:
    return [
        f"{line.channel_item_code} ×{line.quantity} = {_amount(line)}"
        + (" (unmapped)" if line.unmapped else "")
        for line in order.lines
    ]


def _amount(line: line_pb2.OrderLine) -> int:
    return line.amount.minor_units


def _of(sold: SoldOrder, what: str, platform: str, center: str) -> Difference:
    return Difference(sold.number, what, platform, center)
