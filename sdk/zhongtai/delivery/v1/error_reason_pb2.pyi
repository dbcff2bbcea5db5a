from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_DELIVERY_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ILLEGAL_MOVE: _ClassVar[ErrorReason]
    ERROR_REASON_ATTEMPT_DIFFERS: _ClassVar[ErrorReason]
    ERROR_REASON_EARLIER_ATTEMPT_OPEN: _ClassVar[ErrorReason]
    ERROR_REASON_CARRIER_UNKNOWN: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_LATE_TO_CANCEL: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_OWN_RIDERS: _ClassVar[ErrorReason]
    ERROR_REASON_RULE_NOT_FOUND: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_DELIVERY_NOT_FOUND: ErrorReason
ERROR_REASON_ILLEGAL_MOVE: ErrorReason
ERROR_REASON_ATTEMPT_DIFFERS: ErrorReason
ERROR_REASON_EARLIER_ATTEMPT_OPEN: ErrorReason
ERROR_REASON_CARRIER_UNKNOWN: ErrorReason
ERROR_REASON_TOO_LATE_TO_CANCEL: ErrorReason
ERROR_REASON_NOT_OWN_RIDERS: ErrorReason
ERROR_REASON_RULE_NOT_FOUND: ErrorReason
