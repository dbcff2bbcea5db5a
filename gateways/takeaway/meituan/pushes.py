"""What Meituan tells: each push is worked on until what it says is durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.day_numbers import DayNumbers, ShopDay
from gateways.takeaway.intake import Intake
from gateways.takeaway.meituan import adapt, bodies, reading, statuses
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.standing import Standing
from mesh.call.context import note
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest, PeerUnavailable

Fields = Mapping[str, str]
_MOST_DIGITS = 11
"""Of a time in seconds."""


@dataclass(frozen=True, slots=True)
class Pushes:
    """Works on pushes; `self_delivery` is who brings what Meituan's riders do not."""

    intake: Intake
    refunds: Refunds
    meituan: Meituan
    self_delivery: trade_pb2.DeliveredBy
    clock: Clock
    numbers: DayNumbers = field(default_factory=DayNumbers)

    @property
    def standing(self) -> Standing:
        """What brings orders along."""
        return Standing(self.intake, self.refunds)

    async def order(self, app: str, fields: Fields) -> None:
        """An order, new or anew, as it stands."""
        body = reading.read(fields, bodies.Order)
        order_id = await self.take_over(app, body)
        if order_id is None:
            note(unpaid=body.order_id)
            return
        await self._stands(order_id, body.status)

    async def confirmed(self, app: str, fields: Fields) -> None:
        """An order that was confirmed: by us, or in Meituan's own program."""
        await self._reached(app, fields, order_pb2.ORDER_STATUS_ACCEPTED)

    async def completed(self, app: str, fields: Fields) -> None:
        """An order that is over."""
        await self._reached(app, fields, order_pb2.ORDER_STATUS_COMPLETED)

    async def cancelled(self, app: str, fields: Fields) -> None:
        """An order that Meituan or its customer cancelled; all money went back."""
        code = fields.get("reason_code", "")
        if code == statuses.NEVER_PAID and not await self._have(fields):
            note(unpaid=fields.get("order_id", ""))
            return
        order = await self.known(app, fields)
        reason = statuses.cancel_reason(code)
        words = f"{code} {fields.get('reason', '')}".strip()
        await self.standing.cancel(order, reason, words)

    async def refund(self, app: str, fields: Fields) -> None:
        """A wish for money back, whole or in part, or what became of one."""
        order = await self.known(app, fields)
        body = reading.read(fields, bodies.Refund)
        news = adapt.refund_news(order, body)
        if news is None:
            await self.intake.keep_word(order.order_id, "refund", body.notify_type, body.res_type)
            return
        await self.refunds.take(order, news)

    async def logistics(self, app: str, fields: Fields) -> None:
        """How far Meituan's rider has come."""
        order = await self.known(app, fields)
        code = fields.get("logistics_status", "")
        number = int(code) if code.isdecimal() else -1
        if number not in statuses.RIDER:
            await self.intake.keep_word(order.order_id, "rider", code)
            return
        rider = order_pb2.OrderDelivery(
            step=statuses.RIDER[number],
            rider_name=fields.get("dispatcher_name", ""),
            rider_phone=fields.get("dispatcher_mobile", ""),
        )
        told = fields.get("time", "")
        at = int(told) if told.isdecimal() and len(told) <= _MOST_DIGITS else 0
        await self.standing.ride(order, rider, code + told, at)

    async def reminder(self, app: str, fields: Fields) -> None:
        """The customer asks where the food is."""
        order = await self.known(app, fields)
        await self.intake.keep_word(order.order_id, "reminder")

    async def noted(self, _app: str, fields: Fields) -> None:
        """What changes nothing here: of hidden phone numbers, of the store's own state."""
        note(store=fields.get("app_poi_code", "")[:64])

    async def take_over(self, app: str, body: bodies.Order) -> str | None:
        """Keep an order and return its id; one that was pushed in part is fetched first.

        None for one that is not paid yet: it is not kept, and Meituan pushes it when it is.
        """
        if not body.is_whole and not statuses.is_unpaid(body.status):
            body = await self.meituan.order(app, body.order_id)
        if statuses.is_unpaid(body.status):
            return None
        if not (body.detail and body.app_poi_code):
            raise PeerUnavailable("Meituan has not said yet what was ordered, and where.")
        store = (await self.intake.store(body.app_poi_code)).store
        order = adapt.new_order(body, store.store_id, app, self.self_delivery, self.clock.now())
        order_id = await self.intake.take_over(order)
        day = ShopDay(store.store_id, body.app_poi_code, order.extension[adapt.DAY])
        self.numbers.note(day, body.day_seq)
        return order_id

    async def known(self, app: str, fields: Fields) -> order_pb2.Order:
        """Return the order that a push is about; one whose own push was lost is fetched.

        Raise PeerUnavailable for one that is not paid yet: what is said of it is said again.
        """
        number = _number(fields)

        async def fetch() -> None:
            body = await self.meituan.order(app, number)
            order_id = await self.take_over(app, body)
            if order_id is None:
                raise PeerUnavailable("The order is not paid yet.")
            await self._stands(order_id, body.status)

        return await self.intake.known(number, fetch)

    async def _have(self, fields: Fields) -> bool:
        return await self.intake.find(_number(fields)) is not None

    async def _reached(self, app: str, fields: Fields, status: order_pb2.OrderStatus) -> None:
        order = await self.known(app, fields)
        await self.intake.report(order.order_id, status)

    async def _stands(self, order_id: str, code: str) -> None:
        """Bring an order to where its push says that it stands."""
        await self.standing.stands(order_id, statuses.status_of(code), code)


def _number(fields: Fields) -> str:
    number = fields.get("order_id", "")
    if not number:
        raise InvalidRequest("order_id is missing.")
    return number
