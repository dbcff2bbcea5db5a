"""The carriers, behind their plug-ins: the only file that calls them.

The id of our booking is the key at the carrier, so every call here may be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1.carrier_pb2_grpc import CarrierServiceStub

from centers.delivery.carrier_words import (
    Verified,
    fee_of,
    place_message,
    refusal_update,
    time_of,
    update_of,
    update_of_message,
    value_message,
    with_cancel_fee,
)
from centers.delivery.errors import CarrierUnknown
from centers.delivery.model import (
    Booking,
    Delivery,
    Parcel,
    Place,
    Quote,
    Route,
    Update,
)
from mesh.call.wire import stamp
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_items import Item
from mesh.feed.letters import Letters
from mesh.plugins.callbacks import http_reply
from mesh.plugins.client import PluginClients, Plugins
from mesh.plugins.faults import PluginBadRequest, PluginConflict, PluginRejected
from mesh.pure.errors import Refusal

KIND = "carrier"
CALL_SECONDS = 5.0

# The carrier has understood and says no; asking again changes nothing.
_FINAL = (PluginRejected, PluginBadRequest, PluginConflict)


class Carriers:
    """All carriers that are installed, by name without "carrier_"."""

    def __init__(self, plugins: Plugins, callback_base: str) -> None:
        """`callback_base` is the address below which carriers call us back."""
        self._plugins = PluginClients(
            plugins,
            KIND,
            CarrierServiceStub,
            lambda name: CarrierUnknown(carrier=name),
            timeout=CALL_SECONDS,
        )
        self._callback_base = callback_base.rstrip("/")

    def names(self) -> list[str]:
        """Who is installed."""
        return self._plugins.names()

    def name_of(self, carrier: str) -> str:
        """The carrier's name as bookings have it. Raises CarrierUnknown."""
        return self._plugins.name_of(carrier)

    async def quote(
        self, carrier: str, merchant_id: str, store_id: str, way: tuple[Place, Place, Parcel]
    ) -> Quote:
        """What the carrier would charge; its refusal is in the quote."""
        pickup, dropoff, parcel = way
        request = pb.QuoteRequest(
            merchant_id=merchant_id,
            store_id=store_id,
            pickup=place_message(pickup),
            dropoff=place_message(dropoff),
            weight_grams=parcel.weight_grams,
            goods_value=value_message(parcel),
            ready_time=stamp(parcel.ready_at),
            wanted_time=stamp(parcel.wanted_at),
        )
        try:
            plugin = self._plugins.named(carrier)
            answer = await plugin.call(plugin.stub.Quote, request)
        except Refusal as refusal:
            return Quote(Route.CARRIER, carrier, unavailable=refusal.message)
        return Quote(
            Route.CARRIER,
            carrier,
            fee_of(answer, "fee"),
            answer.distance_metres,
            time_of(answer, "dropoff_time"),
            time_of(answer, "expire_time"),
        )

    async def create(self, delivery: Delivery, booking: Booking) -> Update:
        """Order the delivery; CANCELLED with a reason when the carrier does not take it."""
        parcel = delivery.parcel
        request = pb.CreateDeliveryRequest(
            delivery_id=booking.booking_id,
            merchant_id=delivery.merchant_id,
            store_id=delivery.store_id,
            pickup=place_message(delivery.pickup),
            dropoff=place_message(delivery.dropoff),
            weight_grams=parcel.weight_grams,
            goods_value=value_message(parcel),
            pickup_reference=parcel.pickup_reference,
            callback_url=f"{self._callback_base}/notices/carrier/{booking.carrier}",
            order_id=delivery.order_id,
            ready_time=stamp(parcel.ready_at),
            wanted_time=stamp(parcel.wanted_at),
            preparation_minutes=parcel.preparation_minutes,
        )
        try:
            plugin = self._plugins.named(booking.carrier)
            answer = await plugin.call(plugin.stub.CreateDelivery, request)
        except (*_FINAL, CarrierUnknown) as refusal:
            return refusal_update(booking, refusal)
        return update_of(booking.carrier, booking.booking_id, answer.delivery)

    async def query(self, carrier: str, booking_id: str) -> Update:
        """What the carrier says now."""
        request = pb.QueryDeliveryRequest(delivery_id=booking_id)
        plugin = self._plugins.named(carrier)
        answer = await plugin.call(plugin.stub.QueryDelivery, request)
        return update_of(carrier, booking_id, answer.delivery)

    async def cancel(self, booking: Booking) -> Update | None:
        """Call it off; None when it is too late for that."""
        request = pb.CancelDeliveryRequest(
            delivery_id=booking.booking_id, reason=booking.reason[:120] or "Called off."
        )
        try:
            plugin = self._plugins.named(booking.carrier)
            answer = await plugin.call(plugin.stub.CancelDelivery, request)
        except PluginRejected:
            return None
        except (PluginBadRequest, PluginConflict, CarrierUnknown) as refusal:
            return refusal_update(booking, refusal)
        update = update_of(booking.carrier, booking.booking_id, answer.delivery)
        return with_cancel_fee(update, fee_of(answer, "cancel_fee"))

    async def verify(self, carrier: str, headers: Mapping[str, str], body: bytes) -> Verified:
        """Check a callback. Raises PluginUnavailable when that is not possible now."""
        request = pb.VerifyCallbackRequest(headers=dict(headers), body=body)
        plugin = self._plugins.named(carrier)
        answer = await plugin.call(plugin.stub.VerifyCallback, request)
        success, failure = http_reply(answer.success_answer), http_reply(answer.failure_answer)
        if answer.WhichOneof("result") != "update":
            why_not = answer.error.code or "UNREADABLE"
            return Verified(None, False, success, failure, why_not)
        update = update_of_message(carrier, answer.update)
        return Verified(update, answer.query_first, success, failure)

    async def watch(self, carrier: str) -> AsyncGenerator[Page[pb.DeliveryUpdate], None]:
        """The carrier's changes in pages, for ever.

        Gives none for a carrier that does not tell changes by itself.
        """
        plugin = self._plugins.named(carrier)
        await plugin.wait_usable()
        if not plugin.can(plugin_pb2.CAPABILITY_CARRIER_WATCH):
            await asyncio.Event().wait()
        # Without a cursor it begins after what was acknowledged.
        request = pb.WatchDeliveryUpdatesRequest()
        async for batch in plugin.stream(plugin.stub.WatchDeliveryUpdates, request):
            if batch.updates:
                yield Page([_item_of(update) for update in batch.updates], batch.cursor)

    async def ack(self, carrier: str, cursor: str) -> None:
        """Say that everything up to the cursor is durable here."""
        request = pb.AckDeliveryUpdatesRequest(cursor=cursor)
        plugin = self._plugins.named(carrier)
        await plugin.call(plugin.stub.AckDeliveryUpdates, request)


class CarrierUpdates(HomeLetters):
    """The stream of what one carrier tells by itself."""

    def __init__(self, carriers: Carriers, carrier: str, letters: Letters) -> None:
        super().__init__(letters)
        self._carriers = carriers
        self._carrier = carrier

    def read(self) -> AsyncGenerator[Page[pb.DeliveryUpdate], None]:
        """The carrier's changes, from the oldest that was not acknowledged."""
        return self._carriers.watch(self._carrier)

    async def ack(self, cursor: str) -> None:
        """Everything up to the cursor is durable here."""
        await self._carriers.ack(self._carrier, cursor)


def _item_of(update: pb.DeliveryUpdate) -> Item[pb.DeliveryUpdate]:
    return Item.of(
        update,
        item_id=update.update_id,
        subject_id=update.delivery.delivery_id,
        merchant_id=update.merchant_id,
    )
