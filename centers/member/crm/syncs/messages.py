"""Protobuf ⇄ model, for syncs."""

from __future__ import annotations

from zhongtai.member.v1 import crm_requests_pb2 as pb

from centers.member.crm.syncs.model import Sync
from mesh.call.to_message import ToMessage

sync_message = ToMessage(
    Sync, pb.CrmSync, names={"start_time": "started_at", "end_time": "ended_at"}
)
