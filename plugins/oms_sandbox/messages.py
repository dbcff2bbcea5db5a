"""Between the OMS's book and the contract's messages."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai_plugin import BadRequest

from plugins.oms_sandbox.model import (
    EXPIRED,
    ISSUED,
    PENDING,
    REDEEMED,
    REJECTED,
    USED,
    VOIDED,
    NewOrder,
    Order,
    Pieces,
    Voucher,
)

MAX_PIECES = 200

_DECISIONS = {
    PENDING: order_pb.OMS_DECISION_PENDING,
    ISSUED: order_pb.OMS_DECISION_ISSUED,
    REJECTED: order_pb.OMS_DECISION_REJECTED,
}
_STATES = {
    ISSUED: order_pb.OMS_VOUCHER_STATE_ISSUED,
    REDEEMED: order_pb.OMS_VOUCHER_STATE_REDEEMED,
    EXPIRED: order_pb.OMS_VOUCHER_STATE_EXPIRED,
    VOIDED: order_pb.OMS_VOUCHER_STATE_VOIDED,
}
OUTCOMES = {
    USED: pb.OMS_REDEEM_OUTCOME_REDEEMED,
    REDEEMED: pb.OMS_REDEEM_OUTCOME_ALREADY_REDEEMED,
    EXPIRED: pb.OMS_REDEEM_OUTCOME_EXPIRED,
    VOIDED: pb.OMS_REDEEM_OUTCOME_VOIDED,
    "": pb.OMS_REDEEM_OUTCOME_UNKNOWN,
}


def new_order(order: order_pb.OmsOrder) -> NewOrder:
    """Return an order as it is submitted. Raise BadRequest."""
    pieces = tuple((line.line_id, line.quantity) for line in order.lines)
    missing = not (order.order_id and order.merchant_id and order.store_id and pieces)
    if missing or any(not line_id or quantity < 1 for line_id, quantity in pieces):
        raise BadRequest("FIELDS_MISSING", "An order has ids, a store, and lines with pieces.")
    if len({line_id for line_id, _ in pieces}) < len(pieces):
        raise BadRequest("LINES_REPEATED", "Each line has an id of its own.")
    if sum(quantity for _, quantity in pieces) > MAX_PIECES:
        raise BadRequest("TOO_MANY_PIECES", f"An order has at most {MAX_PIECES} pieces.")
    digest = hashlib.sha256(order.SerializeToString(deterministic=True)).hexdigest()
    return NewOrder(order.merchant_id, order.order_id, order.store_id, digest, pieces)


def wanted_of(void: pb.OmsVoid) -> tuple[list[Pieces], str]:
    """Return the pieces to make void, and a digest of all. Raise BadRequest."""
    wanted = [Pieces(x.line_id, x.quantity, tuple(x.voucher_ids)) for x in void.lines]
    lines = {piece.line_id for piece in wanted}
    fits = void.void_id and void.merchant_id and void.order_id and len(lines) == len(wanted)
    if not fits or any(piece.quantity < 1 for piece in wanted):
        raise BadRequest("FIELDS_MISSING", "It has ids, and each line once with its pieces.")
    if any(len(set(each.voucher_ids)) not in (0, each.quantity) for each in wanted):
        raise BadRequest("VOUCHERS_MISSING", "A line names a voucher for each piece, or none.")
    content = pb.OmsVoid(order_id=void.order_id, lines=void.lines)
    return wanted, hashlib.sha256(content.SerializeToString(deterministic=True)).hexdigest()


def state(merchant_id: str, order_id: str, found: Order | None) -> order_pb.OmsOrderState:
    """Return how an order stands; None is one that was never submitted."""
    if found is None:
        return order_pb.OmsOrderState(
            order_id=order_id, merchant_id=merchant_id, decision=order_pb.OMS_DECISION_UNKNOWN
        )
    return order_pb.OmsOrderState(
        order_id=order_id,
        merchant_id=merchant_id,
        store_id=found.store_id,
        decision=_DECISIONS[found.decision],
        reason=found.reason,
        revision=found.revision,
        vouchers=map(voucher, found.vouchers),
    )


def voucher(found: Voucher) -> order_pb.OmsVoucher:
    """Return a voucher as the platform sees it."""
    return order_pb.OmsVoucher(
        voucher_id=found.voucher_id,
        line_id=found.line_id,
        code=found.code,
        state=_STATES[found.state],
        expire_time=_time(found.expires),
        redeem_time=_time(found.redeemed),
        redeem_store_id=found.redeem_store_id,
    )


def _time(seconds: float | None) -> Timestamp | None:
    if seconds is None:
        return None
    at = Timestamp()
    at.FromDatetime(datetime.fromtimestamp(seconds, UTC))
    return at
