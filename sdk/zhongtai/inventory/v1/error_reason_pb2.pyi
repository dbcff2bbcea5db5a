from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_OUT_OF_STOCK: _ClassVar[ErrorReason]
    ERROR_REASON_RESERVATION_DIFFERS: _ClassVar[ErrorReason]
    ERROR_REASON_RESERVATION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_RESERVATION_NOT_COMMITTED: _ClassVar[ErrorReason]
    ERROR_REASON_RETURN_EXCEEDS_SALE: _ClassVar[ErrorReason]
    ERROR_REASON_STOCK_WOULD_GO_SHORT: _ClassVar[ErrorReason]
    ERROR_REASON_STOCK_NOT_SET: _ClassVar[ErrorReason]
    ERROR_REASON_ERP_NOT_BOUND: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_OUT_OF_STOCK: ErrorReason
ERROR_REASON_RESERVATION_DIFFERS: ErrorReason
ERROR_REASON_RESERVATION_NOT_FOUND: ErrorReason
ERROR_REASON_RESERVATION_NOT_COMMITTED: ErrorReason
ERROR_REASON_RETURN_EXCEEDS_SALE: ErrorReason
ERROR_REASON_STOCK_WOULD_GO_SHORT: ErrorReason
ERROR_REASON_STOCK_NOT_SET: ErrorReason
ERROR_REASON_ERP_NOT_BOUND: ErrorReason
