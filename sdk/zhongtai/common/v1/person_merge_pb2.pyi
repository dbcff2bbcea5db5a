from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class MovePersonRequest(_message.Message):
    __slots__ = ("merge_id", "from_person_id", "into_person_id", "back")
    MERGE_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    INTO_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    BACK_FIELD_NUMBER: _ClassVar[int]
    merge_id: str
    from_person_id: str
    into_person_id: str
    back: bool
    def __init__(self, merge_id: _Optional[str] = ..., from_person_id: _Optional[str] = ..., into_person_id: _Optional[str] = ..., back: _Optional[bool] = ...) -> None: ...

class MovePersonResponse(_message.Message):
    __slots__ = ("moved_count",)
    MOVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    moved_count: int
    def __init__(self, moved_count: _Optional[int] = ...) -> None: ...
