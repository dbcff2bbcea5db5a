from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_CATEGORY_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_PRODUCT_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_MODIFIER_GROUP_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_MENU_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_EXTERNAL_CODE_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_CHANNEL_CODE_TAKEN: _ClassVar[ErrorReason]
    ERROR_REASON_REVISION_MISMATCH: _ClassVar[ErrorReason]
    ERROR_REASON_REFERENCE_BROKEN: _ClassVar[ErrorReason]
    ERROR_REASON_SKU_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_ON_MENU: _ClassVar[ErrorReason]
    ERROR_REASON_SOLD_OUT: _ClassVar[ErrorReason]
    ERROR_REASON_MODIFIER_NOT_ALLOWED: _ClassVar[ErrorReason]
    ERROR_REASON_MODIFIER_LIMIT: _ClassVar[ErrorReason]
    ERROR_REASON_COMBO_CHOICE_WRONG: _ClassVar[ErrorReason]
    ERROR_REASON_CURRENCY_MIXED: _ClassVar[ErrorReason]
    ERROR_REASON_BELOW_DISH_MINIMUM: _ClassVar[ErrorReason]
    ERROR_REASON_ABOVE_DISH_MAXIMUM: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_SOLD_ALONE: _ClassVar[ErrorReason]
    ERROR_REASON_VOUCHERS_APART: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_CATEGORY_NOT_FOUND: ErrorReason
ERROR_REASON_PRODUCT_NOT_FOUND: ErrorReason
ERROR_REASON_MODIFIER_GROUP_NOT_FOUND: ErrorReason
ERROR_REASON_MENU_NOT_FOUND: ErrorReason
ERROR_REASON_EXTERNAL_CODE_TAKEN: ErrorReason
ERROR_REASON_CHANNEL_CODE_TAKEN: ErrorReason
ERROR_REASON_REVISION_MISMATCH: ErrorReason
ERROR_REASON_REFERENCE_BROKEN: ErrorReason
ERROR_REASON_SKU_NOT_FOUND: ErrorReason
ERROR_REASON_NOT_ON_MENU: ErrorReason
ERROR_REASON_SOLD_OUT: ErrorReason
ERROR_REASON_MODIFIER_NOT_ALLOWED: ErrorReason
ERROR_REASON_MODIFIER_LIMIT: ErrorReason
ERROR_REASON_COMBO_CHOICE_WRONG: ErrorReason
ERROR_REASON_CURRENCY_MIXED: ErrorReason
ERROR_REASON_BELOW_DISH_MINIMUM: ErrorReason
ERROR_REASON_ABOVE_DISH_MAXIMUM: ErrorReason
ERROR_REASON_NOT_SOLD_ALONE: ErrorReason
ERROR_REASON_VOUCHERS_APART: ErrorReason
