"""Protobuf ⇄ model: what comes in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from zhongtai.order.v1 import create_messages_pb2, line_pb2, order_pb2

from centers.order.imports.messages import clear_mapping, finished_of
from centers.order.model import (
    Allocation,
    Component,
    Contact,
    DeliveredBy,
    DeliveryState,
    DeliveryStep,
    Discount,
    Line,
    Modifier,
    Payer,
    Route,
    ServiceType,
    Wishes,
)
from centers.order.new_order import NewOrder
from mesh.call.wire import address_of, known, moment


def new_order_of(message: create_messages_pb2.NewOrder) -> NewOrder:
    """An order as it was handed in; nothing is checked yet."""
    return NewOrder(
        order_id=message.order_id,
        store_id=message.store_id,
        channel=message.channel,
        channel_order_number=message.channel_order_number,
        service_type=known(ServiceType, message.service_type, "service_type"),
        route=known(Route, message.fulfilment_route, "fulfilment_route"),
        person_id=message.person_id,
        business_date=message.business_date,
        lines=tuple(_line(line) for line in message.lines),
        discounts=tuple(_discount(each) for each in message.discounts),
        packaging_fee=message.packaging_fee.minor_units,
        delivery_fee=message.delivery_fee.minor_units,
        total=message.total.minor_units,
        currencies=frozenset(_currencies(message)),
        wishes=_wishes(message),
        payment_deadline=moment(message, "payment_deadline"),
        channel_placed_at=moment(message, "channel_place_time"),
        content_hash=content_hash(message),
        delivered_by=known(DeliveredBy, message.delivered_by, "delivered_by"),
        prepare_from=moment(message, "prepare_from"),
        finished=finished_of(message),
        pos_plugin=message.pos_plugin,
        pos_store_code=message.pos_store_code,
        taken_by_till=message.taken_by_till,
    )


_NOT_CONTENT = (
    *("order_id", "payment_deadline", "business_date"),
    *("fulfilment_route", "delivered_by", "prepare_from", "finished"),
    *("pos_plugin", "pos_store_code"),
)
"""What the platform adds to an order, and how far it is: these may differ when it comes again."""


def content_hash(message: create_messages_pb2.NewOrder) -> bytes:
    """What the order consists of, without what differs between repetitions of one order."""
    bare = create_messages_pb2.NewOrder()
    bare.CopyFrom(message)
    for name in _NOT_CONTENT:
        bare.ClearField(name)
    if not message.order_id:
        # An import: which of our dishes the channel's mean may have been set right meanwhile.
        clear_mapping(bare)
    return hashlib.sha256(bare.SerializeToString(deterministic=True)).digest()


def _line(message: line_pb2.OrderLine) -> Line:
    return Line(
        line_id=message.line_id,
        sku_id=message.sku_id or message.channel_item_code,
        name=message.name,
        quantity=message.quantity,
        unit_price=message.unit_price.minor_units,
        amount=message.amount.minor_units,
        product_id=message.product_id,
        sku_name=message.sku_name,
        modifiers=_modifiers(message.modifiers),
        components=tuple(Component(c.sku_id, c.quantity) for c in message.components),
        remark=message.remark,
        kitchen_name=message.kitchen_name,
        kitchen_sku_name=message.kitchen_sku_name,
        channel_item_code=message.channel_item_code,
        unmapped=bool(message.channel_item_code) and not message.sku_id,
        packaging_fee=message.packaging_fee.minor_units,
        sku_code=message.sku_code,
    )


def _modifiers(messages: Iterable[line_pb2.OrderModifier]) -> tuple[Modifier, ...]:
    return tuple(
        Modifier(
            modifier_id=message.modifier_id,
            name=message.name,
            quantity=message.quantity,
            unit_price=message.unit_price.minor_units,
            modifiers=_modifiers(message.modifiers),
            kitchen_name=message.kitchen_name,
            code=message.code,
            is_part=message.is_part,
        )
        for message in messages
    )


def _discount(message: line_pb2.OrderDiscount) -> Discount:
    return Discount(
        promotion_id=message.promotion_id,
        coupon_id=message.coupon_id,
        name=message.name,
        amount=message.amount.minor_units,
        paid_by=known(Payer, message.paid_by, "discounts.paid_by"),
        allocations=tuple(Allocation(a.line_id, a.amount.minor_units) for a in message.allocations),
    )


def _currencies(message: create_messages_pb2.NewOrder) -> Iterable[str]:
    yield message.total.currency_code
    for fee in ("packaging_fee", "delivery_fee"):
        if message.HasField(fee):
            yield getattr(message, fee).currency_code
    if message.finished.HasField("refunded"):
        yield message.finished.refunded.currency_code
    for line in message.lines:
        yield line.unit_price.currency_code
        yield line.amount.currency_code
        if line.HasField("packaging_fee"):
            yield line.packaging_fee.currency_code
        yield from _modifier_currencies(line.modifiers)
    for discount in message.discounts:
        yield discount.amount.currency_code
        yield from (share.amount.currency_code for share in discount.allocations)


def _modifier_currencies(modifiers: Iterable[line_pb2.OrderModifier]) -> Iterable[str]:
    for modifier in modifiers:
        yield modifier.unit_price.currency_code
        yield from _modifier_currencies(modifier.modifiers)


def _wishes(message: create_messages_pb2.NewOrder) -> Wishes:
    return Wishes(
        customer=_contact(message.customer),
        address=address_of(message.delivery_address)
        if message.HasField("delivery_address")
        else None,
        expected_at=moment(message, "expected_time"),
        remark=message.remark,
        diner_count=message.diner_count,
        table_number=message.table_number,
        extension=dict(message.extension),
    )


def delivery_of(message: order_pb2.OrderDelivery) -> DeliveryState:
    """How a delivery stands. Raises InvalidRequest for a step that is not known."""
    return DeliveryState(
        delivery_id=message.delivery_id,
        attempt=message.attempt,
        step=known(DeliveryStep, message.step, "delivery.step"),
        carrier=message.carrier,
        rider_name=message.rider_name,
        rider_phone=message.rider_phone,
        fee=message.fee.minor_units,
        updated_at=moment(message, "update_time"),
    )


def _contact(message: order_pb2.Customer) -> Contact:
    return Contact(message.name, message.phone)
