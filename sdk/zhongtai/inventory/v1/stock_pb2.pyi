from zhongtai.inventory.v1 import inventory_pb2 as _inventory_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CountOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COUNT_OUTCOME_UNSPECIFIED: _ClassVar[CountOutcome]
    COUNT_OUTCOME_SET: _ClassVar[CountOutcome]
    COUNT_OUTCOME_UNCHANGED: _ClassVar[CountOutcome]
    COUNT_OUTCOME_BELOW_RESERVED: _ClassVar[CountOutcome]
    COUNT_OUTCOME_REFUSED: _ClassVar[CountOutcome]
COUNT_OUTCOME_UNSPECIFIED: CountOutcome
COUNT_OUTCOME_SET: CountOutcome
COUNT_OUTCOME_UNCHANGED: CountOutcome
COUNT_OUTCOME_BELOW_RESERVED: CountOutcome
COUNT_OUTCOME_REFUSED: CountOutcome

class GetStockRequest(_message.Message):
    __slots__ = ("store_id", "sku_id")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    sku_id: str
    def __init__(self, store_id: _Optional[str] = ..., sku_id: _Optional[str] = ...) -> None: ...

class GetStockResponse(_message.Message):
    __slots__ = ("stock",)
    STOCK_FIELD_NUMBER: _ClassVar[int]
    stock: _inventory_pb2.Stock
    def __init__(self, stock: _Optional[_Union[_inventory_pb2.Stock, _Mapping]] = ...) -> None: ...

class CheckStockRequest(_message.Message):
    __slots__ = ("store_id", "lines")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.StockLine]
    def __init__(self, store_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_inventory_pb2.StockLine, _Mapping]]] = ...) -> None: ...

class CheckStockResponse(_message.Message):
    __slots__ = ("stocks", "shortages")
    STOCKS_FIELD_NUMBER: _ClassVar[int]
    SHORTAGES_FIELD_NUMBER: _ClassVar[int]
    stocks: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Stock]
    shortages: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Shortage]
    def __init__(self, stocks: _Optional[_Iterable[_Union[_inventory_pb2.Stock, _Mapping]]] = ..., shortages: _Optional[_Iterable[_Union[_inventory_pb2.Shortage, _Mapping]]] = ...) -> None: ...

class ListStockRequest(_message.Message):
    __slots__ = ("store_id", "only_sold_out", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    ONLY_SOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    only_sold_out: bool
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., only_sold_out: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStockResponse(_message.Message):
    __slots__ = ("stocks", "next_page_token")
    STOCKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    stocks: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Stock]
    next_page_token: str
    def __init__(self, stocks: _Optional[_Iterable[_Union[_inventory_pb2.Stock, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListMovementsRequest(_message.Message):
    __slots__ = ("store_id", "sku_id", "kind", "source", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    sku_id: str
    kind: _inventory_pb2.MovementKind
    source: str
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., kind: _Optional[_Union[_inventory_pb2.MovementKind, str]] = ..., source: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMovementsResponse(_message.Message):
    __slots__ = ("movements", "next_page_token")
    MOVEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    movements: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Movement]
    next_page_token: str
    def __init__(self, movements: _Optional[_Iterable[_Union[_inventory_pb2.Movement, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class StockPolicy(_message.Message):
    __slots__ = ("sku_id", "tracked")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKED_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    tracked: bool
    def __init__(self, sku_id: _Optional[str] = ..., tracked: _Optional[bool] = ...) -> None: ...

class SetStockPolicyRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "policies")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    POLICIES_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    policies: _containers.RepeatedCompositeFieldContainer[StockPolicy]
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., policies: _Optional[_Iterable[_Union[StockPolicy, _Mapping]]] = ...) -> None: ...

class SetStockPolicyResponse(_message.Message):
    __slots__ = ("stocks",)
    STOCKS_FIELD_NUMBER: _ClassVar[int]
    stocks: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Stock]
    def __init__(self, stocks: _Optional[_Iterable[_Union[_inventory_pb2.Stock, _Mapping]]] = ...) -> None: ...

class StockCount(_message.Message):
    __slots__ = ("sku_id", "counted", "note")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    COUNTED_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    counted: int
    note: str
    def __init__(self, sku_id: _Optional[str] = ..., counted: _Optional[int] = ..., note: _Optional[str] = ...) -> None: ...

class SetStockRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "counts")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    counts: _containers.RepeatedCompositeFieldContainer[StockCount]
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., counts: _Optional[_Iterable[_Union[StockCount, _Mapping]]] = ...) -> None: ...

class CountResult(_message.Message):
    __slots__ = ("outcome", "stock", "refusal_reason", "refusal_message")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    STOCK_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    outcome: CountOutcome
    stock: _inventory_pb2.Stock
    refusal_reason: str
    refusal_message: str
    def __init__(self, outcome: _Optional[_Union[CountOutcome, str]] = ..., stock: _Optional[_Union[_inventory_pb2.Stock, _Mapping]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class SetStockResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[CountResult]
    def __init__(self, results: _Optional[_Iterable[_Union[CountResult, _Mapping]]] = ...) -> None: ...

class StockAdjustment(_message.Message):
    __slots__ = ("sku_id", "delta", "reason", "note")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    delta: int
    reason: _inventory_pb2.MovementKind
    note: str
    def __init__(self, sku_id: _Optional[str] = ..., delta: _Optional[int] = ..., reason: _Optional[_Union[_inventory_pb2.MovementKind, str]] = ..., note: _Optional[str] = ...) -> None: ...

class AdjustStockRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "adjustments")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    ADJUSTMENTS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    adjustments: _containers.RepeatedCompositeFieldContainer[StockAdjustment]
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., adjustments: _Optional[_Iterable[_Union[StockAdjustment, _Mapping]]] = ...) -> None: ...

class AdjustStockResponse(_message.Message):
    __slots__ = ("stocks",)
    STOCKS_FIELD_NUMBER: _ClassVar[int]
    stocks: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Stock]
    def __init__(self, stocks: _Optional[_Iterable[_Union[_inventory_pb2.Stock, _Mapping]]] = ...) -> None: ...
