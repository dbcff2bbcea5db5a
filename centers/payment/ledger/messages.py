"""Protobuf ⇄ model: the ledger and what does not agree."""

from __future__ import annotations

from zhongtai.payment.v1 import book_messages_pb2 as pb
from zhongtai.payment.v1 import ledger_pb2, notice_pb2

from centers.payment.ledger.model import Balance, Difference, DifferenceFilter, Entry, Posting
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.data.paging import PAGE

entry_message = ToMessage(
    Entry,
    ledger_pb2.LedgerEntry,
    names={"create_time": "created_at"},
    uses=[ToMessage(Posting, ledger_pb2.Posting, currencies={"amount": "currency"})],
)
balance_message = ToMessage(
    Balance,
    ledger_pb2.AccountBalance,
    names={"balance": "amount"},
    currencies={"balance": "currency"},
)
difference_message = ToMessage(
    Difference,
    notice_pb2.Difference,
    names={"create_time": "created_at", "resolve_time": "resolved_at"},
    currencies={"expected": "expected_currency", "actual": "actual_currency"},
)
difference_filter = ToModel(pb.ListDifferencesRequest, DifferenceFilter, left=PAGE)
