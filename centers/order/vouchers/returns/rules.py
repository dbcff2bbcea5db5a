"""What of an order can be given back, where its pieces are vouchers: no more than are unused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from centers.order.after_sale.account import (
    ASKED,
    SETTLED,
    lines_left,
    money_left,
    of_head,
    price,
    share_of,
)
from centers.order.after_sale.model import AfterSale, AfterSaleLine
from centers.order.model import Head, Route
from centers.order.vouchers.errors import VouchersUnused, VouchersUsed
from centers.order.vouchers.model import VOIDABLE
from mesh.pure.errors import InvalidRequest, Violation


def returnable(head: Head) -> dict[str, AfterSaleLine]:
    """Return what can still be given back of each line, by its id.

    Of issued vouchers those that can be made void and that nobody asks back.
    """
    account = of_head(head)
    left = lines_left(account)
    if head.oms is None or not head.oms.vouchers:
        return left
    free = Counter(each.line_id for each in head.oms.vouchers if each.state in VOIDABLE)
    for request in account.requests:
        if request.status in ASKED:
            free.subtract({line.line_id: line.quantity for line in request.lines})
    return {
        line_id: share_of(line, max(0, min(line.quantity, free[line_id])))
        for line_id, line in left.items()
    }


def can_be_asked_for(head: Head) -> int:
    """Return how much money can be asked back: of issued vouchers what those returnable cost."""
    left = max(money_left(head), 0)
    if head.oms is None or not head.oms.vouchers:
        return left
    pieces = [line for line in returnable(head).values() if line.quantity > 0]
    return min(left, price(of_head(head), pieces).price) if pieces else 0


def wanted_pieces(head: Head, wanted: Sequence[AfterSaleLine]) -> Sequence[AfterSaleLine]:
    """Return the pieces that a request is about; none named means all left of an OMS's order.

    Raise VouchersUsed, and InvalidRequest for a voucher that the line does not have.
    """
    _demand_vouchers(head, wanted)
    if head.oms is None:
        return wanted
    left = {line_id: line.quantity for line_id, line in returnable(head).items()}
    for piece in wanted:
        if piece.line_id in left and piece.quantity > left[piece.line_id]:
            raise VouchersUsed(line_id=piece.line_id, unused_quantity=left[piece.line_id])
    if wanted:
        return wanted
    whole = [AfterSaleLine(line_id, quantity) for line_id, quantity in left.items() if quantity > 0]
    if not whole:
        raise VouchersUsed("No voucher of the order is unused.", unused_quantity=0)
    return whole


def is_of_vouchers(head: Head, request: AfterSale) -> bool:
    """Return whether a request is about pieces of vouchers, which the OMS makes void."""
    return head.route is Route.OMS and bool(request.lines)


def demand_used(head: Head, request: AfterSale) -> None:
    """Raise VouchersUnused unless the vouchers of a request can be made void no more.

    Of a line that are as many as it has pieces, less those that are unused and those whose money is
    back. Raise InvalidRequest for a request that is about no vouchers.
    """
    if not is_of_vouchers(head, request):
        words = "is only for pieces of vouchers"
        raise InvalidRequest(violations=[Violation("although_used", words)])
    if request.attempt:
        return
    vouchers = head.oms.vouchers if head.oms else ()
    voidable = {each.voucher_id: each.line_id for each in vouchers if each.state in VOIDABLE}
    unused = Counter(voidable.values())
    left = lines_left(of_head(head), SETTLED)
    for piece in request.lines:
        used = left[piece.line_id].quantity - unused[piece.line_id] if vouchers else 0
        if piece.quantity > used or not voidable.keys().isdisjoint(piece.voucher_ids):
            raise VouchersUnused(line_id=piece.line_id)


def _demand_vouchers(head: Head, wanted: Sequence[AfterSaleLine]) -> None:
    """Raise InvalidRequest, VouchersUsed unless the vouchers that are named may be given back."""
    vouchers = head.oms.vouchers if head.oms else ()
    taken = {
        voucher_id
        for request in of_head(head).requests
        if request.status in ASKED
        for line in request.lines
        for voucher_id in line.voucher_ids
    }
    for index, piece in enumerate(wanted):
        of_line = {each.voucher_id: each for each in vouchers if each.line_id == piece.line_id}
        for voucher_id in piece.voucher_ids:
            if voucher_id not in of_line:
                field = f"lines[{index}].voucher_ids"
                raise InvalidRequest(violations=[Violation(field, "names no voucher of the line")])
            if of_line[voucher_id].state not in VOIDABLE or voucher_id in taken:
                left = returnable(head)[piece.line_id].quantity
                words = "A voucher that is named was used, or is given back already."
                raise VouchersUsed(words, line_id=piece.line_id, unused_quantity=left)
