import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VoucherState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VOUCHER_STATE_UNSPECIFIED: _ClassVar[VoucherState]
    VOUCHER_STATE_ISSUED: _ClassVar[VoucherState]
    VOUCHER_STATE_REDEEMED: _ClassVar[VoucherState]
    VOUCHER_STATE_EXPIRED: _ClassVar[VoucherState]
    VOUCHER_STATE_VOIDED: _ClassVar[VoucherState]
VOUCHER_STATE_UNSPECIFIED: VoucherState
VOUCHER_STATE_ISSUED: VoucherState
VOUCHER_STATE_REDEEMED: VoucherState
VOUCHER_STATE_EXPIRED: VoucherState
VOUCHER_STATE_VOIDED: VoucherState

class Voucher(_message.Message):
    __slots__ = ("voucher_id", "line_id", "code", "state", "expire_time", "redeem_time", "redeem_store_id")
    VOUCHER_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REDEEM_TIME_FIELD_NUMBER: _ClassVar[int]
    REDEEM_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    voucher_id: str
    line_id: str
    code: str
    state: VoucherState
    expire_time: _timestamp_pb2.Timestamp
    redeem_time: _timestamp_pb2.Timestamp
    redeem_store_id: str
    def __init__(self, voucher_id: _Optional[str] = ..., line_id: _Optional[str] = ..., code: _Optional[str] = ..., state: _Optional[_Union[VoucherState, str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., redeem_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., redeem_store_id: _Optional[str] = ...) -> None: ...

class VoucherChange(_message.Message):
    __slots__ = ("voucher_id", "line_id", "state", "redeem_store_id")
    VOUCHER_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REDEEM_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    voucher_id: str
    line_id: str
    state: VoucherState
    redeem_store_id: str
    def __init__(self, voucher_id: _Optional[str] = ..., line_id: _Optional[str] = ..., state: _Optional[_Union[VoucherState, str]] = ..., redeem_store_id: _Optional[str] = ...) -> None: ...

class RedeemVoucherRequest(_message.Message):
    __slots__ = ("request_id", "code", "store_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    code: str
    store_id: str
    def __init__(self, request_id: _Optional[str] = ..., code: _Optional[str] = ..., store_id: _Optional[str] = ...) -> None: ...

class RedeemVoucherResponse(_message.Message):
    __slots__ = ("voucher", "order_id", "name", "variant")
    VOUCHER_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    voucher: Voucher
    order_id: str
    name: str
    variant: str
    def __init__(self, voucher: _Optional[_Union[Voucher, _Mapping]] = ..., order_id: _Optional[str] = ..., name: _Optional[str] = ..., variant: _Optional[str] = ...) -> None: ...
