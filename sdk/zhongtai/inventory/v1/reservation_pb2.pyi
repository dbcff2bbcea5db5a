import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.inventory.v1 import inventory_pb2 as _inventory_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CommitOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMIT_OUTCOME_UNSPECIFIED: _ClassVar[CommitOutcome]
    COMMIT_OUTCOME_COMMITTED: _ClassVar[CommitOutcome]
    COMMIT_OUTCOME_ALREADY_COMMITTED: _ClassVar[CommitOutcome]
    COMMIT_OUTCOME_NOTHING_HELD: _ClassVar[CommitOutcome]
    COMMIT_OUTCOME_SHORTFALL: _ClassVar[CommitOutcome]
    COMMIT_OUTCOME_REFUSED: _ClassVar[CommitOutcome]

class ReleaseOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELEASE_OUTCOME_UNSPECIFIED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_RELEASED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_ALREADY_RELEASED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_NOTHING_HELD: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_COMMITTED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_RETURNED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_REFUSED: _ClassVar[ReleaseOutcome]

class TillSaleOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TILL_SALE_OUTCOME_UNSPECIFIED: _ClassVar[TillSaleOutcome]
    TILL_SALE_OUTCOME_RECORDED: _ClassVar[TillSaleOutcome]
    TILL_SALE_OUTCOME_RECORDED_SHORT: _ClassVar[TillSaleOutcome]
    TILL_SALE_OUTCOME_ALREADY_RECORDED: _ClassVar[TillSaleOutcome]
    TILL_SALE_OUTCOME_DIFFERS: _ClassVar[TillSaleOutcome]
    TILL_SALE_OUTCOME_REFUSED: _ClassVar[TillSaleOutcome]
COMMIT_OUTCOME_UNSPECIFIED: CommitOutcome
COMMIT_OUTCOME_COMMITTED: CommitOutcome
COMMIT_OUTCOME_ALREADY_COMMITTED: CommitOutcome
COMMIT_OUTCOME_NOTHING_HELD: CommitOutcome
COMMIT_OUTCOME_SHORTFALL: CommitOutcome
COMMIT_OUTCOME_REFUSED: CommitOutcome
RELEASE_OUTCOME_UNSPECIFIED: ReleaseOutcome
RELEASE_OUTCOME_RELEASED: ReleaseOutcome
RELEASE_OUTCOME_ALREADY_RELEASED: ReleaseOutcome
RELEASE_OUTCOME_NOTHING_HELD: ReleaseOutcome
RELEASE_OUTCOME_COMMITTED: ReleaseOutcome
RELEASE_OUTCOME_RETURNED: ReleaseOutcome
RELEASE_OUTCOME_REFUSED: ReleaseOutcome
TILL_SALE_OUTCOME_UNSPECIFIED: TillSaleOutcome
TILL_SALE_OUTCOME_RECORDED: TillSaleOutcome
TILL_SALE_OUTCOME_RECORDED_SHORT: TillSaleOutcome
TILL_SALE_OUTCOME_ALREADY_RECORDED: TillSaleOutcome
TILL_SALE_OUTCOME_DIFFERS: TillSaleOutcome
TILL_SALE_OUTCOME_REFUSED: TillSaleOutcome

class ReserveStockRequest(_message.Message):
    __slots__ = ("order_id", "store_id", "lines", "expire_time")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.StockLine]
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_inventory_pb2.StockLine, _Mapping]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReserveStockResponse(_message.Message):
    __slots__ = ("reservation",)
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    reservation: _inventory_pb2.Reservation
    def __init__(self, reservation: _Optional[_Union[_inventory_pb2.Reservation, _Mapping]] = ...) -> None: ...

class CommitReservationsRequest(_message.Message):
    __slots__ = ("order_ids",)
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class CommitResult(_message.Message):
    __slots__ = ("order_id", "outcome", "shortages", "refusal_reason", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SHORTAGES_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    outcome: CommitOutcome
    shortages: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Shortage]
    refusal_reason: str
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., outcome: _Optional[_Union[CommitOutcome, str]] = ..., shortages: _Optional[_Iterable[_Union[_inventory_pb2.Shortage, _Mapping]]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class CommitReservationsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[CommitResult]
    def __init__(self, results: _Optional[_Iterable[_Union[CommitResult, _Mapping]]] = ...) -> None: ...

class ReleaseReservationsRequest(_message.Message):
    __slots__ = ("order_ids", "return_committed")
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    RETURN_COMMITTED_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    return_committed: bool
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ..., return_committed: _Optional[bool] = ...) -> None: ...

class ReleaseResult(_message.Message):
    __slots__ = ("order_id", "outcome", "refusal_reason", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    outcome: ReleaseOutcome
    refusal_reason: str
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., outcome: _Optional[_Union[ReleaseOutcome, str]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class ReleaseReservationsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ReleaseResult]
    def __init__(self, results: _Optional[_Iterable[_Union[ReleaseResult, _Mapping]]] = ...) -> None: ...

class ReturnStockRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "lines", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.StockLine]
    note: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_inventory_pb2.StockLine, _Mapping]]] = ..., note: _Optional[str] = ...) -> None: ...

class ReturnStockResponse(_message.Message):
    __slots__ = ("reservation",)
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    reservation: _inventory_pb2.Reservation
    def __init__(self, reservation: _Optional[_Union[_inventory_pb2.Reservation, _Mapping]] = ...) -> None: ...

class GetReservationRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class GetReservationResponse(_message.Message):
    __slots__ = ("reservation",)
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    reservation: _inventory_pb2.Reservation
    def __init__(self, reservation: _Optional[_Union[_inventory_pb2.Reservation, _Mapping]] = ...) -> None: ...

class ListReservationsRequest(_message.Message):
    __slots__ = ("store_id", "state", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    state: _inventory_pb2.ReservationState
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., state: _Optional[_Union[_inventory_pb2.ReservationState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReservationsResponse(_message.Message):
    __slots__ = ("reservations", "next_page_token")
    RESERVATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reservations: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Reservation]
    next_page_token: str
    def __init__(self, reservations: _Optional[_Iterable[_Union[_inventory_pb2.Reservation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class TillSale(_message.Message):
    __slots__ = ("till_id", "till_order_id", "store_id", "lines", "sell_time")
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    SELL_TIME_FIELD_NUMBER: _ClassVar[int]
    till_id: str
    till_order_id: str
    store_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.StockLine]
    sell_time: _timestamp_pb2.Timestamp
    def __init__(self, till_id: _Optional[str] = ..., till_order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_inventory_pb2.StockLine, _Mapping]]] = ..., sell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BookedTillSale(_message.Message):
    __slots__ = ("till_id", "till_order_id", "lines", "sell_time")
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    SELL_TIME_FIELD_NUMBER: _ClassVar[int]
    till_id: str
    till_order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[BookedTillSaleLine]
    sell_time: _timestamp_pb2.Timestamp
    def __init__(self, till_id: _Optional[str] = ..., till_order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[BookedTillSaleLine, _Mapping]]] = ..., sell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BookedTillSaleLine(_message.Message):
    __slots__ = ("sku_id", "quantity", "taken")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    quantity: int
    taken: int
    def __init__(self, sku_id: _Optional[str] = ..., quantity: _Optional[int] = ..., taken: _Optional[int] = ...) -> None: ...

class ListTillSalesRequest(_message.Message):
    __slots__ = ("store_id", "till_id", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    till_id: str
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., till_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTillSalesResponse(_message.Message):
    __slots__ = ("sales", "next_page_token")
    SALES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sales: _containers.RepeatedCompositeFieldContainer[BookedTillSale]
    next_page_token: str
    def __init__(self, sales: _Optional[_Iterable[_Union[BookedTillSale, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordTillSalesRequest(_message.Message):
    __slots__ = ("sales",)
    SALES_FIELD_NUMBER: _ClassVar[int]
    sales: _containers.RepeatedCompositeFieldContainer[TillSale]
    def __init__(self, sales: _Optional[_Iterable[_Union[TillSale, _Mapping]]] = ...) -> None: ...

class TillSaleResult(_message.Message):
    __slots__ = ("till_id", "till_order_id", "outcome", "shortages", "refusal_reason", "refusal_message")
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SHORTAGES_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    till_id: str
    till_order_id: str
    outcome: TillSaleOutcome
    shortages: _containers.RepeatedCompositeFieldContainer[_inventory_pb2.Shortage]
    refusal_reason: str
    refusal_message: str
    def __init__(self, till_id: _Optional[str] = ..., till_order_id: _Optional[str] = ..., outcome: _Optional[_Union[TillSaleOutcome, str]] = ..., shortages: _Optional[_Iterable[_Union[_inventory_pb2.Shortage, _Mapping]]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class RecordTillSalesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[TillSaleResult]
    def __init__(self, results: _Optional[_Iterable[_Union[TillSaleResult, _Mapping]]] = ...) -> None: ...
