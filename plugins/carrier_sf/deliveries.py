"""Deliveries of one account at SF. Ours is the shop_order_id, and belongs to the shop."""

from __future__ import annotations

import asyncio

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import AuthRefused, PluginFault, Rejected, RetryLater
from zhongtai_plugin.carrier import deliveries
from zhongtai_plugin.carrier.book import Book
from zhongtai_plugin.carrier.client import Client
from zhongtai_plugin.carrier.faults import Refused
from zhongtai_plugin.carrier.fleet import Seen
from zhongtai_plugin.carrier.parcel import Body
from zhongtai_plugin.carrier.words import fill_position, money, whole

from plugins.carrier_sf import faults, mapping, model, parcel
from plugins.carrier_sf.accounts import Account

BY_OURS = 2
"""An order is asked for by the merchant's number; it needs the shop then."""
MOST_SHOPS = 50
"""Where a delivery is in no book, so many of an account's shops are asked for it."""
COST_LOST = "COST_UNKNOWN: SF said once what calling it off cost, unheard: look at SF's bill."
"""The reason of a delivery that was called off where the plug-in ended before it kept the cost."""
_MAX_REASON = 128


class Deliveries(deliveries.Deliveries):
    """The deliveries of one account. `grams` is a parcel's weight where nobody knows it."""

    def __init__(
        self, account: Account, client: Client, book: Book, grams: int, seen: Seen
    ) -> None:
        self._account = account
        self._client = client
        self._book = book
        self._grams = grams
        self._seen = seen

    async def price(self, request: pb.QuoteRequest) -> pb.QuoteResponse:
        """Return what a delivery would cost, and when it would be there."""
        body = parcel.price_body(request, self._account, self._client.clock(), self._grams)
        try:
            priced = await self._client.call("precreateorder", body, model.Priced)
        except Refused as refused:
            raise faults.REFUSALS.fault_of(refused, parcel.personal(body)) from None
        return mapping.quote(priced)

    def new_order(self, request: pb.CreateDeliveryRequest) -> Body:
        """Return a delivery in SF's words."""
        return parcel.order_body(request, self._account, self._client.clock(), self._grams)

    async def find(self, delivery_id: str, store_id: str) -> pb.CarrierDelivery | None:
        """Return a delivery as SF tells it, and where its rider is."""
        asked = self._asked(delivery_id, store_id)
        try:
            order = await self._client.call("getorderstatus", asked, model.Order)
        except Refused as refused:
            if faults.is_unknown(refused):
                return None
            raise faults.of_look_up(refused) from None
        if order.out_order_id != delivery_id:
            raise RetryLater("ANSWER_ODD", "SF answers with another order than was asked for.")
        if mapping.is_unknown_state(order.order_status):
            self._seen(order.order_status)
        found = mapping.delivery(delivery_id, order, money(self._book.cost_of(delivery_id)))
        cancelled = found.status == pb.CARRIER_DELIVERY_STATUS_CANCELLED
        if cancelled and self._book.is_cost_lost(delivery_id):
            found.reason = COST_LOST
        if found.status in mapping.RIDING:
            await self._find_rider(asked, found)
        return found

    async def seek(self, delivery_id: str) -> str | None:
        """Return the first of the shops' stores that has the delivery."""
        stores = list(self._account.stores)[:MOST_SHOPS]
        found = await asyncio.gather(*(self.find(delivery_id, each) for each in stores))
        return next((store for store, each in zip(stores, found, strict=True) if each), None)

    async def _make(self, delivery_id: str, body: Body) -> pb.CarrierDelivery | None:
        try:
            made = await self._client.call("createorder", body, model.Priced)
        except Refused as refused:
            if faults.is_there_already(refused):
                return None
            raise faults.REFUSALS.fault_of(refused, parcel.personal(body)) from None
        return mapping.new_delivery(delivery_id, made, self._client.clock())

    async def _cancel(
        self, delivery_id: str, store_id: str, reason: str
    ) -> tuple[pb.CarrierDelivery, Money | None]:
        asked = self._asked(delivery_id, store_id) | {"cancel_reason": reason[:_MAX_REASON]}
        await self._book.note_calling_off(delivery_id)
        told = await self._client.call("cancelorder", asked, model.CalledOff)
        deduction = told.deduction_detail or model.Deduction()
        cost = whole(deduction.deduction_fee)
        if cost is not None:
            # A look-up does not tell it, and calling off again is refused.
            await self._book.keep_cost(delivery_id, cost)
        now = self._client.clock()
        return mapping.cancelled_delivery(delivery_id, told, money(cost), now), money(cost)

    def _fault_of_cancel(self, refused: Refused) -> PluginFault | None:
        """Return nothing: no refusal of SF's says by itself how an order stands."""
        return None

    async def _find_rider(self, asked: Body, found: pb.CarrierDelivery) -> None:
        """Put in where the rider is. How a delivery stands is told without that, too."""
        try:
            seen = await self._client.call("riderlatestposition", asked, model.Position)
        except (Refused, PluginFault):
            return
        fill_position(found, seen.rider_lat, seen.rider_lng)

    def _asked(self, delivery_id: str, store_id: str) -> Body:
        try:
            shop = self._account.shop_of(store_id)
        except Rejected as gone:
            # Of an order that was made while the store had a shop that is no last word.
            raise AuthRefused(gone.code, gone.message) from None
        return {"order_id": delivery_id, "order_type": BY_OURS, **shop}
