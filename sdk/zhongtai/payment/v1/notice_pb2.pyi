import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class NoticeOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_OUTCOME_UNSPECIFIED: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_CAPTURED: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_DUPLICATE: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_LATE: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_SECOND_PAYMENT: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_AMOUNT_MISMATCH: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_UNKNOWN_TRADE: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_CONFLICTING_TRADE: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_CLOSED: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_REFUND_UPDATED: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_IGNORED: _ClassVar[NoticeOutcome]
    NOTICE_OUTCOME_REJECTED: _ClassVar[NoticeOutcome]

class DifferenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIFFERENCE_KIND_UNSPECIFIED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_AMOUNT_MISMATCH: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_UNKNOWN_TRADE: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_CONFLICTING_TRADE: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_REFUND_FAILED: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_MISSING_HERE: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_MISSING_AT_PROVIDER: _ClassVar[DifferenceKind]
    DIFFERENCE_KIND_BILL_AMOUNT: _ClassVar[DifferenceKind]

class DifferenceStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIFFERENCE_STATUS_UNSPECIFIED: _ClassVar[DifferenceStatus]
    DIFFERENCE_STATUS_OPEN: _ClassVar[DifferenceStatus]
    DIFFERENCE_STATUS_RESOLVED: _ClassVar[DifferenceStatus]

class ReconciliationStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECONCILIATION_STATUS_UNSPECIFIED: _ClassVar[ReconciliationStatus]
    RECONCILIATION_STATUS_RUNNING: _ClassVar[ReconciliationStatus]
    RECONCILIATION_STATUS_FINISHED: _ClassVar[ReconciliationStatus]
    RECONCILIATION_STATUS_FAILED: _ClassVar[ReconciliationStatus]
NOTICE_OUTCOME_UNSPECIFIED: NoticeOutcome
NOTICE_OUTCOME_CAPTURED: NoticeOutcome
NOTICE_OUTCOME_DUPLICATE: NoticeOutcome
NOTICE_OUTCOME_LATE: NoticeOutcome
NOTICE_OUTCOME_SECOND_PAYMENT: NoticeOutcome
NOTICE_OUTCOME_AMOUNT_MISMATCH: NoticeOutcome
NOTICE_OUTCOME_UNKNOWN_TRADE: NoticeOutcome
NOTICE_OUTCOME_CONFLICTING_TRADE: NoticeOutcome
NOTICE_OUTCOME_CLOSED: NoticeOutcome
NOTICE_OUTCOME_REFUND_UPDATED: NoticeOutcome
NOTICE_OUTCOME_IGNORED: NoticeOutcome
NOTICE_OUTCOME_REJECTED: NoticeOutcome
DIFFERENCE_KIND_UNSPECIFIED: DifferenceKind
DIFFERENCE_KIND_AMOUNT_MISMATCH: DifferenceKind
DIFFERENCE_KIND_UNKNOWN_TRADE: DifferenceKind
DIFFERENCE_KIND_CONFLICTING_TRADE: DifferenceKind
DIFFERENCE_KIND_REFUND_FAILED: DifferenceKind
DIFFERENCE_KIND_MISSING_HERE: DifferenceKind
DIFFERENCE_KIND_MISSING_AT_PROVIDER: DifferenceKind
DIFFERENCE_KIND_BILL_AMOUNT: DifferenceKind
DIFFERENCE_STATUS_UNSPECIFIED: DifferenceStatus
DIFFERENCE_STATUS_OPEN: DifferenceStatus
DIFFERENCE_STATUS_RESOLVED: DifferenceStatus
RECONCILIATION_STATUS_UNSPECIFIED: ReconciliationStatus
RECONCILIATION_STATUS_RUNNING: ReconciliationStatus
RECONCILIATION_STATUS_FINISHED: ReconciliationStatus
RECONCILIATION_STATUS_FAILED: ReconciliationStatus

class Notice(_message.Message):
    __slots__ = ("provider", "provider_event_id", "payment_id", "provider_trade_id", "outcome", "amount", "receive_time")
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_TRADE_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    provider: str
    provider_event_id: str
    payment_id: str
    provider_trade_id: str
    outcome: NoticeOutcome
    amount: _money_pb2.Money
    receive_time: _timestamp_pb2.Timestamp
    def __init__(self, provider: _Optional[str] = ..., provider_event_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., provider_trade_id: _Optional[str] = ..., outcome: _Optional[_Union[NoticeOutcome, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Difference(_message.Message):
    __slots__ = ("difference_id", "kind", "status", "provider", "payment_id", "order_id", "provider_trade_id", "expected", "actual", "note", "reconciliation_id", "create_time", "resolve_time")
    DIFFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_TRADE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_FIELD_NUMBER: _ClassVar[int]
    ACTUAL_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    RECONCILIATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    RESOLVE_TIME_FIELD_NUMBER: _ClassVar[int]
    difference_id: str
    kind: DifferenceKind
    status: DifferenceStatus
    provider: str
    payment_id: str
    order_id: str
    provider_trade_id: str
    expected: _money_pb2.Money
    actual: _money_pb2.Money
    note: str
    reconciliation_id: str
    create_time: _timestamp_pb2.Timestamp
    resolve_time: _timestamp_pb2.Timestamp
    def __init__(self, difference_id: _Optional[str] = ..., kind: _Optional[_Union[DifferenceKind, str]] = ..., status: _Optional[_Union[DifferenceStatus, str]] = ..., provider: _Optional[str] = ..., payment_id: _Optional[str] = ..., order_id: _Optional[str] = ..., provider_trade_id: _Optional[str] = ..., expected: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., actual: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., note: _Optional[str] = ..., reconciliation_id: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolve_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Reconciliation(_message.Message):
    __slots__ = ("reconciliation_id", "provider", "bill_date", "status", "matched_count", "difference_count", "failure_reason", "create_time", "finish_time")
    RECONCILIATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    BILL_DATE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    MATCHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    reconciliation_id: str
    provider: str
    bill_date: str
    status: ReconciliationStatus
    matched_count: int
    difference_count: int
    failure_reason: str
    create_time: _timestamp_pb2.Timestamp
    finish_time: _timestamp_pb2.Timestamp
    def __init__(self, reconciliation_id: _Optional[str] = ..., provider: _Optional[str] = ..., bill_date: _Optional[str] = ..., status: _Optional[_Union[ReconciliationStatus, str]] = ..., matched_count: _Optional[int] = ..., difference_count: _Optional[int] = ..., failure_reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
