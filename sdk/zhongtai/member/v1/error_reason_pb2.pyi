from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_MEMBER_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_MEMBER_FROZEN: _ClassVar[ErrorReason]
    ERROR_REASON_MEMBER_CLOSED: _ClassVar[ErrorReason]
    ERROR_REASON_ILLEGAL_MOVE: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_ENOUGH_POINTS: _ClassVar[ErrorReason]
    ERROR_REASON_REDEMPTION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_EARNED_DIFFERENTLY: _ClassVar[ErrorReason]
    ERROR_REASON_NOTHING_EARNED: _ClassVar[ErrorReason]
    ERROR_REASON_REVERSED_DIFFERENTLY: _ClassVar[ErrorReason]
    ERROR_REASON_REFUND_EXCEEDS_EARNED: _ClassVar[ErrorReason]
    ERROR_REASON_CURRENCY_MISMATCH: _ClassVar[ErrorReason]
    ERROR_REASON_TIERS_INCONSISTENT: _ClassVar[ErrorReason]
    ERROR_REASON_TIER_UNKNOWN: _ClassVar[ErrorReason]
    ERROR_REASON_CRM_SYNC_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_CRM_NOT_BOUND: _ClassVar[ErrorReason]
    ERROR_REASON_CRM_ACCOUNT_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_CRM_VALUE_IMPOSSIBLE: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_MEMBER_NOT_FOUND: ErrorReason
ERROR_REASON_MEMBER_FROZEN: ErrorReason
ERROR_REASON_MEMBER_CLOSED: ErrorReason
ERROR_REASON_ILLEGAL_MOVE: ErrorReason
ERROR_REASON_NOT_ENOUGH_POINTS: ErrorReason
ERROR_REASON_REDEMPTION_NOT_FOUND: ErrorReason
ERROR_REASON_EARNED_DIFFERENTLY: ErrorReason
ERROR_REASON_NOTHING_EARNED: ErrorReason
ERROR_REASON_REVERSED_DIFFERENTLY: ErrorReason
ERROR_REASON_REFUND_EXCEEDS_EARNED: ErrorReason
ERROR_REASON_CURRENCY_MISMATCH: ErrorReason
ERROR_REASON_TIERS_INCONSISTENT: ErrorReason
ERROR_REASON_TIER_UNKNOWN: ErrorReason
ERROR_REASON_CRM_SYNC_NOT_FOUND: ErrorReason
ERROR_REASON_CRM_NOT_BOUND: ErrorReason
ERROR_REASON_CRM_ACCOUNT_NOT_FOUND: ErrorReason
ERROR_REASON_CRM_VALUE_IMPOSSIBLE: ErrorReason
