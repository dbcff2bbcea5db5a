import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PullErpCountsRequest(_message.Message):
    __slots__ = ("request_id", "store_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ...) -> None: ...

class PullErpCountsResponse(_message.Message):
    __slots__ = ("changed_count", "unchanged_count", "refused_count", "truncated")
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    changed_count: int
    unchanged_count: int
    refused_count: int
    truncated: bool
    def __init__(self, changed_count: _Optional[int] = ..., unchanged_count: _Optional[int] = ..., refused_count: _Optional[int] = ..., truncated: _Optional[bool] = ...) -> None: ...

class PushErpMovementsRequest(_message.Message):
    __slots__ = ("request_id", "max_movements")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MAX_MOVEMENTS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    max_movements: int
    def __init__(self, request_id: _Optional[str] = ..., max_movements: _Optional[int] = ...) -> None: ...

class PushErpMovementsResponse(_message.Message):
    __slots__ = ("accepted_count", "rejected_count", "waiting_count")
    ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    accepted_count: int
    rejected_count: int
    waiting_count: int
    def __init__(self, accepted_count: _Optional[int] = ..., rejected_count: _Optional[int] = ..., waiting_count: _Optional[int] = ...) -> None: ...

class ErpDrift(_message.Message):
    __slots__ = ("store_id", "sku_id", "erp_code", "on_hand", "erp_quantity", "compare_time")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    ERP_CODE_FIELD_NUMBER: _ClassVar[int]
    ON_HAND_FIELD_NUMBER: _ClassVar[int]
    ERP_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    COMPARE_TIME_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    sku_id: str
    erp_code: str
    on_hand: int
    erp_quantity: int
    compare_time: _timestamp_pb2.Timestamp
    def __init__(self, store_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., erp_code: _Optional[str] = ..., on_hand: _Optional[int] = ..., erp_quantity: _Optional[int] = ..., compare_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListErpDriftsRequest(_message.Message):
    __slots__ = ("store_id", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListErpDriftsResponse(_message.Message):
    __slots__ = ("drifts", "next_page_token")
    DRIFTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    drifts: _containers.RepeatedCompositeFieldContainer[ErpDrift]
    next_page_token: str
    def __init__(self, drifts: _Optional[_Iterable[_Union[ErpDrift, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SkuCode(_message.Message):
    __slots__ = ("sku_id", "code")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    code: str
    def __init__(self, sku_id: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class SetSkuCodesRequest(_message.Message):
    __slots__ = ("codes",)
    CODES_FIELD_NUMBER: _ClassVar[int]
    codes: _containers.RepeatedCompositeFieldContainer[SkuCode]
    def __init__(self, codes: _Optional[_Iterable[_Union[SkuCode, _Mapping]]] = ...) -> None: ...

class SetSkuCodesResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
