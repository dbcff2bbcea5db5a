"""The batch methods of the order center: each item has its own result."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as create_pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order import checks, rules
from centers.order.messages import delivery_of, new_order_of
from centers.order.model import Head
from centers.order.operations import BatchItem, Orders
from centers.order.scope import node_of
from mesh.call.batch_answers import answer_each
from mesh.call.context import current
from mesh.call.errors_wire import INTERNAL_REASON
from mesh.call.wire import number
from mesh.pure.errors import InvalidRequest, Kind, Refusal
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.validation import Check

I = TypeVar("I")  # noqa: E741 - an item

log = structlog.get_logger()

_PASSING = frozenset(
    {Kind.UNAVAILABLE, Kind.DEADLINE_EXCEEDED, Kind.RESOURCE_EXHAUSTED, Kind.ABORTED}
)


class BatchMethods(OrderServiceServicer):
    """Methods that take many orders at once."""

    orders: Orders

    async def ImportOrders(
        self, request: create_pb.ImportOrdersRequest, _: object
    ) -> create_pb.ImportOrdersResponse:
        check = Check()
        check.count("orders", request.orders, min=1, max=MAX_BATCH_ITEMS)
        check.raise_if_any()
        # Daily numbers follow the time of placing, whatever the channel's numbers look like.
        placed = sorted(enumerate(request.orders), key=lambda each: _placing_time(each[1]))
        results = await asyncio.gather(*(self._imported(order) for _, order in placed))
        by_index = {index: result for (index, _), result in zip(placed, results, strict=True)}
        return create_pb.ImportOrdersResponse(
            results=[by_index[index] for index in range(len(placed))]
        )

    async def MarkOrdersPaid(
        self, request: create_pb.MarkOrdersPaidRequest, _: object
    ) -> create_pb.MarkOrdersPaidResponse:
        node = node_of(current().identity)

        def change(item: create_pb.PaidItem) -> BatchItem:
            amount = item.amount
            decide = rules.pay(item.payment_id, amount.minor_units, amount.currency_code, node)
            return BatchItem(item.order_id, f"payment:{item.payment_id}", decide)

        results = await self._changed("items", request.items, checks.check_paid, change)
        return create_pb.MarkOrdersPaidResponse(results=results)

    async def FlagShortfalls(
        self, request: change_pb.FlagShortfallsRequest, _: object
    ) -> change_pb.FlagShortfallsResponse:
        decide = rules.flag_shortfall(node_of(current().identity))

        def change(order_id: str) -> BatchItem:
            return BatchItem(order_id, "", decide)

        results = await self._changed("order_ids", request.order_ids, checks.check_order_id, change)
        return change_pb.FlagShortfallsResponse(results=results)

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
            decide = rules.record_delivery(delivery_of(item.delivery), node)
            return BatchItem(item.order_id, f"delivery:{item.event_id}", decide)

        results = await self._changed("items", request.items, checks.check_delivery, change)
        return change_pb.RecordDeliveriesResponse(results=results)

    async def _imported(self, message: create_pb.NewOrder) -> create_pb.ImportedOrder:
        try:
            imported = await self.orders.take_over(new_order_of(message))
        except Refusal as refusal:
            _demand_final(refusal)
            return create_pb.ImportedOrder(
                refusal_reason=refusal.reason, refusal_message=refusal.message
            )
        except Exception:
            # A defect of ours that this order meets: its neighbours are answered all the same.
            trace_id = current().trace_id
            log.exception("order_not_imported", trace_id=trace_id)
            return create_pb.ImportedOrder(
                refusal_reason=INTERNAL_REASON,
                refusal_message=f"An unexpected error; the operator finds it by {trace_id}.",
            )
        return create_pb.ImportedOrder(
            order_id=imported.order_id,
            created=imported.created,
            daily_number=imported.daily_number,
        )

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
                    _demand_final(result)
            return [_result(item, result) for item, result in zip(changes, results, strict=True)]

        return await answer_each(field, items, check=check, do=change, refuse=_malformed)


def _placing_time(order: create_pb.NewOrder) -> tuple[float, int]:
    """For sorting; an order that does not say is placed now, after all others."""
    if not order.HasField("channel_place_time"):
        return (math.inf, 0)
    return (order.channel_place_time.seconds, order.channel_place_time.nanos)


def _demand_final(refusal: Refusal) -> None:
    """Raise what says nothing about the order: an item's refusal is taken for a last word.

    The batch is repeated then; what it did change knows its natural key.
    """
    if refusal.kind in _PASSING:
        raise refusal


def _malformed(item: Any, refusal: InvalidRequest) -> create_pb.ChangeResult:
    order_id = item if isinstance(item, str) else item.order_id
    return create_pb.ChangeResult(
        order_id=order_id, refusal_reason=refusal.reason, refusal_message=refusal.message
    )


def _result(item: BatchItem, result: Head | Refusal) -> create_pb.ChangeResult:
    if isinstance(result, Head):
        return create_pb.ChangeResult(order_id=item.order_id, status=number(result.status))
    return create_pb.ChangeResult(
        order_id=item.order_id, refusal_reason=result.reason, refusal_message=result.message
    )
