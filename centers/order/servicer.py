"""The gRPC face of the order center: message in, one operation, message out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as create_pb
from zhongtai.order.v1 import event_pb2, order_pb2
from zhongtai.order.v1 import read_messages_pb2 as read_pb

from centers.order import rules
from centers.order.after_sale.operations import AfterSales
from centers.order.after_sale.servicer import AfterSaleMethods
from centers.order.answers import head_message, order_message, passages_of
from centers.order.commands import OrderFilter
from centers.order.imports.servicer import ImportMethods
from centers.order.messages import new_order_of
from centers.order.model import CancelReason, Order, OrderStatus
from centers.order.operations import Orders
from centers.order.scope import node_of, scope_of_caller
from centers.order.servicer_batch import BatchMethods
from centers.order.states import ORDER
from centers.order.store_tills import StoreTills
from centers.order.watchers import Watchers
from mesh.call.context import current
from mesh.call.wire import known, moment
from mesh.data.auditing import Audit
from mesh.data.paging import read_page
from mesh.data.person_merges import PersonMerges
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods
from mesh.pure.validation import Check

WATCH_PAUSE_SECONDS = 30.0
"""A watcher looks at its order at least so often, should a wake be lost."""


@dataclass(frozen=True, slots=True)
class Faces:
    """What the servicer needs beside the operations."""

    feed: Feed
    audit: Audit
    watchers: Watchers
    persons: PersonMerges
    store_tills: StoreTills


class OrderServicer(LetterMethods, BatchMethods, ImportMethods, AfterSaleMethods):
    """OrderService of zhongtai.order.v1."""

    def __init__(self, orders: Orders, after_sales: AfterSales, faces: Faces) -> None:
        self.orders = orders
        self.after_sales = after_sales
        self.faces = faces
        self.letters = faces.feed.letters

    async def BeginOrder(
        self, request: create_pb.BeginOrderRequest, _: object
    ) -> create_pb.BeginOrderResponse:
        order_id, order = await self.orders.begin(
            request.request_id, request.body_hash, request.store_id, request.person_id
        )
        found = _shown(order) if order else None
        return create_pb.BeginOrderResponse(order_id=order_id, order=found)

    async def AbandonPlacement(
        self, request: create_pb.AbandonPlacementRequest, _: object
    ) -> create_pb.AbandonPlacementResponse:
        await self.orders.abandon(request.request_id, request.person_id, request.order_id)
        return create_pb.AbandonPlacementResponse()

    async def CreateOrder(
        self, request: create_pb.CreateOrderRequest, _: object
    ) -> create_pb.CreateOrderResponse:
        order = await self.orders.create(new_order_of(request.order))
        return create_pb.CreateOrderResponse(order=_shown(order))

    async def AcceptOrder(
        self, request: change_pb.AcceptOrderRequest, _: object
    ) -> change_pb.AcceptOrderResponse:
        order = await self.orders.move(
            request, OrderStatus.ACCEPTED, pickup_code=request.pickup_code
        )
        return change_pb.AcceptOrderResponse(order=_shown(order))

    async def StartPreparing(
        self, request: change_pb.StartPreparingRequest, _: object
    ) -> change_pb.StartPreparingResponse:
        order = await self.orders.move(request, OrderStatus.PREPARING)
        return change_pb.StartPreparingResponse(order=_shown(order))

    async def MarkReady(
        self, request: change_pb.MarkReadyRequest, _: object
    ) -> change_pb.MarkReadyResponse:
        order = await self.orders.move(request, OrderStatus.READY, pickup_code=request.pickup_code)
        return change_pb.MarkReadyResponse(order=_shown(order))

    async def StartDelivery(
        self, request: change_pb.StartDeliveryRequest, _: object
    ) -> change_pb.StartDeliveryResponse:
        order = await self.orders.move(request, OrderStatus.DELIVERING)
        return change_pb.StartDeliveryResponse(order=_shown(order))

    async def FulfilOrder(
        self, request: change_pb.FulfilOrderRequest, _: object
    ) -> change_pb.FulfilOrderResponse:
        order = await self.orders.move(request, OrderStatus.FULFILLED)
        return change_pb.FulfilOrderResponse(order=_shown(order))

    async def CompleteOrder(
        self, request: change_pb.CompleteOrderRequest, _: object
    ) -> change_pb.CompleteOrderResponse:
        order = await self.orders.complete(request)
        return change_pb.CompleteOrderResponse(order=_shown(order))

    async def CancelOrder(
        self, request: change_pb.CancelOrderRequest, _: object
    ) -> change_pb.CancelOrderResponse:
        reason = known(CancelReason, request.reason, "reason")
        order = await self.orders.cancel(request, reason, request.note)
        return change_pb.CancelOrderResponse(order=_shown(order))

    async def GivePickupCode(
        self, request: change_pb.GivePickupCodeRequest, _: object
    ) -> change_pb.GivePickupCodeResponse:
        check = Check()
        check.text("pickup_code", request.pickup_code, max=16)
        check.raise_if_any()
        decide = rules.give_code(request.pickup_code, node_of(current().identity))
        order = await self.orders.verb(request, decide)
        return change_pb.GivePickupCodeResponse(order=_shown(order))

    async def SetFulfilmentSubStatus(
        self, request: change_pb.SetFulfilmentSubStatusRequest, _: object
    ) -> change_pb.SetFulfilmentSubStatusResponse:
        check = Check()
        check.text("fulfilment_sub_status", request.fulfilment_sub_status, min=0, max=40)
        check.raise_if_any()
        decide = rules.set_sub_status(request.fulfilment_sub_status, node_of(current().identity))
        order = await self.orders.verb(request, decide)
        return change_pb.SetFulfilmentSubStatusResponse(order=_shown(order))

    async def SetStoreTill(
        self, request: change_pb.SetStoreTillRequest, _: object
    ) -> change_pb.SetStoreTillResponse:
        moved = await self.faces.store_tills.set(
            current().identity.merchant_id,
            request.store_id,
            request.pos_plugin,
            request.pos_store_code,
        )
        return change_pb.SetStoreTillResponse(moved_count=moved)

    async def GetOrder(
        self, request: read_pb.GetOrderRequest, _: object
    ) -> read_pb.GetOrderResponse:
        return read_pb.GetOrderResponse(order=_shown(await self.orders.get(request.order_id)))

    async def BatchGetOrders(
        self, request: read_pb.BatchGetOrdersRequest, _: object
    ) -> read_pb.BatchGetOrdersResponse:
        orders = await self.orders.get_many(request.order_ids)
        return read_pb.BatchGetOrdersResponse(orders=map(_shown, orders))

    async def ListOrders(
        self, request: read_pb.ListOrdersRequest, _: object
    ) -> read_pb.ListOrdersResponse:
        wanted = _filter(request)
        page = read_page("orders", request.page_size, request.page_token, repr(wanted))
        full = request.view == read_pb.ORDER_VIEW_FULL
        rows = await self.orders.list_orders(wanted, page, full=full)
        shown, token = page.cut(rows, key=lambda order: (order.head.order_id,))
        show = _shown if full else lambda order: head_message(order.head)
        return read_pb.ListOrdersResponse(orders=map(show, shown), next_page_token=token)

    async def ListOrderEvents(
        self, request: read_pb.ListOrderEventsRequest, _: object
    ) -> read_pb.ListOrderEventsResponse:
        name = f"order_events {request.order_id}"
        page = read_page(name, request.page_size, request.page_token)
        rows = await self.orders.list_events(request.order_id, page)
        shown, token = page.cut(rows, key=lambda row: (row[0],))
        events = [event_pb2.OrderEvent.FromString(payload) for _, payload in shown]
        return read_pb.ListOrderEventsResponse(
            events=events, next_page_token=token, passages=passages_of(events)
        )

    async def WatchOrder(
        self, request: read_pb.WatchOrderRequest, _: object
    ) -> AsyncIterator[read_pb.WatchOrderResponse]:
        seen = 0
        with self.faces.watchers.looking_at(request.order_id) as changed:
            while True:
                changed.clear()
                order = await self.orders.get(request.order_id)
                if order.head.version > seen:
                    seen = order.head.version
                    yield read_pb.WatchOrderResponse(order=_shown(order))
                if order.head.status in ORDER.final:
                    return
                await _wait(changed, WATCH_PAUSE_SECONDS)

    def WatchEvents(
        self, request: read_pb.WatchEventsRequest, _: object
    ) -> AsyncIterator[read_pb.WatchEventsResponse]:
        return watch_events(
            self.faces.feed, request, event_pb2.OrderEvent, read_pb.WatchEventsResponse
        )

    async def AckEvents(
        self, request: read_pb.AckEventsRequest, _: object
    ) -> read_pb.AckEventsResponse:
        return await ack_events(self.faces.feed, request, read_pb.AckEventsResponse)

    async def RemoveReader(
        self, request: read_pb.RemoveReaderRequest, _: object
    ) -> read_pb.RemoveReaderResponse:
        return await remove_reader(self.faces.feed, request, read_pb.RemoveReaderResponse)

    async def MovePerson(
        self, request: person_merge_pb2.MovePersonRequest, _: object
    ) -> person_merge_pb2.MovePersonResponse:
        return await self.faces.persons.handle(request)

    async def Audit(self, _request: read_pb.AuditRequest, _: object) -> read_pb.AuditResponse:
        return await self.faces.audit.answer(read_pb.AuditResponse)

    async def ListMerchants(
        self, _request: read_pb.ListMerchantsRequest, _: object
    ) -> read_pb.ListMerchantsResponse:
        return await self.faces.audit.merchants(read_pb.ListMerchantsResponse)

    def AuditOrders(
        self, _request: read_pb.AuditOrdersRequest, _: object
    ) -> AsyncIterator[read_pb.AuditOrdersResponse]:
        return self.faces.audit.orders(read_pb.AuditOrdersResponse)


def _shown(order: Order) -> order_pb2.Order:
    # A till needs no phone number; riders are told by the delivery center.
    return order_message(order, masked=current().identity.kind == "till")


def _filter(request: read_pb.ListOrdersRequest) -> OrderFilter:
    scope = scope_of_caller()
    return OrderFilter(
        merchant_id=scope.merchant_id,
        store_id=scope.store_id or request.store_id,
        person_id=scope.person_id or request.person_id,
        statuses=[known(OrderStatus, status, "statuses") for status in request.statuses] or None,
        channel=request.channel,
        created_from=moment(request, "created_from"),
        created_to=moment(request, "created_to"),
        payment_deadline_before=moment(request, "payment_deadline_before"),
        channel_order_number=request.channel_order_number,
    )


async def _wait(changed: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await changed.wait()
