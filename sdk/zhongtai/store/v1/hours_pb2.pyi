from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Weekday(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WEEKDAY_UNSPECIFIED: _ClassVar[Weekday]
    WEEKDAY_MONDAY: _ClassVar[Weekday]
    WEEKDAY_TUESDAY: _ClassVar[Weekday]
    WEEKDAY_WEDNESDAY: _ClassVar[Weekday]
    WEEKDAY_THURSDAY: _ClassVar[Weekday]
    WEEKDAY_FRIDAY: _ClassVar[Weekday]
    WEEKDAY_SATURDAY: _ClassVar[Weekday]
    WEEKDAY_SUNDAY: _ClassVar[Weekday]

class HoursKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HOURS_KIND_UNSPECIFIED: _ClassVar[HoursKind]
    HOURS_KIND_WEEKLY: _ClassVar[HoursKind]
    HOURS_KIND_ALWAYS_OPEN: _ClassVar[HoursKind]
    HOURS_KIND_UNKNOWN: _ClassVar[HoursKind]
WEEKDAY_UNSPECIFIED: Weekday
WEEKDAY_MONDAY: Weekday
WEEKDAY_TUESDAY: Weekday
WEEKDAY_WEDNESDAY: Weekday
WEEKDAY_THURSDAY: Weekday
WEEKDAY_FRIDAY: Weekday
WEEKDAY_SATURDAY: Weekday
WEEKDAY_SUNDAY: Weekday
HOURS_KIND_UNSPECIFIED: HoursKind
HOURS_KIND_WEEKLY: HoursKind
HOURS_KIND_ALWAYS_OPEN: HoursKind
HOURS_KIND_UNKNOWN: HoursKind

class OpeningPeriod(_message.Message):
    __slots__ = ("weekday", "opens_minute", "closes_minute")
    WEEKDAY_FIELD_NUMBER: _ClassVar[int]
    OPENS_MINUTE_FIELD_NUMBER: _ClassVar[int]
    CLOSES_MINUTE_FIELD_NUMBER: _ClassVar[int]
    weekday: Weekday
    opens_minute: int
    closes_minute: int
    def __init__(self, weekday: _Optional[_Union[Weekday, str]] = ..., opens_minute: _Optional[int] = ..., closes_minute: _Optional[int] = ...) -> None: ...

class OpeningHours(_message.Message):
    __slots__ = ("kind", "periods")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    kind: HoursKind
    periods: _containers.RepeatedCompositeFieldContainer[OpeningPeriod]
    def __init__(self, kind: _Optional[_Union[HoursKind, str]] = ..., periods: _Optional[_Iterable[_Union[OpeningPeriod, _Mapping]]] = ...) -> None: ...

class SpecialDay(_message.Message):
    __slots__ = ("date", "periods", "note")
    DATE_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    date: str
    periods: _containers.RepeatedCompositeFieldContainer[OpeningPeriod]
    note: str
    def __init__(self, date: _Optional[str] = ..., periods: _Optional[_Iterable[_Union[OpeningPeriod, _Mapping]]] = ..., note: _Optional[str] = ...) -> None: ...
