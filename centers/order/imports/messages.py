"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.order.v1 import create_messages_pb2, finished_pb2, line_pb2, unmapped_pb2

from centers.order.imports.model import UnmappedItem
from centers.order.model import Finished
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel

_FINISHED = {
    "end_time": "ended_at",
    "accept_time": "accepted_at",
    "prepare_time": "prepared_at",
    "ready_time": "ready_at",
    "deliver_time": "delivered_at",
    "fulfil_time": "fulfilled_at",
}
finished_of = ToModel(finished_pb2.FinishedOrder, Finished, names=_FINISHED)
finished_message = ToMessage(Finished, finished_pb2.FinishedOrder, names=_FINISHED)
unmapped_message = ToMessage(
    UnmappedItem,
    unmapped_pb2.UnmappedItem,
    names={
        "channel_item_code": "item_code",
        "order_count": "orders",
        "piece_count": "pieces",
        "first_time": "first_at",
        "last_time": "last_at",
    },
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
