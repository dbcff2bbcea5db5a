from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class ExchangeCodeRequest(_message.Message):
    __slots__ = ("channel", "code", "merchant_id")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    channel: str
    code: str
    merchant_id: str
    def __init__(self, channel: _Optional[str] = ..., code: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...

class ExchangeCodeResponse(_message.Message):
    __slots__ = ("subject", "app_id", "union_id", "nickname")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    UNION_ID_FIELD_NUMBER: _ClassVar[int]
    NICKNAME_FIELD_NUMBER: _ClassVar[int]
    subject: str
    app_id: str
    union_id: str
    nickname: str
    def __init__(self, subject: _Optional[str] = ..., app_id: _Optional[str] = ..., union_id: _Optional[str] = ..., nickname: _Optional[str] = ...) -> None: ...

class VerifyPhoneRequest(_message.Message):
    __slots__ = ("channel", "code", "merchant_id")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    channel: str
    code: str
    merchant_id: str
    def __init__(self, channel: _Optional[str] = ..., code: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...

class VerifyPhoneResponse(_message.Message):
    __slots__ = ("phone",)
    PHONE_FIELD_NUMBER: _ClassVar[int]
    phone: str
    def __init__(self, phone: _Optional[str] = ...) -> None: ...

class ListChannelsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListChannelsResponse(_message.Message):
    __slots__ = ("channels", "next_page_token")
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.RepeatedScalarFieldContainer[str]
    next_page_token: str
    def __init__(self, channels: _Optional[_Iterable[str]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
