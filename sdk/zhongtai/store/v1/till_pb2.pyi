import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Till(_message.Message):
    __slots__ = ("till_id", "store_id", "name", "disabled", "last_seen_time", "create_time")
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISABLED_FIELD_NUMBER: _ClassVar[int]
    LAST_SEEN_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    till_id: str
    store_id: str
    name: str
    disabled: bool
    last_seen_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, till_id: _Optional[str] = ..., store_id: _Optional[str] = ..., name: _Optional[str] = ..., disabled: _Optional[bool] = ..., last_seen_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateTillRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "name")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    name: str
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class CreateTillResponse(_message.Message):
    __slots__ = ("till", "secret")
    TILL_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    till: Till
    secret: str
    def __init__(self, till: _Optional[_Union[Till, _Mapping]] = ..., secret: _Optional[str] = ...) -> None: ...

class RotateTillSecretRequest(_message.Message):
    __slots__ = ("request_id", "till_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    till_id: str
    def __init__(self, request_id: _Optional[str] = ..., till_id: _Optional[str] = ...) -> None: ...

class RotateTillSecretResponse(_message.Message):
    __slots__ = ("till", "secret")
    TILL_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    till: Till
    secret: str
    def __init__(self, till: _Optional[_Union[Till, _Mapping]] = ..., secret: _Optional[str] = ...) -> None: ...

class SetTillDisabledRequest(_message.Message):
    __slots__ = ("request_id", "till_id", "disabled")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    DISABLED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    till_id: str
    disabled: bool
    def __init__(self, request_id: _Optional[str] = ..., till_id: _Optional[str] = ..., disabled: _Optional[bool] = ...) -> None: ...

class SetTillDisabledResponse(_message.Message):
    __slots__ = ("till",)
    TILL_FIELD_NUMBER: _ClassVar[int]
    till: Till
    def __init__(self, till: _Optional[_Union[Till, _Mapping]] = ...) -> None: ...

class AuthenticateTillRequest(_message.Message):
    __slots__ = ("till_id", "secret")
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    till_id: str
    secret: str
    def __init__(self, till_id: _Optional[str] = ..., secret: _Optional[str] = ...) -> None: ...

class AuthenticateTillResponse(_message.Message):
    __slots__ = ("till", "access_token", "expire_time")
    TILL_FIELD_NUMBER: _ClassVar[int]
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    till: Till
    access_token: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, till: _Optional[_Union[Till, _Mapping]] = ..., access_token: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListTillsRequest(_message.Message):
    __slots__ = ("store_id", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTillsResponse(_message.Message):
    __slots__ = ("tills", "next_page_token")
    TILLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tills: _containers.RepeatedCompositeFieldContainer[Till]
    next_page_token: str
    def __init__(self, tills: _Optional[_Iterable[_Union[Till, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
