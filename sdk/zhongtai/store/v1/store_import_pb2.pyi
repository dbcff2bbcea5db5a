from zhongtai.store.v1 import store_pb2 as _store_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImportOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_OUTCOME_UNSPECIFIED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_CREATED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_UPDATED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_UNCHANGED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_REJECTED: _ClassVar[ImportOutcome]
IMPORT_OUTCOME_UNSPECIFIED: ImportOutcome
IMPORT_OUTCOME_CREATED: ImportOutcome
IMPORT_OUTCOME_UPDATED: ImportOutcome
IMPORT_OUTCOME_UNCHANGED: ImportOutcome
IMPORT_OUTCOME_REJECTED: ImportOutcome

class ImportStoresRequest(_message.Message):
    __slots__ = ("stores", "dry_run")
    STORES_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    stores: _containers.RepeatedCompositeFieldContainer[_store_pb2.Store]
    dry_run: bool
    def __init__(self, stores: _Optional[_Iterable[_Union[_store_pb2.Store, _Mapping]]] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class ImportStoresResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ImportedStore]
    def __init__(self, results: _Optional[_Iterable[_Union[ImportedStore, _Mapping]]] = ...) -> None: ...

class ImportedStore(_message.Message):
    __slots__ = ("external_code", "store_id", "outcome", "violations")
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    external_code: str
    store_id: str
    outcome: ImportOutcome
    violations: _containers.RepeatedCompositeFieldContainer[ImportViolation]
    def __init__(self, external_code: _Optional[str] = ..., store_id: _Optional[str] = ..., outcome: _Optional[_Union[ImportOutcome, str]] = ..., violations: _Optional[_Iterable[_Union[ImportViolation, _Mapping]]] = ...) -> None: ...

class ImportViolation(_message.Message):
    __slots__ = ("field", "description")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    field: str
    description: str
    def __init__(self, field: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...
