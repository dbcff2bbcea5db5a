import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SoldOutCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOLD_OUT_CAUSE_UNSPECIFIED: _ClassVar[SoldOutCause]
    SOLD_OUT_CAUSE_MANUAL: _ClassVar[SoldOutCause]
    SOLD_OUT_CAUSE_STOCK: _ClassVar[SoldOutCause]
SOLD_OUT_CAUSE_UNSPECIFIED: SoldOutCause
SOLD_OUT_CAUSE_MANUAL: SoldOutCause
SOLD_OUT_CAUSE_STOCK: SoldOutCause

class SoldOut(_message.Message):
    __slots__ = ("store_id", "sku_id", "modifier_id", "until", "update_time", "causes")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    sku_id: str
    modifier_id: str
    until: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    causes: _containers.RepeatedScalarFieldContainer[SoldOutCause]
    def __init__(self, store_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., modifier_id: _Optional[str] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., causes: _Optional[_Iterable[_Union[SoldOutCause, str]]] = ...) -> None: ...

class AvailabilityChange(_message.Message):
    __slots__ = ("sku_id", "modifier_id", "available", "until", "cause")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    modifier_id: str
    available: bool
    until: _timestamp_pb2.Timestamp
    cause: SoldOutCause
    def __init__(self, sku_id: _Optional[str] = ..., modifier_id: _Optional[str] = ..., available: _Optional[bool] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cause: _Optional[_Union[SoldOutCause, str]] = ...) -> None: ...

class SetAvailabilityRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "changes")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    changes: _containers.RepeatedCompositeFieldContainer[AvailabilityChange]
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., changes: _Optional[_Iterable[_Union[AvailabilityChange, _Mapping]]] = ...) -> None: ...

class SetAvailabilityResponse(_message.Message):
    __slots__ = ("sold_out",)
    SOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    sold_out: _containers.RepeatedCompositeFieldContainer[SoldOut]
    def __init__(self, sold_out: _Optional[_Iterable[_Union[SoldOut, _Mapping]]] = ...) -> None: ...

class ListSoldOutRequest(_message.Message):
    __slots__ = ("store_id", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSoldOutResponse(_message.Message):
    __slots__ = ("sold_out", "next_page_token")
    SOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sold_out: _containers.RepeatedCompositeFieldContainer[SoldOut]
    next_page_token: str
    def __init__(self, sold_out: _Optional[_Iterable[_Union[SoldOut, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
