"""The form of requests about after-sale."""

from __future__ import annotations

from collections.abc import Sequence

from centers.order.after_sale.model import AfterSaleLine, ChannelRefund, Wish
from mesh.pure import limits
from mesh.pure.validation import Check

MAX_WORDS = limits.MAX_REMARK


def check_pieces(
    check: Check, lines: Sequence[AfterSaleLine], *, required: bool, chosen: bool = False
) -> None:
    """Note what is wrong with the pieces that a request names; `chosen`: vouchers may be."""
    check.count("lines", lines, min=1 if required else 0, max=limits.MAX_LINES)
    check.distinct("lines", (line.line_id for line in lines))
    for index, line in enumerate(lines):
        inner = check.at(f"lines[{index}]")
        inner.text("line_id", line.line_id, max=limits.MAX_LINE_ID)
        inner.integer("quantity", line.quantity, min=1, max=limits.MAX_QUANTITY)
        if line.voucher_ids:
            _check_vouchers(inner, line, chosen=chosen)


def _check_vouchers(check: Check, line: AfterSaleLine, *, chosen: bool) -> None:
    check.that(chosen, "voucher_ids", "must be empty")
    check.that(len(line.voucher_ids) == line.quantity, "voucher_ids", "must be one for each piece")
    check.distinct("voucher_ids", line.voucher_ids)
    for voucher_id in line.voucher_ids:
        check.identifier("voucher_ids", voucher_id)


def check_wish(
    request_id: str, reason: str, lines: Sequence[AfterSaleLine], *, pieces_required: bool = False
) -> None:
    """Raise InvalidRequest unless a wish for money back has the form of the contract."""
    check = Check()
    check.request_id(request_id)
    check.text("reason", reason, max=MAX_WORDS)
    check_pieces(check, lines, required=pieces_required, chosen=not pieces_required)
    check.raise_if_any()


def check_channel_wish(wish: Wish) -> None:
    """Raise InvalidRequest unless a wish that a platform tells of has the form of the contract."""
    check = Check()
    check.text("channel_refund_number", wish.number, min=0, max=limits.MAX_CHANNEL_NUMBER)
    alone = wish.requested_by is None or bool(wish.number)
    check.that(alone, "requested_by", "is only for what a platform tells of")
    check.raise_if_any()


def check_answer(request_id: str, answer: str) -> None:
    """Raise InvalidRequest unless an answer has the form of the contract."""
    check = Check()
    check.request_id(request_id)
    check.text("answer", answer, min=0, max=MAX_WORDS)
    check.raise_if_any()


def check_channel_refund(refund: ChannelRefund) -> None:
    """Raise InvalidRequest unless a refund of a platform has the form of the contract."""
    check = Check()
    check.text("channel_refund_number", refund.number, max=limits.MAX_CHANNEL_NUMBER)
    check.text("reason", refund.reason, min=0, max=MAX_WORDS)
    check.that(refund.amount is not None, "amount", "is required")
    check_pieces(check, refund.lines, required=False)
    alone = not (refund.after_sale_id and refund.lines)
    check.that(alone, "lines", "are those of the request that after_sale_id names")
    own = not (refund.after_sale_id and refund.requested_by)
    check.that(own, "requested_by", "is kept with the request that after_sale_id names")
    check.raise_if_any()


def check_amount(amount: int, currency: str, own: str, *, by_customer: bool) -> None:
    """Raise InvalidRequest unless this caller may name such an amount."""
    check = Check()
    check.that(not by_customer, "amount", "is not for customers: pieces have their price")
    check.integer("amount.minor_units", amount, min=1, max=limits.MAX_AMOUNT)
    check.that(currency == own, "amount.currency_code", f"must be {own}, the order's")
    check.raise_if_any()


def are_pieces(lines: Sequence[AfterSaleLine]) -> bool:
    """Return whether pieces that a till names have the form of the contract."""
    check = Check()
    check_pieces(check, lines, required=True)
    return not check.violations
