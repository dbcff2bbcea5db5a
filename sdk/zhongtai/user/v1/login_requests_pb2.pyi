import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.user.v1 import user_pb2 as _user_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoginRequest(_message.Message):
    __slots__ = ("request_id", "channel", "code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    channel: str
    code: str
    def __init__(self, request_id: _Optional[str] = ..., channel: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class LoginResponse(_message.Message):
    __slots__ = ("person", "identity", "tokens", "registered")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    identity: _user_pb2.ChannelIdentity
    tokens: _user_pb2.TokenPair
    registered: bool
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ..., identity: _Optional[_Union[_user_pb2.ChannelIdentity, _Mapping]] = ..., tokens: _Optional[_Union[_user_pb2.TokenPair, _Mapping]] = ..., registered: _Optional[bool] = ...) -> None: ...

class EnterAsGuestRequest(_message.Message):
    __slots__ = ("channel",)
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    channel: str
    def __init__(self, channel: _Optional[str] = ...) -> None: ...

class EnterAsGuestResponse(_message.Message):
    __slots__ = ("access_token", "access_expire_time")
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ACCESS_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    access_token: str
    access_expire_time: _timestamp_pb2.Timestamp
    def __init__(self, access_token: _Optional[str] = ..., access_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RefreshTokenRequest(_message.Message):
    __slots__ = ("request_id", "refresh_token")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REFRESH_TOKEN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    refresh_token: str
    def __init__(self, request_id: _Optional[str] = ..., refresh_token: _Optional[str] = ...) -> None: ...

class RefreshTokenResponse(_message.Message):
    __slots__ = ("tokens", "person_id")
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    tokens: _user_pb2.TokenPair
    person_id: str
    def __init__(self, tokens: _Optional[_Union[_user_pb2.TokenPair, _Mapping]] = ..., person_id: _Optional[str] = ...) -> None: ...

class RevokeTokenRequest(_message.Message):
    __slots__ = ("refresh_token",)
    REFRESH_TOKEN_FIELD_NUMBER: _ClassVar[int]
    refresh_token: str
    def __init__(self, refresh_token: _Optional[str] = ...) -> None: ...

class RevokeTokenResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RevokePersonTokensRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class RevokePersonTokensResponse(_message.Message):
    __slots__ = ("revoked_login_count",)
    REVOKED_LOGIN_COUNT_FIELD_NUMBER: _ClassVar[int]
    revoked_login_count: int
    def __init__(self, revoked_login_count: _Optional[int] = ...) -> None: ...

class ListSigningKeysRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSigningKeysResponse(_message.Message):
    __slots__ = ("keys", "next_page_token")
    KEYS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedCompositeFieldContainer[_user_pb2.SigningKey]
    next_page_token: str
    def __init__(self, keys: _Optional[_Iterable[_Union[_user_pb2.SigningKey, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RotateSigningKeyRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class RotateSigningKeyResponse(_message.Message):
    __slots__ = ("key",)
    KEY_FIELD_NUMBER: _ClassVar[int]
    key: _user_pb2.SigningKey
    def __init__(self, key: _Optional[_Union[_user_pb2.SigningKey, _Mapping]] = ...) -> None: ...
