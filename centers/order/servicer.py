"""The servicer of the order center: message in, one operation, message out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as create_pb
from zhongtai.order.v1 import event_pb2, order_pb2, order_service_pb2
from zhongtai.order.v1 import read_messages_pb2 as read_pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order import checks, messages, rules
from centers.order.acceptance.rules import accepting
from centers.order.after_sale.operations import AfterSales
from centers.order.after_sale.servicer import AfterSaleMethods
from centers.order.errors import demand_final
from centers.order.exports.operations import Exports
from centers.order.exports.servicer import ExportMethods
from centers.order.imports.operations import Imports
from centers.order.imports.servicer import ImportMethods
from centers.order.model import CancelReason, Order, OrderStatus
from centers.order.operations import BatchItem, Orders
from centers.order.scope import node_of
from centers.order.snapshots import RecentOrders
from centers.order.states import ORDER
from centers.order.tills.sweeper import StoreTills
from centers.order.vouchers.operations import Redemptions
from centers.order.vouchers.servicer import VoucherMethods
from centers.order.waiting.rules import release
from centers.order.work import Asked
from mesh.call.batch_answers import answer_each
from mesh.call.context import current, merchant_id
from mesh.call.wire import known
from mesh.data.auditing import Audit
from mesh.data.paging import page_of
from mesh.data.person_merges import PersonMerges, PersonMethods
from mesh.data.snapshots import Derived
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.feed.subject_changes import SubjectChanges
from mesh.pure.errors import Refusal
from mesh.pure.validation import Check

SERVICE = order_service_pb2.DESCRIPTOR.services_by_name["OrderService"]
WATCH_PAUSE_SECONDS = 30.0
"""A watcher looks at its order at least so often, should a wake be lost."""
TOLD_ORDERS = 500

I = TypeVar("I")  # noqa: E741 - an item


class OrderServicer(
    CenterMethods,
    PersonMethods,
    ImportMethods,
    ExportMethods,
    AfterSaleMethods,
    VoucherMethods,
    OrderServiceServicer,
):
    """OrderService of zhongtai.order.v1."""

    def __init__(
        self,
        *,
        orders: Orders,
        imports: Imports,
        exports: Exports,
        after_sales: AfterSales,
        redemptions: Redemptions,
        store_tills: StoreTills,
        persons: PersonMerges,
        recent: RecentOrders,
        order_changes: SubjectChanges,
        feed: Feed,
        audit: Audit,
    ) -> None:
        super().__init__(SERVICE, feed, audit)
        self.orders = orders
        self.imports = imports
        self.exports = exports
        self.after_sales = after_sales
        self.redemptions = redemptions
        self._store_tills = store_tills
        self._persons = persons
        self._recent = recent
        self._order_changes = order_changes
        self._told: Derived[int, tuple[Order, order_pb2.Order]] = Derived(TOLD_ORDERS)
        """Messages of the orders told last, each beside the very order that it is made of."""

    async def BeginOrder(
        self, request: create_pb.BeginOrderRequest, _: object
    ) -> create_pb.BeginOrderResponse:
        begun = await self.orders.begin(
            request.request_id, request.body_hash, request.store_id, request.person_id
        )
        return create_pb.BeginOrderResponse(
            order_id=begun.order_id,
            order=self._shown(begun.order) if begun.order else None,
            is_new=begun.is_new,
        )

    async def AbandonPlacement(
        self, request: create_pb.AbandonPlacementRequest, _: object
    ) -> create_pb.AbandonPlacementResponse:
        await self.orders.abandon(request.request_id, request.person_id, request.order_id)
        return create_pb.AbandonPlacementResponse()

    async def CreateOrder(
        self, request: create_pb.CreateOrderRequest, _: object
    ) -> create_pb.CreateOrderResponse:
        new = messages.new_order_of(request.order)
        order = await self.orders.create(new, request.request_id, request.body_hash)
        return create_pb.CreateOrderResponse(order=self._shown(order))

    async def AcceptOrder(
        self, request: change_pb.AcceptOrderRequest, _: object
    ) -> change_pb.AcceptOrderResponse:
        code = request.pickup_code
        order = await self.orders.move(_asked(request), OrderStatus.ACCEPTED, pickup_code=code)
        return change_pb.AcceptOrderResponse(order=self._shown(order))

    async def StartPreparing(
        self, request: change_pb.StartPreparingRequest, _: object
    ) -> change_pb.StartPreparingResponse:
        order = await self.orders.move(_asked(request), OrderStatus.PREPARING)
        return change_pb.StartPreparingResponse(order=self._shown(order))

    async def MarkReady(
        self, request: change_pb.MarkReadyRequest, _: object
    ) -> change_pb.MarkReadyResponse:
        code = request.pickup_code
        order = await self.orders.move(_asked(request), OrderStatus.READY, pickup_code=code)
        return change_pb.MarkReadyResponse(order=self._shown(order))

    async def StartDelivery(
        self, request: change_pb.StartDeliveryRequest, _: object
    ) -> change_pb.StartDeliveryResponse:
        order = await self.orders.move(_asked(request), OrderStatus.DELIVERING)
        return change_pb.StartDeliveryResponse(order=self._shown(order))

    async def FulfilOrder(
        self, request: change_pb.FulfilOrderRequest, _: object
    ) -> change_pb.FulfilOrderResponse:
        order = await self.orders.move(_asked(request), OrderStatus.FULFILLED)
        return change_pb.FulfilOrderResponse(order=self._shown(order))

    async def CompleteOrder(
        self, request: change_pb.CompleteOrderRequest, _: object
    ) -> change_pb.CompleteOrderResponse:
        order = await self.orders.complete(_asked(request))
        return change_pb.CompleteOrderResponse(order=self._shown(order))

    async def CancelOrder(
        self, request: change_pb.CancelOrderRequest, _: object
    ) -> change_pb.CancelOrderResponse:
        reason = known(CancelReason, request.reason, "reason")
        only_if = [known(OrderStatus, each, "only_if_status") for each in request.only_if_status]
        order = await self.orders.cancel(_asked(request), reason, request.note, only_if)
        return change_pb.CancelOrderResponse(order=self._shown(order))

    async def ReportStatus(
        self, request: change_pb.ReportStatusRequest, _: object
    ) -> change_pb.ReportStatusResponse:
        to = known(OrderStatus, request.status, "status")
        why = known(CancelReason, request.cancel_reason, "cancel_reason")
        order = await self.orders.report(_asked(request), to, why, request.note)
        return change_pb.ReportStatusResponse(order=self._shown(order))

    async def GivePickupCode(
        self, request: change_pb.GivePickupCodeRequest, _: object
    ) -> change_pb.GivePickupCodeResponse:
        order = await self.orders.give_code(_asked(request), request.pickup_code)
        return change_pb.GivePickupCodeResponse(order=self._shown(order))

    async def SetFulfilmentSubStatus(
        self, request: change_pb.SetFulfilmentSubStatusRequest, _: object
    ) -> change_pb.SetFulfilmentSubStatusResponse:
        order = await self.orders.set_sub_status(_asked(request), request.fulfilment_sub_status)
        return change_pb.SetFulfilmentSubStatusResponse(order=self._shown(order))

    async def MarkOrdersPaid(
        self, request: create_pb.MarkOrdersPaidRequest, _: object
    ) -> create_pb.MarkOrdersPaidResponse:
        node = node_of(current().identity)

        def change(item: create_pb.PaidItem) -> BatchItem:
            amount = item.amount
            pay = rules.pay(item.payment_id, amount.minor_units, amount.currency_code, node)
            return BatchItem(item.order_id, f"payment:{item.payment_id}", accepting(pay))

        results = await self._changed("items", request.items, checks.check_paid, change)
        return create_pb.MarkOrdersPaidResponse(results=results)

    async def FlagShortfalls(
        self, request: change_pb.FlagShortfallsRequest, _: object
    ) -> change_pb.FlagShortfallsResponse:
        decide = rules.flag_shortfall(node_of(current().identity))

        def change(order_id: str) -> BatchItem:
            return BatchItem(order_id, "", decide)

        results = await self._changed("order_ids", request.order_ids, Check.order_id, change)
        return change_pb.FlagShortfallsResponse(results=results)

    async def ReleaseOrders(
        self, request: change_pb.ReleaseOrdersRequest, _: object
    ) -> change_pb.ReleaseOrdersResponse:
        node = node_of(current().identity)

        def change(item: change_pb.ReleaseItem) -> BatchItem:
            return BatchItem(item.order_id, "", accepting(release(item.wait_for, node)))

        results = await self._changed("items", request.items, checks.check_release, change)
        return change_pb.ReleaseOrdersResponse(results=results)

    async def RecordRefunds(
        self, request: change_pb.RecordRefundsRequest, _: object
    ) -> change_pb.RecordRefundsResponse:
        node = node_of(current().identity)

        def change(item: change_pb.RefundItem) -> BatchItem:
            amount, after_sale_id = item.amount.minor_units, item.after_sale_id
            decide = rules.record_refund(
                item.refund_id, item.payment_id, amount, node, after_sale_id
            )
            return BatchItem(item.order_id, f"refund:{item.refund_id}", decide, account=True)

        results = await self._changed("items", request.items, checks.check_refund, change)
        return change_pb.RecordRefundsResponse(results=results)

    async def RecordDeliveries(
        self, request: change_pb.RecordDeliveriesRequest, _: object
    ) -> change_pb.RecordDeliveriesResponse:
        node = node_of(current().identity)

        def change(item: change_pb.DeliveryItem) -> BatchItem:
            state = messages.delivery_of(item.delivery, "delivery.")
            return BatchItem(
                item.order_id, f"delivery:{item.event_id}", rules.record_delivery(state, node)
            )

        results = await self._changed("items", request.items, checks.check_delivery, change)
        return change_pb.RecordDeliveriesResponse(results=results)

    async def SetStoreTill(
        self, request: change_pb.SetStoreTillRequest, _: object
    ) -> change_pb.SetStoreTillResponse:
        moved = await self._store_tills.set(
            merchant_id(), request.store_id, request.pos_plugin, request.pos_store_code
        )
        return change_pb.SetStoreTillResponse(moved_count=moved)

    def _shown(self, order: Order) -> order_pb2.Order:
        """Return the message of an order; who asks for the same again is told the same."""
        if current().identity.kind == "till":
            return _message(order)
        # Orders do not change: one that has changed is another one, and another message.
        return self._told.get(id(order), lambda: (order, _message(order)))[1]

    async def GetOrder(
        self, request: read_pb.GetOrderRequest, _: object
    ) -> read_pb.GetOrderResponse:
        return read_pb.GetOrderResponse(order=self._shown(await self.orders.get(request.order_id)))

    async def BatchGetOrders(
        self, request: read_pb.BatchGetOrdersRequest, _: object
    ) -> read_pb.BatchGetOrdersResponse:
        orders = await self.orders.get_many(request.order_ids)
        return read_pb.BatchGetOrdersResponse(orders=map(_message, orders))

    async def ListOrders(
        self, request: read_pb.ListOrdersRequest, _: object
    ) -> read_pb.ListOrdersResponse:
        page, full = page_of(request), request.view == read_pb.ORDER_VIEW_FULL
        rows = await self.orders.list_orders(messages.filter_of(request), page, full=full)
        shown, token = page.cut(rows, key=lambda order: (order.head.order_id,))
        show = _message if full else messages.bare_order_message
        return read_pb.ListOrdersResponse(orders=map(show, shown), next_page_token=token)

    async def ListOrderEvents(
        self, request: read_pb.ListOrderEventsRequest, _: object
    ) -> read_pb.ListOrderEventsResponse:
        page = page_of(request)
        rows = await self.orders.list_events(request.order_id, page)
        shown, token = page.cut(rows, key=lambda row: (row[0],))
        events = [event_pb2.OrderEvent.FromString(payload) for _, payload in shown]
        return read_pb.ListOrderEventsResponse(
            events=events, next_page_token=token, passages=messages.passages_of(events)
        )

    async def WatchOrder(
        self, request: read_pb.WatchOrderRequest, _: object
    ) -> AsyncIterator[read_pb.WatchOrderResponse]:
        seen = 0
        with self._order_changes.of(request.order_id) as changed:
            while True:
                changed.clear()
                order = await self.orders.get(request.order_id)
                if order.head.version > seen:
                    seen = order.head.version
                    yield read_pb.WatchOrderResponse(order=self._shown(order))
                if order.head.status in ORDER.final:
                    return
                await _wait(changed, WATCH_PAUSE_SECONDS)

    async def MovePerson(
        self, request: person_merge_pb2.MovePersonRequest, _: object
    ) -> person_merge_pb2.MovePersonResponse:
        try:
            return await super().MovePerson(request, _)
        finally:
            # Some of them are another person's now.
            self._recent.clear()

    async def _changed(
        self,
        field: str,
        items: Sequence[I],
        check: Callable[[Check, I], object],
        change_of: Callable[[I], BatchItem],
    ) -> list[create_pb.ChangeResult]:
        async def change(sound: list[I]) -> list[create_pb.ChangeResult]:
            changes = [change_of(item) for item in sound]
            results = await self.orders.batch(changes)
            for result in results:
                if isinstance(result, Refusal):
                    demand_final(result)
            return [
                messages.change_result(item.order_id, result)
                for item, result in zip(changes, results, strict=True)
            ]

        return await answer_each(
            field, items, check=check, do=change, refuse=messages.change_refused
        )


def _asked(request: messages.ActionRequest) -> Asked:
    return messages.asked(request, current().method)


def _message(order: Order) -> order_pb2.Order:
    # A till needs no phone number; riders are told by the delivery center.
    return messages.order_message(order, masked=current().identity.kind == "till")


async def _wait(changed: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await changed.wait()
