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

class AfterSaleStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AFTER_SALE_STATUS_UNSPECIFIED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_APPLIED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_AGREED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_REFUSED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_ARBITRATING: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_REFUNDED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_FAILED: _ClassVar[AfterSaleStatus]
    AFTER_SALE_STATUS_WITHDRAWN: _ClassVar[AfterSaleStatus]

class AfterSaleOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AFTER_SALE_ORIGIN_UNSPECIFIED: _ClassVar[AfterSaleOrigin]
    AFTER_SALE_ORIGIN_CUSTOMER: _ClassVar[AfterSaleOrigin]
    AFTER_SALE_ORIGIN_STORE: _ClassVar[AfterSaleOrigin]
    AFTER_SALE_ORIGIN_CHANNEL: _ClassVar[AfterSaleOrigin]
    AFTER_SALE_ORIGIN_OPERATOR: _ClassVar[AfterSaleOrigin]
AFTER_SALE_STATUS_UNSPECIFIED: AfterSaleStatus
AFTER_SALE_STATUS_APPLIED: AfterSaleStatus
AFTER_SALE_STATUS_AGREED: AfterSaleStatus
AFTER_SALE_STATUS_REFUSED: AfterSaleStatus
AFTER_SALE_STATUS_ARBITRATING: AfterSaleStatus
AFTER_SALE_STATUS_REFUNDED: AfterSaleStatus
AFTER_SALE_STATUS_FAILED: AfterSaleStatus
AFTER_SALE_STATUS_WITHDRAWN: AfterSaleStatus
AFTER_SALE_ORIGIN_UNSPECIFIED: AfterSaleOrigin
AFTER_SALE_ORIGIN_CUSTOMER: AfterSaleOrigin
AFTER_SALE_ORIGIN_STORE: AfterSaleOrigin
AFTER_SALE_ORIGIN_CHANNEL: AfterSaleOrigin
AFTER_SALE_ORIGIN_OPERATOR: AfterSaleOrigin

class AfterSale(_message.Message):
    __slots__ = ("after_sale_id", "order_id", "status", "amount", "lines", "reason", "answer", "create_time", "update_time", "origin", "attempt", "refunded", "fees", "discount_by_merchant", "discount_by_platform", "held_by_channel", "failure_reason", "channel_refund_number", "unmade")
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    FEES_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_BY_MERCHANT_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_BY_PLATFORM_FIELD_NUMBER: _ClassVar[int]
    HELD_BY_CHANNEL_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_REFUND_NUMBER_FIELD_NUMBER: _ClassVar[int]
    UNMADE_FIELD_NUMBER: _ClassVar[int]
    after_sale_id: str
    order_id: str
    status: AfterSaleStatus
    amount: _money_pb2.Money
    lines: _containers.RepeatedCompositeFieldContainer[AfterSaleLine]
    reason: str
    answer: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    origin: AfterSaleOrigin
    attempt: int
    refunded: _money_pb2.Money
    fees: _money_pb2.Money
    discount_by_merchant: _money_pb2.Money
    discount_by_platform: _money_pb2.Money
    held_by_channel: bool
    failure_reason: str
    channel_refund_number: str
    unmade: bool
    def __init__(self, after_sale_id: _Optional[str] = ..., order_id: _Optional[str] = ..., status: _Optional[_Union[AfterSaleStatus, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ..., answer: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., origin: _Optional[_Union[AfterSaleOrigin, str]] = ..., attempt: _Optional[int] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., fees: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount_by_merchant: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount_by_platform: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., held_by_channel: _Optional[bool] = ..., failure_reason: _Optional[str] = ..., channel_refund_number: _Optional[str] = ..., unmade: _Optional[bool] = ...) -> None: ...

class AfterSaleLine(_message.Message):
    __slots__ = ("line_id", "quantity", "price", "packaging_fee", "voucher_ids")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    VOUCHER_IDS_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    quantity: int
    price: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    voucher_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, line_id: _Optional[str] = ..., quantity: _Optional[int] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., voucher_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class AfterSaleAccount(_message.Message):
    __slots__ = ("order_id", "lines", "paid", "asked", "agreed", "refunded", "failed", "left")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    PAID_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[AfterSaleAccountLine]
    paid: _money_pb2.Money
    asked: _money_pb2.Money
    agreed: _money_pb2.Money
    refunded: _money_pb2.Money
    failed: _money_pb2.Money
    left: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[AfterSaleAccountLine, _Mapping]]] = ..., paid: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., asked: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., agreed: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., failed: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., left: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class AfterSaleAccountLine(_message.Message):
    __slots__ = ("line_id", "bought", "asked", "agreed", "refunded", "failed", "left")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    BOUGHT_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    bought: AfterSaleShare
    asked: AfterSaleShare
    agreed: AfterSaleShare
    refunded: AfterSaleShare
    failed: AfterSaleShare
    left: AfterSaleShare
    def __init__(self, line_id: _Optional[str] = ..., bought: _Optional[_Union[AfterSaleShare, _Mapping]] = ..., asked: _Optional[_Union[AfterSaleShare, _Mapping]] = ..., agreed: _Optional[_Union[AfterSaleShare, _Mapping]] = ..., refunded: _Optional[_Union[AfterSaleShare, _Mapping]] = ..., failed: _Optional[_Union[AfterSaleShare, _Mapping]] = ..., left: _Optional[_Union[AfterSaleShare, _Mapping]] = ...) -> None: ...

class AfterSaleShare(_message.Message):
    __slots__ = ("quantity", "price")
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    quantity: int
    price: _money_pb2.Money
    def __init__(self, quantity: _Optional[int] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
