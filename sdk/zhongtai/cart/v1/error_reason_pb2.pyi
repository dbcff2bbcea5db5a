from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_CART_LINE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_CART_FULL: _ClassVar[ErrorReason]
    ERROR_REASON_CART_CHANGED: _ClassVar[ErrorReason]
    ERROR_REASON_CART_EMPTY: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_CART_LINE_NOT_FOUND: ErrorReason
ERROR_REASON_CART_FULL: ErrorReason
ERROR_REASON_CART_CHANGED: ErrorReason
ERROR_REASON_CART_EMPTY: ErrorReason
