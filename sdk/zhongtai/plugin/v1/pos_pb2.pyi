import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.plugin.v1 import plugin_pb2 as _plugin_pb2
from zhongtai.plugin.v1 import pos_order_pb2 as _pos_order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderChangeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORDER_CHANGE_KIND_UNSPECIFIED: _ClassVar[OrderChangeKind]
    ORDER_CHANGE_KIND_CANCELLED: _ClassVar[OrderChangeKind]
    ORDER_CHANGE_KIND_AFTER_SALE_OPENED: _ClassVar[OrderChangeKind]
    ORDER_CHANGE_KIND_AFTER_SALE_CLOSED: _ClassVar[OrderChangeKind]
    ORDER_CHANGE_KIND_CHANGED: _ClassVar[OrderChangeKind]
    ORDER_CHANGE_KIND_FINISHED: _ClassVar[OrderChangeKind]

class TillUpdateKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TILL_UPDATE_KIND_UNSPECIFIED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_ACCEPTED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_PREPARING: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_READY: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_PICKUP_CODE: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_DELIVERING: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_FULFILLED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_COMPLETED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_REJECTED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_AFTER_SALE_AGREED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_AFTER_SALE_REFUSED: _ClassVar[TillUpdateKind]
    TILL_UPDATE_KIND_LINES_CANCELLED: _ClassVar[TillUpdateKind]
ORDER_CHANGE_KIND_UNSPECIFIED: OrderChangeKind
ORDER_CHANGE_KIND_CANCELLED: OrderChangeKind
ORDER_CHANGE_KIND_AFTER_SALE_OPENED: OrderChangeKind
ORDER_CHANGE_KIND_AFTER_SALE_CLOSED: OrderChangeKind
ORDER_CHANGE_KIND_CHANGED: OrderChangeKind
ORDER_CHANGE_KIND_FINISHED: OrderChangeKind
TILL_UPDATE_KIND_UNSPECIFIED: TillUpdateKind
TILL_UPDATE_KIND_ACCEPTED: TillUpdateKind
TILL_UPDATE_KIND_PREPARING: TillUpdateKind
TILL_UPDATE_KIND_READY: TillUpdateKind
TILL_UPDATE_KIND_PICKUP_CODE: TillUpdateKind
TILL_UPDATE_KIND_DELIVERING: TillUpdateKind
TILL_UPDATE_KIND_FULFILLED: TillUpdateKind
TILL_UPDATE_KIND_COMPLETED: TillUpdateKind
TILL_UPDATE_KIND_REJECTED: TillUpdateKind
TILL_UPDATE_KIND_AFTER_SALE_AGREED: TillUpdateKind
TILL_UPDATE_KIND_AFTER_SALE_REFUSED: TillUpdateKind
TILL_UPDATE_KIND_LINES_CANCELLED: TillUpdateKind

class PushOrdersRequest(_message.Message):
    __slots__ = ("orders",)
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[_pos_order_pb2.PosOrder]
    def __init__(self, orders: _Optional[_Iterable[_Union[_pos_order_pb2.PosOrder, _Mapping]]] = ...) -> None: ...

class PushOrdersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_plugin_pb2.ItemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_plugin_pb2.ItemResult, _Mapping]]] = ...) -> None: ...

class OrderChange(_message.Message):
    __slots__ = ("change_id", "order_id", "kind", "note", "occurred_time", "order", "after_sale")
    CHANGE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    change_id: str
    order_id: str
    kind: OrderChangeKind
    note: str
    occurred_time: _timestamp_pb2.Timestamp
    order: _pos_order_pb2.PosOrder
    after_sale: PosAfterSale
    def __init__(self, change_id: _Optional[str] = ..., order_id: _Optional[str] = ..., kind: _Optional[_Union[OrderChangeKind, str]] = ..., note: _Optional[str] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., order: _Optional[_Union[_pos_order_pb2.PosOrder, _Mapping]] = ..., after_sale: _Optional[_Union[PosAfterSale, _Mapping]] = ...) -> None: ...

class PosPieces(_message.Message):
    __slots__ = ("line_id", "quantity")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    quantity: int
    def __init__(self, line_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class PosAfterSale(_message.Message):
    __slots__ = ("after_sale_id", "state", "lines", "amount", "reason")
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    after_sale_id: str
    state: str
    lines: _containers.RepeatedCompositeFieldContainer[PosPieces]
    amount: _money_pb2.Money
    reason: str
    def __init__(self, after_sale_id: _Optional[str] = ..., state: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[PosPieces, _Mapping]]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class UpdateOrdersRequest(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[OrderChange]
    def __init__(self, changes: _Optional[_Iterable[_Union[OrderChange, _Mapping]]] = ...) -> None: ...

class UpdateOrdersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_plugin_pb2.ItemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_plugin_pb2.ItemResult, _Mapping]]] = ...) -> None: ...

class LookUpOrdersRequest(_message.Message):
    __slots__ = ("order_ids",)
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class KnownOrder(_message.Message):
    __slots__ = ("order_id", "known", "last_update", "pickup_code")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATE_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    known: bool
    last_update: TillUpdateKind
    pickup_code: str
    def __init__(self, order_id: _Optional[str] = ..., known: _Optional[bool] = ..., last_update: _Optional[_Union[TillUpdateKind, str]] = ..., pickup_code: _Optional[str] = ...) -> None: ...

class LookUpOrdersResponse(_message.Message):
    __slots__ = ("orders",)
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[KnownOrder]
    def __init__(self, orders: _Optional[_Iterable[_Union[KnownOrder, _Mapping]]] = ...) -> None: ...

class WatchUpdatesRequest(_message.Message):
    __slots__ = ("after_cursor", "max_batch")
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_FIELD_NUMBER: _ClassVar[int]
    after_cursor: str
    max_batch: int
    def __init__(self, after_cursor: _Optional[str] = ..., max_batch: _Optional[int] = ...) -> None: ...

class TillUpdate(_message.Message):
    __slots__ = ("update_id", "order_id", "merchant_id", "store_id", "kind", "pickup_code", "reason", "occurred_time", "till_id", "after_sale_id", "lines")
    UPDATE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    update_id: str
    order_id: str
    merchant_id: str
    store_id: str
    kind: TillUpdateKind
    pickup_code: str
    reason: str
    occurred_time: _timestamp_pb2.Timestamp
    till_id: str
    after_sale_id: str
    lines: _containers.RepeatedCompositeFieldContainer[PosPieces]
    def __init__(self, update_id: _Optional[str] = ..., order_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., kind: _Optional[_Union[TillUpdateKind, str]] = ..., pickup_code: _Optional[str] = ..., reason: _Optional[str] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., till_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[PosPieces, _Mapping]]] = ...) -> None: ...

class WatchUpdatesResponse(_message.Message):
    __slots__ = ("updates", "cursor")
    UPDATES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    updates: _containers.RepeatedCompositeFieldContainer[TillUpdate]
    cursor: str
    def __init__(self, updates: _Optional[_Iterable[_Union[TillUpdate, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class AckUpdatesRequest(_message.Message):
    __slots__ = ("cursor",)
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    def __init__(self, cursor: _Optional[str] = ...) -> None: ...

class AckUpdatesResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PullTillSalesRequest(_message.Message):
    __slots__ = ("after_cursor", "page_size", "wait_seconds")
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    WAIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    after_cursor: str
    page_size: int
    wait_seconds: int
    def __init__(self, after_cursor: _Optional[str] = ..., page_size: _Optional[int] = ..., wait_seconds: _Optional[int] = ...) -> None: ...

class TillSale(_message.Message):
    __slots__ = ("till_sale_id", "till_id", "merchant_id", "store_id", "lines", "total", "occurred_time")
    TILL_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    till_sale_id: str
    till_id: str
    merchant_id: str
    store_id: str
    lines: _containers.RepeatedCompositeFieldContainer[TillSaleLine]
    total: _money_pb2.Money
    occurred_time: _timestamp_pb2.Timestamp
    def __init__(self, till_sale_id: _Optional[str] = ..., till_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[TillSaleLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TillSaleLine(_message.Message):
    __slots__ = ("sku_id", "sku_code", "quantity")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    sku_code: str
    quantity: int
    def __init__(self, sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class PullTillSalesResponse(_message.Message):
    __slots__ = ("sales", "cursor")
    SALES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    sales: _containers.RepeatedCompositeFieldContainer[TillSale]
    cursor: str
    def __init__(self, sales: _Optional[_Iterable[_Union[TillSale, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...
