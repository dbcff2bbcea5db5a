import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.user.v1 import user_pb2 as _user_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoginRequest(_message.Message):
    __slots__ = ("request_id", "app_id", "code", "guest_token")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    GUEST_TOKEN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    app_id: str
    code: str
    guest_token: str
    def __init__(self, request_id: _Optional[str] = ..., app_id: _Optional[str] = ..., code: _Optional[str] = ..., guest_token: _Optional[str] = ...) -> None: ...

class EnterAsGuestRequest(_message.Message):
    __slots__ = ("app_id",)
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    def __init__(self, app_id: _Optional[str] = ...) -> None: ...

class EnterAsGuestResponse(_message.Message):
    __slots__ = ("access_token", "access_expire_time")
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ACCESS_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    access_token: str
    access_expire_time: _timestamp_pb2.Timestamp
    def __init__(self, access_token: _Optional[str] = ..., access_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class LoginResponse(_message.Message):
    __slots__ = ("person_id", "tokens", "registered")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    tokens: _user_pb2.TokenPair
    registered: bool
    def __init__(self, person_id: _Optional[str] = ..., tokens: _Optional[_Union[_user_pb2.TokenPair, _Mapping]] = ..., registered: _Optional[bool] = ...) -> None: ...

class RefreshTokensRequest(_message.Message):
    __slots__ = ("request_id", "app_id", "refresh_token")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    REFRESH_TOKEN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    app_id: str
    refresh_token: str
    def __init__(self, request_id: _Optional[str] = ..., app_id: _Optional[str] = ..., refresh_token: _Optional[str] = ...) -> None: ...

class RefreshTokensResponse(_message.Message):
    __slots__ = ("person_id", "tokens")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    tokens: _user_pb2.TokenPair
    def __init__(self, person_id: _Optional[str] = ..., tokens: _Optional[_Union[_user_pb2.TokenPair, _Mapping]] = ...) -> None: ...

class GetMeRequest(_message.Message):
    __slots__ = ("language",)
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    language: str
    def __init__(self, language: _Optional[str] = ...) -> None: ...

class GetMeResponse(_message.Message):
    __slots__ = ("person_id", "tier_name", "points_balance")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    TIER_NAME_FIELD_NUMBER: _ClassVar[int]
    POINTS_BALANCE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    tier_name: str
    points_balance: int
    def __init__(self, person_id: _Optional[str] = ..., tier_name: _Optional[str] = ..., points_balance: _Optional[int] = ...) -> None: ...
