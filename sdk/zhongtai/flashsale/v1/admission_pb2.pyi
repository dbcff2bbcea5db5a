import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AdmissionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADMISSION_STATE_UNSPECIFIED: _ClassVar[AdmissionState]
    ADMISSION_STATE_WAITING: _ClassVar[AdmissionState]
    ADMISSION_STATE_ADMITTED: _ClassVar[AdmissionState]
    ADMISSION_STATE_ORDERED: _ClassVar[AdmissionState]
    ADMISSION_STATE_SOLD: _ClassVar[AdmissionState]
    ADMISSION_STATE_LAPSED: _ClassVar[AdmissionState]
    ADMISSION_STATE_RETURNED: _ClassVar[AdmissionState]
ADMISSION_STATE_UNSPECIFIED: AdmissionState
ADMISSION_STATE_WAITING: AdmissionState
ADMISSION_STATE_ADMITTED: AdmissionState
ADMISSION_STATE_ORDERED: AdmissionState
ADMISSION_STATE_SOLD: AdmissionState
ADMISSION_STATE_LAPSED: AdmissionState
ADMISSION_STATE_RETURNED: AdmissionState

class Admission(_message.Message):
    __slots__ = ("token", "session_id", "person_id", "store_id", "state", "pieces", "expire_time", "queue_place", "order_id")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    QUEUE_PLACE_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    token: str
    session_id: str
    person_id: str
    store_id: str
    state: AdmissionState
    pieces: int
    expire_time: _timestamp_pb2.Timestamp
    queue_place: int
    order_id: str
    def __init__(self, token: _Optional[str] = ..., session_id: _Optional[str] = ..., person_id: _Optional[str] = ..., store_id: _Optional[str] = ..., state: _Optional[_Union[AdmissionState, str]] = ..., pieces: _Optional[int] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., queue_place: _Optional[int] = ..., order_id: _Optional[str] = ...) -> None: ...

class GetAdmissionRequest(_message.Message):
    __slots__ = ("token",)
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    token: str
    def __init__(self, token: _Optional[str] = ...) -> None: ...

class GetAdmissionResponse(_message.Message):
    __slots__ = ("admission",)
    ADMISSION_FIELD_NUMBER: _ClassVar[int]
    admission: Admission
    def __init__(self, admission: _Optional[_Union[Admission, _Mapping]] = ...) -> None: ...

class CheckAdmissionRequest(_message.Message):
    __slots__ = ("token", "person_id", "store_id", "order_id", "language", "channel")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    token: str
    person_id: str
    store_id: str
    order_id: str
    language: str
    channel: str
    def __init__(self, token: _Optional[str] = ..., person_id: _Optional[str] = ..., store_id: _Optional[str] = ..., order_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class CheckAdmissionResponse(_message.Message):
    __slots__ = ("admission", "sku_id", "promotion_id", "session_name")
    ADMISSION_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_NAME_FIELD_NUMBER: _ClassVar[int]
    admission: Admission
    sku_id: str
    promotion_id: str
    session_name: str
    def __init__(self, admission: _Optional[_Union[Admission, _Mapping]] = ..., sku_id: _Optional[str] = ..., promotion_id: _Optional[str] = ..., session_name: _Optional[str] = ...) -> None: ...

class HoldAdmissionRequest(_message.Message):
    __slots__ = ("token", "person_id", "store_id", "order_id", "pieces")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    token: str
    person_id: str
    store_id: str
    order_id: str
    pieces: int
    def __init__(self, token: _Optional[str] = ..., person_id: _Optional[str] = ..., store_id: _Optional[str] = ..., order_id: _Optional[str] = ..., pieces: _Optional[int] = ...) -> None: ...

class HoldAdmissionResponse(_message.Message):
    __slots__ = ("admission",)
    ADMISSION_FIELD_NUMBER: _ClassVar[int]
    admission: Admission
    def __init__(self, admission: _Optional[_Union[Admission, _Mapping]] = ...) -> None: ...

class ReleaseAdmissionRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class ReleaseAdmissionResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditResponse(_message.Message):
    __slots__ = ("checks", "totals")
    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditCheck]
    totals: _containers.ScalarMap[str, int]
    def __init__(self, checks: _Optional[_Iterable[_Union[_audit_pb2.AuditCheck, _Mapping]]] = ..., totals: _Optional[_Mapping[str, int]] = ...) -> None: ...

class ListMerchantsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListMerchantsResponse(_message.Message):
    __slots__ = ("merchant_ids",)
    MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...
