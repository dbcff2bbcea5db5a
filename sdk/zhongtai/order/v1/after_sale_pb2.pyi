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

class AfterSaleStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AFTER_SALE_STATUS_UNSPECIFIED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_APPLIED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_AGREED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_REFUSED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_ARBITRATING: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_REFUNDED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_FAILED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_WITHDRAWN: _ClassVar[AfterSaleStatus]
AFTER_SALE_STATUS_UNSPECIFIED: AfterSaleStatus
AFTER_SALE_STATUS_APPLIED: AfterSaleStatus
AFTER_SALE_STATUS_AGREED: AfterSaleStatus
AFTER_SALE_STATUS_REFUSED: AfterSaleStatus
AFTER_SALE_STATUS_ARBITRATING: AfterSaleStatus
AFTER_SALE_STATUS_REFUNDED: AfterSaleStatus
AFTER_SALE_STATUS_FAILED: AfterSaleStatus
AFTER_SALE_STATUS_WITHDRAWN: AfterSaleStatus

class AfterSale(_message.Message):
    __slots__ = ("after_sale_id", "order_id", "status", "amount", "lines", "reason", "answer", "create_time", "update_time")
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    after_sale_id: str
    order_id: str
    status: AfterSaleStatus
    amount: _money_pb2.Money
    lines: _containers.RepeatedCompositeFieldContainer[AfterSaleLine]
    reason: str
    answer: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, after_sale_id: _Optional[str] = ..., order_id: _Optional[str] = ..., status: _Optional[_Union[AfterSaleStatus, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ..., answer: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AfterSaleLine(_message.Message):
    __slots__ = ("line_id", "quantity")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    quantity: int
    def __init__(self, line_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...
