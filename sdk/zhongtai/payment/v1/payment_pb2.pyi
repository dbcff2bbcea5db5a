import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PaymentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAYMENT_STATUS_UNSPECIFIED: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_CREATED: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_PENDING: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_CAPTURED: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_PARTLY_REFUNDED: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_REFUNDED: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_CLOSED: _ClassVar[PaymentStatus]
    PAYMENT_STATUS_FAILED: _ClassVar[PaymentStatus]

class PaymentUse(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAYMENT_USE_UNSPECIFIED: _ClassVar[PaymentUse]
    PAYMENT_USE_ORDER: _ClassVar[PaymentUse]
    PAYMENT_USE_SURPLUS: _ClassVar[PaymentUse]

class RefundStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REFUND_STATUS_UNSPECIFIED: _ClassVar[RefundStatus]
    REFUND_STATUS_REQUESTED: _ClassVar[RefundStatus]
    REFUND_STATUS_SUBMITTED: _ClassVar[RefundStatus]
    REFUND_STATUS_SUCCEEDED: _ClassVar[RefundStatus]
    REFUND_STATUS_FAILED: _ClassVar[RefundStatus]

class RefundOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REFUND_ORIGIN_UNSPECIFIED: _ClassVar[RefundOrigin]
    REFUND_ORIGIN_CALLER: _ClassVar[RefundOrigin]
    REFUND_ORIGIN_ORDER_CANCELLED: _ClassVar[RefundOrigin]
    REFUND_ORIGIN_LATE_PAYMENT: _ClassVar[RefundOrigin]
    REFUND_ORIGIN_SECOND_PAYMENT: _ClassVar[RefundOrigin]
    REFUND_ORIGIN_AMOUNT_MISMATCH: _ClassVar[RefundOrigin]
    REFUND_ORIGIN_PAYMENT_DECLINED: _ClassVar[RefundOrigin]
PAYMENT_STATUS_UNSPECIFIED: PaymentStatus
PAYMENT_STATUS_CREATED: PaymentStatus
PAYMENT_STATUS_PENDING: PaymentStatus
PAYMENT_STATUS_CAPTURED: PaymentStatus
PAYMENT_STATUS_PARTLY_REFUNDED: PaymentStatus
PAYMENT_STATUS_REFUNDED: PaymentStatus
PAYMENT_STATUS_CLOSED: PaymentStatus
PAYMENT_STATUS_FAILED: PaymentStatus
PAYMENT_USE_UNSPECIFIED: PaymentUse
PAYMENT_USE_ORDER: PaymentUse
PAYMENT_USE_SURPLUS: PaymentUse
REFUND_STATUS_UNSPECIFIED: RefundStatus
REFUND_STATUS_REQUESTED: RefundStatus
REFUND_STATUS_SUBMITTED: RefundStatus
REFUND_STATUS_SUCCEEDED: RefundStatus
REFUND_STATUS_FAILED: RefundStatus
REFUND_ORIGIN_UNSPECIFIED: RefundOrigin
REFUND_ORIGIN_CALLER: RefundOrigin
REFUND_ORIGIN_ORDER_CANCELLED: RefundOrigin
REFUND_ORIGIN_LATE_PAYMENT: RefundOrigin
REFUND_ORIGIN_SECOND_PAYMENT: RefundOrigin
REFUND_ORIGIN_AMOUNT_MISMATCH: RefundOrigin
REFUND_ORIGIN_PAYMENT_DECLINED: RefundOrigin

class Payment(_message.Message):
    __slots__ = ("payment_id", "order_id", "person_id", "provider", "status", "amount", "captured_amount", "refunded_amount", "refunding_amount", "use", "subject", "client_parameters", "pay_url", "provider_trade_id", "failure_reason", "create_time", "expire_time", "capture_time", "close_time")
    class ClientParametersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CAPTURED_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REFUNDING_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    PAY_URL_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_TRADE_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    CAPTURE_TIME_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    order_id: str
    person_id: str
    provider: str
    status: PaymentStatus
    amount: _money_pb2.Money
    captured_amount: _money_pb2.Money
    refunded_amount: _money_pb2.Money
    refunding_amount: _money_pb2.Money
    use: PaymentUse
    subject: str
    client_parameters: _containers.ScalarMap[str, str]
    pay_url: str
    provider_trade_id: str
    failure_reason: str
    create_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    capture_time: _timestamp_pb2.Timestamp
    close_time: _timestamp_pb2.Timestamp
    def __init__(self, payment_id: _Optional[str] = ..., order_id: _Optional[str] = ..., person_id: _Optional[str] = ..., provider: _Optional[str] = ..., status: _Optional[_Union[PaymentStatus, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., captured_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunded_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunding_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., use: _Optional[_Union[PaymentUse, str]] = ..., subject: _Optional[str] = ..., client_parameters: _Optional[_Mapping[str, str]] = ..., pay_url: _Optional[str] = ..., provider_trade_id: _Optional[str] = ..., failure_reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., capture_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Refund(_message.Message):
    __slots__ = ("refund_id", "payment_id", "order_id", "status", "amount", "reason", "origin", "provider_refund_id", "failure_reason", "attempt_count", "create_time", "finish_time", "after_sale_id", "after_sale_attempt")
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    refund_id: str
    payment_id: str
    order_id: str
    status: RefundStatus
    amount: _money_pb2.Money
    reason: str
    origin: RefundOrigin
    provider_refund_id: str
    failure_reason: str
    attempt_count: int
    create_time: _timestamp_pb2.Timestamp
    finish_time: _timestamp_pb2.Timestamp
    after_sale_id: str
    after_sale_attempt: int
    def __init__(self, refund_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., order_id: _Optional[str] = ..., status: _Optional[_Union[RefundStatus, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., reason: _Optional[str] = ..., origin: _Optional[_Union[RefundOrigin, str]] = ..., provider_refund_id: _Optional[str] = ..., failure_reason: _Optional[str] = ..., attempt_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., after_sale_id: _Optional[str] = ..., after_sale_attempt: _Optional[int] = ...) -> None: ...
