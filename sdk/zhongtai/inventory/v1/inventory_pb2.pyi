import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReservationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESERVATION_STATE_UNSPECIFIED: _ClassVar[ReservationState]
    RESERVATION_STATE_HELD: _ClassVar[ReservationState]
    RESERVATION_STATE_COMMITTED: _ClassVar[ReservationState]
    RESERVATION_STATE_RELEASED: _ClassVar[ReservationState]
    RESERVATION_STATE_EXPIRED: _ClassVar[ReservationState]
    RESERVATION_STATE_SHORT: _ClassVar[ReservationState]
    RESERVATION_STATE_NOT_NEEDED: _ClassVar[ReservationState]

class MovementKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MOVEMENT_KIND_UNSPECIFIED: _ClassVar[MovementKind]
    MOVEMENT_KIND_COUNT: _ClassVar[MovementKind]
    MOVEMENT_KIND_RECEIVED: _ClassVar[MovementKind]
    MOVEMENT_KIND_WASTE: _ClassVar[MovementKind]
    MOVEMENT_KIND_TRANSFER: _ClassVar[MovementKind]
    MOVEMENT_KIND_CONSUMED: _ClassVar[MovementKind]
    MOVEMENT_KIND_CORRECTION: _ClassVar[MovementKind]
    MOVEMENT_KIND_SALE: _ClassVar[MovementKind]
    MOVEMENT_KIND_TILL_SALE: _ClassVar[MovementKind]
    MOVEMENT_KIND_RETURN: _ClassVar[MovementKind]

class StockEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STOCK_EVENT_KIND_UNSPECIFIED: _ClassVar[StockEventKind]
    STOCK_EVENT_KIND_CHANGED: _ClassVar[StockEventKind]
    STOCK_EVENT_KIND_SOLD_OUT: _ClassVar[StockEventKind]
    STOCK_EVENT_KIND_BACK_IN_STOCK: _ClassVar[StockEventKind]
    STOCK_EVENT_KIND_SHORTFALL: _ClassVar[StockEventKind]
RESERVATION_STATE_UNSPECIFIED: ReservationState
RESERVATION_STATE_HELD: ReservationState
RESERVATION_STATE_COMMITTED: ReservationState
RESERVATION_STATE_RELEASED: ReservationState
RESERVATION_STATE_EXPIRED: ReservationState
RESERVATION_STATE_SHORT: ReservationState
RESERVATION_STATE_NOT_NEEDED: ReservationState
MOVEMENT_KIND_UNSPECIFIED: MovementKind
MOVEMENT_KIND_COUNT: MovementKind
MOVEMENT_KIND_RECEIVED: MovementKind
MOVEMENT_KIND_WASTE: MovementKind
MOVEMENT_KIND_TRANSFER: MovementKind
MOVEMENT_KIND_CONSUMED: MovementKind
MOVEMENT_KIND_CORRECTION: MovementKind
MOVEMENT_KIND_SALE: MovementKind
MOVEMENT_KIND_TILL_SALE: MovementKind
MOVEMENT_KIND_RETURN: MovementKind
STOCK_EVENT_KIND_UNSPECIFIED: StockEventKind
STOCK_EVENT_KIND_CHANGED: StockEventKind
STOCK_EVENT_KIND_SOLD_OUT: StockEventKind
STOCK_EVENT_KIND_BACK_IN_STOCK: StockEventKind
STOCK_EVENT_KIND_SHORTFALL: StockEventKind

class Stock(_message.Message):
    __slots__ = ("store_id", "sku_id", "tracked", "on_hand", "reserved", "sold", "available", "update_time")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKED_FIELD_NUMBER: _ClassVar[int]
    ON_HAND_FIELD_NUMBER: _ClassVar[int]
    RESERVED_FIELD_NUMBER: _ClassVar[int]
    SOLD_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    sku_id: str
    tracked: bool
    on_hand: int
    reserved: int
    sold: int
    available: int
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, store_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., tracked: _Optional[bool] = ..., on_hand: _Optional[int] = ..., reserved: _Optional[int] = ..., sold: _Optional[int] = ..., available: _Optional[int] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StockLine(_message.Message):
    __slots__ = ("sku_id", "quantity")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    quantity: int
    def __init__(self, sku_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class Shortage(_message.Message):
    __slots__ = ("sku_id", "asked", "available")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    asked: int
    available: int
    def __init__(self, sku_id: _Optional[str] = ..., asked: _Optional[int] = ..., available: _Optional[int] = ...) -> None: ...

class Reservation(_message.Message):
    __slots__ = ("order_id", "store_id", "state", "lines", "expire_time", "create_time", "update_time")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    state: ReservationState
    lines: _containers.RepeatedCompositeFieldContainer[ReservationLine]
    expire_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., state: _Optional[_Union[ReservationState, str]] = ..., lines: _Optional[_Iterable[_Union[ReservationLine, _Mapping]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReservationLine(_message.Message):
    __slots__ = ("sku_id", "quantity", "taken", "returned")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    RETURNED_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    quantity: int
    taken: int
    returned: int
    def __init__(self, sku_id: _Optional[str] = ..., quantity: _Optional[int] = ..., taken: _Optional[int] = ..., returned: _Optional[int] = ...) -> None: ...

class Movement(_message.Message):
    __slots__ = ("movement_number", "store_id", "sku_id", "kind", "quantity", "source", "note", "actor", "create_time")
    MOVEMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    movement_number: int
    store_id: str
    sku_id: str
    kind: MovementKind
    quantity: int
    source: str
    note: str
    actor: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, movement_number: _Optional[int] = ..., store_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., kind: _Optional[_Union[MovementKind, str]] = ..., quantity: _Optional[int] = ..., source: _Optional[str] = ..., note: _Optional[str] = ..., actor: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StockEvent(_message.Message):
    __slots__ = ("event_id", "kind", "stock", "missing", "source", "occur_time", "merchant_id")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STOCK_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    kind: StockEventKind
    stock: Stock
    missing: int
    source: str
    occur_time: _timestamp_pb2.Timestamp
    merchant_id: str
    def __init__(self, event_id: _Optional[str] = ..., kind: _Optional[_Union[StockEventKind, str]] = ..., stock: _Optional[_Union[Stock, _Mapping]] = ..., missing: _Optional[int] = ..., source: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., merchant_id: _Optional[str] = ...) -> None: ...
