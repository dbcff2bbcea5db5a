import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.member.v1 import member_pb2 as _member_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MemberEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MEMBER_EVENT_KIND_UNSPECIFIED: _ClassVar[MemberEventKind]
    MEMBER_EVENT_KIND_ENROLLED: _ClassVar[MemberEventKind]
    MEMBER_EVENT_KIND_POINTS_CHANGED: _ClassVar[MemberEventKind]
    MEMBER_EVENT_KIND_TIER_CHANGED: _ClassVar[MemberEventKind]
    MEMBER_EVENT_KIND_STATUS_CHANGED: _ClassVar[MemberEventKind]
    MEMBER_EVENT_KIND_TOLD_AGAIN: _ClassVar[MemberEventKind]
MEMBER_EVENT_KIND_UNSPECIFIED: MemberEventKind
MEMBER_EVENT_KIND_ENROLLED: MemberEventKind
MEMBER_EVENT_KIND_POINTS_CHANGED: MemberEventKind
MEMBER_EVENT_KIND_TIER_CHANGED: MemberEventKind
MEMBER_EVENT_KIND_STATUS_CHANGED: MemberEventKind
MEMBER_EVENT_KIND_TOLD_AGAIN: MemberEventKind

class MemberEvent(_message.Message):
    __slots__ = ("kind", "member", "entry", "previous_tier_code", "occur_time", "merchant_id", "entry_count")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    kind: MemberEventKind
    member: _member_pb2.Member
    entry: _member_pb2.LedgerEntry
    previous_tier_code: str
    occur_time: _timestamp_pb2.Timestamp
    merchant_id: str
    entry_count: int
    def __init__(self, kind: _Optional[_Union[MemberEventKind, str]] = ..., member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ..., entry: _Optional[_Union[_member_pb2.LedgerEntry, _Mapping]] = ..., previous_tier_code: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., merchant_id: _Optional[str] = ..., entry_count: _Optional[int] = ...) -> None: ...

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
    events: _containers.RepeatedCompositeFieldContainer[MemberEvent]
    cursor: str
    def __init__(self, events: _Optional[_Iterable[_Union[MemberEvent, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

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
