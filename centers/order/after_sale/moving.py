"""How a request moves, and the event that tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from centers.order.after_sale import account, errors
from centers.order.after_sale.model import AfterSale, AfterSaleStatus
from centers.order.after_sale.states import AFTER_SALE
from centers.order.errors import IllegalMove
from centers.order.model import Event, EventKind, Head, OrderStatus

CANCELLED_ANSWER = "The order was cancelled: what was paid for it goes back."

_OPEN = account.ASKED | {AfterSaleStatus.FAILED}


def demand_move(request: AfterSale, to: AfterSaleStatus) -> None:
    """Raise IllegalMove when the table has no such move."""
    if not AFTER_SALE.allows(request.status, to):
        raise IllegalMove(from_state=request.status.name, to_state=to.name)


def is_unmade(head: Head) -> bool:
    """Whether nobody has begun to make a placed order."""
    return head.status in (OrderStatus.PLACED, OrderStatus.ACCEPTED)


def moved_to(request: AfterSale, to: AfterSaleStatus, now: datetime) -> AfterSale:
    """The request after a move. Raises IllegalMove when the table has no such move."""
    demand_move(request, to)
    refunded = request.amount if to is AfterSaleStatus.REFUNDED else 0
    return replace(request, status=to, refunded=refunded, updated_at=now)


def fitted(head: Head, request: AfterSale) -> AfterSale:
    """A request that held nothing, priced again by what is left now.

    Raises RefundExceedsPaid, PiecesExceedBought when others have taken it meanwhile.
    """
    left = account.money_left(head)
    if not request.lines:
        if request.amount > left:
            raise errors.RefundExceedsPaid(left_minor_units=left)
        return request
    priced = account.price(account.without(account.of_head(head), request), request.lines)
    # What was asked for less than the price stays so; the whole price follows the price.
    amount = priced.price if request.amount == request.price else request.amount
    if amount > min(left, priced.price):
        raise errors.RefundExceedsPaid(left_minor_units=min(left, priced.price))
    return replace(
        request,
        amount=amount,
        lines=priced.lines,
        fees=priced.fees,
        by_merchant=priced.by_merchant,
        by_platform=priced.by_platform,
    )


def told(head: Head, request: AfterSale, node: str) -> Event:
    """The event of a request that appeared or moved."""
    refunded = request.status is AfterSaleStatus.REFUNDED
    return Event(
        EventKind.AFTER_SALE,
        head,
        head.status,
        node,
        amount=request.amount,
        after_sale_id=request.after_sale_id,
        note=request.answer or request.reason,
        after_sale=request,
        whole=refunded and account.wholly_refunded(head),
    )


def refund_recorded(
    head: Head,
    amount: int,
    node: str,
    *,
    refund_id: str,
    request: AfterSale | None,
    now: datetime,
) -> tuple[Head, tuple[Event, ...]]:
    """The order after money went back, for a request or for none, and what it tells."""
    goods = account.goods_in(head, amount, request)
    after = replace(head, refunded=head.refunded + amount, goods_left=head.goods_left - goods)
    ended: AfterSale | None = None
    if request is not None and AFTER_SALE.allows(request.status, AfterSaleStatus.REFUNDED):
        ended = replace(moved_to(request, AfterSaleStatus.REFUNDED, now), refunded=amount)
        after = account.kept(after, ended)
    recorded = Event(
        EventKind.REFUND_RECORDED,
        after,
        head.status,
        node,
        amount=amount,
        goods=goods,
        refund_id=refund_id,
        after_sale_id=request.after_sale_id if request else "",
        whole=account.wholly_refunded(after),
    )
    return after, (recorded, *((told(after, ended, node),) if ended else ()))


def withdraw_open(head: Head, node: str, now: datetime) -> tuple[Head, tuple[Event, ...]]:
    """The order without open requests: it is cancelled, all of its money goes back anyway."""
    after, events = head, []
    for request in head.account.requests if head.account else ():
        if request.status in _OPEN:
            ended = moved_to(request, AfterSaleStatus.WITHDRAWN, now)
            ended = replace(ended, answer=CANCELLED_ANSWER)
            after = account.kept(after, ended)
            events.append(told(after, ended, node))
    return after, tuple(events)
