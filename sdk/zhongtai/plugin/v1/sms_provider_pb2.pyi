import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SendCodeRequest(_message.Message):
    __slots__ = ("merchant_id", "message_id", "phone", "code", "language", "expire_time")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    message_id: str
    phone: str
    code: str
    language: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, merchant_id: _Optional[str] = ..., message_id: _Optional[str] = ..., phone: _Optional[str] = ..., code: _Optional[str] = ..., language: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SendCodeResponse(_message.Message):
    __slots__ = ("already_known",)
    ALREADY_KNOWN_FIELD_NUMBER: _ClassVar[int]
    already_known: bool
    def __init__(self, already_known: _Optional[bool] = ...) -> None: ...
