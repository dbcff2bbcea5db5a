import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TillSale(_message.Message):
    __slots__ = ("till_id", "till_sale_id", "lines", "total", "sell_time")
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    SELL_TIME_FIELD_NUMBER: _ClassVar[int]
    till_id: str
    till_sale_id: str
    lines: _containers.RepeatedCompositeFieldContainer[TillSaleLine]
    total: _money_pb2.Money
    sell_time: _timestamp_pb2.Timestamp
    def __init__(self, till_id: _Optional[str] = ..., till_sale_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[TillSaleLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., sell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TillSaleLine(_message.Message):
    __slots__ = ("sku_id", "sku_code", "quantity")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    sku_code: str
    quantity: int
    def __init__(self, sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...
