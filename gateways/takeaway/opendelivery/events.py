"""What happens to orders on an OpenDelivery platform, pushed or polled: worked on until durable."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, bodies, statuses
from gateways.takeaway.opendelivery.platform import OpenDelivery
from gateways.takeaway.refund_news import Became, News
from gateways.takeaway.refunds import CHANNEL, Refunds
from mesh.pure import limits
from mesh.pure.clock import Clock
from mesh.pure.errors import PeerUnavailable


@dataclass(frozen=True, slots=True)
class Events:
    """Works on events; `self_delivery` is who brings what the platform's riders do not."""

    intake: Intake
    refunds: Refunds
    platform: OpenDelivery
    self_delivery: trade_pb2.DeliveredBy
    clock: Clock

    async def take(self, app: str, event: bodies.Event) -> None:
        """Bring our books along with an event; the same may come again."""
        order = await self._known(app, event.order_id)
        kind = event.event_type
        if kind in statuses.MONEY:
            became = statuses.MONEY[kind]
            number = event.event_id if became is Became.WISHED else ""
            news = News(number[: limits.MAX_CHANNEL_NUMBER], became, reason=kind)
            if not await self.refunds.take(order, news):
                await self.intake.keep_word(order.order_id, kind)
        elif kind in statuses.REACHED:
            await self._stands(order, statuses.REACHED[kind])
        elif kind not in statuses.NOTED:
            await self.intake.keep_word(order.order_id, kind)

    async def _stands(self, order: order_pb2.Order, status: order_pb2.OrderStatus) -> None:
        if status == order_pb2.ORDER_STATUS_PLACED:
            return
        reason = (
            order_pb2.CANCEL_REASON_CHANNEL
            if status == order_pb2.ORDER_STATUS_CANCELLED
            else order_pb2.CANCEL_REASON_UNSPECIFIED
        )
        await self.intake.report(order.order_id, status, reason=reason)
        if status == order_pb2.ORDER_STATUS_CANCELLED:
            await self.refunds.record_rest(order, CHANNEL)

    async def _known(self, app: str, number: str) -> order_pb2.Order:
        """Return the order that an event is about, fetched where we do not have it."""
        order = await self.intake.find(number)
        if order is None:
            body = await self.platform.order(app, number)
            store = (await self.intake.store(body.merchant.id)).store
            new = adapt.new_order(body, store.store_id, app, self.self_delivery, self.clock.now())
            await self.intake.take_over(new)
            order = await self.intake.find(number)
        if order is None:
            raise PeerUnavailable("The order is not there yet.")
        return order
