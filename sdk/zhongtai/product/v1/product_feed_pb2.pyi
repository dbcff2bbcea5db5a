import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.product.v1 import availability_pb2 as _availability_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProductEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PRODUCT_EVENT_KIND_UNSPECIFIED: _ClassVar[ProductEventKind]
    PRODUCT_EVENT_KIND_CATALOG_CHANGED: _ClassVar[ProductEventKind]
    PRODUCT_EVENT_KIND_AVAILABILITY_CHANGED: _ClassVar[ProductEventKind]
PRODUCT_EVENT_KIND_UNSPECIFIED: ProductEventKind
PRODUCT_EVENT_KIND_CATALOG_CHANGED: ProductEventKind
PRODUCT_EVENT_KIND_AVAILABILITY_CHANGED: ProductEventKind

class ProductEvent(_message.Message):
    __slots__ = ("kind", "store_id", "revision", "item_ids", "availability", "occur_time", "trace_id", "merchant_id", "event_id")
    KIND_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    AVAILABILITY_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    kind: ProductEventKind
    store_id: str
    revision: int
    item_ids: _containers.RepeatedScalarFieldContainer[str]
    availability: _containers.RepeatedCompositeFieldContainer[_availability_pb2.AvailabilityChange]
    occur_time: _timestamp_pb2.Timestamp
    trace_id: str
    merchant_id: str
    event_id: str
    def __init__(self, kind: _Optional[_Union[ProductEventKind, str]] = ..., store_id: _Optional[str] = ..., revision: _Optional[int] = ..., item_ids: _Optional[_Iterable[str]] = ..., availability: _Optional[_Iterable[_Union[_availability_pb2.AvailabilityChange, _Mapping]]] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., trace_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., event_id: _Optional[str] = ...) -> None: ...

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
    events: _containers.RepeatedCompositeFieldContainer[ProductEvent]
    cursor: str
    def __init__(self, events: _Optional[_Iterable[_Union[ProductEvent, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

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
