"""Protobuf ⇄ model, between the ledger and ERP plug-ins."""

from __future__ import annotations

from zhongtai.inventory.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2 as plugin_pb

from centers.inventory.erp.model import Drift, ErpCount, PulledCounts, Pushed, SkuCode, Waiting
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment

codes_of = ToModel(pb.SkuCode, SkuCode).each
drift_message = ToMessage(Drift, pb.ErpDrift, names={"compare_time": "compared_at"})
pushed_message = ToMessage(
    Pushed,
    pb.PushErpMovementsResponse,
    names={
        "accepted_count": "accepted",
        "rejected_count": "rejected",
        "waiting_count": "waiting",
    },
)
_movement = ToMessage(
    Waiting,
    plugin_pb.ErpMovement,
    names={
        "merchant_id": "entry.movement.key.merchant_id",
        "store_id": "entry.movement.key.store_id",
        "sku_id": "entry.movement.key.sku_id",
        "kind": "entry.movement.kind",
        "quantity": "entry.movement.quantity",
        "source": "entry.movement.source",
        "note": "entry.movement.note",
        "occur_time": "entry.created_at",
    },
    left=["movement_id"],
)


def movement_message(waiting: Waiting) -> plugin_pb.ErpMovement:
    """Return an entry of the ledger as an ERP is told of it."""
    store_id = waiting.entry.movement.key.store_id
    return _movement(waiting, movement_id=f"{store_id}/{waiting.entry.number}")


def count_of(count: plugin_pb.ErpCount) -> ErpCount | None:
    """Return a count that is well formed; None when the ERP does not know the number."""
    counted_at = moment(count, "count_time")
    if counted_at is None or not count.HasField("quantity"):
        return None
    return ErpCount(count.store_id, count.sku_code, count.quantity, counted_at)


def pulled_message(pulled: PulledCounts) -> pb.PullErpCountsResponse:
    """Return what fetching did, all its pages together."""
    return pb.PullErpCountsResponse(
        changed_count=sum(each.changed for each in pulled.pages),
        unchanged_count=sum(each.unchanged for each in pulled.pages),
        refused_count=sum(len(each.drifts) for each in pulled.pages),
        truncated=pulled.truncated,
    )
