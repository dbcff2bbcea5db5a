import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Account(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCOUNT_UNSPECIFIED: _ClassVar[Account]
    ACCOUNT_PROVIDER_CLEARING: _ClassVar[Account]
    ACCOUNT_ORDER_REVENUE: _ClassVar[Account]
    ACCOUNT_SURPLUS_PAYABLE: _ClassVar[Account]
    ACCOUNT_REFUNDS_PAYABLE: _ClassVar[Account]

class LedgerEntryKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LEDGER_ENTRY_KIND_UNSPECIFIED: _ClassVar[LedgerEntryKind]
    LEDGER_ENTRY_KIND_CAPTURE: _ClassVar[LedgerEntryKind]
    LEDGER_ENTRY_KIND_SURPLUS: _ClassVar[LedgerEntryKind]
    LEDGER_ENTRY_KIND_REFUND_REQUESTED: _ClassVar[LedgerEntryKind]
    LEDGER_ENTRY_KIND_REFUND_SUCCEEDED: _ClassVar[LedgerEntryKind]
    LEDGER_ENTRY_KIND_REFUND_FAILED: _ClassVar[LedgerEntryKind]
    LEDGER_ENTRY_KIND_DECLINED: _ClassVar[LedgerEntryKind]
ACCOUNT_UNSPECIFIED: Account
ACCOUNT_PROVIDER_CLEARING: Account
ACCOUNT_ORDER_REVENUE: Account
ACCOUNT_SURPLUS_PAYABLE: Account
ACCOUNT_REFUNDS_PAYABLE: Account
LEDGER_ENTRY_KIND_UNSPECIFIED: LedgerEntryKind
LEDGER_ENTRY_KIND_CAPTURE: LedgerEntryKind
LEDGER_ENTRY_KIND_SURPLUS: LedgerEntryKind
LEDGER_ENTRY_KIND_REFUND_REQUESTED: LedgerEntryKind
LEDGER_ENTRY_KIND_REFUND_SUCCEEDED: LedgerEntryKind
LEDGER_ENTRY_KIND_REFUND_FAILED: LedgerEntryKind
LEDGER_ENTRY_KIND_DECLINED: LedgerEntryKind

class Posting(_message.Message):
    __slots__ = ("account", "amount")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    account: Account
    amount: _money_pb2.Money
    def __init__(self, account: _Optional[_Union[Account, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class LedgerEntry(_message.Message):
    __slots__ = ("entry_id", "kind", "payment_id", "refund_id", "order_id", "provider", "postings", "create_time")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    POSTINGS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    kind: LedgerEntryKind
    payment_id: str
    refund_id: str
    order_id: str
    provider: str
    postings: _containers.RepeatedCompositeFieldContainer[Posting]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, entry_id: _Optional[str] = ..., kind: _Optional[_Union[LedgerEntryKind, str]] = ..., payment_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., order_id: _Optional[str] = ..., provider: _Optional[str] = ..., postings: _Optional[_Iterable[_Union[Posting, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AccountBalance(_message.Message):
    __slots__ = ("account", "provider", "balance")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    account: Account
    provider: str
    balance: _money_pb2.Money
    def __init__(self, account: _Optional[_Union[Account, str]] = ..., provider: _Optional[str] = ..., balance: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
