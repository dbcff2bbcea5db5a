import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.delivery.v1 import delivery_pb2 as _delivery_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeliveryEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_EVENT_KIND_UNSPECIFIED: _ClassVar[DeliveryEventKind]
    DELIVERY_EVENT_KIND_CREATED: _ClassVar[DeliveryEventKind]
    DELIVERY_EVENT_KIND_MOVED: _ClassVar[DeliveryEventKind]
    DELIVERY_EVENT_KIND_CARRIER_CHANGED: _ClassVar[DeliveryEventKind]
    DELIVERY_EVENT_KIND_LATE_UPDATE: _ClassVar[DeliveryEventKind]
    DELIVERY_EVENT_KIND_UPDATED: _ClassVar[DeliveryEventKind]
DELIVERY_EVENT_KIND_UNSPECIFIED: DeliveryEventKind
DELIVERY_EVENT_KIND_CREATED: DeliveryEventKind
DELIVERY_EVENT_KIND_MOVED: DeliveryEventKind
DELIVERY_EVENT_KIND_CARRIER_CHANGED: DeliveryEventKind
DELIVERY_EVENT_KIND_LATE_UPDATE: DeliveryEventKind
DELIVERY_EVENT_KIND_UPDATED: DeliveryEventKind

class DeliveryEvent(_message.Message):
    __slots__ = ("kind", "merchant_id", "delivery", "from_status", "occur_time", "note", "trace_id", "event_id")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    FROM_STATUS_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    kind: DeliveryEventKind
    merchant_id: str
    delivery: _delivery_pb2.Delivery
    from_status: _delivery_pb2.DeliveryStatus
    occur_time: _timestamp_pb2.Timestamp
    note: str
    trace_id: str
    event_id: str
    def __init__(self, kind: _Optional[_Union[DeliveryEventKind, str]] = ..., merchant_id: _Optional[str] = ..., delivery: _Optional[_Union[_delivery_pb2.Delivery, _Mapping]] = ..., from_status: _Optional[_Union[_delivery_pb2.DeliveryStatus, str]] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., note: _Optional[str] = ..., trace_id: _Optional[str] = ..., event_id: _Optional[str] = ...) -> None: ...
