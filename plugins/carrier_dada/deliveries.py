"""Deliveries of one account at Dada: price, order, look up, call off. Ours is the origin_id."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import Rejected, RetryLater

from plugins.carrier_dada import faults, mapping, model, parcel
from plugins.carrier_dada.client import Client

ORDERS = "/api/order"
OTHER_REASON = 10000
"""Among Dada's reasons to call off: another one, which the words tell."""
_GONE = frozenset(
    {
        pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
        pb.CARRIER_DELIVERY_STATUS_DELIVERED,
        pb.CARRIER_DELIVERY_STATUS_FAILED,
    }
)

Seen = Callable[[int], None]
"""Is told of a state that stands in no document."""


class Deliveries:
    """The deliveries of one account. `grams` is a parcel's weight where nobody knows it."""

    def __init__(
        self, client: Client, grams: int, seen: Seen, clock: Callable[[], float] = time.time
    ) -> None:
        self._client = client
        self._grams = grams
        self._seen = seen
        self._clock = clock

    async def price(self, request: pb.QuoteRequest) -> pb.QuoteResponse:
        """Return what a delivery would cost. It is asked under a number that is used once."""
        number = f"price-{secrets.token_hex(12)}"
        body = parcel.price_body(request, self._client.account, number, self._grams)
        try:
            priced = await self._client.call(f"{ORDERS}/queryDeliverFee", body, model.Priced)
        except model.Refused as refused:
            raise faults.fault_of(refused, parcel.personal(body)) from None
        fee, metres = mapping.money(priced.fee), mapping.metres_of(priced.distance)
        if fee is None or metres is None:
            raise RetryLater("ANSWER_ODD", "Dada says neither a price nor a way.")
        return pb.QuoteResponse(fee=fee, distance_metres=metres)

    def new_order(self, request: pb.CreateDeliveryRequest) -> parcel.Body:
        """Return a delivery in Dada's words. Raise BadRequest, or Rejected where it cannot be."""
        return parcel.order_body(request, self._client.account, self._grams)

    async def order(self, body: parcel.Body, *, known: bool) -> pb.CarrierDelivery:
        """Order a delivery, or return the one that is there. Raise what Dada refuses it with.

        One that is `known` may be there since an answer was lost: it is looked up first.
        """
        delivery_id = body["origin_id"]
        if known and (found := await self.find(delivery_id)) is not None:
            return mapping.delivery(found)
        try:
            made = await self._client.call(f"{ORDERS}/addOrder", body, model.Priced)
        except model.Refused as refused:
            if not faults.is_there_already(refused):
                raise faults.fault_of(refused, parcel.personal(body)) from None
        else:
            return mapping.new_delivery(delivery_id, made, self._clock())
        found = await self.find(delivery_id)
        if found is None:
            raise RetryLater("IN_PROGRESS", "Dada has the order, and does not show it yet.")
        return mapping.delivery(found)

    async def query(self, delivery_id: str) -> pb.CarrierDelivery:
        """Return how a delivery stands; UNKNOWN when Dada never saw it."""
        found = await self.find(delivery_id)
        return mapping.unknown_delivery(delivery_id) if found is None else mapping.delivery(found)

    async def find(self, delivery_id: str) -> model.Order | None:
        """Return an order as Dada tells it; None when it never saw it."""
        try:
            order = await self._client.call(
                f"{ORDERS}/status/query", {"order_id": delivery_id}, model.Order
            )
        except model.Refused as refused:
            if faults.is_unknown(refused):
                return None
            raise faults.fault_of(refused) from None
        if order.order_id != delivery_id:
            raise RetryLater("ANSWER_ODD", "Dada answers with another order than was asked for.")
        if mapping.is_unknown_state(order.status_code):
            self._seen(order.status_code)
        return order

    async def call_off(
        self, delivery_id: str, reason: str
    ) -> tuple[pb.CarrierDelivery, Money | None]:
        """Call a delivery off; return how it stands, and what that costs as far as Dada says.

        Raise Rejected (TOO_LATE) once the rider has the goods.
        """
        body = {
            "order_id": delivery_id,
            "cancel_reason_id": OTHER_REASON,
            "cancel_reason": reason,
        }
        try:
            called_off = await self._client.call(f"{ORDERS}/formalCancel", body, model.CalledOff)
        except model.Refused as refused:
            if faults.is_too_late(refused):
                raise _too_late() from None
            # It is called off already, or goes on: whatever Dada says, the order itself is asked.
            return await self._as_it_stands(delivery_id, refused.code)
        cost = mapping.money(called_off.deduct_fee)
        return mapping.cancelled_delivery(delivery_id, cost, self._clock()), cost

    async def _as_it_stands(
        self, delivery_id: str, code: int
    ) -> tuple[pb.CarrierDelivery, Money | None]:
        found = await self.find(delivery_id)
        if found is None:
            return mapping.unknown_delivery(delivery_id), None
        message = mapping.delivery(found)
        if message.status in _GONE:
            raise _too_late()
        if message.status != pb.CARRIER_DELIVERY_STATUS_CANCELLED:
            raise RetryLater("NOT_CALLED_OFF", f"Dada does not call it off yet ({code}).")
        return message, mapping.money(found.deduct_fee)


def _too_late() -> Rejected:
    return Rejected("TOO_LATE", "The rider has the goods already.")
