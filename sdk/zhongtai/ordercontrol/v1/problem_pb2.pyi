from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class DraftLineProblem(_message.Message):
    __slots__ = ("line_number", "domain", "reason", "message", "item_id", "item_name", "available_quantity", "sold_at_other_times")
    LINE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    SOLD_AT_OTHER_TIMES_FIELD_NUMBER: _ClassVar[int]
    line_number: int
    domain: str
    reason: str
    message: str
    item_id: str
    item_name: str
    available_quantity: int
    sold_at_other_times: bool
    def __init__(self, line_number: _Optional[int] = ..., domain: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., item_id: _Optional[str] = ..., item_name: _Optional[str] = ..., available_quantity: _Optional[int] = ..., sold_at_other_times: _Optional[bool] = ...) -> None: ...

class Obstacle(_message.Message):
    __slots__ = ("domain", "reason", "message", "metadata")
    class MetadataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    domain: str
    reason: str
    message: str
    metadata: _containers.ScalarMap[str, str]
    def __init__(self, domain: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...
