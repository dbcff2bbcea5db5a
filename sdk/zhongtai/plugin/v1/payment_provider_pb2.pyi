import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.plugin.v1 import http_answer_pb2 as _http_answer_pb2
from zhongtai.plugin.v1 import plugin_pb2 as _plugin_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProviderPaymentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVIDER_PAYMENT_STATUS_UNSPECIFIED: _ClassVar[ProviderPaymentStatus]
    PROVIDER_PAYMENT_STATUS_UNKNOWN: _ClassVar[ProviderPaymentStatus]
    PROVIDER_PAYMENT_STATUS_PENDING: _ClassVar[ProviderPaymentStatus]
    PROVIDER_PAYMENT_STATUS_SUCCEEDED: _ClassVar[ProviderPaymentStatus]
    PROVIDER_PAYMENT_STATUS_CLOSED: _ClassVar[ProviderPaymentStatus]

class ProviderRefundStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVIDER_REFUND_STATUS_UNSPECIFIED: _ClassVar[ProviderRefundStatus]
    PROVIDER_REFUND_STATUS_UNKNOWN: _ClassVar[ProviderRefundStatus]
    PROVIDER_REFUND_STATUS_PROCESSING: _ClassVar[ProviderRefundStatus]
    PROVIDER_REFUND_STATUS_SUCCEEDED: _ClassVar[ProviderRefundStatus]
    PROVIDER_REFUND_STATUS_FAILED: _ClassVar[ProviderRefundStatus]

class ProviderNoticeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVIDER_NOTICE_KIND_UNSPECIFIED: _ClassVar[ProviderNoticeKind]
    PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED: _ClassVar[ProviderNoticeKind]
    PROVIDER_NOTICE_KIND_PAYMENT_CLOSED: _ClassVar[ProviderNoticeKind]
    PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED: _ClassVar[ProviderNoticeKind]
    PROVIDER_NOTICE_KIND_REFUND_FAILED: _ClassVar[ProviderNoticeKind]
    PROVIDER_NOTICE_KIND_OTHER: _ClassVar[ProviderNoticeKind]

class BillKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BILL_KIND_UNSPECIFIED: _ClassVar[BillKind]
    BILL_KIND_FUND_FLOW: _ClassVar[BillKind]
PROVIDER_PAYMENT_STATUS_UNSPECIFIED: ProviderPaymentStatus
PROVIDER_PAYMENT_STATUS_UNKNOWN: ProviderPaymentStatus
PROVIDER_PAYMENT_STATUS_PENDING: ProviderPaymentStatus
PROVIDER_PAYMENT_STATUS_SUCCEEDED: ProviderPaymentStatus
PROVIDER_PAYMENT_STATUS_CLOSED: ProviderPaymentStatus
PROVIDER_REFUND_STATUS_UNSPECIFIED: ProviderRefundStatus
PROVIDER_REFUND_STATUS_UNKNOWN: ProviderRefundStatus
PROVIDER_REFUND_STATUS_PROCESSING: ProviderRefundStatus
PROVIDER_REFUND_STATUS_SUCCEEDED: ProviderRefundStatus
PROVIDER_REFUND_STATUS_FAILED: ProviderRefundStatus
PROVIDER_NOTICE_KIND_UNSPECIFIED: ProviderNoticeKind
PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED: ProviderNoticeKind
PROVIDER_NOTICE_KIND_PAYMENT_CLOSED: ProviderNoticeKind
PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED: ProviderNoticeKind
PROVIDER_NOTICE_KIND_REFUND_FAILED: ProviderNoticeKind
PROVIDER_NOTICE_KIND_OTHER: ProviderNoticeKind
BILL_KIND_UNSPECIFIED: BillKind
BILL_KIND_FUND_FLOW: BillKind

class CreatePaymentRequest(_message.Message):
    __slots__ = ("payment_id", "merchant_id", "amount", "subject", "expire_time", "notify_url", "payer_subject", "order_id")
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    NOTIFY_URL_FIELD_NUMBER: _ClassVar[int]
    PAYER_SUBJECT_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    merchant_id: str
    amount: _money_pb2.Money
    subject: str
    expire_time: _timestamp_pb2.Timestamp
    notify_url: str
    payer_subject: str
    order_id: str
    def __init__(self, payment_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., subject: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., notify_url: _Optional[str] = ..., payer_subject: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class CreatePaymentResponse(_message.Message):
    __slots__ = ("provider_trade_no", "client_parameters", "pay_url")
    class ClientParametersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PROVIDER_TRADE_NO_FIELD_NUMBER: _ClassVar[int]
    CLIENT_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    PAY_URL_FIELD_NUMBER: _ClassVar[int]
    provider_trade_no: str
    client_parameters: _containers.ScalarMap[str, str]
    pay_url: str
    def __init__(self, provider_trade_no: _Optional[str] = ..., client_parameters: _Optional[_Mapping[str, str]] = ..., pay_url: _Optional[str] = ...) -> None: ...

class ProviderPayment(_message.Message):
    __slots__ = ("payment_id", "status", "provider_trade_no", "paid_amount", "paid_time", "refunded_amount")
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_TRADE_NO_FIELD_NUMBER: _ClassVar[int]
    PAID_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PAID_TIME_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    status: ProviderPaymentStatus
    provider_trade_no: str
    paid_amount: _money_pb2.Money
    paid_time: _timestamp_pb2.Timestamp
    refunded_amount: _money_pb2.Money
    def __init__(self, payment_id: _Optional[str] = ..., status: _Optional[_Union[ProviderPaymentStatus, str]] = ..., provider_trade_no: _Optional[str] = ..., paid_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., refunded_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class QueryPaymentRequest(_message.Message):
    __slots__ = ("payment_id", "merchant_id")
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    merchant_id: str
    def __init__(self, payment_id: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...

class QueryPaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: ProviderPayment
    def __init__(self, payment: _Optional[_Union[ProviderPayment, _Mapping]] = ...) -> None: ...

class ClosePaymentRequest(_message.Message):
    __slots__ = ("payment_id", "merchant_id")
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    merchant_id: str
    def __init__(self, payment_id: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...

class ClosePaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: ProviderPayment
    def __init__(self, payment: _Optional[_Union[ProviderPayment, _Mapping]] = ...) -> None: ...

class CreateRefundRequest(_message.Message):
    __slots__ = ("refund_id", "payment_id", "amount", "reason", "notify_url", "merchant_id")
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTIFY_URL_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    refund_id: str
    payment_id: str
    amount: _money_pb2.Money
    reason: str
    notify_url: str
    merchant_id: str
    def __init__(self, refund_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., reason: _Optional[str] = ..., notify_url: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...

class ProviderRefund(_message.Message):
    __slots__ = ("refund_id", "payment_id", "status", "provider_refund_no", "amount", "succeeded_time", "failure")
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_REFUND_NO_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    SUCCEEDED_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    refund_id: str
    payment_id: str
    status: ProviderRefundStatus
    provider_refund_no: str
    amount: _money_pb2.Money
    succeeded_time: _timestamp_pb2.Timestamp
    failure: str
    def __init__(self, refund_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., status: _Optional[_Union[ProviderRefundStatus, str]] = ..., provider_refund_no: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., succeeded_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., failure: _Optional[str] = ...) -> None: ...

class CreateRefundResponse(_message.Message):
    __slots__ = ("refund",)
    REFUND_FIELD_NUMBER: _ClassVar[int]
    refund: ProviderRefund
    def __init__(self, refund: _Optional[_Union[ProviderRefund, _Mapping]] = ...) -> None: ...

class QueryRefundRequest(_message.Message):
    __slots__ = ("refund_id", "merchant_id")
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    refund_id: str
    merchant_id: str
    def __init__(self, refund_id: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...

class QueryRefundResponse(_message.Message):
    __slots__ = ("refund",)
    REFUND_FIELD_NUMBER: _ClassVar[int]
    refund: ProviderRefund
    def __init__(self, refund: _Optional[_Union[ProviderRefund, _Mapping]] = ...) -> None: ...

class VerifyNoticeRequest(_message.Message):
    __slots__ = ("headers", "body")
    class HeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    headers: _containers.ScalarMap[str, str]
    body: bytes
    def __init__(self, headers: _Optional[_Mapping[str, str]] = ..., body: _Optional[bytes] = ...) -> None: ...

class VerifiedNotice(_message.Message):
    __slots__ = ("event_id", "kind", "payment_id", "merchant_id", "refund_id", "provider_trade_no", "amount", "occurred_time")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_TRADE_NO_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    kind: ProviderNoticeKind
    payment_id: str
    merchant_id: str
    refund_id: str
    provider_trade_no: str
    amount: _money_pb2.Money
    occurred_time: _timestamp_pb2.Timestamp
    def __init__(self, event_id: _Optional[str] = ..., kind: _Optional[_Union[ProviderNoticeKind, str]] = ..., payment_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., provider_trade_no: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VerifyNoticeResponse(_message.Message):
    __slots__ = ("notice", "error", "success_answer", "failure_answer")
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_ANSWER_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ANSWER_FIELD_NUMBER: _ClassVar[int]
    notice: VerifiedNotice
    error: _plugin_pb2.PluginError
    success_answer: _http_answer_pb2.HttpAnswer
    failure_answer: _http_answer_pb2.HttpAnswer
    def __init__(self, notice: _Optional[_Union[VerifiedNotice, _Mapping]] = ..., error: _Optional[_Union[_plugin_pb2.PluginError, _Mapping]] = ..., success_answer: _Optional[_Union[_http_answer_pb2.HttpAnswer, _Mapping]] = ..., failure_answer: _Optional[_Union[_http_answer_pb2.HttpAnswer, _Mapping]] = ...) -> None: ...

class DownloadBillRequest(_message.Message):
    __slots__ = ("bill_date", "merchant_id", "kind")
    BILL_DATE_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    bill_date: str
    merchant_id: str
    kind: BillKind
    def __init__(self, bill_date: _Optional[str] = ..., merchant_id: _Optional[str] = ..., kind: _Optional[_Union[BillKind, str]] = ...) -> None: ...

class DownloadBillResponse(_message.Message):
    __slots__ = ("entries", "day_begin_time", "day_end_time")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    DAY_BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    DAY_END_TIME_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[BillEntry]
    day_begin_time: _timestamp_pb2.Timestamp
    day_end_time: _timestamp_pb2.Timestamp
    def __init__(self, entries: _Optional[_Iterable[_Union[BillEntry, _Mapping]]] = ..., day_begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., day_end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BillEntry(_message.Message):
    __slots__ = ("provider_trade_no", "payment_id", "refund_id", "amount", "fee", "occurred_time", "provider_word", "merchant_id")
    PROVIDER_TRADE_NO_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_WORD_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    provider_trade_no: str
    payment_id: str
    refund_id: str
    amount: _money_pb2.Money
    fee: _money_pb2.Money
    occurred_time: _timestamp_pb2.Timestamp
    provider_word: str
    merchant_id: str
    def __init__(self, provider_trade_no: _Optional[str] = ..., payment_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provider_word: _Optional[str] = ..., merchant_id: _Optional[str] = ...) -> None: ...
