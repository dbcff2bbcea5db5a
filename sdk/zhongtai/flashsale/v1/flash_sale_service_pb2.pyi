import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from zhongtai.flashsale.v1 import admission_pb2 as _admission_pb2
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
    ERROR_REASON_SESSION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_SESSION_NOT_RUNNING: _ClassVar[ErrorReason]
    ERROR_REASON_SOLD_OUT: _ClassVar[ErrorReason]
    ERROR_REASON_PERSON_LIMIT: _ClassVar[ErrorReason]
    ERROR_REASON_ILLEGAL_MOVE: _ClassVar[ErrorReason]
    ERROR_REASON_ADMISSION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ADMISSION_NOT_USABLE: _ClassVar[ErrorReason]
    ERROR_REASON_OTHER_STORE: _ClassVar[ErrorReason]

class SessionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SESSION_STATE_UNSPECIFIED: _ClassVar[SessionState]
    SESSION_STATE_ANNOUNCED: _ClassVar[SessionState]
    SESSION_STATE_RUNNING: _ClassVar[SessionState]
    SESSION_STATE_SOLD_OUT: _ClassVar[SessionState]
    SESSION_STATE_ENDED: _ClassVar[SessionState]
    SESSION_STATE_CANCELLED: _ClassVar[SessionState]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_SESSION_NOT_FOUND: ErrorReason
ERROR_REASON_SESSION_NOT_RUNNING: ErrorReason
ERROR_REASON_SOLD_OUT: ErrorReason
ERROR_REASON_PERSON_LIMIT: ErrorReason
ERROR_REASON_ILLEGAL_MOVE: ErrorReason
ERROR_REASON_ADMISSION_NOT_FOUND: ErrorReason
ERROR_REASON_ADMISSION_NOT_USABLE: ErrorReason
ERROR_REASON_OTHER_STORE: ErrorReason
SESSION_STATE_UNSPECIFIED: SessionState
SESSION_STATE_ANNOUNCED: SessionState
SESSION_STATE_RUNNING: SessionState
SESSION_STATE_SOLD_OUT: SessionState
SESSION_STATE_ENDED: SessionState
SESSION_STATE_CANCELLED: SessionState

class Session(_message.Message):
    __slots__ = ("session_id", "name", "sku_id", "store_ids", "price", "pieces", "pieces_per_person", "begin_time", "end_time", "state", "taken", "admission_time", "sold", "waiting", "promotion_id", "names")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    PIECES_PER_PERSON_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    ADMISSION_TIME_FIELD_NUMBER: _ClassVar[int]
    SOLD_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    name: str
    sku_id: str
    store_ids: _containers.RepeatedScalarFieldContainer[str]
    price: _money_pb2.Money
    pieces: int
    pieces_per_person: int
    begin_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    state: SessionState
    taken: int
    admission_time: _duration_pb2.Duration
    sold: int
    waiting: int
    promotion_id: str
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, session_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_id: _Optional[str] = ..., store_ids: _Optional[_Iterable[str]] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., pieces: _Optional[int] = ..., pieces_per_person: _Optional[int] = ..., begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[SessionState, str]] = ..., taken: _Optional[int] = ..., admission_time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., sold: _Optional[int] = ..., waiting: _Optional[int] = ..., promotion_id: _Optional[str] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class CreateSessionRequest(_message.Message):
    __slots__ = ("request_id", "session")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    session: Session
    def __init__(self, request_id: _Optional[str] = ..., session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class CreateSessionResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class CancelSessionRequest(_message.Message):
    __slots__ = ("request_id", "session_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    session_id: str
    def __init__(self, request_id: _Optional[str] = ..., session_id: _Optional[str] = ...) -> None: ...

class CancelSessionResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class GetSessionRequest(_message.Message):
    __slots__ = ("session_id", "language", "channel")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    language: str
    channel: str
    def __init__(self, session_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class GetSessionResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: Session
    def __init__(self, session: _Optional[_Union[Session, _Mapping]] = ...) -> None: ...

class ListSessionsRequest(_message.Message):
    __slots__ = ("store_id", "state", "page_size", "page_token", "language", "channel")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    state: SessionState
    page_size: int
    page_token: str
    language: str
    channel: str
    def __init__(self, store_id: _Optional[str] = ..., state: _Optional[_Union[SessionState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ListSessionsResponse(_message.Message):
    __slots__ = ("sessions", "next_page_token")
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sessions: _containers.RepeatedCompositeFieldContainer[Session]
    next_page_token: str
    def __init__(self, sessions: _Optional[_Iterable[_Union[Session, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RequestAdmissionRequest(_message.Message):
    __slots__ = ("session_id", "store_id", "pieces", "person_id", "request_id")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    store_id: str
    pieces: int
    person_id: str
    request_id: str
    def __init__(self, session_id: _Optional[str] = ..., store_id: _Optional[str] = ..., pieces: _Optional[int] = ..., person_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RequestAdmissionResponse(_message.Message):
    __slots__ = ("token", "expire_time", "queue_place", "admission")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    QUEUE_PLACE_FIELD_NUMBER: _ClassVar[int]
    ADMISSION_FIELD_NUMBER: _ClassVar[int]
    token: str
    expire_time: _timestamp_pb2.Timestamp
    queue_place: int
    admission: _admission_pb2.Admission
    def __init__(self, token: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., queue_place: _Optional[int] = ..., admission: _Optional[_Union[_admission_pb2.Admission, _Mapping]] = ...) -> None: ...

class ReturnAdmissionRequest(_message.Message):
    __slots__ = ("token", "person_id")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    token: str
    person_id: str
    def __init__(self, token: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class ReturnAdmissionResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
