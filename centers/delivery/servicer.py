"""The servicer of the delivery center: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.delivery.v1 import delivery_service_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceServicer

from centers.delivery import checks, messages
from centers.delivery.dispatch.operations import Dispatch
from centers.delivery.dispatch.servicer import DispatchMethods
from centers.delivery.model import DeliveryStatus
from centers.delivery.operations import Deliveries
from mesh.call.context import merchant_id
from mesh.call.wire import number
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.data.person_merges import PersonMerges, PersonMethods
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id

SERVICE = delivery_service_pb2.DESCRIPTOR.services_by_name["DeliveryService"]


class DeliveryServicer(CenterMethods, PersonMethods, DispatchMethods, DeliveryServiceServicer):
    """DeliveryService of zhongtai.delivery.v1."""

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        dispatch: Dispatch,
        persons: PersonMerges,
        changes: Changes,
        feed: Feed,
        audit: Audit,
        clock: Clock,
    ) -> None:
        super().__init__(SERVICE, feed, audit)
        self._deliveries = deliveries
        self._dispatch = dispatch
        self._persons = persons
        self._changes = changes
        self._clock = clock

    async def CreateDelivery(
        self, request: pb.CreateDeliveryRequest, _: object
    ) -> pb.CreateDeliveryResponse:
        now = self._clock.now()
        wanted = messages.new_delivery(
            request,
            delivery_id=new_id("dlv"),
            merchant_id=merchant_id(),
            body_hash=messages.body_hash(request),
            created_at=now,
            status_at=now,
        )
        checks.check_delivery(wanted, request.carrier)
        delivery = await self._deliveries.create(wanted, request.carrier)
        return pb.CreateDeliveryResponse(delivery=messages.delivery_message(delivery))

    async def GetDelivery(
        self, request: pb.GetDeliveryRequest, _: object
    ) -> pb.GetDeliveryResponse:
        delivery = await self._deliveries.get(request.delivery_id)
        return pb.GetDeliveryResponse(delivery=messages.delivery_message(delivery))

    async def ListDeliveries(
        self, request: pb.ListDeliveriesRequest, _: object
    ) -> pb.ListDeliveriesResponse:
        wanted, page = messages.delivery_filter(request), page_of(request, key_types=(str,))
        rows = await self._deliveries.list_deliveries(wanted, page)
        shown, token = page.cut(rows, key=lambda delivery: (delivery.delivery_id,))
        return pb.ListDeliveriesResponse(
            deliveries=map(messages.delivery_message, shown), next_page_token=token
        )

    async def CancelDelivery(
        self, request: pb.CancelDeliveryRequest, _: object
    ) -> pb.CancelDeliveryResponse:
        checks.check_cancel(request.request_id, request.delivery_id, request.reason)
        # What is kept with the request_id is empty: a repetition reads how it stands by then.
        await self._changes.once(
            request,
            pb.CancelDeliveryResponse,
            lambda unit: self._deliveries.cancel(unit, request.delivery_id, request.reason),
            lambda _: pb.CancelDeliveryResponse(),
        )
        delivery = await self._deliveries.call_off(request.delivery_id)
        return pb.CancelDeliveryResponse(delivery=messages.delivery_message(delivery))

    async def AssignRider(
        self, request: pb.AssignRiderRequest, _: object
    ) -> pb.AssignRiderResponse:
        rider = messages.rider_of(request.rider, "rider.")
        checks.check_assignment(request.request_id, request.delivery_id, rider)
        await self._changes.once(
            request,
            pb.AssignRiderResponse,
            lambda unit: self._deliveries.assign_rider(unit, request.delivery_id, rider),
            lambda _: pb.AssignRiderResponse(),
        )
        delivery = await self._deliveries.get(request.delivery_id)
        return pb.AssignRiderResponse(delivery=messages.delivery_message(delivery))

    async def ReportProgress(
        self, request: pb.ReportProgressRequest, _: object
    ) -> pb.ReportProgressResponse:
        delivery_id, note = request.delivery_id, request.note
        checks.check_progress(request.request_id, delivery_id, request.status, note)
        to = DeliveryStatus(request.status)
        position = messages.point_of(request.position) if request.HasField("position") else None
        await self._changes.once(
            request,
            pb.ReportProgressResponse,
            lambda unit: self._deliveries.report_progress(unit, delivery_id, to, position, note),
            lambda _: pb.ReportProgressResponse(),
        )
        delivery = await self._deliveries.get(delivery_id)
        return pb.ReportProgressResponse(delivery=messages.delivery_message(delivery))

    async def HandleCallback(
        self, request: pb.HandleCallbackRequest, _: object
    ) -> pb.HandleCallbackResponse:
        checks.check_callback(request.carrier, request.query, request.body)
        handled = await self._deliveries.handle_callback(
            request.carrier, dict(request.headers), request.query, request.body
        )
        delivery, reply = handled.delivery, handled.reply
        return pb.HandleCallbackResponse(
            outcome=number(handled.outcome),
            delivery_id=delivery.delivery_id if delivery else "",
            merchant_id=delivery.merchant_id if delivery else "",
            reply_status=reply.status,
            reply_headers=reply.headers,
            reply_body=reply.body,
        )
