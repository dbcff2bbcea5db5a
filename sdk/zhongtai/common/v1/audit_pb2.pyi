from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class AuditCheck(_message.Message):
    __slots__ = ("name", "description", "checked_count", "breach_count", "breaches", "failure")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CHECKED_COUNT_FIELD_NUMBER: _ClassVar[int]
    BREACH_COUNT_FIELD_NUMBER: _ClassVar[int]
    BREACHES_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    checked_count: int
    breach_count: int
    breaches: _containers.RepeatedScalarFieldContainer[str]
    failure: str
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., checked_count: _Optional[int] = ..., breach_count: _Optional[int] = ..., breaches: _Optional[_Iterable[str]] = ..., failure: _Optional[str] = ...) -> None: ...

class AuditOrder(_message.Message):
    __slots__ = ("order_id", "store_id", "currency_code", "figures")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    currency_code: str
    figures: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., currency_code: _Optional[str] = ..., figures: _Optional[_Iterable[int]] = ...) -> None: ...
