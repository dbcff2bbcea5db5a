"""Protobuf ⇄ model: comparisons with bills."""

from __future__ import annotations

from zhongtai.payment.v1 import notice_pb2

from centers.payment.reconciliation.model import Reconciliation
from mesh.call.to_message import ToMessage

reconciliation_message = ToMessage(
    Reconciliation,
    notice_pb2.Reconciliation,
    names={"create_time": "created_at", "finish_time": "finished_at"},
)
