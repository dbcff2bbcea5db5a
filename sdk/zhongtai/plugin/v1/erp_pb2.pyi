import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.plugin.v1 import erp_sale_pb2 as _erp_sale_pb2
from zhongtai.plugin.v1 import plugin_pb2 as _plugin_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErpMovementKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERP_MOVEMENT_KIND_UNSPECIFIED: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_COUNT: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_RECEIVED: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_WASTE: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_TRANSFER: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_CONSUMED: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_CORRECTION: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_SALE: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_TILL_SALE: _ClassVar[ErpMovementKind]
    ERP_MOVEMENT_KIND_RETURN: _ClassVar[ErpMovementKind]
ERP_MOVEMENT_KIND_UNSPECIFIED: ErpMovementKind
ERP_MOVEMENT_KIND_COUNT: ErpMovementKind
ERP_MOVEMENT_KIND_RECEIVED: ErpMovementKind
ERP_MOVEMENT_KIND_WASTE: ErpMovementKind
ERP_MOVEMENT_KIND_TRANSFER: ErpMovementKind
ERP_MOVEMENT_KIND_CONSUMED: ErpMovementKind
ERP_MOVEMENT_KIND_CORRECTION: ErpMovementKind
ERP_MOVEMENT_KIND_SALE: ErpMovementKind
ERP_MOVEMENT_KIND_TILL_SALE: ErpMovementKind
ERP_MOVEMENT_KIND_RETURN: ErpMovementKind

class PullItemsRequest(_message.Message):
    __slots__ = ("merchant_id", "after_cursor", "page_size")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    after_cursor: str
    page_size: int
    def __init__(self, merchant_id: _Optional[str] = ..., after_cursor: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class ErpItem(_message.Message):
    __slots__ = ("code", "product_code", "name", "variant", "price", "archived")
    CODE_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    code: str
    product_code: str
    name: str
    variant: str
    price: _money_pb2.Money
    archived: bool
    def __init__(self, code: _Optional[str] = ..., product_code: _Optional[str] = ..., name: _Optional[str] = ..., variant: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., archived: _Optional[bool] = ...) -> None: ...

class PullItemsResponse(_message.Message):
    __slots__ = ("items", "cursor")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ErpItem]
    cursor: str
    def __init__(self, items: _Optional[_Iterable[_Union[ErpItem, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class PullCountsRequest(_message.Message):
    __slots__ = ("merchant_id", "store_id", "after_cursor", "page_size")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    store_id: str
    after_cursor: str
    page_size: int
    def __init__(self, merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., after_cursor: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class ErpCount(_message.Message):
    __slots__ = ("store_id", "sku_code", "quantity", "count_time")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    COUNT_TIME_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    sku_code: str
    quantity: int
    count_time: _timestamp_pb2.Timestamp
    def __init__(self, store_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., quantity: _Optional[int] = ..., count_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PullCountsResponse(_message.Message):
    __slots__ = ("counts", "cursor")
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[ErpCount]
    cursor: str
    def __init__(self, counts: _Optional[_Iterable[_Union[ErpCount, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class ErpMovement(_message.Message):
    __slots__ = ("movement_id", "merchant_id", "store_id", "sku_id", "sku_code", "kind", "quantity", "source", "note", "occur_time")
    MOVEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    movement_id: str
    merchant_id: str
    store_id: str
    sku_id: str
    sku_code: str
    kind: ErpMovementKind
    quantity: int
    source: str
    note: str
    occur_time: _timestamp_pb2.Timestamp
    def __init__(self, movement_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., kind: _Optional[_Union[ErpMovementKind, str]] = ..., quantity: _Optional[int] = ..., source: _Optional[str] = ..., note: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PushMovementsRequest(_message.Message):
    __slots__ = ("movements",)
    MOVEMENTS_FIELD_NUMBER: _ClassVar[int]
    movements: _containers.RepeatedCompositeFieldContainer[ErpMovement]
    def __init__(self, movements: _Optional[_Iterable[_Union[ErpMovement, _Mapping]]] = ...) -> None: ...

class PushMovementsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_plugin_pb2.ItemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_plugin_pb2.ItemResult, _Mapping]]] = ...) -> None: ...

class LookUpMovementsRequest(_message.Message):
    __slots__ = ("merchant_id", "movement_ids")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MOVEMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    movement_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_id: _Optional[str] = ..., movement_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class LookUpMovementsResponse(_message.Message):
    __slots__ = ("known_movement_ids",)
    KNOWN_MOVEMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    known_movement_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, known_movement_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class PushSalesRequest(_message.Message):
    __slots__ = ("sales",)
    SALES_FIELD_NUMBER: _ClassVar[int]
    sales: _containers.RepeatedCompositeFieldContainer[_erp_sale_pb2.ErpSale]
    def __init__(self, sales: _Optional[_Iterable[_Union[_erp_sale_pb2.ErpSale, _Mapping]]] = ...) -> None: ...

class PushSalesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_plugin_pb2.ItemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_plugin_pb2.ItemResult, _Mapping]]] = ...) -> None: ...

class LookUpSalesRequest(_message.Message):
    __slots__ = ("merchant_id", "posting_ids")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    POSTING_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    posting_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_id: _Optional[str] = ..., posting_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class LookUpSalesResponse(_message.Message):
    __slots__ = ("known_posting_ids",)
    KNOWN_POSTING_IDS_FIELD_NUMBER: _ClassVar[int]
    known_posting_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, known_posting_ids: _Optional[_Iterable[str]] = ...) -> None: ...
