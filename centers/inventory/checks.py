"""Whether a request to the inventory center has the form and the limits of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from zhongtai.inventory.v1 import reservation_pb2, stock_pb2

from centers.inventory.messages import quantities
from centers.inventory.model import Adjustment, MovementKind, Policy, Quantity
from centers.inventory.reservations.model import Return
from mesh.pure import limits
from mesh.pure.ids import store_of_order
from mesh.pure.set_aside import end_of_hold
from mesh.pure.validation import Check

MAX_SALES = 200
MAX_SKUS = 500
MAX_NOTE = 200
MAX_SOURCE = 160
MAX_TILL_TEXT = 64

_ADDS = {MovementKind.RECEIVED, MovementKind.TRANSFER, MovementKind.CORRECTION}
_TAKES = {
    MovementKind.WASTE,
    MovementKind.CONSUMED,
    MovementKind.TRANSFER,
    MovementKind.CORRECTION,
}
_REASONS = sorted(_ADDS | _TAKES)


def check_lines(check: Check, lines: Sequence[Quantity], *, min_count: int = 1) -> None:
    """Lines of a request: SKUs with quantities."""
    check.count("lines", lines, min=min_count, max=limits.MAX_STOCK_LINES)
    for index, line in enumerate(lines):
        at = check.at(f"lines[{index}]")
        at.identifier("sku_id", line.sku_id)
        at.integer("quantity", line.quantity, min=1, max=limits.MAX_PIECES)


def check_demand(
    order_id: str,
    store_id: str,
    lines: Sequence[Quantity],
    expires_at: datetime | None,
    now: datetime,
) -> datetime:
    """Return when what a request reserves lapses. Raise InvalidRequest."""
    check = Check()
    _check_order(check, order_id, store_id)
    check_lines(check, lines)
    ends = end_of_hold(check, expires_at, now)
    check.raise_if_any()
    return ends


def check_return(coming: Return) -> None:
    """A request to return stock."""
    check = Check()
    check.request_id(coming.request_id)
    check.order_id(coming.order_id)
    check_lines(check, coming.lines, min_count=0)
    check.text("note", coming.note, min=0, max=MAX_NOTE)
    check.raise_if_any()


def check_sale(check: Check, sale: reservation_pb2.TillSale) -> None:
    """One till sale of a batch."""
    check.identifier("store_id", sale.store_id)
    check.identifier("till_id", sale.till_id)
    check.text("till_id", sale.till_id, max=MAX_TILL_TEXT)
    # A number of the till itself: whatever it writes on its receipts.
    check.text("till_order_id", sale.till_order_id, max=MAX_TILL_TEXT)
    check_lines(check, quantities(sale.lines))


def check_stock_lines(store_id: str, lines: Sequence[Quantity]) -> None:
    """A question about lines in a store."""
    check = Check()
    check.identifier("store_id", store_id)
    check_lines(check, lines)
    check.raise_if_any()


def check_till_sales(store_id: str, till_id: str) -> None:
    """A question for the till sales of a store."""
    check = Check()
    check.identifier("store_id", store_id)
    check.text("till_id", till_id, min=0, max=MAX_TILL_TEXT)
    check.raise_if_any()


def check_policies(request_id: str, store_id: str, policies: Sequence[Policy]) -> None:
    """A request to choose which SKUs are tracked."""
    check = _check_skus(request_id, store_id, "policies", [each.sku_id for each in policies])
    check.raise_if_any()


def check_counting(request_id: str, store_id: str) -> None:
    """A request to replace numbers by counts, apart from its counts."""
    check = Check()
    check.request_id(request_id)
    check.identifier("store_id", store_id)
    check.raise_if_any()


def each_count() -> Callable[[Check, stock_pb2.StockCount], None]:
    """Return the check of the counts of one request, one by one."""
    counted: set[str] = set()

    def check_count(check: Check, count: stock_pb2.StockCount) -> None:
        check.identifier("sku_id", count.sku_id)
        check.that(count.sku_id not in counted, "sku_id", "is counted twice; the first count holds")
        check.integer("counted", count.counted, min=0, max=limits.MAX_STOCK)
        check.text("note", count.note, min=0, max=MAX_NOTE)
        if not check.violations:
            counted.add(count.sku_id)

    return check_count


def check_adjustments(request_id: str, store_id: str, adjustments: Sequence[Adjustment]) -> None:
    """A request to add or take pieces."""
    skus = [each.sku_id for each in adjustments]
    check = _check_skus(request_id, store_id, "adjustments", skus)
    for index, each in enumerate(adjustments):
        _check_adjustment(check.at(f"adjustments[{index}]"), each)
    check.raise_if_any()


def _check_adjustment(check: Check, each: Adjustment) -> None:
    check.that(
        0 < abs(each.delta) <= limits.MAX_STOCK,
        "delta",
        f"must be 1 to {limits.MAX_STOCK} or negative",
    )
    check.text("note", each.note, min=0, max=MAX_NOTE)
    if not check.one_of("reason", each.reason, _REASONS):
        return
    fits = each.reason in (_ADDS if each.delta > 0 else _TAKES)
    way = "takes stock, so delta must be negative" if each.delta > 0 else "adds stock"
    check.that(fits, "delta", f"{each.reason.name} {way}")
    explained = each.reason is not MovementKind.CORRECTION or bool(each.note)
    check.that(explained, "note", "a correction must say what was wrong")


def _check_skus(request_id: str, store_id: str, field: str, sku_ids: Iterable[str]) -> Check:
    check = Check()
    check.request_id(request_id)
    check.identifier("store_id", store_id)
    listed = list(sku_ids)
    check.count(field, listed, max=MAX_SKUS)
    check.distinct(field, listed)
    for index, sku_id in enumerate(listed):
        check.at(f"{field}[{index}]").identifier("sku_id", sku_id)
    return check


def _check_order(check: Check, order_id: str, store_id: str) -> None:
    if not check.identifier("store_id", store_id):
        return
    if check.order_id(order_id):
        carried = store_of_order(order_id) == store_id
        check.that(carried, "store_id", "is not the store that the order id carries")
