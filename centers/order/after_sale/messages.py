"""Model ⇄ protobuf."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.order.v1 import after_sale_pb2 as pb

from centers.order.after_sale.account import lines_left, money_left, of_head
from centers.order.after_sale.model import AfterSale, AfterSaleLine, AfterSaleStatus
from centers.order.model import Head
from mesh.call.wire import money, number, stamp

S = AfterSaleStatus
_STANDS = {
    "asked": frozenset({S.APPLIED, S.ARBITRATING}),
    "agreed": frozenset({S.AGREED}),
    "refunded": frozenset({S.REFUNDED}),
    "failed": frozenset({S.FAILED}),
}


def lines_of(messages: Iterable[pb.AfterSaleLine]) -> tuple[AfterSaleLine, ...]:
    """Pieces as they were asked for; nothing is checked."""
    return tuple(AfterSaleLine(message.line_id, message.quantity) for message in messages)


def after_sale_message(request: AfterSale) -> pb.AfterSale:
    """An after-sale request."""
    currency = request.currency
    return pb.AfterSale(
        after_sale_id=request.after_sale_id,
        order_id=request.order_id,
        status=number(request.status),
        amount=money(request.amount, currency),
        lines=[_line(line, currency) for line in request.lines],
        reason=request.reason,
        answer=request.answer,
        create_time=stamp(request.created_at),
        update_time=stamp(request.updated_at),
        origin=number(request.origin),
        attempt=request.attempt,
        refunded=money(request.refunded, currency),
        fees=money(request.fees, currency),
        discount_by_merchant=money(request.by_merchant, currency),
        discount_by_platform=money(request.by_platform, currency),
        held_by_channel=request.held_by_channel,
        failure_reason=request.failure,
        channel_refund_number=request.channel_refund_number,
        unmade=request.unmade,
    )


def account_message(head: Head) -> pb.AfterSaleAccount:
    """The account that was looked up with an order."""
    account, currency = of_head(head), head.currency

    def stands(statuses: frozenset[AfterSaleStatus]) -> int:
        return sum(r.amount for r in account.requests if r.status in statuses)

    left = lines_left(account)
    lines = []
    for line in account.bought:
        message = pb.AfterSaleAccountLine(
            line_id=line.line_id,
            bought=_share(line.quantity, line.price, currency),
            left=_share(left[line.line_id].quantity, left[line.line_id].price, currency),
        )
        for field, statuses in _STANDS.items():
            mine = [
                each
                for request in account.requests
                if request.status in statuses
                for each in request.lines
                if each.line_id == line.line_id
            ]
            pieces, price = sum(each.quantity for each in mine), sum(each.price for each in mine)
            getattr(message, field).CopyFrom(_share(pieces, price, currency))
        lines.append(message)
    return pb.AfterSaleAccount(
        order_id=head.order_id,
        lines=lines,
        paid=money(head.paid, currency),
        asked=money(stands(_STANDS["asked"]), currency),
        agreed=money(stands(_STANDS["agreed"]), currency),
        refunded=money(head.refunded, currency),
        failed=money(stands(_STANDS["failed"]), currency),
        left=money(max(money_left(head), 0), currency),
    )


def _line(line: AfterSaleLine, currency: str) -> pb.AfterSaleLine:
    return pb.AfterSaleLine(
        line_id=line.line_id,
        quantity=line.quantity,
        price=money(line.price, currency),
        packaging_fee=money(line.packaging, currency) if line.packaging else None,
    )


def _share(quantity: int, price: int, currency: str) -> pb.AfterSaleShare:
    return pb.AfterSaleShare(quantity=quantity, price=money(price, currency))
