"""Orders that a rider brings: the delivery is begun when the store accepts, and followed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import grpc
import structlog
from zhongtai.common.v1 import geo_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2, messages_pb2
from zhongtai.order.v1 import change_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.peers import Peers, reason_of
from apps.order_control.rules import BY_CARRIER, ready_at
from mesh.call.errors_wire import is_last_word
from mesh.call.wire import stamp
from mesh.feed.follower_items import Batch
from mesh.pure.clock import Clock

log = structlog.get_logger()

MAX_ATTEMPTS = 3
"""Deliveries tried for one order, each with every carrier of the store's rule."""

MOVED = delivery_event_pb2.DELIVERY_EVENT_KIND_MOVED
STATUS_DIFFERS = "STATUS_DIFFERS"
"""The order center's word for an order that has gone on since it was read."""
_IN_THE_STORE = (
    order_pb2.ORDER_STATUS_ACCEPTED,
    order_pb2.ORDER_STATUS_PREPARING,
    order_pb2.ORDER_STATUS_READY,
)
"""While it is here somebody has to fetch it."""
_WITH_RIDER = {
    delivery_pb2.DELIVERY_STATUS_ASSIGNED,
    delivery_pb2.DELIVERY_STATUS_AT_STORE,
    delivery_pb2.DELIVERY_STATUS_PICKED_UP,
    delivery_pb2.DELIVERY_STATUS_DELIVERED,
}
_LOOKING = frozenset({delivery_pb2.DELIVERY_STATUS_CREATED})
"""Nobody has been found yet."""
_NOT_FETCHED = _LOOKING | {
    delivery_pb2.DELIVERY_STATUS_ASSIGNED,
    delivery_pb2.DELIVERY_STATUS_AT_STORE,
}
_OPEN = _NOT_FETCHED | {delivery_pb2.DELIVERY_STATUS_PICKED_UP}
CANCELLED = "order-cancelled", "The order was cancelled"
BROUGHT = "brought-by-others", "Somebody else has brought the order"
"""Why a rider is called off: in the key of the call, and in words."""


class Delivering:
    """Puts order and delivery together."""

    def __init__(self, peers: Peers, clock: Clock) -> None:
        self._peers = peers
        self._clock = clock

    async def begin(self, order_id: str, attempt: int = 1) -> None:
        """Ask for a rider. Natural key: the order and the attempt."""
        get = read_messages_pb2.GetOrderRequest(order_id=order_id)
        order = (await self._peers.order.GetOrder(get)).order
        if order.status not in _IN_THE_STORE or order.delivered_by != BY_CARRIER:
            return
        check = serving_pb2.CheckStoreRequest(
            store_id=order.store_id, service_type=order.service_type, channel=order.channel
        )
        served = await self._peers.store.CheckStore(check)
        request = messages_pb2.CreateDeliveryRequest(
            order_id=order_id,
            attempt=attempt,
            store_id=order.store_id,
            pickup=delivery_pb2.Place(address=_address_of(served.store)),
            dropoff=delivery_pb2.Place(address=_named(order.delivery_address)),
            parcel=_parcel(order, served.preparation_minutes, self._clock.now()),
            person_id=order.person_id,
        )
        try:
            await self._peers.delivery.CreateDelivery(request)
        except grpc.aio.AioRpcError as exc:
            if not is_last_word(exc):
                raise
            log.error("delivery_refused", order_id=order_id, reason=reason_of(exc))

    async def call_off(self, order_id: str) -> None:
        """Call the rider of a cancelled order off; a delivery that has ended stays as it is."""
        await self._end(order_id, _OPEN, CANCELLED)

    async def leave_to_others(self, order_id: str, status: int) -> None:
        """The store's people have taken the goods, or brought them: no rider is needed.

        Who takes them may be the carrier's rider, whose word comes late: as long as they are on
        their way, only a search for one is ended. The carrier has the last word on the rest.
        """
        there = status == order_pb2.ORDER_STATUS_FULFILLED
        await self._end(order_id, _NOT_FETCHED if there else _LOOKING, BROUGHT)

    async def _end(self, order_id: str, those: frozenset[int], why: tuple[str, str]) -> None:
        """Cancel the deliveries of an order that stand so."""
        verb, reason = why
        listing = messages_pb2.ListDeliveriesRequest(order_id=order_id)
        deliveries = (await self._peers.delivery.ListDeliveries(listing)).deliveries
        for delivery in deliveries:
            if delivery.status not in those:
                continue
            request = messages_pb2.CancelDeliveryRequest(
                request_id=f"{verb}-{delivery.delivery_id[-40:]}",
                delivery_id=delivery.delivery_id,
                reason=reason,
            )
            try:
                await self._peers.delivery.CancelDelivery(request)
            except grpc.aio.AioRpcError as exc:
                if not is_last_word(exc):
                    raise
                log.warning("delivery_goes_on", order_id=order_id, reason=reason_of(exc))

    async def handle(self, batch: Batch[delivery_event_pb2.DeliveryEvent]) -> None:
        """Move orders as their riders move, and show in the order how its delivery stands."""
        await self._record(batch)
        moved = [item for item in batch.items if item.message.kind == MOVED]
        await batch.each(moved, self._move)

    async def _record(self, batch: Batch[delivery_event_pb2.DeliveryEvent]) -> None:
        riders = await self._riders(batch.messages)
        items = [
            change_messages_pb2.DeliveryItem(
                order_id=event.delivery.order_id,
                event_id=event.event_id,
                delivery=_state_of(event, riders.get(event.delivery.delivery_id)),
            )
            for event in batch.messages
        ]
        request = change_messages_pb2.RecordDeliveriesRequest(items=items)
        reply = await self._peers.order.RecordDeliveries(request)
        for _, result in batch.answers(
            batch.items,
            reply.results,
            asked=lambda event: event.delivery.order_id,
            answered=lambda result: result.order_id,
        ):
            if result.refusal_reason:
                log.error(
                    "delivery_not_recorded", order_id=result.order_id, reason=result.refusal_reason
                )

    async def _riders(
        self, events: Sequence[delivery_event_pb2.DeliveryEvent]
    ) -> dict[str, delivery_pb2.Rider]:
        """Return who rides, by delivery: personal data is not in the feed and is read here."""
        under_way = {e.delivery.delivery_id for e in events if e.delivery.status in _WITH_RIDER}
        requests = [messages_pb2.GetDeliveryRequest(delivery_id=each) for each in under_way]
        replies = await asyncio.gather(*map(self._peers.delivery.GetDelivery, requests))
        return {reply.delivery.delivery_id: reply.delivery.rider for reply in replies}

    async def _move(self, event: delivery_event_pb2.DeliveryEvent) -> None:
        status, order_id = event.delivery.status, event.delivery.order_id
        if status == delivery_pb2.DELIVERY_STATUS_FAILED:
            await self._again(event.delivery)
            return
        calls: dict[int, Any] = {
            delivery_pb2.DELIVERY_STATUS_PICKED_UP: (
                self._peers.order.StartDelivery,
                change_messages_pb2.StartDeliveryRequest,
            ),
            delivery_pb2.DELIVERY_STATUS_DELIVERED: (
                self._peers.order.FulfilOrder,
                change_messages_pb2.FulfilOrderRequest,
            ),
        }
        if status not in calls:
            return
        call, request_type = calls[status]
        try:
            await call(request_type(request_id=event.event_id, order_id=order_id))
        except grpc.aio.AioRpcError as exc:
            if not is_last_word(exc):
                raise
            log.warning("rider_news_too_late", order_id=order_id, reason=reason_of(exc))

    async def _again(self, delivery: delivery_pb2.Delivery) -> None:
        """Another attempt; after the last one the customer gets the money back.

        Neither where the goods have left the store: somebody has them, and the desk sees to it.
        """
        if delivery.attempt < MAX_ATTEMPTS:
            await self.begin(delivery.order_id, delivery.attempt + 1)
            await self._end_if_over(delivery.order_id)
            return
        request = change_messages_pb2.CancelOrderRequest(
            request_id="no-rider",
            order_id=delivery.order_id,
            reason=order_pb2.CANCEL_REASON_NO_RIDER,
            note=delivery.failure_reason[:500],
            only_if_status=_IN_THE_STORE,
        )
        try:
            await self._peers.order.CancelOrder(request)
        except grpc.aio.AioRpcError as exc:
            if not is_last_word(exc):
                raise
            lost = reason_of(exc) == STATUS_DIFFERS
            word = "delivery_lost" if lost else "no_rider"
            log.error(word, order_id=delivery.order_id, reason=reason_of(exc))

    async def _end_if_over(self, order_id: str) -> None:
        """Call off what was begun while the order ended: the reader of its end saw none to end."""
        status = await self._status_of(order_id)
        if status == order_pb2.ORDER_STATUS_CANCELLED:
            await self.call_off(order_id)
        elif status not in _IN_THE_STORE:
            await self.leave_to_others(order_id, status)

    async def _status_of(self, order_id: str) -> int:
        get = read_messages_pb2.GetOrderRequest(order_id=order_id)
        return (await self._peers.order.GetOrder(get)).order.status


def _parcel(order: order_pb2.Order, preparation_minutes: int, now: datetime) -> delivery_pb2.Parcel:
    """Return what is carried, when it will be ready, and when the customer wants it."""
    begin = order.prepare_from.ToDatetime(UTC) if order.HasField("prepare_from") else None
    done = order.status == order_pb2.ORDER_STATUS_READY
    preparation = timedelta(minutes=0 if done else preparation_minutes)
    return delivery_pb2.Parcel(
        goods_value=order.amounts.total,
        pickup_reference=order.pickup_code,
        ready_time=stamp(ready_at(now, preparation, begin)),
        wanted_time=order.expected_time if order.HasField("expected_time") else None,
        preparation_minutes=preparation_minutes,
    )


def _state_of(
    event: delivery_event_pb2.DeliveryEvent, rider: delivery_pb2.Rider | None
) -> order_pb2.OrderDelivery:
    """Return how a delivery stands, for the order's view."""
    delivery, rider = event.delivery, rider or delivery_pb2.Rider()
    return order_pb2.OrderDelivery(
        delivery_id=delivery.delivery_id,
        attempt=delivery.attempt,
        # Both contracts number the steps alike; a test holds them together.
        step=cast("order_pb2.DeliveryStep", int(delivery.status)),
        carrier=delivery.carrier,
        rider_name=rider.name,
        rider_phone=rider.phone,
        fee=delivery.fee if delivery.HasField("fee") else None,
        update_time=event.occur_time,
    )


def _named(address: geo_pb2.Address) -> geo_pb2.Address:
    """Return the address with a name and a number: platforms hide those of their customers."""
    named = geo_pb2.Address()
    named.CopyFrom(address)
    named.contact_name = address.contact_name or "-"
    named.contact_phone = address.contact_phone or "0"
    return named


def _address_of(store: serving_pb2.StoreSummary) -> geo_pb2.Address:
    return geo_pb2.Address(
        contact_name=store.name[:60],
        contact_phone=store.phone or "0",
        street=store.address.street or store.name,
        city=store.address.city,
        postal_code=store.address.postal_code,
        country_code=store.address.country_code,
        point=store.point,
    )
