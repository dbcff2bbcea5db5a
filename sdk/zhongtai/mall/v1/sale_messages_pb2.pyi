import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.flashsale.v1 import admission_pb2 as _admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as _flash_sale_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FlashSale(_message.Message):
    __slots__ = ("session_id", "name", "sku_id", "price", "pieces", "taken", "pieces_per_person", "waiting", "begin_time", "end_time", "state")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    PIECES_PER_PERSON_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    name: str
    sku_id: str
    price: _money_pb2.Money
    pieces: int
    taken: int
    pieces_per_person: int
    waiting: int
    begin_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    state: _flash_sale_service_pb2.SessionState
    def __init__(self, session_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., pieces: _Optional[int] = ..., taken: _Optional[int] = ..., pieces_per_person: _Optional[int] = ..., waiting: _Optional[int] = ..., begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[_flash_sale_service_pb2.SessionState, str]] = ...) -> None: ...

class ListFlashSalesRequest(_message.Message):
    __slots__ = ("store_id", "page_size", "page_token", "language")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    page_size: int
    page_token: str
    language: str
    def __init__(self, store_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class ListFlashSalesResponse(_message.Message):
    __slots__ = ("flash_sales", "next_page_token")
    FLASH_SALES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    flash_sales: _containers.RepeatedCompositeFieldContainer[FlashSale]
    next_page_token: str
    def __init__(self, flash_sales: _Optional[_Iterable[_Union[FlashSale, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RequestAdmissionRequest(_message.Message):
    __slots__ = ("request_id", "session_id", "store_id", "pieces")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    session_id: str
    store_id: str
    pieces: int
    def __init__(self, request_id: _Optional[str] = ..., session_id: _Optional[str] = ..., store_id: _Optional[str] = ..., pieces: _Optional[int] = ...) -> None: ...

class RequestAdmissionResponse(_message.Message):
    __slots__ = ("admission",)
    ADMISSION_FIELD_NUMBER: _ClassVar[int]
    admission: _admission_pb2.Admission
    def __init__(self, admission: _Optional[_Union[_admission_pb2.Admission, _Mapping]] = ...) -> None: ...

class GetAdmissionRequest(_message.Message):
    __slots__ = ("token",)
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    token: str
    def __init__(self, token: _Optional[str] = ...) -> None: ...

class GetAdmissionResponse(_message.Message):
    __slots__ = ("admission",)
    ADMISSION_FIELD_NUMBER: _ClassVar[int]
    admission: _admission_pb2.Admission
    def __init__(self, admission: _Optional[_Union[_admission_pb2.Admission, _Mapping]] = ...) -> None: ...

class ReturnAdmissionRequest(_message.Message):
    __slots__ = ("token",)
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    token: str
    def __init__(self, token: _Optional[str] = ...) -> None: ...

class ReturnAdmissionResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
