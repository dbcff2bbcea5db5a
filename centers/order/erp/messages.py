"""Orders and what is told of them, as postings for an ERP."""

from __future__ import annotations

from zhongtai.order.v1 import event_pb2
from zhongtai.plugin.v1 import erp_sale_pb2 as pb

from centers.order.model import Line, Order
from mesh.call.to_message import ToMessage

MAX_NAME = 120

_line = ToMessage(Line, pb.ErpSaleLine, unless_zero=["discount"], left=["name", "variant"])
_sale = ToMessage(
    Order,
    pb.ErpSale,
    inside=["head"],
    names={"posting_id": "head.order_id", "discount_total": "head.discount_amount"},
    unless_zero=["delivery_fee", "packaging_fee"],
    left=["kind", "lines", "refunded", "occur_time"],
)


def sale_of(order: Order, event: event_pb2.OrderEvent) -> pb.ErpSale:
    """Return the posting of an order that the event completed, as it stood right then."""
    currency = order.head.currency
    return _sale(
        order,
        currency,
        kind=pb.ERP_SALE_KIND_SALE,
        lines=[_sale_line(line, currency) for line in order.lines],
        refunded=event.refunded if event.refunded.minor_units else None,
        occur_time=event.occur_time,
    )


def refund_of(order: Order, event: event_pb2.OrderEvent) -> pb.ErpSale:
    """Return the posting of money that was given back after the order was completed."""
    head = order.head
    return pb.ErpSale(
        posting_id=event.refund_id,
        kind=pb.ERP_SALE_KIND_REFUND,
        order_id=head.order_id,
        merchant_id=head.merchant_id,
        store_id=head.store_id,
        business_date=head.business_date.isoformat(),
        channel=head.channel,
        channel_order_number=head.channel_order_number,
        service_type=event.service_type,
        total=event.amount,
        occur_time=event.occur_time,
    )


def _sale_line(line: Line, currency: str) -> pb.ErpSaleLine:
    return _line(
        line,
        currency,
        name=(line.kitchen_name or line.name)[:MAX_NAME],
        variant=line.kitchen_sku_name or line.sku_name,
    )
