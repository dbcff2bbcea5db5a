from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.payment.v1 import payment_event_pb2 as _payment_event_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WatchEventsRequest(_message.Message):
    __slots__ = ("reader", "after_cursor", "max_batch")
    READER_FIELD_NUMBER: _ClassVar[int]
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_FIELD_NUMBER: _ClassVar[int]
    reader: str
    after_cursor: str
    max_batch: int
    def __init__(self, reader: _Optional[str] = ..., after_cursor: _Optional[str] = ..., max_batch: _Optional[int] = ...) -> None: ...

class WatchEventsResponse(_message.Message):
    __slots__ = ("events", "cursor")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[_payment_event_pb2.PaymentEvent]
    cursor: str
    def __init__(self, events: _Optional[_Iterable[_Union[_payment_event_pb2.PaymentEvent, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class AckEventsRequest(_message.Message):
    __slots__ = ("reader", "cursor")
    READER_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    reader: str
    cursor: str
    def __init__(self, reader: _Optional[str] = ..., cursor: _Optional[str] = ...) -> None: ...

class AckEventsResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RemoveReaderRequest(_message.Message):
    __slots__ = ("reader", "internal")
    READER_FIELD_NUMBER: _ClassVar[int]
    INTERNAL_FIELD_NUMBER: _ClassVar[int]
    reader: str
    internal: bool
    def __init__(self, reader: _Optional[str] = ..., internal: _Optional[bool] = ...) -> None: ...

class RemoveReaderResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditResponse(_message.Message):
    __slots__ = ("checks", "totals")
    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditCheck]
    totals: _containers.ScalarMap[str, int]
    def __init__(self, checks: _Optional[_Iterable[_Union[_audit_pb2.AuditCheck, _Mapping]]] = ..., totals: _Optional[_Mapping[str, int]] = ...) -> None: ...

class ListMerchantsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListMerchantsResponse(_message.Message):
    __slots__ = ("merchant_ids",)
    MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class AuditOrdersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditOrdersResponse(_message.Message):
    __slots__ = ("names", "orders")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    orders: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditOrder]
    def __init__(self, names: _Optional[_Iterable[str]] = ..., orders: _Optional[_Iterable[_Union[_audit_pb2.AuditOrder, _Mapping]]] = ...) -> None: ...
