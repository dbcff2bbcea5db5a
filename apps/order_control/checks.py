"""Whether a draft has the form and the limits of an order. All raise InvalidRequest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhongtai.common.v1 import trade_pb2
from zhongtai.ordercontrol.v1 import messages_pb2

from apps.order_control.quote import DELIVERY, Quote
from mesh.call.wire import address_of
from mesh.pure import limits
from mesh.pure.validation import Check


def check_draft(draft: messages_pb2.OrderDraft, *, with_address: bool) -> None:
    """Refuse what the order center would refuse later, when stock and coupons are held."""
    whole = Check()
    check = whole.at("draft")
    check.identifier("store_id", draft.store_id)
    check.text("channel", draft.channel, max=limits.MAX_CHANNEL)
    check.identifier("person_id", draft.person_id, required=False)
    known = draft.service_type in trade_pb2.ServiceType.values()[1:]
    check.that(known, "service_type", "is required")
    _check_lines(check, draft.lines)
    check.count("coupon_ids", draft.coupon_ids, min=0, max=limits.MAX_COUPONS)
    check.text("language", draft.language, min=0, max=limits.MAX_LANGUAGE)
    check.text("remark", draft.remark, min=0, max=limits.MAX_REMARK)
    check.text("table_number", draft.table_number, min=0, max=limits.MAX_TABLE_NUMBER)
    check.integer("diner_count", draft.diner_count, min=0, max=limits.MAX_DINERS)
    check.integer("tableware_count", draft.tableware_count, min=0, max=limits.MAX_DINERS)
    check.text("customer.name", draft.customer.name, min=0, max=limits.MAX_PERSON_NAME)
    check.text("customer.phone", draft.customer.phone, min=0, max=limits.MAX_PHONE)
    check.extension("extension", draft.extension)
    delivered = draft.service_type == DELIVERY and with_address
    if delivered or draft.HasField("delivery_address"):
        check.at("delivery_address").postal(address_of(draft.delivery_address), named=with_address)
    if delivered:
        has_point = draft.delivery_address.HasField("point")
        check.that(has_point, "delivery_address.point", "is required for deliveries")
    whole.raise_if_any()


def _check_lines(check: Check, lines: Sequence[messages_pb2.DraftLine]) -> None:
    # Counted before anything is made of them: what is refused must cost less than it asks.
    if not check.count("lines", lines, min=1, max=limits.MAX_DRAFT_LINES):
        return
    choices = sum(_choices_in(line) for line in lines)
    most = f"must have at most {limits.MAX_CHOICES_OF_ORDER} choices in all"
    check.that(choices <= limits.MAX_CHOICES_OF_ORDER, "lines", most)
    for index, line in enumerate(lines):
        remark = f"lines[{index}].remark"
        check.text(remark, line.remark, min=0, max=limits.MAX_LINE_REMARK)


def _choices_in(line: messages_pb2.DraftLine) -> int:
    parts = sum(1 + _count(part.modifiers) for part in line.combo_choices)
    return parts + _count(line.modifiers)


def _count(modifiers: Iterable[messages_pb2.DraftModifier]) -> int:
    return sum(1 + _count(modifier.modifiers) for modifier in modifiers)


def check_total(quote: Quote) -> None:
    """Check what an order costs and takes in all."""
    check = Check()
    most = f"must cost at most {limits.MAX_AMOUNT} minor units in all"
    check.that(quote.gross <= limits.MAX_AMOUNT, "draft.lines", most)
    pieces = quote.pieces()
    check.count("draft.lines", pieces, min=0, max=limits.MAX_STOCK_LINES)
    many = f"must take at most {limits.MAX_PIECES} pieces of each item"
    check.that(max(pieces.values(), default=0) <= limits.MAX_PIECES, "draft.lines", many)
    check.raise_if_any()
