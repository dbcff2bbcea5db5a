"""Protobuf ⇄ model, between orders of vouchers and OMS plug-ins."""

from __future__ import annotations

from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import after_sale_pb2, event_pb2
from zhongtai.plugin.v1 import oms_order_pb2, oms_pb2

from centers.order.model import Line, Order
from centers.order.vouchers.messages import VOUCHER_TIMES
from centers.order.vouchers.model import Shown, Standing, Voucher
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import stamp

MAX_NAME = 120

_line = ToMessage(
    Line, oms_order_pb2.OmsOrderLine, names={"line_total": "amount"}, left=["name", "variant"]
)
_order = ToMessage(Order, oms_order_pb2.OmsOrder, inside=["head"], left=["lines", "place_time"])
_voucher_of = ToModel(oms_order_pb2.OmsVoucher, Voucher, names=VOUCHER_TIMES)
standing_of = ToModel(oms_order_pb2.OmsOrderState, Standing, uses=[_voucher_of])
shown_of = ToModel(
    oms_pb2.RedeemVoucherResponse,
    Shown,
    names={"state": "standing"},
    uses=[_voucher_of, standing_of],
)


def oms_order(order: Order) -> oms_order_pb2.OmsOrder:
    """Return an order as an OMS gets it: nothing of who bought it."""
    head, currency = order.head, order.head.currency
    lines = [
        _line(line, currency, name=line.name[:MAX_NAME], variant=line.sku_name)
        for line in order.lines
    ]
    placed = stamp(head.times.placed_at or head.times.created_at)
    return _order(order, currency, lines=lines, place_time=placed)


def void_id(event: event_pb2.OrderEvent) -> str:
    """Return the key of what an event gives back: its request, or the end of the order."""
    return event.after_sale.after_sale_id or event.order_id


def oms_void(event: event_pb2.OrderEvent) -> oms_pb2.OmsVoid:
    """Return what an event gives back: the pieces of its request, or all that an order has."""
    request = event.after_sale
    return oms_pb2.OmsVoid(
        void_id=void_id(event),
        merchant_id=event.merchant_id,
        order_id=event.order_id,
        lines=[
            oms_pb2.OmsPieces(
                line_id=each.line_id, quantity=each.quantity, voucher_ids=each.voucher_ids
            )
            for each in request.lines
        ],
        reason=request.reason or event.note,
        amount=_given_back(request) if request.lines else None,
    )


def _given_back(request: after_sale_pb2.AfterSale) -> money_pb2.Money:
    """Return what goes back for a request; a platform may have given back another amount."""
    return request.refunded if request.refunded.minor_units else request.amount
