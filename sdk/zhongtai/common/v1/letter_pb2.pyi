import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LetterState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LETTER_STATE_UNSPECIFIED: _ClassVar[LetterState]
    LETTER_STATE_WAITING: _ClassVar[LetterState]
    LETTER_STATE_DEAD: _ClassVar[LetterState]
    LETTER_STATE_BEHIND: _ClassVar[LetterState]
LETTER_STATE_UNSPECIFIED: LetterState
LETTER_STATE_WAITING: LetterState
LETTER_STATE_DEAD: LetterState
LETTER_STATE_BEHIND: LetterState

class Letter(_message.Message):
    __slots__ = ("letter_id", "reader", "item_id", "subject_id", "merchant_id", "message_type", "payload", "reason", "attempts", "state", "first_time", "last_time", "next_try_time")
    LETTER_ID_FIELD_NUMBER: _ClassVar[int]
    READER_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FIRST_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_TIME_FIELD_NUMBER: _ClassVar[int]
    NEXT_TRY_TIME_FIELD_NUMBER: _ClassVar[int]
    letter_id: int
    reader: str
    item_id: str
    subject_id: str
    merchant_id: str
    message_type: str
    payload: bytes
    reason: str
    attempts: int
    state: LetterState
    first_time: _timestamp_pb2.Timestamp
    last_time: _timestamp_pb2.Timestamp
    next_try_time: _timestamp_pb2.Timestamp
    def __init__(self, letter_id: _Optional[int] = ..., reader: _Optional[str] = ..., item_id: _Optional[str] = ..., subject_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., message_type: _Optional[str] = ..., payload: _Optional[bytes] = ..., reason: _Optional[str] = ..., attempts: _Optional[int] = ..., state: _Optional[_Union[LetterState, str]] = ..., first_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., next_try_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListLettersRequest(_message.Message):
    __slots__ = ("reader", "state", "page_size", "page_token")
    READER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reader: str
    state: LetterState
    page_size: int
    page_token: str
    def __init__(self, reader: _Optional[str] = ..., state: _Optional[_Union[LetterState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLettersResponse(_message.Message):
    __slots__ = ("letters", "next_page_token")
    LETTERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    letters: _containers.RepeatedCompositeFieldContainer[Letter]
    next_page_token: str
    def __init__(self, letters: _Optional[_Iterable[_Union[Letter, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetLetterRequest(_message.Message):
    __slots__ = ("letter_id",)
    LETTER_ID_FIELD_NUMBER: _ClassVar[int]
    letter_id: int
    def __init__(self, letter_id: _Optional[int] = ...) -> None: ...

class GetLetterResponse(_message.Message):
    __slots__ = ("letter",)
    LETTER_FIELD_NUMBER: _ClassVar[int]
    letter: Letter
    def __init__(self, letter: _Optional[_Union[Letter, _Mapping]] = ...) -> None: ...

class RetryLettersRequest(_message.Message):
    __slots__ = ("letter_ids",)
    LETTER_IDS_FIELD_NUMBER: _ClassVar[int]
    letter_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, letter_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class RetryLettersResponse(_message.Message):
    __slots__ = ("letter_ids",)
    LETTER_IDS_FIELD_NUMBER: _ClassVar[int]
    letter_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, letter_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class DropLettersRequest(_message.Message):
    __slots__ = ("letter_ids",)
    LETTER_IDS_FIELD_NUMBER: _ClassVar[int]
    letter_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, letter_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class DropLettersResponse(_message.Message):
    __slots__ = ("letter_ids",)
    LETTER_IDS_FIELD_NUMBER: _ClassVar[int]
    letter_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, letter_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class NewLetter(_message.Message):
    __slots__ = ("item_id", "subject_id", "merchant_id", "message_type", "payload", "reason", "attempts", "try_after", "letter_id")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    TRY_AFTER_FIELD_NUMBER: _ClassVar[int]
    LETTER_ID_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    subject_id: str
    merchant_id: str
    message_type: str
    payload: bytes
    reason: str
    attempts: int
    try_after: _duration_pb2.Duration
    letter_id: int
    def __init__(self, item_id: _Optional[str] = ..., subject_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., message_type: _Optional[str] = ..., payload: _Optional[bytes] = ..., reason: _Optional[str] = ..., attempts: _Optional[int] = ..., try_after: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., letter_id: _Optional[int] = ...) -> None: ...

class HeldChain(_message.Message):
    __slots__ = ("merchant_id", "cursor")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    cursor: str
    def __init__(self, merchant_id: _Optional[str] = ..., cursor: _Optional[str] = ...) -> None: ...

class ChainLetters(_message.Message):
    __slots__ = ("merchant_id", "letter_count")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    LETTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    letter_count: int
    def __init__(self, merchant_id: _Optional[str] = ..., letter_count: _Optional[int] = ...) -> None: ...

class KeepLettersRequest(_message.Message):
    __slots__ = ("reader", "letters", "done_letter_ids", "held", "released_merchant_ids")
    READER_FIELD_NUMBER: _ClassVar[int]
    LETTERS_FIELD_NUMBER: _ClassVar[int]
    DONE_LETTER_IDS_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    RELEASED_MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    reader: str
    letters: _containers.RepeatedCompositeFieldContainer[NewLetter]
    done_letter_ids: _containers.RepeatedScalarFieldContainer[int]
    held: _containers.RepeatedCompositeFieldContainer[HeldChain]
    released_merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reader: _Optional[str] = ..., letters: _Optional[_Iterable[_Union[NewLetter, _Mapping]]] = ..., done_letter_ids: _Optional[_Iterable[int]] = ..., held: _Optional[_Iterable[_Union[HeldChain, _Mapping]]] = ..., released_merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class KeepLettersResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class TakeLettersRequest(_message.Message):
    __slots__ = ("reader",)
    READER_FIELD_NUMBER: _ClassVar[int]
    reader: str
    def __init__(self, reader: _Optional[str] = ...) -> None: ...

class TakeLettersResponse(_message.Message):
    __slots__ = ("due", "subject_ids", "stopped_count", "letter_count", "chains", "held", "cursor")
    DUE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_IDS_FIELD_NUMBER: _ClassVar[int]
    STOPPED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LETTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHAINS_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    due: _containers.RepeatedCompositeFieldContainer[Letter]
    subject_ids: _containers.RepeatedScalarFieldContainer[str]
    stopped_count: int
    letter_count: int
    chains: _containers.RepeatedCompositeFieldContainer[ChainLetters]
    held: _containers.RepeatedCompositeFieldContainer[HeldChain]
    cursor: str
    def __init__(self, due: _Optional[_Iterable[_Union[Letter, _Mapping]]] = ..., subject_ids: _Optional[_Iterable[str]] = ..., stopped_count: _Optional[int] = ..., letter_count: _Optional[int] = ..., chains: _Optional[_Iterable[_Union[ChainLetters, _Mapping]]] = ..., held: _Optional[_Iterable[_Union[HeldChain, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...
