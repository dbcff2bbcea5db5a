"""What Ele.me tells, pushed or pulled: each message is worked on until what it says is durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.day_numbers import DayNumbers, ShopDay
from gateways.takeaway.eleme import adapt, bodies, reading, statuses, wishes
from gateways.takeaway.eleme.platform import Eleme
from gateways.takeaway.eleme.riders import Riders
from gateways.takeaway.eleme.shops import Shops
from gateways.takeaway.intake import Intake
from gateways.takeaway.reading import decoded
from gateways.takeaway.refund_news import Became, Kept
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.standing import Standing
from mesh.call.context import merchant_id, note
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest, PeerUnavailable

Message = Mapping[str, Any]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pushes:
    """Works on messages; `riders` says who brings the orders of a shop, by its code."""

    intake: Intake
    refunds: Refunds
    eleme: Eleme
    shops: Shops
    riders: Riders
    clock: Clock
    numbers: DayNumbers = field(default_factory=DayNumbers)

    @property
    def standing(self) -> Standing:
        """What brings orders along."""
        return Standing(self.intake, self.refunds)

    async def take(self, app: str, push: bodies.Push) -> None:
        """Work on a message, by its type; the same may come again."""
        kind, message = statuses.type_of(push.type), decoded(push.message)
        note(type=push.type[:20])
        if kind in (statuses.SOLD, statuses.SOLD_BRIEFLY):
            await self._sold(app, message, briefly=kind == statuses.SOLD_BRIEFLY)
        elif kind in statuses.REACHED:
            await self._changed(app, message, statuses.REACHED[kind])
        elif kind in statuses.MONEY:
            await self._money(app, message, kind)
        elif kind in statuses.RIDER or kind in statuses.SHOWN:
            await self._ridden(app, message, kind)
        elif kind == statuses.WITHDRAWN:
            log.warning("authorization_withdrawn", account=app, shop=push.shop_id[:40])
        elif kind not in statuses.NOTED:
            await self._other(app, message, push.type)

    async def take_over(self, app: str, body: bodies.Order, *, whole: bool = True) -> str | None:
        """Keep an order and return its id; what is not `whole` is fetched first.

        None for one that is not paid yet: it is not kept, and Ele.me pushes it when it is.
        """
        if body.status == statuses.UNPAID:
            return None
        if not whole or body.downgraded or not body.is_made:
            body = await self.eleme.order(app, body.number)
        if body.status == statuses.UNPAID:
            return None
        if not body.is_made:
            raise PeerUnavailable("Ele.me has not said yet what was ordered, and where.")
        store = (await self.intake.store(body.shop)).store
        self.shops.learn(merchant_id(), body.shop, (app, body.shop_id))
        brings = self.riders.of(body.shop)
        order = adapt.new_order(body, store.store_id, app, brings, self.clock.now())
        order_id = await self.intake.take_over(order)
        day = order.extension.get(adapt.DAY, "")
        self.numbers.note(ShopDay(store.store_id, body.shop_id, day), body.number)
        return order_id

    async def known(self, app: str, number: str) -> order_pb2.Order:
        """Return an order by its number; one whose own message was lost is fetched.

        Raise PeerUnavailable for one that is not paid yet: what is said of it is said again.
        """

        async def fetch() -> None:
            body = await self.eleme.order(app, number)
            order_id = await self.take_over(app, body)
            if order_id is None:
                raise PeerUnavailable("The order is not paid yet.")
            await self._stands(order_id, body.status)

        return await self.intake.known(_needed(number), fetch)

    async def _sold(self, app: str, message: Message, *, briefly: bool) -> None:
        """An order, new or anew, as it stands."""
        body = reading.read(message, bodies.Order)
        _needed(body.number)
        if (briefly or body.downgraded) and await self.intake.find(body.number) is not None:
            # The older and the newer type tell of the same order: it is not fetched again.
            note(known=True)
            return
        order_id = await self.take_over(app, body, whole=not briefly)
        if order_id is None:
            note(unpaid=body.number)
            return
        await self._stands(order_id, body.status)

    async def _changed(self, app: str, message: Message, status: order_pb2.OrderStatus) -> None:
        """An order that was accepted, cancelled or closed, by `role`."""
        body = reading.read(message, bodies.Change)
        order = await self.known(app, body.order_id)
        if status != order_pb2.ORDER_STATUS_CANCELLED:
            await self.intake.report(order.order_id, status)
            return
        reason = statuses.cancel_reason(body.role)
        await self.standing.cancel(order, reason, f"{body.state} by {body.role or '?'}")

    async def _money(self, app: str, message: Message, kind: int) -> None:
        """A wish for money back or to cancel, or what became of one."""
        body = reading.read(message, bodies.Refund)
        order = await self.known(app, body.order_id)
        became = statuses.MONEY[kind]
        kept = await self.refunds.of(order)
        news = adapt.refund_news(order, body, became)
        waits = became is Became.WISHED and await self._waits_there(app, order, kept)
        number = wishes.number_for(order, kept, news, waits_there=waits)
        await self.refunds.take(order, replace(news, number=number), kept)
        if kind in statuses.CANCELS:
            order = await self.known(app, body.order_id)
            await self.standing.cancel(order, order_pb2.CANCEL_REASON_CUSTOMER, body.reason)

    async def _waits_there(self, app: str, order: order_pb2.Order, kept: Kept) -> bool:
        """Return whether a wish is a new one, after others that are over here.

        One that comes late looks the same: how the order stands there tells.
        """
        if not wishes.is_over(kept):
            return False
        there = await self.eleme.order(app, order.channel_order_number)
        return there.refund_status == statuses.WISHED

    async def _ridden(self, app: str, message: Message, kind: int) -> None:
        """How far Ele.me's rider has come, or why there is none."""
        body = reading.read(message, bodies.Waybill)
        order = await self.known(app, body.order_id)
        if kind in statuses.RIDER:
            rider = order_pb2.OrderDelivery(
                step=statuses.RIDER[kind], rider_name=body.name, rider_phone=body.phone
            )
            at = adapt.seconds_of(body.update_at)
            await self.standing.ride(order, rider, f"{kind}{body.update_at}", at)
        if kind in statuses.SHOWN:
            detail = body.sub_state or body.state
            await self.intake.keep_word(order.order_id, "rider", kind, detail)

    async def _other(self, app: str, message: Message, kind: str) -> None:
        """What nobody here has a word for: kept with its order, which is looked at again."""
        about = reading.read(message, bodies.About)
        number = about.order_id or about.id
        if not number:
            log.warning("message_of_unknown_type", account=app, type=kind[:20])
            return
        order = await self.known(app, number)
        if statuses.type_of(kind) == statuses.REMINDER:
            await self.intake.keep_word(order.order_id, "reminder")
            return
        await self.intake.keep_word(order.order_id, "type", kind)
        await self.look_again(order)

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where Ele.me says that it stands."""
        app = self.eleme.app_of(order)
        body = await self.eleme.order(app, order.channel_order_number)
        await self.standing.look_again(order, statuses.ORDER.get(body.status))

    async def _stands(self, order_id: str, state: str) -> None:
        """Bring an order to where its message says that it stands."""
        await self.standing.stands(order_id, statuses.ORDER.get(state), state)


def _needed(number: str) -> str:
    if not number:
        raise InvalidRequest("orderId is missing.")
    return number
