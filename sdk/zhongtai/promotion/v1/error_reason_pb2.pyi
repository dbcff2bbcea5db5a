from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_PROMOTION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ILLEGAL_MOVE: _ClassVar[ErrorReason]
    ERROR_REASON_VERSION_CHANGED: _ClassVar[ErrorReason]
    ERROR_REASON_PROMOTION_FIXED: _ClassVar[ErrorReason]
    ERROR_REASON_CODE_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_TEMPLATE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_TEMPLATE_CLOSED: _ClassVar[ErrorReason]
    ERROR_REASON_COUPONS_SPENT: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_CLAIMABLE: _ClassVar[ErrorReason]
    ERROR_REASON_COUPON_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_COUPON_NOT_USABLE: _ClassVar[ErrorReason]
    ERROR_REASON_BUDGET_SPENT: _ClassVar[ErrorReason]
    ERROR_REASON_PERSON_LIMIT_REACHED: _ClassVar[ErrorReason]
    ERROR_REASON_HOLD_DIFFERS: _ClassVar[ErrorReason]
    ERROR_REASON_HOLD_NOT_FOUND: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_PROMOTION_NOT_FOUND: ErrorReason
ERROR_REASON_ILLEGAL_MOVE: ErrorReason
ERROR_REASON_VERSION_CHANGED: ErrorReason
ERROR_REASON_PROMOTION_FIXED: ErrorReason
ERROR_REASON_CODE_TAKEN: ErrorReason
ERROR_REASON_TEMPLATE_NOT_FOUND: ErrorReason
ERROR_REASON_TEMPLATE_CLOSED: ErrorReason
ERROR_REASON_COUPONS_SPENT: ErrorReason
ERROR_REASON_NOT_CLAIMABLE: ErrorReason
ERROR_REASON_COUPON_NOT_FOUND: ErrorReason
ERROR_REASON_COUPON_NOT_USABLE: ErrorReason
ERROR_REASON_BUDGET_SPENT: ErrorReason
ERROR_REASON_PERSON_LIMIT_REACHED: ErrorReason
ERROR_REASON_HOLD_DIFFERS: ErrorReason
ERROR_REASON_HOLD_NOT_FOUND: ErrorReason
