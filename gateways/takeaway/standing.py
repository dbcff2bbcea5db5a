"""Brings orders to where a platform says that they stand; what it says late is recorded."""

from __future__ import annotations

import time
from dataclasses import dataclass

from zhongtai.order.v1 import order_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.refunds import CHANNEL, CUSTOMER, Refunds
from gateways.takeaway.texts import kept
from mesh.pure import limits

_TOLD = (
    order_pb2.ORDER_STATUS_ACCEPTED,
    order_pb2.ORDER_STATUS_DELIVERING,
    order_pb2.ORDER_STATUS_COMPLETED,
)
"""What an order's own message may say that it has come to already."""
CLOCKS_APART_SECONDS = 60
"""A platform's time that is later than this is no time."""
_MOVED_BY_RIDER = {
    order_pb2.DELIVERY_STEP_PICKED_UP: order_pb2.ORDER_STATUS_DELIVERING,
    order_pb2.DELIVERY_STEP_DELIVERED: order_pb2.ORDER_STATUS_FULFILLED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Brings the orders of one channel along."""

    intake: Intake
    refunds: Refunds

    async def stands(self, order_id: str, status: order_pb2.OrderStatus | None, code: str) -> None:
        """Bring an order to where its message says that it stands; `code` is the platform's word.

        A code that nobody here knows (None) is kept with the order.
        """
        if status in _TOLD:
            await self.intake.report(order_id, status)
        elif status is None:
            await self.intake.keep_word(order_id, "status", code)

    async def look_again(
        self, order: order_pb2.Order, status: order_pb2.OrderStatus | None
    ) -> None:
        """Bring an order along of which nothing was heard for long."""
        if status == order_pb2.ORDER_STATUS_CANCELLED:
            await self.cancel(order, order_pb2.CANCEL_REASON_CHANNEL)
        elif status in (order_pb2.ORDER_STATUS_ACCEPTED, order_pb2.ORDER_STATUS_COMPLETED):
            await self.intake.report(order.order_id, status)

    async def cancel(
        self, order: order_pb2.Order, reason: order_pb2.CancelReason, words: str = ""
    ) -> None:
        """Cancel an order as the platform did, and record that its money went back."""
        await self.intake.report(order.order_id, order_pb2.ORDER_STATUS_CANCELLED, words, reason)
        by = CUSTOMER if reason == order_pb2.CANCEL_REASON_CUSTOMER else CHANNEL
        await self.refunds.record_rest(order, by, kept(words, limits.MAX_REMARK))

    async def ride(
        self, order: order_pb2.Order, rider: order_pb2.OrderDelivery, event: str, at: int
    ) -> None:
        """Say how far the platform's rider has come; `event` names the message.

        `at` is when that was so, in seconds since 1970, 0 where it is not said. Picked up and
        delivered move the order, a late message changes nothing.
        """
        if rider.step in _MOVED_BY_RIDER:
            await self.intake.report(order.order_id, _MOVED_BY_RIDER[rider.step])
        rider.rider_name = kept(rider.rider_name, limits.MAX_PERSON_NAME)
        rider.rider_phone = kept(rider.rider_phone, limits.MAX_PHONE)
        if 0 < at <= time.time() + CLOCKS_APART_SECONDS:
            if at < order.delivery.update_time.seconds:
                return
            rider.update_time.FromSeconds(at)
        began_again = order.delivery.step == order_pb2.DELIVERY_STEP_CANCELLED
        if began_again or rider.step > order.delivery.step:
            await self.intake.ride(order.order_id, rider, event)
