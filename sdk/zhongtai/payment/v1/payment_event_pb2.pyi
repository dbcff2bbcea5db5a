import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.payment.v1 import payment_pb2 as _payment_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PaymentEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAYMENT_EVENT_KIND_UNSPECIFIED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_PAYMENT_CAPTURED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_SURPLUS_CAPTURED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_PAYMENT_CLOSED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_PAYMENT_FAILED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_REFUND_REQUESTED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_REFUND_SUCCEEDED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_REFUND_FAILED: _ClassVar[PaymentEventKind]
    PAYMENT_EVENT_KIND_PAYMENT_DECLINED: _ClassVar[PaymentEventKind]
PAYMENT_EVENT_KIND_UNSPECIFIED: PaymentEventKind
PAYMENT_EVENT_KIND_PAYMENT_CAPTURED: PaymentEventKind
PAYMENT_EVENT_KIND_SURPLUS_CAPTURED: PaymentEventKind
PAYMENT_EVENT_KIND_PAYMENT_CLOSED: PaymentEventKind
PAYMENT_EVENT_KIND_PAYMENT_FAILED: PaymentEventKind
PAYMENT_EVENT_KIND_REFUND_REQUESTED: PaymentEventKind
PAYMENT_EVENT_KIND_REFUND_SUCCEEDED: PaymentEventKind
PAYMENT_EVENT_KIND_REFUND_FAILED: PaymentEventKind
PAYMENT_EVENT_KIND_PAYMENT_DECLINED: PaymentEventKind

class PaymentEvent(_message.Message):
    __slots__ = ("kind", "merchant_id", "store_id", "payment", "refund", "occur_time", "trace_id", "event_id")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    REFUND_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    kind: PaymentEventKind
    merchant_id: str
    store_id: str
    payment: _payment_pb2.Payment
    refund: _payment_pb2.Refund
    occur_time: _timestamp_pb2.Timestamp
    trace_id: str
    event_id: str
    def __init__(self, kind: _Optional[_Union[PaymentEventKind, str]] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ..., refund: _Optional[_Union[_payment_pb2.Refund, _Mapping]] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., trace_id: _Optional[str] = ..., event_id: _Optional[str] = ...) -> None: ...
