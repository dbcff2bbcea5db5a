from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_STORE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_EXTERNAL_CODE_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_CHANNEL_CODE_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_REVISION_MISMATCH: _ClassVar[ErrorReason]
    ERROR_REASON_STORE_RETIRED: _ClassVar[ErrorReason]
    ERROR_REASON_CHANNEL_CODE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_TILL_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_TILL_NAME_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_TILL_CREDENTIALS_WRONG: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_STORE_NOT_FOUND: ErrorReason
ERROR_REASON_EXTERNAL_CODE_TAKEN: ErrorReason
ERROR_REASON_CHANNEL_CODE_TAKEN: ErrorReason
ERROR_REASON_REVISION_MISMATCH: ErrorReason
ERROR_REASON_STORE_RETIRED: ErrorReason
ERROR_REASON_CHANNEL_CODE_NOT_FOUND: ErrorReason
ERROR_REASON_TILL_NOT_FOUND: ErrorReason
ERROR_REASON_TILL_NAME_TAKEN: ErrorReason
ERROR_REASON_TILL_CREDENTIALS_WRONG: ErrorReason
