import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from zhongtai.ordercontrol.v1 import problem_pb2 as _problem_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CartLineChange(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CART_LINE_CHANGE_UNSPECIFIED: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_PRICE: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_NAME: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_SOLD_OUT: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_GONE: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_NOT_SOLD_NOW: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_OPTION_GONE: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_OUT_OF_STOCK: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_TOO_FEW: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_NOT_ALLOWED_SO: _ClassVar[CartLineChange]
CART_LINE_CHANGE_UNSPECIFIED: CartLineChange
CART_LINE_CHANGE_PRICE: CartLineChange
CART_LINE_CHANGE_NAME: CartLineChange
CART_LINE_CHANGE_SOLD_OUT: CartLineChange
CART_LINE_CHANGE_GONE: CartLineChange
CART_LINE_CHANGE_NOT_SOLD_NOW: CartLineChange
CART_LINE_CHANGE_OPTION_GONE: CartLineChange
CART_LINE_CHANGE_OUT_OF_STOCK: CartLineChange
CART_LINE_CHANGE_TOO_FEW: CartLineChange
CART_LINE_CHANGE_NOT_ALLOWED_SO: CartLineChange

class CartLine(_message.Message):
    __slots__ = ("line_id", "wanted", "name", "sku_name", "unit_amount", "can_be_ordered", "changes", "previous_unit_amount", "previous_name", "available_quantity", "problem")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    WANTED_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CAN_BE_ORDERED_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_UNIT_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_NAME_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    wanted: _messages_pb2.DraftLine
    name: str
    sku_name: str
    unit_amount: _money_pb2.Money
    can_be_ordered: bool
    changes: _containers.RepeatedScalarFieldContainer[CartLineChange]
    previous_unit_amount: _money_pb2.Money
    previous_name: str
    available_quantity: int
    problem: _problem_pb2.DraftLineProblem
    def __init__(self, line_id: _Optional[str] = ..., wanted: _Optional[_Union[_messages_pb2.DraftLine, _Mapping]] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., unit_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., can_be_ordered: _Optional[bool] = ..., changes: _Optional[_Iterable[_Union[CartLineChange, str]]] = ..., previous_unit_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., previous_name: _Optional[str] = ..., available_quantity: _Optional[int] = ..., problem: _Optional[_Union[_problem_pb2.DraftLineProblem, _Mapping]] = ...) -> None: ...

class Cart(_message.Message):
    __slots__ = ("cart_id", "person_id", "store_id", "channel", "version", "lines", "price", "obstacles", "update_time")
    CART_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    OBSTACLES_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    cart_id: str
    person_id: str
    store_id: str
    channel: str
    version: int
    lines: _containers.RepeatedCompositeFieldContainer[CartLine]
    price: _messages_pb2.PreviewOrderResponse
    obstacles: _containers.RepeatedCompositeFieldContainer[_problem_pb2.Obstacle]
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, cart_id: _Optional[str] = ..., person_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., version: _Optional[int] = ..., lines: _Optional[_Iterable[_Union[CartLine, _Mapping]]] = ..., price: _Optional[_Union[_messages_pb2.PreviewOrderResponse, _Mapping]] = ..., obstacles: _Optional[_Iterable[_Union[_problem_pb2.Obstacle, _Mapping]]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CartSummary(_message.Message):
    __slots__ = ("cart_id", "store_id", "version", "line_count", "piece_count", "update_time")
    CART_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LINE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PIECE_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    cart_id: str
    store_id: str
    version: int
    line_count: int
    piece_count: int
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, cart_id: _Optional[str] = ..., store_id: _Optional[str] = ..., version: _Optional[int] = ..., line_count: _Optional[int] = ..., piece_count: _Optional[int] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CartKey(_message.Message):
    __slots__ = ("store_id", "channel", "guest_id", "person_id")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    GUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    guest_id: str
    person_id: str
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., guest_id: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...
