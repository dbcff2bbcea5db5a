"""The carriers, behind their plug-ins: the only file that calls them.

The id of our booking is the key at the carrier, so every call here may be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace

from zhongtai.common.v1 import geo_pb2, money_pb2
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2_grpc, plugin_pb2

from centers.delivery.dispatch.model import Quote
from centers.delivery.errors import CarrierUnknown
from centers.delivery.model import (
    Booking,
    BookingStatus,
    Delivery,
    DeliveryStatus,
    Fee,
    Place,
    Point,
    Report,
    Rider,
    Route,
    Trip,
)
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_items import Item
from mesh.feed.letters import Letters
from mesh.plugins.callbacks import HttpReply, http_reply
from mesh.plugins.client import PluginClient, PluginClients, Plugins
from mesh.plugins.faults import PluginBadRequest, PluginConflict, PluginRejected
from mesh.pure.errors import Refusal

KIND = "carrier"
CALL_SECONDS = 5.0

# The carrier has understood and refuses; asking again changes nothing.
_FINAL = (PluginRejected, PluginBadRequest, PluginConflict)


_STATUSES = {
    pb.CARRIER_DELIVERY_STATUS_CREATED: DeliveryStatus.CREATED,
    pb.CARRIER_DELIVERY_STATUS_ASSIGNED: DeliveryStatus.ASSIGNED,
    pb.CARRIER_DELIVERY_STATUS_AT_STORE: DeliveryStatus.AT_STORE,
    pb.CARRIER_DELIVERY_STATUS_PICKED_UP: DeliveryStatus.PICKED_UP,
    pb.CARRIER_DELIVERY_STATUS_DELIVERED: DeliveryStatus.DELIVERED,
    pb.CARRIER_DELIVERY_STATUS_CANCELLED: DeliveryStatus.CANCELLED,
    pb.CARRIER_DELIVERY_STATUS_FAILED: DeliveryStatus.FAILED,
}
_MAX_NAME, _MAX_PHONE, _MAX_REASON = 60, 32, 200

_PARCEL = {
    "weight_grams": "parcel.weight_grams",
    "goods_value": "parcel.goods_value",
    "ready_time": "parcel.ready_at",
    "wanted_time": "parcel.wanted_at",
}
_CURRENCY = {"goods_value": "parcel.currency"}
_place = ToMessage(Place, pb.DeliveryPlace)
_quote_request = ToMessage(
    Trip, pb.QuoteRequest, names=_PARCEL, uses=[_place], currencies=_CURRENCY
)
_new_delivery = ToMessage(
    Delivery,
    pb.CreateDeliveryRequest,
    names=_PARCEL
    | {
        "pickup_reference": "parcel.pickup_reference",
        "preparation_minutes": "parcel.preparation_minutes",
    },
    uses=[_place],
    currencies=_CURRENCY,
    left=["delivery_id", "callback_url", "quote_id"],
)
_fee = ToModel(money_pb2.Money, Fee, names={"minor_units": "amount", "currency_code": "currency"})
_quote = ToModel(
    pb.QuoteResponse,
    Quote,
    names={"dropoff_time": "dropoff_at", "expire_time": "expires_at"},
    uses=[_fee],
    left=["quote_id"],
    given={"route": Route.CARRIER},
)
_rider = ToModel(
    pb.Rider,
    Rider,
    uses=[ToModel(geo_pb2.GeoPoint, Point)],
    then=lambda rider: replace(rider, name=rider.name[:_MAX_NAME], phone=rider.phone[:_MAX_PHONE]),
)
_report = ToModel(
    pb.CarrierDelivery,
    Report,
    names={"status_time": "at"},
    uses=[_fee, _rider],
    left=["delivery_id", "status"],
    then=lambda report: replace(report, reason=report.reason[:_MAX_REASON]),
)


@dataclass(frozen=True, slots=True)
class Verified:
    """A callback, or None when it is not genuine, and the answers to it.

    `query_first` is set when the carrier's signature is too weak to believe the content.
    """

    report: Report | None
    query_first: bool
    success: HttpReply
    failure: HttpReply
    why_not: str = ""


class Carriers:
    """All carriers that are installed, by name without "carrier_"."""

    def __init__(self, plugins: Plugins, callback_base: str) -> None:
        """`callback_base` is the address below which carriers call us back."""
        self._plugins = PluginClients(
            plugins,
            KIND,
            carrier_pb2_grpc.CarrierServiceStub,
            lambda name: CarrierUnknown(carrier=name),
            timeout=CALL_SECONDS,
        )
        self._callback_base = callback_base.rstrip("/")

    def names(self) -> list[str]:
        """Return the names of all that are installed, sorted."""
        return self._plugins.names()

    def name_of(self, carrier: str) -> str:
        """Return the carrier's name as bookings have it. Raise CarrierUnknown."""
        return self._plugins.name_of(carrier)

    async def quote(self, carrier: str, trip: Trip) -> Quote:
        """Return what the carrier would charge; its refusal is in the quote."""
        try:
            plugin = self._plugins.named(carrier)
            answer = await plugin.call(plugin.stub.Quote, _quote_request(trip))
        except Refusal as refusal:
            return Quote(Route.CARRIER, carrier, unavailable_reason=refusal.message)
        return _quote(answer, carrier=carrier)

    async def create(self, delivery: Delivery, booking: Booking) -> Report:
        """Order the delivery; CANCELLED with a reason when the carrier does not take it."""
        request = _new_delivery(
            delivery,
            delivery_id=booking.booking_id,
            callback_url=f"{self._callback_base}/notices/carrier/{booking.carrier}",
        )
        try:
            plugin = self._plugins.named(booking.carrier)
            answer = await plugin.call(plugin.stub.CreateDelivery, request)
        except (*_FINAL, CarrierUnknown) as refusal:
            return _refused(booking, refusal)
        return _answer_of(booking, answer.delivery)

    async def query(self, carrier: str, booking_id: str, status: BookingStatus | None) -> Report:
        """Return what the carrier reports of a booking now; `status` is how it stands with us."""
        request = pb.QueryDeliveryRequest(delivery_id=booking_id)
        plugin = self._plugins.named(carrier)
        answer = await plugin.call(plugin.stub.QueryDelivery, request)
        return replace(_report_of(carrier, booking_id, answer.delivery), asked_at=status)

    async def cancel(self, booking: Booking) -> Report | None:
        """Call it off; None when it is too late for that."""
        request = pb.CancelDeliveryRequest(
            delivery_id=booking.booking_id, reason=booking.reason[:120] or "Called off."
        )
        try:
            plugin = self._plugins.named(booking.carrier)
            answer = await plugin.call(plugin.stub.CancelDelivery, request)
        except PluginRejected:
            return None
        except (PluginBadRequest, PluginConflict):
            # That does not say that no rider comes: the carrier is asked.
            report = await self.query(booking.carrier, booking.booking_id, booking.status)
            return report if report.status in (None, DeliveryStatus.CANCELLED) else None
        except CarrierUnknown as refusal:
            return _refused(booking, refusal)
        report = _answer_of(booking, answer.delivery)
        fee = _fee(answer.cancel_fee) if answer.HasField("cancel_fee") else None
        return replace(report, cancel_fee=fee)

    async def verify(
        self, carrier: str, headers: Mapping[str, str], query: str, body: bytes
    ) -> Verified:
        """Check a callback. Raise PluginUnavailable when that is not possible now."""
        request = pb.VerifyCallbackRequest(headers=dict(headers), query=query, body=body)
        plugin = self._plugins.named(carrier)
        answer = await plugin.call(plugin.stub.VerifyCallback, request)
        success, failure = http_reply(answer.success_answer), http_reply(answer.failure_answer)
        if answer.WhichOneof("result") != "update":
            why_not = answer.error.code or "UNREADABLE"
            return Verified(None, False, success, failure, why_not)
        return Verified(
            report_of_update(carrier, answer.update), answer.query_first, success, failure
        )

    def named(self, carrier: str) -> PluginClient[carrier_pb2_grpc.CarrierServiceAsyncStub]:
        """Return the plug-in of a carrier. Raise CarrierUnknown."""
        return self._plugins.named(carrier)


class CarrierUpdates(HomeLetters):
    """The stream of what one carrier reports by itself."""

    def __init__(self, carriers: Carriers, carrier: str, letters: Letters) -> None:
        super().__init__(letters)
        self._carriers = carriers
        self._carrier = carrier

    async def read(self) -> AsyncGenerator[Page[pb.DeliveryUpdate], None]:
        """Yield the carrier's updates, from the oldest that was not acknowledged, for ever.

        Yield none of a carrier that does not report by itself.
        """
        plugin = self._carriers.named(self._carrier)
        await plugin.wait_usable()
        if not plugin.can(plugin_pb2.CAPABILITY_CARRIER_WATCH):
            await asyncio.Event().wait()
        # Without a cursor it begins after what was acknowledged.
        request = pb.WatchDeliveryUpdatesRequest()
        async for batch in plugin.stream(plugin.stub.WatchDeliveryUpdates, request):
            if batch.updates:
                yield Page([_item_of(update) for update in batch.updates], batch.cursor)

    async def ack(self, cursor: str) -> None:
        """Acknowledge everything up to the cursor: it is durable here."""
        plugin = self._carriers.named(self._carrier)
        request = pb.AckDeliveryUpdatesRequest(cursor=cursor)
        await plugin.call(plugin.stub.AckDeliveryUpdates, request)


def report_of_update(carrier: str, update: pb.DeliveryUpdate) -> Report:
    """Return the report in one update that a carrier sends by itself."""
    delivery = update.delivery
    report = _report_of(carrier, delivery.delivery_id, delivery)
    return replace(report, update_id=update.update_id)


def _report_of(carrier: str, booking_id: str, delivery: pb.CarrierDelivery) -> Report:
    status = _STATUSES.get(delivery.status)
    return _report(delivery, carrier=carrier, booking_id=booking_id, status=status)


def _answer_of(booking: Booking, delivery: pb.CarrierDelivery) -> Report:
    report = _report_of(booking.carrier, booking.booking_id, delivery)
    return replace(report, asked_at=booking.status)


def _refused(booking: Booking, refusal: Refusal) -> Report:
    """Return the report of a carrier that does not take a booking."""
    status = DeliveryStatus.CANCELLED
    return Report(booking.carrier, booking.booking_id, status, reason=refusal.message)


def _item_of(update: pb.DeliveryUpdate) -> Item[pb.DeliveryUpdate]:
    return Item.of(
        update,
        item_id=update.update_id,
        subject_id=update.delivery.delivery_id,
        merchant_id=update.merchant_id,
    )
