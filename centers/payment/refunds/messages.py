"""Protobuf ⇄ model: refunds."""

from __future__ import annotations

import hashlib

from zhongtai.payment.v1 import payment_pb2
from zhongtai.payment.v1 import refund_messages_pb2 as pb

from centers.payment.refunds.model import Refund, RefundFilter, RefundOrder
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel

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

refund_filter = ToModel(pb.ListRefundsRequest, RefundFilter, left=["page_size", "page_token"])


def refund_order(request: pb.CreateRefundRequest) -> RefundOrder:
    """Return what is to be refunded; the payment may still have to be found by its order."""
    body = request.SerializeToString(deterministic=True)
    return _refund_order(request, body_hash=hashlib.sha256(body).digest())
