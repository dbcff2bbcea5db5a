"""Money that a platform gives back, whoever asked for it: each message brings our books along.

A platform tells of one wish in many messages, late, twice or not at all. So each first makes sure
that the wish is known and then takes it where the platform says that it is.
"""

from __future__ import annotations

from zhongtai.order.v1 import after_sale_messages_pb2 as pb
from zhongtai.order.v1 import after_sale_pb2, order_pb2, read_messages_pb2

from gateways.takeaway.intake import settled
from gateways.takeaway.peers import Peers
from gateways.takeaway.refund_news import (
    Became,
    Kept,
    News,
    asked_by_chain,
    left_of,
    waits_for_platform,
)
from mesh.call.context import note
from mesh.call.wire import money
from mesh.pure.errors import PeerUnavailable
from mesh.pure.ids import key_of
from mesh.pure.limits import MAX_CHANNEL_NUMBER

APPLIED = after_sale_pb2.AFTER_SALE_STATUS_APPLIED
AGREED = after_sale_pb2.AFTER_SALE_STATUS_AGREED
REFUSED = after_sale_pb2.AFTER_SALE_STATUS_REFUSED
ARBITRATING = after_sale_pb2.AFTER_SALE_STATUS_ARBITRATING
REFUNDED = after_sale_pb2.AFTER_SALE_STATUS_REFUNDED
_OVER = frozenset({REFUNDED, after_sale_pb2.AFTER_SALE_STATUS_WITHDRAWN})
_MAKES_KNOWN = frozenset({Became.WISHED, Became.APPEALED, Became.GIVEN_BACK})
"""What is said of a wish that is kept now if its own message was lost; others end it or nothing."""
_DECLINED = frozenset({Became.FAILED, Became.DENIED})
_REFUSED_FROM = {
    Became.REFUSED: (APPLIED, AGREED),
    Became.DESK_REFUSED: (APPLIED, ARBITRATING, AGREED),
}
_MONEY = "-money"
"""Ends the number of money that was given for pieces without a price."""
CUSTOMER = after_sale_pb2.AFTER_SALE_ORIGIN_CUSTOMER
CHANNEL = after_sale_pb2.AFTER_SALE_ORIGIN_CHANNEL
STORE = after_sale_pb2.AFTER_SALE_ORIGIN_STORE


class Refunds:
    """Keeps what platforms give back."""

    def __init__(self, peers: Peers) -> None:
        self._order = peers.order

    async def take(self, order: order_pb2.Order, news: News, kept: Kept | None = None) -> bool:
        """Bring the books along with a message about a refund; return whether they know of it.

        `kept` are all requests of the order, where they have been read already.
        """
        request = await self._known(order, news, await self.of(order) if kept is None else kept)
        if request is not None:
            await self._bring_along(order, request, news)
        elif news.became is Became.GIVEN_BACK:
            amount = news.amount or left_of(order)
            await self.record(order, news.number or "all", amount, reason=news.reason)
        elif news.became not in _MAKES_KNOWN:
            note(refund_not_known=news.became.name)
            return False
        return True

    async def _bring_along(
        self, order: order_pb2.Order, request: after_sale_pb2.AfterSale, news: News
    ) -> None:
        if request.status in _OVER and news.became is not Became.GIVEN_BACK:
            return
        match news.became:
            case Became.APPEALED if request.status == REFUSED:
                await self._escalate(request, news)
            case Became.GIVEN_BACK:
                await self._give_back(order, request, news)
            case Became.REFUSED | Became.DESK_REFUSED if (
                request.status in _REFUSED_FROM[news.became]
            ):
                if request.status == AGREED or not await self._refuse(request, news):
                    await self._not_after_all(request, "It was refused on the platform.")
            case Became.WITHDRAWN:
                if request.status == AGREED or not await self._withdraw(request):
                    await self._not_after_all(request, "The customer has withdrawn it.")
            case Became.FAILED | Became.DENIED if request.status == AGREED:
                await self.fail(request, news.reason or "The platform could not give it back.")

    async def record(
        self,
        order: order_pb2.Order,
        number: str,
        amount: int,
        *,
        request: after_sale_pb2.AfterSale | None = None,
        reason: str = "",
        by: after_sale_pb2.AfterSaleOrigin = CUSTOMER,
    ) -> bool:
        """Record money that the platform gave back, once for its number; return whether it is."""
        if amount <= 0:
            return False
        told = pb.RecordChannelRefundRequest(
            order_id=order.order_id,
            channel_refund_number=number,
            amount=money(amount, order.amounts.total.currency_code),
        )
        if request is not None:
            told.after_sale_id = request.after_sale_id
        else:
            told.reason, told.requested_by = reason, by
        return await settled(self._order.RecordChannelRefund(told)) is not None

    async def record_rest(
        self, order: order_pb2.Order, by: after_sale_pb2.AfterSaleOrigin, reason: str = ""
    ) -> None:
        """Record that the platform gave back all that was left of a cancelled order."""
        left, before = left_of(order), 0
        number = f"cancel-{order.channel_order_number}"[:64]
        while 0 < left != before:
            agreed = asked_by_chain(await self.of(order), left, ())
            if await self.record(order, number, left, request=agreed, reason=reason, by=by):
                return
            # Some of it may have been recorded since the order was read.
            get = read_messages_pb2.GetOrderRequest(order_id=order.order_id)
            before, left = left, left_of((await self._order.GetOrder(get)).order)

    async def is_agreed(self, request: after_sale_pb2.AfterSale) -> bool:
        """Return whether a request still waits for the platform."""
        return (await self._now(request)).status == AGREED

    async def _now(self, request: after_sale_pb2.AfterSale) -> after_sale_pb2.AfterSale:
        """Return a request as it stands now."""
        asked = pb.GetAfterSaleRequest(
            order_id=request.order_id, after_sale_id=request.after_sale_id
        )
        return (await self._order.GetAfterSale(asked)).after_sale

    async def fail(self, request: after_sale_pb2.AfterSale, why: str) -> None:
        """Say that the platform will not give back what was agreed to."""
        told = pb.FailAfterSaleRequest(
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
            attempt=request.attempt,
            reason=why[:500],
        )
        await settled(self._order.FailAfterSale(told))

    async def _known(
        self, order: order_pb2.Order, news: News, kept: Kept
    ) -> after_sale_pb2.AfterSale | None:
        """Return the wish that a message is about; one that is to be known is kept now."""
        theirs = [each for each in kept if each.channel_refund_number]
        ours = _answered(kept, order, news)
        if news.became is Became.DENIED or (
            ours and news.became is Became.FAILED and not news.number
        ):
            return ours
        # Of several, what is said without a number is about one that the store has not refused.
        for request in sorted(theirs, key=lambda each: each.status == REFUSED):
            if news.number in ("", request.channel_refund_number) and (
                news.number or request.status not in _OVER
            ):
                return request
        if ours is not None or news.became not in _MAKES_KNOWN:
            return ours
        number = news.number or f"{order.channel_order_number[:50]}-{len(theirs) + 1}"
        wish = pb.ApplyAfterSaleRequest(
            request_id=key_of(order.order_id, number),
            order_id=order.order_id,
            channel_refund_number=number,
            lines=news.lines,
            reason=news.reason or "-",
        )
        if news.part and not news.lines and news.amount:
            wish.amount.CopyFrom(money(news.amount, order.amounts.total.currency_code))
        answer = await settled(self._order.ApplyAfterSale(wish))
        if answer is None and news.lines and news.amount:
            # The platform counts pieces in another way: the money is what it says.
            del wish.lines[:]
            wish.amount.CopyFrom(money(news.amount, order.amounts.total.currency_code))
            answer = await settled(self._order.ApplyAfterSale(wish))
        return answer.after_sale if answer is not None else None

    async def _give_back(
        self, order: order_pb2.Order, request: after_sale_pb2.AfterSale, news: News
    ) -> None:
        if request.status == REFUSED:
            request = await self._escalate(request, news) or request
        if request.status not in (AGREED, *_OVER):
            answer = await settled(
                self._order.AgreeAfterSale(
                    pb.AgreeAfterSaleRequest(
                        request_id=key_of("agree", request.after_sale_id, request.attempt),
                        order_id=request.order_id,
                        after_sale_id=request.after_sale_id,
                    )
                )
            )
            if answer is None:
                if left_of(order) <= 0:
                    return  # All of it went back in another way: by the end of the order.
                # Somebody else moved it meanwhile: where it is now is seen when this comes again.
                raise PeerUnavailable("The wish for money back is being changed.")
            request = answer.after_sale
        if request.status == REFUNDED:
            await self._unpriced(order, request, news)
            return
        amount = news.amount or request.amount.minor_units
        number = news.number or request.channel_refund_number or request.after_sale_id
        # A wish that is withdrawn stays so; its money is a refund of its own.
        of = request if request.status == AGREED else None
        await self.record(order, number, amount, request=of, reason=request.reason)

    async def _unpriced(
        self, order: order_pb2.Order, request: after_sale_pb2.AfterSale, news: News
    ) -> None:
        """Record what the platform gives for pieces that cost nothing here, by its own rounding.

        Their request is over with the agreement: the money is a refund of its own.
        """
        if not request.amount.minor_units and news.amount:
            number = news.number or request.channel_refund_number or request.after_sale_id
            own = f"{number[: MAX_CHANNEL_NUMBER - len(_MONEY)]}{_MONEY}"
            await self.record(order, own, news.amount, reason=request.reason)

    async def of(self, order: order_pb2.Order) -> Kept:
        """Return all requests of an order, the newest first."""
        listing = pb.ListAfterSalesRequest(order_id=order.order_id, page_size=200)
        return (await self._order.ListAfterSales(listing)).after_sales

    async def _escalate(
        self, request: after_sale_pb2.AfterSale, news: News
    ) -> after_sale_pb2.AfterSale | None:
        told = pb.EscalateAfterSaleRequest(
            request_id=key_of("escalate", request.after_sale_id),
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
            answer=news.reason,
        )
        answer = await settled(self._order.EscalateAfterSale(told))
        return answer.after_sale if answer is not None else None

    async def _refuse(self, request: after_sale_pb2.AfterSale, news: News) -> bool:
        told = pb.RefuseAfterSaleRequest(
            request_id=key_of("refuse", request.after_sale_id, request.status),
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
            answer=news.reason,
        )
        return await settled(self._order.RefuseAfterSale(told)) is not None

    async def _withdraw(self, request: after_sale_pb2.AfterSale) -> bool:
        told = pb.WithdrawAfterSaleRequest(
            request_id=key_of("withdraw", request.after_sale_id),
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
        )
        return await settled(self._order.WithdrawAfterSale(told)) is not None

    async def _not_after_all(self, request: after_sale_pb2.AfterSale, why: str) -> None:
        """The wish ended on the platform before it heard of what may have been agreed to here."""
        now = await self._now(request)
        if now.status == AGREED:
            await self.fail(now, why)


def _answered(kept: Kept, order: order_pb2.Order, news: News) -> after_sale_pb2.AfterSale | None:
    """Return the request of the chain's own that a message may answer."""
    if news.became is not Became.GIVEN_BACK and news.became not in _DECLINED:
        return None
    if news.became in _DECLINED and news.amount is None and not news.lines:
        # It says only that something is not given back: whatever the one is that waits.
        waiting = [each for each in kept if waits_for_platform(each)]
        return waiting[0] if len(waiting) == 1 else None
    return asked_by_chain(kept, news.amount or left_of(order), news.lines)
