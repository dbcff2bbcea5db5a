import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OmsDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OMS_DECISION_UNSPECIFIED: _ClassVar[OmsDecision]
    OMS_DECISION_UNKNOWN: _ClassVar[OmsDecision]
    OMS_DECISION_PENDING: _ClassVar[OmsDecision]
    OMS_DECISION_ISSUED: _ClassVar[OmsDecision]
    OMS_DECISION_REJECTED: _ClassVar[OmsDecision]

class OmsVoucherState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OMS_VOUCHER_STATE_UNSPECIFIED: _ClassVar[OmsVoucherState]
    OMS_VOUCHER_STATE_ISSUED: _ClassVar[OmsVoucherState]
    OMS_VOUCHER_STATE_REDEEMED: _ClassVar[OmsVoucherState]
    OMS_VOUCHER_STATE_EXPIRED: _ClassVar[OmsVoucherState]
    OMS_VOUCHER_STATE_VOIDED: _ClassVar[OmsVoucherState]
OMS_DECISION_UNSPECIFIED: OmsDecision
OMS_DECISION_UNKNOWN: OmsDecision
OMS_DECISION_PENDING: OmsDecision
OMS_DECISION_ISSUED: OmsDecision
OMS_DECISION_REJECTED: OmsDecision
OMS_VOUCHER_STATE_UNSPECIFIED: OmsVoucherState
OMS_VOUCHER_STATE_ISSUED: OmsVoucherState
OMS_VOUCHER_STATE_REDEEMED: OmsVoucherState
OMS_VOUCHER_STATE_EXPIRED: OmsVoucherState
OMS_VOUCHER_STATE_VOIDED: OmsVoucherState

class OmsOrder(_message.Message):
    __slots__ = ("order_id", "merchant_id", "store_id", "channel", "channel_order_number", "lines", "total", "place_time")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PLACE_TIME_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    merchant_id: str
    store_id: str
    channel: str
    channel_order_number: str
    lines: _containers.RepeatedCompositeFieldContainer[OmsOrderLine]
    total: _money_pb2.Money
    place_time: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., channel_order_number: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[OmsOrderLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., place_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OmsOrderLine(_message.Message):
    __slots__ = ("line_id", "sku_id", "sku_code", "name", "variant", "quantity", "unit_price", "line_total", "discount")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    LINE_TOTAL_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    sku_id: str
    sku_code: str
    name: str
    variant: str
    quantity: int
    unit_price: _money_pb2.Money
    line_total: _money_pb2.Money
    discount: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., name: _Optional[str] = ..., variant: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., line_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OmsVoucher(_message.Message):
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
    state: OmsVoucherState
    expire_time: _timestamp_pb2.Timestamp
    redeem_time: _timestamp_pb2.Timestamp
    redeem_store_id: str
    def __init__(self, voucher_id: _Optional[str] = ..., line_id: _Optional[str] = ..., code: _Optional[str] = ..., state: _Optional[_Union[OmsVoucherState, str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., redeem_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., redeem_store_id: _Optional[str] = ...) -> None: ...

class OmsOrderState(_message.Message):
    __slots__ = ("order_id", "merchant_id", "store_id", "decision", "reason", "revision", "vouchers")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    VOUCHERS_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    merchant_id: str
    store_id: str
    decision: OmsDecision
    reason: str
    revision: int
    vouchers: _containers.RepeatedCompositeFieldContainer[OmsVoucher]
    def __init__(self, order_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., decision: _Optional[_Union[OmsDecision, str]] = ..., reason: _Optional[str] = ..., revision: _Optional[int] = ..., vouchers: _Optional[_Iterable[_Union[OmsVoucher, _Mapping]]] = ...) -> None: ...
