"""The servicer part of imported orders."""

from __future__ import annotations

import math

import structlog
from zhongtai.order.v1 import create_messages_pb2 as create_pb
from zhongtai.order.v1 import unmapped_pb2 as pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.errors import demand_final
from centers.order.imports.messages import unmapped_message
from centers.order.imports.operations import Imports
from centers.order.imports.writer import Imported
from centers.order.messages import new_order_of
from centers.order.model import NewOrder
from mesh.call.batch_answers import with_pauses
from mesh.call.context import current
from mesh.call.errors_wire import INTERNAL_REASON
from mesh.data.paging import page_of
from mesh.pure.errors import Refusal
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.validation import Check

log = structlog.get_logger()


class ImportMethods(OrderServiceServicer):
    """ImportOrders, ListUnmappedItems."""

    imports: Imports

    async def ImportOrders(
        self, request: create_pb.ImportOrdersRequest, _: object
    ) -> create_pb.ImportOrdersResponse:
        check = Check()
        check.count("orders", request.orders, min=1, max=MAX_BATCH_ITEMS)
        check.raise_if_any()
        # Daily numbers follow the time of placing, whatever the channel's numbers look like.
        placed = sorted(enumerate(request.orders), key=lambda each: _placing_time(each[1]))
        sound: dict[int, NewOrder] = {}
        results: dict[int, create_pb.ImportedOrder] = {}
        async for index, message in with_pauses(placed):
            try:
                sound[index] = new = new_order_of(message)
                self.imports.check(new)
            except Exception as exc:  # noqa: BLE001 - one of many: the others are taken over
                sound.pop(index, None)
                results[index] = _result(exc)
        taken = await self.imports.take_over(sound.values())
        results |= {index: _result(each) for index, each in zip(sound, taken, strict=True)}
        return create_pb.ImportOrdersResponse(
            results=[results[index] for index in range(len(placed))]
        )

    async def ListUnmappedItems(
        self, request: pb.ListUnmappedItemsRequest, _: object
    ) -> pb.ListUnmappedItemsResponse:
        page = page_of(request, key_types=(str, str, str))
        rows = await self.imports.list_unmapped(request.store_id, request.channel, page)
        shown, token = page.cut(rows, key=lambda item: item.key)
        return pb.ListUnmappedItemsResponse(
            items=unmapped_message.each(shown), next_page_token=token
        )


def _result(became: Imported | BaseException) -> create_pb.ImportedOrder:
    """Return the answer for one order. Raise what is no matter of that order."""
    if isinstance(became, Imported):
        return create_pb.ImportedOrder(
            order_id=became.order_id, created=became.created, daily_number=became.daily_number
        )
    if isinstance(became, Refusal):
        demand_final(became)
        return create_pb.ImportedOrder(refusal_reason=became.reason, refusal_message=became.message)
    if not isinstance(became, Exception):
        raise became
    # A defect of ours that this order meets: the others of the batch are answered.
    trace_id = current().trace_id
    log.error("order_not_imported", trace_id=trace_id, exc_info=became)
    return create_pb.ImportedOrder(
        refusal_reason=INTERNAL_REASON,
        refusal_message=f"An unexpected error; the operator finds it by {trace_id}.",
    )


def _placing_time(order: create_pb.NewOrder) -> tuple[float, int]:
    """Return what to sort by; an order that does not say is placed now, after all others."""
    if not order.HasField("channel_place_time"):
        return (math.inf, 0)
    return (order.channel_place_time.seconds, order.channel_place_time.nanos)
