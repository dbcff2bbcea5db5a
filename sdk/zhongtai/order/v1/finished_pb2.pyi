import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FinishedOrder(_message.Message):
    __slots__ = ("status", "end_time", "accept_time", "prepare_time", "ready_time", "deliver_time", "fulfil_time", "cancel_reason", "cancel_note", "refunded", "takes_stock", "earns_points")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_TIME_FIELD_NUMBER: _ClassVar[int]
    PREPARE_TIME_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    DELIVER_TIME_FIELD_NUMBER: _ClassVar[int]
    FULFIL_TIME_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    CANCEL_NOTE_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    TAKES_STOCK_FIELD_NUMBER: _ClassVar[int]
    EARNS_POINTS_FIELD_NUMBER: _ClassVar[int]
    status: _order_pb2.OrderStatus
    end_time: _timestamp_pb2.Timestamp
    accept_time: _timestamp_pb2.Timestamp
    prepare_time: _timestamp_pb2.Timestamp
    ready_time: _timestamp_pb2.Timestamp
    deliver_time: _timestamp_pb2.Timestamp
    fulfil_time: _timestamp_pb2.Timestamp
    cancel_reason: _order_pb2.CancelReason
    cancel_note: str
    refunded: _money_pb2.Money
    takes_stock: bool
    earns_points: bool
    def __init__(self, status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accept_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., prepare_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ready_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deliver_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., fulfil_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., cancel_note: _Optional[str] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., takes_stock: _Optional[bool] = ..., earns_points: _Optional[bool] = ...) -> None: ...
