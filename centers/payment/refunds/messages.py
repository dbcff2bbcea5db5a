"""Protobuf ⇄ model: refunds."""

from __future__ import annotations

from zhongtai.payment.v1 import payment_pb2
from zhongtai.payment.v1 import refund_messages_pb2 as pb

from centers.payment.refunds.model import Refund, RefundFilter, RefundOrder
from mesh.call.digest import digest_of
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.data.paging import PAGE

refund_message = ToMessage(
    Refund,
    payment_pb2.Refund,
    names={
        "attempt_count": "attempts",
        "create_time": "created_at",
        "finish_time": "finished_at",
    },
    currencies={"amount": "currency"},
)
_refund_order = ToModel(
    pb.CreateRefundRequest, RefundOrder, currencies={"amount": "currency"}, left=["order_id"]
)

refund_filter = ToModel(pb.ListRefundsRequest, RefundFilter, left=PAGE)


def refund_order(request: pb.CreateRefundRequest) -> RefundOrder:
    """Return what is to be refunded; the payment may still have to be found by its order."""
    return _refund_order(request, body_hash=digest_of(request))
