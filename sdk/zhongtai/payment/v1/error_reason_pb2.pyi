from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_PAYMENT_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_REFUND_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_DIFFERENCE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_PROVIDER_UNKNOWN: _ClassVar[ErrorReason]
    ERROR_REASON_PROVIDER_REFUSED: _ClassVar[ErrorReason]
    ERROR_REASON_ORDER_ALREADY_PAID: _ClassVar[ErrorReason]
    ERROR_REASON_ORDER_CLOSED: _ClassVar[ErrorReason]
    ERROR_REASON_OPEN_PAYMENT_DIFFERS: _ClassVar[ErrorReason]
    ERROR_REASON_ILLEGAL_MOVE: _ClassVar[ErrorReason]
    ERROR_REASON_NOTHING_CAPTURED: _ClassVar[ErrorReason]
    ERROR_REASON_REFUND_EXCEEDS_CAPTURED: _ClassVar[ErrorReason]
    ERROR_REASON_CURRENCY_DIFFERS: _ClassVar[ErrorReason]
    ERROR_REASON_RECONCILIATION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_PAYER_NEEDED: _ClassVar[ErrorReason]
    ERROR_REASON_BILLS_NOT_OFFERED: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_PAYMENT_NOT_FOUND: ErrorReason
ERROR_REASON_REFUND_NOT_FOUND: ErrorReason
ERROR_REASON_DIFFERENCE_NOT_FOUND: ErrorReason
ERROR_REASON_PROVIDER_UNKNOWN: ErrorReason
ERROR_REASON_PROVIDER_REFUSED: ErrorReason
ERROR_REASON_ORDER_ALREADY_PAID: ErrorReason
ERROR_REASON_ORDER_CLOSED: ErrorReason
ERROR_REASON_OPEN_PAYMENT_DIFFERS: ErrorReason
ERROR_REASON_ILLEGAL_MOVE: ErrorReason
ERROR_REASON_NOTHING_CAPTURED: ErrorReason
ERROR_REASON_REFUND_EXCEEDS_CAPTURED: ErrorReason
ERROR_REASON_CURRENCY_DIFFERS: ErrorReason
ERROR_REASON_RECONCILIATION_NOT_FOUND: ErrorReason
ERROR_REASON_PAYER_NEEDED: ErrorReason
ERROR_REASON_BILLS_NOT_OFFERED: ErrorReason
