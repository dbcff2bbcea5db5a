"""Protobuf ⇄ model, about prices of lines and what is sold out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from zhongtai.product.v1 import (
    availability_pb2,
    error_reason_pb2,
    menu_pb2,
    pricing_pb2,
    product_feed_pb2,
)

from centers.product.errors import ProductRefusal
from centers.product.menus.model import Board, Place
from centers.product.messages import component_message, event_of, price_message, price_or_none
from centers.product.model import EventKind, ServiceType, SoldOut
from centers.product.selling.checks import check_place
from centers.product.selling.model import (
    Availability,
    ChosenModifier,
    ChosenPart,
    LineToPrice,
    Priced,
    PricedLine,
    PricedModifier,
    PricedPart,
)
from centers.product.selling.rules import total_of
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import known, moment, number, stamp
from mesh.feed.events import NewEvent
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.naming import Naming

_chosen_of = ToModel(pricing_pb2.ChosenModifier, ChosenModifier)
line_of = ToModel(
    pricing_pb2.LineToPrice,
    LineToPrice,
    names={"combo_choices": "parts"},
    uses=[
        _chosen_of,
        ToModel(
            pricing_pb2.ChosenPart,
            ChosenPart,
            uses=[_chosen_of],
            then=lambda part: part if part.quantity else replace(part, quantity=1),
        ),
    ],
)
# The names are given: they depend on who asks.
_line = ToMessage(
    PricedLine,
    pricing_pb2.PricedLine,
    names={
        "sku_id": "sku.sku_id",
        "sku_code": "sku.external_code",
        "product_id": "product.product_id",
        "image_url": "product.image_url",
    },
    uses=[component_message],
    left=["name", "sku_name", "kitchen_name", "kitchen_sku_name", "modifiers", "parts"],
    unless_zero=["packaging_fee"],
)
_part = ToMessage(
    PricedPart,
    pricing_pb2.PricedPart,
    names={
        "slot_id": "slot.slot_id",
        "sku_id": "sku.sku_id",
        "sku_code": "sku.external_code",
        "product_id": "product.product_id",
    },
    left=["slot_name", "name", "sku_name", "kitchen_name", "kitchen_sku_name", "modifiers"],
)
_modifier = ToMessage(
    PricedModifier,
    pricing_pb2.PricedModifier,
    names={
        "modifier_id": "modifier.modifier_id",
        "modifier_code": "modifier.external_code",
        "modifier_group_id": "group.group_id",
    },
    left=["name", "group_name", "kitchen_name", "modifiers"],
)
_sold_out = ToMessage(
    SoldOut,
    availability_pb2.SoldOut,
    names={"update_time": "updated_at"},
    left=["sku_id", "modifier_id", "causes"],
)


def place_of(
    request: menu_pb2.GetMenuRequest | pricing_pb2.PriceLinesRequest, now: datetime
) -> Place:
    """Return where, how and when something is ordered. Raise InvalidRequest."""
    zone = request.time_zone or "UTC"
    check_place(request.store_id, request.channel, zone, request.language)
    return Place(
        store_id=request.store_id,
        channel=request.channel,
        service_type=known(ServiceType, request.service_type, "service_type"),
        at=moment(request, "at") or now,
        zone=zone,
        language=request.language,
        free_packaging=request.without_packaging_fee,
    )


def priced_message(priced: Priced, board: Board) -> pricing_pb2.PriceLinesResponse:
    """Return priced lines, and what is wrong with the others."""
    return pricing_pb2.PriceLinesResponse(
        lines=[_line_message(line, board.naming) for line in priced.lines],
        menu_version=board.version(),
        problems=[_problem(ref, refusal) for ref, refusal in priced.refused.items()],
        order_packaging_fee=price_or_none(priced.order_packaging_fee),
        total=price_message(total_of(priced)) if priced.lines else None,
    )


def availability_of(message: availability_pb2.AvailabilityChange, field: str) -> Availability:
    """Return what is said about one item. Raise InvalidRequest when none is named."""
    named = message.WhichOneof("item")
    if named is None:
        raise InvalidRequest(violations=[Violation(f"{field}.item", "is required")])
    return Availability(
        item_id=message.modifier_id if named == "modifier_id" else message.sku_id,
        is_modifier=named == "modifier_id",
        available=message.available,
        until=moment(message, "until", f"{field}.until"),
        by_stock=message.cause == availability_pb2.SOLD_OUT_CAUSE_STOCK,
    )


def sold_out_message(entry: SoldOut) -> availability_pb2.SoldOut:
    """Return what a store has none of."""
    causes = {
        availability_pb2.SOLD_OUT_CAUSE_MANUAL: entry.said,
        availability_pb2.SOLD_OUT_CAUSE_STOCK: entry.by_stock,
    }
    return _sold_out(
        entry,
        **_item(entry.item_id, is_modifier=entry.is_modifier),
        causes=[cause for cause, holds in causes.items() if holds],
    )


def availability_event(
    store_id: str,
    said: Iterable[Availability],
    revision: int,
    now: datetime,
    trace_id: str,
) -> NewEvent:
    """Return the event of a change of what a store has none of."""
    event = product_feed_pb2.ProductEvent(
        kind=number(EventKind.AVAILABILITY_CHANGED),
        store_id=store_id,
        revision=revision,
        availability=map(_change, said),
        occur_time=stamp(now),
        trace_id=trace_id,
    )
    return event_of(EventKind.AVAILABILITY_CHANGED, event)


def _change(entry: Availability) -> availability_pb2.AvailabilityChange:
    cause = (
        availability_pb2.SOLD_OUT_CAUSE_STOCK
        if entry.by_stock
        else availability_pb2.SOLD_OUT_CAUSE_MANUAL
    )
    return availability_pb2.AvailabilityChange(
        **_item(entry.item_id, is_modifier=entry.is_modifier),
        available=entry.available,
        until=stamp(entry.until),
        cause=cause,
    )


def _item(item_id: str, *, is_modifier: bool) -> dict[str, str]:
    return {"modifier_id" if is_modifier else "sku_id": item_id}


def _line_message(line: PricedLine, naming: Naming) -> pricing_pb2.PricedLine:
    return _line(
        line,
        line.currency,
        name=naming.name_of(line.product),
        sku_name=naming.name_of(line.sku),
        kitchen_name=naming.own_name_of(line.product),
        kitchen_sku_name=naming.own_name_of(line.sku),
        modifiers=_modifier_messages(line.modifiers, line.currency, naming),
        parts=[_part_message(part, line.currency, naming) for part in line.parts],
    )


def _part_message(part: PricedPart, currency: str, naming: Naming) -> pricing_pb2.PricedPart:
    return _part(
        part,
        currency,
        slot_name=naming.name_of(part.slot),
        name=naming.name_of(part.product),
        sku_name=naming.name_of(part.sku),
        kitchen_name=naming.own_name_of(part.product),
        kitchen_sku_name=naming.own_name_of(part.sku),
        modifiers=_modifier_messages(part.modifiers, currency, naming),
    )


def _modifier_messages(
    modifiers: Sequence[PricedModifier], currency: str, naming: Naming
) -> list[pricing_pb2.PricedModifier]:
    return [
        _modifier(
            priced,
            currency,
            name=naming.name_of(priced.modifier),
            group_name=naming.name_of(priced.group),
            kitchen_name=naming.own_name_of(priced.modifier),
            modifiers=_modifier_messages(priced.modifiers, currency, naming),
        )
        for priced in modifiers
    ]


def _problem(line_ref: str, refusal: ProductRefusal) -> pricing_pb2.LineProblem:
    reason = error_reason_pb2.ErrorReason.Value(f"ERROR_REASON_{refusal.reason}")
    return pricing_pb2.LineProblem(
        line_ref=line_ref,
        reason=number(reason),
        message=refusal.message,
        item_id=refusal.metadata.get("item_id", ""),
        group_id=refusal.metadata.get("group_id", ""),
        item_name=refusal.metadata.get("item_name", ""),
        sold_at_other_times="sold_at_other_times" in refusal.metadata,
    )
