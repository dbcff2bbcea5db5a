"""Deliveries of one account at Dada. Ours is the origin_id, one and the same for all its shops."""

from __future__ import annotations

import secrets

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import PluginFault, RetryLater
from zhongtai_plugin.carrier import deliveries
from zhongtai_plugin.carrier.client import Client
from zhongtai_plugin.carrier.faults import Refused
from zhongtai_plugin.carrier.fleet import Seen
from zhongtai_plugin.carrier.parcel import Body
from zhongtai_plugin.carrier.words import money, whole

from plugins.carrier_dada import faults, mapping, model, parcel
from plugins.carrier_dada.accounts import Account

ORDERS = "/api/order"
OTHER_REASON = 10000
"""Among Dada's reasons to call off: another one, which the words tell."""


class Deliveries(deliveries.Deliveries):
    """The deliveries of one account. `grams` is a parcel's weight where nobody knows it."""

    def __init__(self, account: Account, client: Client, grams: int, seen: Seen) -> None:
        self._account = account
        self._client = client
        self._grams = grams
        self._seen = seen

    async def price(self, request: pb.QuoteRequest) -> pb.QuoteResponse:
        """Return what a delivery would cost. It is asked under a number that is used once."""
        number = f"price-{secrets.token_hex(12)}"
        body = parcel.price_body(request, self._account, number, self._grams)
        try:
            priced = await self._client.call(f"{ORDERS}/queryDeliverFee", body, model.Priced)
        except Refused as refused:
            raise faults.REFUSALS.fault_of(refused, parcel.personal(body)) from None
        fee, metres = money(mapping.fen_of(priced.fee)), whole(priced.distance)
        if fee is None or metres is None:
            raise RetryLater("ANSWER_ODD", "Dada says neither a price nor a way.")
        return pb.QuoteResponse(fee=fee, distance_metres=metres)

    def new_order(self, request: pb.CreateDeliveryRequest) -> Body:
        """Return a delivery in Dada's words."""
        return parcel.order_body(request, self._account, self._grams)

    async def find(self, delivery_id: str, store_id: str = "") -> pb.CarrierDelivery | None:
        """Return a delivery as Dada tells it, whatever shop sends it."""
        body = {"order_id": delivery_id}
        try:
            order = await self._client.call(f"{ORDERS}/status/query", body, model.Order)
        except Refused as refused:
            if faults.is_unknown(refused):
                return None
            raise faults.REFUSALS.fault_of(refused) from None
        if order.order_id != delivery_id:
            raise RetryLater("ANSWER_ODD", "Dada answers with another order than was asked for.")
        if mapping.is_unknown_state(order.status_code):
            self._seen(order.status_code)
        return mapping.delivery(order)

    async def seek(self, delivery_id: str) -> str | None:
        """Return an empty store where the account has the delivery."""
        return None if await self.find(delivery_id) is None else ""

    async def _make(self, delivery_id: str, body: Body) -> pb.CarrierDelivery | None:
        try:
            made = await self._client.call(f"{ORDERS}/addOrder", body, model.Priced)
        except Refused as refused:
            if faults.is_there_already(refused):
                return None
            raise faults.REFUSALS.fault_of(refused, parcel.personal(body)) from None
        return mapping.new_delivery(delivery_id, made, self._client.clock())

    async def _cancel(
        self, delivery_id: str, store_id: str, reason: str
    ) -> tuple[pb.CarrierDelivery, Money | None]:
        body = {
            "order_id": delivery_id,
            "cancel_reason_id": OTHER_REASON,
            "cancel_reason": reason,
        }
        told = await self._client.call(f"{ORDERS}/formalCancel", body, model.CalledOff)
        cost = money(mapping.fen_of(told.deduct_fee))
        return mapping.cancelled_delivery(delivery_id, cost, self._client.clock()), cost

    def _fault_of_cancel(self, refused: Refused) -> PluginFault | None:
        return deliveries.too_late() if faults.is_too_late(refused) else None
