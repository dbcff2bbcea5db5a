"""What happens to orders on an OpenDelivery platform, pushed or polled: worked on until durable."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, bodies, statuses
from gateways.takeaway.opendelivery.platform import OpenDelivery
from gateways.takeaway.platforms import OrderUnreadable
from gateways.takeaway.refund_news import Became, News, left_of
from gateways.takeaway.refunds import CHANNEL, CUSTOMER, STORE, Refunds
from gateways.takeaway.texts import kept
from mesh.pure import limits
from mesh.pure.clock import Clock
from mesh.pure.errors import Kind, Refusal

_CANCELLED = order_pb2.ORDER_STATUS_CANCELLED


class StillSold(Refusal):
    """The store cancelled the order, and the platform will not: the store must call it.

    No time mends that, so it waits for a person.
    """

    kind = Kind.FAILED_PRECONDITION
    reason = "PLATFORM_KEEPS_ORDER"


@dataclass(frozen=True, slots=True)
class Events:
    """Works on events; `self_delivery` is who brings what the platform's riders do not."""

    intake: Intake
    refunds: Refunds
    platform: OpenDelivery
    self_delivery: trade_pb2.DeliveredBy
    clock: Clock

    async def take(self, app: str, event: bodies.Event) -> None:
        """Bring our books along with an event; the same may come again. Raise StillSold."""
        order = await self._known(app, event.order_id)
        kind = event.event_type
        if kind in statuses.MONEY:
            await self._money(order, event)
        elif kind in statuses.REACHED:
            await self._stands(order, event)
        elif kind == statuses.PICKUP_AREA:
            await self.intake.keep_word(order.order_id, "pickup_area", event.metadata.pickup_area)
        elif kind not in statuses.NOTED:
            await self.intake.keep_word(order.order_id, kind)

    async def _money(self, order: order_pb2.Order, event: bodies.Event) -> None:
        became = statuses.MONEY[event.event_type]
        number = event.event_id if became is Became.WISHED else ""
        news = News(
            kept(number, limits.MAX_CHANNEL_NUMBER),
            became,
            reason=_words(event) or event.event_type,
        )
        if await self.refunds.take(order, news):
            return
        if became is Became.DENIED and order.status == _CANCELLED and left_of(order) > 0:
            raise StillSold
        await self.intake.keep_word(order.order_id, event.event_type)

    async def _stands(self, order: order_pb2.Order, event: bodies.Event) -> None:
        status = statuses.REACHED[event.event_type]
        if status == order_pb2.ORDER_STATUS_PLACED:
            return
        if status != _CANCELLED:
            await self.intake.report(order.order_id, status)
            return
        by_customer = event.metadata.code == statuses.BY_CUSTOMER
        reason = (
            order_pb2.CANCEL_REASON_CUSTOMER if by_customer else order_pb2.CANCEL_REASON_CHANNEL
        )
        await self.intake.report(order.order_id, status, _words(event), reason)
        by = STORE if order.status == _CANCELLED else CUSTOMER if by_customer else CHANNEL
        await self.refunds.record_rest(order, by, _words(event))

    async def _known(self, app: str, number: str) -> order_pb2.Order:
        """Return the order that an event is about, fetched where we do not have it."""

        async def fetch() -> None:
            body = await self.platform.order(app, number)
            if not (body.items and body.merchant.id):
                raise OrderUnreadable(why="it does not say yet what was ordered, and where")
            store = (await self.intake.store(body.merchant.id)).store
            brings, channel = self.self_delivery, self.intake.channel
            now = self.clock.now()
            new = adapt.new_order(body, store.store_id, app, brings, now, channel=channel)
            await self.intake.take_over(new)

        return await self.intake.known(number, fetch)


def _words(event: bodies.Event) -> str:
    return kept(f"{event.metadata.code} {event.metadata.reason}", limits.MAX_REMARK)
