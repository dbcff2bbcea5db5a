import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_CART_LINE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_CART_FULL: _ClassVar[ErrorReason]

class CartLineChange(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CART_LINE_CHANGE_UNSPECIFIED: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_PRICE: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_UNAVAILABLE: _ClassVar[CartLineChange]
    CART_LINE_CHANGE_CHOICE_INVALID: _ClassVar[CartLineChange]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_CART_LINE_NOT_FOUND: ErrorReason
ERROR_REASON_CART_FULL: ErrorReason
CART_LINE_CHANGE_UNSPECIFIED: CartLineChange
CART_LINE_CHANGE_PRICE: CartLineChange
CART_LINE_CHANGE_UNAVAILABLE: CartLineChange
CART_LINE_CHANGE_CHOICE_INVALID: CartLineChange

class CartLine(_message.Message):
    __slots__ = ("line_id", "wanted", "name", "amount", "change", "previous_amount")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    WANTED_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    wanted: _messages_pb2.DraftLine
    name: str
    amount: _money_pb2.Money
    change: CartLineChange
    previous_amount: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., wanted: _Optional[_Union[_messages_pb2.DraftLine, _Mapping]] = ..., name: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., change: _Optional[_Union[CartLineChange, str]] = ..., previous_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class Cart(_message.Message):
    __slots__ = ("cart_id", "person_id", "store_id", "channel", "service_type", "lines", "total", "update_time")
    CART_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    cart_id: str
    person_id: str
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    lines: _containers.RepeatedCompositeFieldContainer[CartLine]
    total: _money_pb2.Money
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, cart_id: _Optional[str] = ..., person_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., lines: _Optional[_Iterable[_Union[CartLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CartKey(_message.Message):
    __slots__ = ("store_id", "channel", "guest_id", "service_type")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    GUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    guest_id: str
    service_type: _trade_pb2.ServiceType
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., guest_id: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ...) -> None: ...

class GetCartRequest(_message.Message):
    __slots__ = ("key",)
    KEY_FIELD_NUMBER: _ClassVar[int]
    key: CartKey
    def __init__(self, key: _Optional[_Union[CartKey, _Mapping]] = ...) -> None: ...

class GetCartResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class AddCartLineRequest(_message.Message):
    __slots__ = ("request_id", "key", "line")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: CartKey
    line: _messages_pb2.DraftLine
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[CartKey, _Mapping]] = ..., line: _Optional[_Union[_messages_pb2.DraftLine, _Mapping]] = ...) -> None: ...

class AddCartLineResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class ChangeCartLineRequest(_message.Message):
    __slots__ = ("request_id", "key", "line_id", "quantity")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: CartKey
    line_id: str
    quantity: int
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[CartKey, _Mapping]] = ..., line_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class ChangeCartLineResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class ClearCartRequest(_message.Message):
    __slots__ = ("request_id", "key")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: CartKey
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[CartKey, _Mapping]] = ...) -> None: ...

class ClearCartResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class MergeCartsRequest(_message.Message):
    __slots__ = ("guest_id", "key")
    GUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    guest_id: str
    key: CartKey
    def __init__(self, guest_id: _Optional[str] = ..., key: _Optional[_Union[CartKey, _Mapping]] = ...) -> None: ...

class MergeCartsResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...
