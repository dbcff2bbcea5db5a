import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.user.v1 import revocation_pb2 as _revocation_pb2
from zhongtai.user.v1 import user_pb2 as _user_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class UserEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    USER_EVENT_KIND_UNSPECIFIED: _ClassVar[UserEventKind]
    USER_EVENT_KIND_REVOKED: _ClassVar[UserEventKind]
    USER_EVENT_KIND_PERSON_MERGED: _ClassVar[UserEventKind]
    USER_EVENT_KIND_MERGE_UNDONE: _ClassVar[UserEventKind]
USER_EVENT_KIND_UNSPECIFIED: UserEventKind
USER_EVENT_KIND_REVOKED: UserEventKind
USER_EVENT_KIND_PERSON_MERGED: UserEventKind
USER_EVENT_KIND_MERGE_UNDONE: UserEventKind

class UserEvent(_message.Message):
    __slots__ = ("event_id", "kind", "merchant_id", "occur_time", "trace_id", "revocation", "merge")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    REVOCATION_FIELD_NUMBER: _ClassVar[int]
    MERGE_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    kind: UserEventKind
    merchant_id: str
    occur_time: _timestamp_pb2.Timestamp
    trace_id: str
    revocation: _revocation_pb2.Revocation
    merge: _user_pb2.PersonMerge
    def __init__(self, event_id: _Optional[str] = ..., kind: _Optional[_Union[UserEventKind, str]] = ..., merchant_id: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., trace_id: _Optional[str] = ..., revocation: _Optional[_Union[_revocation_pb2.Revocation, _Mapping]] = ..., merge: _Optional[_Union[_user_pb2.PersonMerge, _Mapping]] = ...) -> None: ...

class WatchEventsRequest(_message.Message):
    __slots__ = ("reader", "after_cursor", "max_batch")
    READER_FIELD_NUMBER: _ClassVar[int]
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_FIELD_NUMBER: _ClassVar[int]
    reader: str
    after_cursor: str
    max_batch: int
    def __init__(self, reader: _Optional[str] = ..., after_cursor: _Optional[str] = ..., max_batch: _Optional[int] = ...) -> None: ...

class WatchEventsResponse(_message.Message):
    __slots__ = ("events", "cursor")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[UserEvent]
    cursor: str
    def __init__(self, events: _Optional[_Iterable[_Union[UserEvent, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class AckEventsRequest(_message.Message):
    __slots__ = ("reader", "cursor")
    READER_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    reader: str
    cursor: str
    def __init__(self, reader: _Optional[str] = ..., cursor: _Optional[str] = ...) -> None: ...

class AckEventsResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RemoveReaderRequest(_message.Message):
    __slots__ = ("reader", "internal")
    READER_FIELD_NUMBER: _ClassVar[int]
    INTERNAL_FIELD_NUMBER: _ClassVar[int]
    reader: str
    internal: bool
    def __init__(self, reader: _Optional[str] = ..., internal: _Optional[bool] = ...) -> None: ...

class RemoveReaderResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
