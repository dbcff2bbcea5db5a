"""What people do with a delivery: call it off, give it to an own rider, report how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from zhongtai.delivery.v1 import messages_pb2 as pb

from centers.delivery import errors, rules
from centers.delivery.answers import delivery_message
from centers.delivery.desk import Decision, DeliveryDesk
from centers.delivery.dispatching import Dispatcher
from centers.delivery.messages import REPORTED, check_verb, rider_of
from centers.delivery.model import Change, Delivery, DeliveryStatus, Rider
from centers.delivery.operations import Deliveries
from centers.delivery.scope import scope_of_caller
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.pure.validation import Check


class Moving:
    """The operations that move a delivery by hand."""

    def __init__(
        self, database: Database, desk: DeliveryDesk, dispatcher: Dispatcher, reading: Deliveries
    ) -> None:
        self._db = database
        self._desk = desk
        self._dispatcher = dispatcher
        self._reading = reading

    async def cancel(self, request: pb.CancelDeliveryRequest) -> Delivery:
        """Call a delivery off, or say that it is too late.

        Raises DeliveryNotFound, TooLateToCancel, IllegalMove.
        """
        check_verb(request.request_id, request.delivery_id, reason=(request.reason, 1, 120))
        await self._once(
            request,
            pb.CancelDeliveryResponse,
            lambda found, now: rules.cancel(found, request.reason, now),
        )
        await self._dispatcher.sweep([request.delivery_id])
        delivery = await self._reading.get(request.delivery_id)
        if delivery.status is not DeliveryStatus.CANCELLED and not delivery.cancelling:
            raise errors.TooLateToCancel(delivery_id=delivery.delivery_id)
        return delivery

    async def assign_rider(self, request: pb.AssignRiderRequest) -> Delivery:
        """Give a delivery to an own rider. Raises DeliveryNotFound, NotOwnRiders, IllegalMove."""
        check_verb(request.request_id, request.delivery_id)
        rider = rider_of(request.rider)
        await self._once(
            request,
            pb.AssignRiderResponse,
            lambda found, now: rules.assign_rider(found, rider, now),
        )
        return await self._reading.get(request.delivery_id)

    async def report(self, request: pb.ReportProgressRequest) -> Delivery:
        """Take an own rider's word. Raises DeliveryNotFound, NotOwnRiders, IllegalMove."""
        failed = request.status == DeliveryStatus.FAILED
        least = 1 if failed else 0
        check_verb(request.request_id, request.delivery_id, note=(request.note, least, 200))
        check = Check()
        check.that(request.status in REPORTED, "status", "is not what a rider reports")
        check.raise_if_any()
        to = DeliveryStatus(request.status)

        def decide(found: Delivery, now: datetime) -> Change:
            rider = _moved_rider(found.rider, request)
            return rules.report_progress(found, to, rider, request.note, now)

        await self._once(request, pb.ReportProgressResponse, decide)
        return await self._reading.get(request.delivery_id)

    async def _once(self, request: Any, reply_type: Callable[..., Any], decision: Decision) -> None:
        scope = scope_of_caller()

        def within_scope(found: Delivery, now: datetime) -> Change:
            if not scope.covers(found):
                raise errors.DeliveryNotFound(delivery_id=found.delivery_id)
            return decision(found, now)

        async def effect(conn: Connection) -> Any:
            after = await self._desk.decide_in(conn, request.delivery_id, within_scope)
            return reply_type(delivery=delivery_message(after))

        await once(self._db, request, reply_type, effect)  # type: ignore[type-var, arg-type]
        self._desk.wake_feed()


def _moved_rider(rider: Rider | None, request: pb.ReportProgressRequest) -> Rider | None:
    if rider is None or not request.HasField("position"):
        return rider
    point = request.position
    return replace(rider, latitude=point.latitude, longitude=point.longitude)
