"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.order.v1 import create_messages_pb2, finished_pb2, line_pb2, unmapped_pb2

from centers.order.imports.model import UnmappedItem
from centers.order.model import CancelReason, Finished, OrderStatus
from mesh.call.wire import known, moment, money, number, stamp


def finished_of(message: create_messages_pb2.NewOrder) -> Finished | None:
    """How an order went that is over already; None for one that is not. Nothing is checked."""
    if not message.HasField("finished"):
        return None
    said = message.finished
    return Finished(
        status=known(OrderStatus, said.status, "finished.status"),
        ended_at=moment(said, "end_time"),
        accepted_at=moment(said, "accept_time"),
        prepared_at=moment(said, "prepare_time"),
        ready_at=moment(said, "ready_time"),
        delivered_at=moment(said, "deliver_time"),
        fulfilled_at=moment(said, "fulfil_time"),
        cancel_reason=known(CancelReason, said.cancel_reason, "finished.cancel_reason"),
        cancel_note=said.cancel_note,
        refunded=said.refunded.minor_units if said.HasField("refunded") else None,
        takes_stock=said.takes_stock,
        earns_points=said.earns_points,
    )


def finished_message(finished: Finished, currency: str) -> finished_pb2.FinishedOrder:
    """How an order went, for those who follow the feed."""
    refunded = finished.refunded
    return finished_pb2.FinishedOrder(
        status=number(finished.status),
        end_time=stamp(finished.ended_at),
        accept_time=stamp(finished.accepted_at),
        prepare_time=stamp(finished.prepared_at),
        ready_time=stamp(finished.ready_at),
        deliver_time=stamp(finished.delivered_at),
        fulfil_time=stamp(finished.fulfilled_at),
        cancel_reason=number(finished.cancel_reason),
        cancel_note=finished.cancel_note,
        refunded=None if refunded is None else money(refunded, currency),
        takes_stock=finished.takes_stock,
        earns_points=finished.earns_points,
    )


def unmapped_message(item: UnmappedItem) -> unmapped_pb2.UnmappedItem:
    """A dish that is to be mapped."""
    return unmapped_pb2.UnmappedItem(
        store_id=item.store_id,
        channel=item.channel,
        channel_item_code=item.item_code,
        name=item.name,
        order_count=item.orders,
        piece_count=item.pieces,
        first_time=stamp(item.first_at),
        last_time=stamp(item.last_at),
        last_order_id=item.last_order_id,
    )


_MAPPED = (
    *("sku_id", "product_id", "components", "unmapped"),
    *("kitchen_name", "kitchen_sku_name", "sku_code"),
)


def clear_mapping(message: create_messages_pb2.NewOrder) -> None:
    """Leave only what the channel said of the dishes, not what our catalog makes of them."""
    for line in message.lines:
        for name in _MAPPED:
            line.ClearField(name)
        _clear_modifiers(line.modifiers)


def _clear_modifiers(modifiers: Iterable[line_pb2.OrderModifier]) -> None:
    for modifier in modifiers:
        modifier.ClearField("modifier_id")
        modifier.ClearField("code")
        modifier.ClearField("kitchen_name")
        _clear_modifiers(modifier.modifiers)
