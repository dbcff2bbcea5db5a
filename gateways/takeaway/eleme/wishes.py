"""Which wish for money back a message of Ele.me is about: it gives none of them a number; pure.

Of one order it has one wish at a time. So each is given a number here, and a message belongs to
the wish that waits, or, late, to the one that is over and asked for the same.
"""

from __future__ import annotations

from zhongtai.order.v1 import after_sale_pb2, order_pb2

from gateways.takeaway.refund_news import Became, Kept, News, asked_by_chain, left_of

_WAITS = frozenset(
    {
        after_sale_pb2.AFTER_SALE_STATUS_APPLIED,
        after_sale_pb2.AFTER_SALE_STATUS_AGREED,
        after_sale_pb2.AFTER_SALE_STATUS_ARBITRATING,
    }
)
_REFUSED = after_sale_pb2.AFTER_SALE_STATUS_REFUSED
_MOST = 50


def number_for(
    order: order_pb2.Order,
    kept: Kept,
    news: News,
    *,
    waits_there: bool = False,
) -> str:
    """Return the number of the wish that a message is about.

    `waits_there` says that Ele.me has a wish that waits and came after all that are over here.
    """
    theirs = [each for each in kept if each.channel_refund_number]
    new = f"{order.channel_order_number[:_MOST]}-{len(theirs) + 1}"
    if news.became is Became.GIVEN_BACK:
        if asked_by_chain(kept, news.amount or left_of(order), news.lines) is not None:
            return new
        return _answered(theirs, news) or new
    if not theirs or (news.became is Became.WISHED and waits_there):
        return new
    alike = [each for each in theirs if each.status in _WAITS] or [
        each for each in theirs if _is_alike(each, news)
    ]
    return (alike or theirs)[0].channel_refund_number


def is_over(kept: Kept) -> bool:
    """Return whether all wishes that are known are over: one more is new, or comes late."""
    theirs = [each for each in kept if each.channel_refund_number]
    return bool(theirs) and not any(each.status in _WAITS for each in theirs)


def _answered(theirs: Kept, news: News) -> str:
    """Return the number of the wish that was granted; empty for one that is not known."""
    waiting = [each for each in theirs if each.status in _WAITS or each.status == _REFUSED]
    alike = [each for each in theirs if _is_alike(each, news)]
    for each in (*[one for one in waiting if one in alike], *alike, *waiting):
        return each.channel_refund_number
    return ""


def _is_alike(request: after_sale_pb2.AfterSale, news: News) -> bool:
    """Return whether a request is about the same pieces, or the same money."""
    pieces = {(line.line_id, line.quantity) for line in request.lines}
    wanted = {(line.line_id, line.quantity) for line in news.lines}
    amounts = (request.amount.minor_units, request.refunded.minor_units)
    return bool(wanted and pieces == wanted) or news.amount in amounts
