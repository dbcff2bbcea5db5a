"""An order as the tills get it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhongtai.plugin.v1 import pos_order_pb2

from centers.order.model import DeliveredBy, DeliveryState, Line, Modifier, Order
from mesh.call.wire import address_message, money, number, stamp

MAX_NAME = 120


def pos_order(order: Order, trace_id: str) -> pos_order_pb2.PosOrder:
    """The whole order for a POS plug-in; the address only where the store itself brings it."""
    head, wishes, currency = order.head, order.wishes, order.head.currency
    placed: datetime = head.times.placed_at or head.times.created_at
    by_store = head.delivered_by is DeliveredBy.STORE and wishes.address is not None
    return pos_order_pb2.PosOrder(
        order_id=head.order_id,
        merchant_id=head.merchant_id,
        store_id=head.store_id,
        store_code=head.pos_store_code,
        daily_number=head.daily_number,
        business_date=head.business_date.isoformat(),
        channel=head.channel,
        channel_order_number=head.channel_order_number,
        service_type=number(head.service_type),
        lines=[_line(line, currency) for line in order.lines],
        total=money(head.total, currency),
        discount_total=money(head.discount_amount, currency),
        delivery_fee=money(head.delivery_fee, currency) if head.delivery_fee else None,
        packaging_fee=money(head.packaging_fee, currency) if head.packaging_fee else None,
        paid=head.paid >= head.total,
        remark=wishes.remark,
        placed_time=stamp(placed),
        expected_time=stamp(wishes.expected_at),
        customer_name=wishes.customer.name,
        customer_phone_tail=wishes.customer.phone[-4:],
        delivery_address=address_message(wishes.address) if by_store and wishes.address else None,
        table=wishes.table_number,
        pickup_code=head.pickup_code,
        trace_id=trace_id,
        prepare_from=stamp(head.prepare_from),
        waits=head.waits,
        delivered_by=number(head.delivered_by),
        delivery=_delivery(head.delivery) if head.delivery else None,
    )


def _delivery(state: DeliveryState) -> pos_order_pb2.PosDelivery:
    return pos_order_pb2.PosDelivery(
        step=state.step.name.lower(),
        carrier=state.carrier,
        rider_name=state.rider_name,
        update_time=stamp(state.updated_at),
    )


def _line(line: Line, currency: str) -> pos_order_pb2.PosOrderLine:
    return pos_order_pb2.PosOrderLine(
        line_id=line.line_id,
        sku_id=line.sku_id,
        sku_code=line.sku_code,
        name=(line.kitchen_name or line.name)[:MAX_NAME],
        variant=line.kitchen_sku_name or line.sku_name,
        quantity=line.quantity,
        unit_price=money(line.unit_price, currency),
        line_total=money(line.amount, currency),
        modifiers=_modifiers((each for each in line.modifiers if not each.is_part), currency),
        components=[_component(each, currency) for each in line.modifiers if each.is_part],
        remark=line.remark,
        packaging_fee=money(line.packaging_fee, currency) if line.packaging_fee else None,
    )


def _component(part: Modifier, currency: str) -> pos_order_pb2.PosComponent:
    return pos_order_pb2.PosComponent(
        sku_id=part.modifier_id,
        sku_code=part.code,
        name=part.kitchen_name or part.name,
        quantity=part.quantity,
        modifiers=_modifiers(part.modifiers, currency),
        extra_price=money(part.unit_price, currency),
    )


def _modifiers(modifiers: Iterable[Modifier], currency: str) -> list[pos_order_pb2.PosModifier]:
    return [
        pos_order_pb2.PosModifier(
            modifier_id=modifier.modifier_id,
            modifier_code=modifier.code,
            name=modifier.kitchen_name or modifier.name,
            quantity=modifier.quantity,
            unit_price=money(modifier.unit_price, currency),
            modifiers=_modifiers(modifier.modifiers, currency),
        )
        for modifier in modifiers
    ]
