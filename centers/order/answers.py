"""Model ⇄ protobuf: what goes out, to callers and into the feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.order.v1 import event_pb2, line_pb2, order_pb2

from centers.order.after_sale.messages import after_sale_message
from centers.order.imports.messages import finished_message
from centers.order.model import (
    Discount,
    Event,
    EventKind,
    Head,
    Line,
    Modifier,
    Order,
    Times,
)
from centers.order.records import EventRow
from mesh.call.wire import address_message, money, number, stamp
from mesh.pure.ids import new_id

_TIME_FIELDS = {
    "create_time": "created_at",
    "place_time": "placed_at",
    "accept_time": "accepted_at",
    "prepare_time": "prepared_at",
    "ready_time": "ready_at",
    "deliver_time": "delivered_at",
    "fulfil_time": "fulfilled_at",
    "complete_time": "completed_at",
    "cancel_time": "cancelled_at",
    "update_time": "updated_at",
}


def order_message(order: Order, *, masked: bool = False) -> order_pb2.Order:
    """A whole order; `masked` leaves out who ordered and where it goes."""
    head, wishes = order.head, order.wishes
    message = head_message(head)
    message.lines.extend(_line(line, head.currency) for line in order.lines)
    message.discounts.extend(_discount(each, head.currency) for each in order.discounts)
    message.remark = wishes.remark
    message.diner_count = wishes.diner_count
    message.table_number = wishes.table_number
    message.extension.update(wishes.extension)
    if wishes.expected_at is not None:
        message.expected_time.FromDatetime(wishes.expected_at)
    if head.delivery is not None:
        message.delivery.rider_name = head.delivery.rider_name
        message.delivery.rider_phone = "" if masked else head.delivery.rider_phone
    if not masked:
        customer = order_pb2.Customer(name=wishes.customer.name, phone=wishes.customer.phone)
        message.customer.CopyFrom(customer)
        if wishes.address is not None:
            message.delivery_address.CopyFrom(address_message(wishes.address))
    return message


def head_message(head: Head) -> order_pb2.Order:
    """An order without lines, discounts and personal data."""
    return order_pb2.Order(
        order_id=head.order_id,
        store_id=head.store_id,
        channel=head.channel,
        channel_order_number=head.channel_order_number,
        service_type=number(head.service_type),
        fulfilment_route=number(head.route),
        status=number(head.status),
        fulfilment_sub_status=head.sub_status,
        person_id=head.person_id,
        business_date=head.business_date.isoformat(),
        daily_number=head.daily_number,
        pickup_code=head.pickup_code,
        amounts=_amounts(head),
        payment_deadline=stamp(head.payment_deadline),
        cancel_reason=number(head.cancel_reason),
        cancel_note=head.cancel_note,
        stock_shortfall=head.shortfall,
        times=_times(head.times),
        version=head.version,
        delivered_by=number(head.delivered_by),
        prepare_from=stamp(head.prepare_from),
        waits=head.waits,
        delivery=_delivery(head),
        came_finished=head.came_finished,
        pos_plugin=head.pos_plugin,
    )


def event_row(event: Event, now: datetime, trace_id: str) -> EventRow:
    """An event as a row of the feed; gives it its id."""
    payload = event_message(event, now, trace_id).SerializeToString()
    head = event.head
    return EventRow(
        head.merchant_id, head.store_id, head.order_id, event.kind.name, payload, trace_id, now
    )


def event_message(event: Event, now: datetime, trace_id: str) -> event_pb2.OrderEvent:
    """An event with what followers need."""
    head, currency = event.head, event.head.currency
    return event_pb2.OrderEvent(
        event_id=new_id("evt"),
        order_id=head.order_id,
        store_id=head.store_id,
        merchant_id=head.merchant_id,
        kind=number(event.kind),
        from_status=number(event.from_status) if event.from_status else None,
        to_status=number(head.status),
        occur_time=stamp(now),
        node=event.node,
        person_id=head.person_id,
        channel=head.channel,
        service_type=number(head.service_type),
        fulfilment_route=number(head.route),
        total=money(head.total, currency),
        paid=money(head.paid, currency),
        refunded=money(head.refunded, currency),
        amount=money(event.amount, currency) if event.amount else None,
        goods=money(event.goods, currency) if event.kind is EventKind.REFUND_RECORDED else None,
        goods_left=money(head.goods_left, currency),
        pickup_code=head.pickup_code,
        after_sale_id=event.after_sale_id,
        refund_id=event.refund_id,
        payment_id=event.payment_id,
        note=event.note,
        trace_id=trace_id,
        cancel_reason=number(head.cancel_reason),
        after_sale=after_sale_message(event.after_sale) if event.after_sale else None,
        wholly_refunded=event.whole,
        delivered_by=number(head.delivered_by),
        waits=head.waits,
        delivery=_delivery(head) if event.kind is EventKind.DELIVERY else None,
        finished=finished_message(event.finished, currency) if event.finished else None,
        pos_plugin=head.pos_plugin,
        former_pos_plugin=event.former_pos_plugin,
        passages=[_passage(each.node, stamp(each.at)) for each in event.passages],
    )


def passages_of(events: Iterable[event_pb2.OrderEvent]) -> list[event_pb2.Passage]:
    """The nodes that wrote into these events that the order passed them, on the way to the till.

    Those before the books are in the order's first event; a plug-in's is its answer that it has
    the order, a till's its first report.
    """
    before: list[event_pb2.Passage] = []
    store: dict[str, event_pb2.Passage] = {}
    for event in events:
        before += event.passages
        if event.node.startswith(("plugin:", "till:")):
            store.setdefault(event.node, _passage(event.node, event.occur_time))
    # A quick till may have its report in the books before the plug-in's own answer is.
    return before + sorted(store.values(), key=lambda each: each.node.startswith("till:"))


def _passage(node: str, at: Timestamp | None) -> event_pb2.Passage:
    return event_pb2.Passage(node=node, pass_time=at)


def _amounts(head: Head) -> order_pb2.OrderAmounts:
    currency = head.currency
    return order_pb2.OrderAmounts(
        lines=money(head.lines_amount, currency),
        packaging_fee=money(head.packaging_fee, currency),
        delivery_fee=money(head.delivery_fee, currency),
        discount=money(head.discount_amount, currency),
        total=money(head.total, currency),
        paid=money(head.paid, currency),
        refunded=money(head.refunded, currency),
        paid_by_channel=money(head.paid_by_channel, currency),
    )


def _times(times: Times) -> order_pb2.OrderTimes:
    given = {name: stamp(getattr(times, attribute)) for name, attribute in _TIME_FIELDS.items()}
    return order_pb2.OrderTimes(**given)


def _line(line: Line, currency: str) -> line_pb2.OrderLine:
    return line_pb2.OrderLine(
        line_id=line.line_id,
        sku_id=line.sku_id,
        product_id=line.product_id,
        name=line.name,
        sku_name=line.sku_name,
        quantity=line.quantity,
        unit_price=money(line.unit_price, currency),
        modifiers=_modifiers(line.modifiers, currency),
        amount=money(line.amount, currency),
        discount=money(line.discount, currency),
        components=[
            line_pb2.StockComponent(sku_id=c.sku_id, quantity=c.quantity) for c in line.components
        ],
        remark=line.remark,
        kitchen_name=line.kitchen_name,
        kitchen_sku_name=line.kitchen_sku_name,
        channel_item_code=line.channel_item_code,
        unmapped=line.unmapped,
        packaging_fee=money(line.packaging_fee, currency) if line.packaging_fee else None,
        sku_code=line.sku_code,
    )


def _modifiers(modifiers: Iterable[Modifier], currency: str) -> list[line_pb2.OrderModifier]:
    return [
        line_pb2.OrderModifier(
            modifier_id=modifier.modifier_id,
            name=modifier.name,
            quantity=modifier.quantity,
            unit_price=money(modifier.unit_price, currency),
            modifiers=_modifiers(modifier.modifiers, currency),
            kitchen_name=modifier.kitchen_name,
            code=modifier.code,
            is_part=modifier.is_part,
        )
        for modifier in modifiers
    ]


def _delivery(head: Head) -> order_pb2.OrderDelivery | None:
    """How the delivery stands, without who rides."""
    state = head.delivery
    if state is None:
        return None
    return order_pb2.OrderDelivery(
        delivery_id=state.delivery_id,
        attempt=state.attempt,
        step=number(state.step),
        carrier=state.carrier,
        fee=money(state.fee, head.currency) if state.fee else None,
        update_time=stamp(state.updated_at),
    )


def _discount(discount: Discount, currency: str) -> line_pb2.OrderDiscount:
    return line_pb2.OrderDiscount(
        promotion_id=discount.promotion_id,
        coupon_id=discount.coupon_id,
        name=discount.name,
        amount=money(discount.amount, currency),
        paid_by=number(discount.paid_by),
        allocations=[
            line_pb2.DiscountAllocation(line_id=a.line_id, amount=money(a.amount, currency))
            for a in discount.allocations
        ],
    )
