from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_ORDER_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ILLEGAL_MOVE: _ClassVar[ErrorReason]
    ERROR_REASON_AMOUNTS_DISAGREE: _ClassVar[ErrorReason]
    ERROR_REASON_CHANNEL_NUMBER_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_CANCEL_NEEDS_AFTER_SALE: _ClassVar[ErrorReason]
    ERROR_REASON_AFTER_SALE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_AFTER_SALE_CLOSED: _ClassVar[ErrorReason]
    ERROR_REASON_REFUND_EXCEEDS_PAID: _ClassVar[ErrorReason]
    ERROR_REASON_PAYMENT_MISMATCH: _ClassVar[ErrorReason]
    ERROR_REASON_ALREADY_PAID: _ClassVar[ErrorReason]
    ERROR_REASON_PAID_TOO_LATE: _ClassVar[ErrorReason]
    ERROR_REASON_PIECES_EXCEED_BOUGHT: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_HELD_BY_CHANNEL: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_ORDER_NOT_FOUND: ErrorReason
ERROR_REASON_ILLEGAL_MOVE: ErrorReason
ERROR_REASON_AMOUNTS_DISAGREE: ErrorReason
ERROR_REASON_CHANNEL_NUMBER_TAKEN: ErrorReason
ERROR_REASON_CANCEL_NEEDS_AFTER_SALE: ErrorReason
ERROR_REASON_AFTER_SALE_NOT_FOUND: ErrorReason
ERROR_REASON_AFTER_SALE_CLOSED: ErrorReason
ERROR_REASON_REFUND_EXCEEDS_PAID: ErrorReason
ERROR_REASON_PAYMENT_MISMATCH: ErrorReason
ERROR_REASON_ALREADY_PAID: ErrorReason
ERROR_REASON_PAID_TOO_LATE: ErrorReason
ERROR_REASON_PIECES_EXCEED_BOUGHT: ErrorReason
ERROR_REASON_NOT_HELD_BY_CHANNEL: ErrorReason
