from zhongtai.payment.v1 import ledger_pb2 as _ledger_pb2
from zhongtai.payment.v1 import notice_pb2 as _notice_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListLedgerEntriesRequest(_message.Message):
    __slots__ = ("order_id", "payment_id", "page_size", "page_token")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    payment_id: str
    page_size: int
    page_token: str
    def __init__(self, order_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLedgerEntriesResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[_ledger_pb2.LedgerEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[_ledger_pb2.LedgerEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListAccountBalancesRequest(_message.Message):
    __slots__ = ("provider", "page_size", "page_token")
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    provider: str
    page_size: int
    page_token: str
    def __init__(self, provider: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccountBalancesResponse(_message.Message):
    __slots__ = ("balances", "next_page_token")
    BALANCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    balances: _containers.RepeatedCompositeFieldContainer[_ledger_pb2.AccountBalance]
    next_page_token: str
    def __init__(self, balances: _Optional[_Iterable[_Union[_ledger_pb2.AccountBalance, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListDifferencesRequest(_message.Message):
    __slots__ = ("status", "kind", "reconciliation_id", "page_size", "page_token")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RECONCILIATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    status: _notice_pb2.DifferenceStatus
    kind: _notice_pb2.DifferenceKind
    reconciliation_id: str
    page_size: int
    page_token: str
    def __init__(self, status: _Optional[_Union[_notice_pb2.DifferenceStatus, str]] = ..., kind: _Optional[_Union[_notice_pb2.DifferenceKind, str]] = ..., reconciliation_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDifferencesResponse(_message.Message):
    __slots__ = ("differences", "next_page_token")
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    differences: _containers.RepeatedCompositeFieldContainer[_notice_pb2.Difference]
    next_page_token: str
    def __init__(self, differences: _Optional[_Iterable[_Union[_notice_pb2.Difference, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResolveDifferenceRequest(_message.Message):
    __slots__ = ("request_id", "difference_id", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    difference_id: str
    note: str
    def __init__(self, request_id: _Optional[str] = ..., difference_id: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class ResolveDifferenceResponse(_message.Message):
    __slots__ = ("difference",)
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    difference: _notice_pb2.Difference
    def __init__(self, difference: _Optional[_Union[_notice_pb2.Difference, _Mapping]] = ...) -> None: ...

class StartReconciliationRequest(_message.Message):
    __slots__ = ("request_id", "provider", "bill_date")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    BILL_DATE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    provider: str
    bill_date: str
    def __init__(self, request_id: _Optional[str] = ..., provider: _Optional[str] = ..., bill_date: _Optional[str] = ...) -> None: ...

class StartReconciliationResponse(_message.Message):
    __slots__ = ("reconciliation",)
    RECONCILIATION_FIELD_NUMBER: _ClassVar[int]
    reconciliation: _notice_pb2.Reconciliation
    def __init__(self, reconciliation: _Optional[_Union[_notice_pb2.Reconciliation, _Mapping]] = ...) -> None: ...

class GetReconciliationRequest(_message.Message):
    __slots__ = ("reconciliation_id",)
    RECONCILIATION_ID_FIELD_NUMBER: _ClassVar[int]
    reconciliation_id: str
    def __init__(self, reconciliation_id: _Optional[str] = ...) -> None: ...

class GetReconciliationResponse(_message.Message):
    __slots__ = ("reconciliation",)
    RECONCILIATION_FIELD_NUMBER: _ClassVar[int]
    reconciliation: _notice_pb2.Reconciliation
    def __init__(self, reconciliation: _Optional[_Union[_notice_pb2.Reconciliation, _Mapping]] = ...) -> None: ...

class ListReconciliationsRequest(_message.Message):
    __slots__ = ("provider", "page_size", "page_token")
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    provider: str
    page_size: int
    page_token: str
    def __init__(self, provider: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReconciliationsResponse(_message.Message):
    __slots__ = ("reconciliations", "next_page_token")
    RECONCILIATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reconciliations: _containers.RepeatedCompositeFieldContainer[_notice_pb2.Reconciliation]
    next_page_token: str
    def __init__(self, reconciliations: _Optional[_Iterable[_Union[_notice_pb2.Reconciliation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
