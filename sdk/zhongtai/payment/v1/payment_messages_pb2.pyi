import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.payment.v1 import notice_pb2 as _notice_pb2
from zhongtai.payment.v1 import payment_pb2 as _payment_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreatePaymentRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "person_id", "amount", "provider", "subject", "expire_time", "payer_subject")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PAYER_SUBJECT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    person_id: str
    amount: _money_pb2.Money
    provider: str
    subject: str
    expire_time: _timestamp_pb2.Timestamp
    payer_subject: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., person_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., provider: _Optional[str] = ..., subject: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., payer_subject: _Optional[str] = ...) -> None: ...

class CreatePaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: _payment_pb2.Payment
    def __init__(self, payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ...) -> None: ...

class GetPaymentRequest(_message.Message):
    __slots__ = ("payment_id",)
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    def __init__(self, payment_id: _Optional[str] = ...) -> None: ...

class GetPaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: _payment_pb2.Payment
    def __init__(self, payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ...) -> None: ...

class ListPaymentsRequest(_message.Message):
    __slots__ = ("order_id", "status", "provider", "page_size", "page_token")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    status: _payment_pb2.PaymentStatus
    provider: str
    page_size: int
    page_token: str
    def __init__(self, order_id: _Optional[str] = ..., status: _Optional[_Union[_payment_pb2.PaymentStatus, str]] = ..., provider: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPaymentsResponse(_message.Message):
    __slots__ = ("payments", "next_page_token")
    PAYMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    payments: _containers.RepeatedCompositeFieldContainer[_payment_pb2.Payment]
    next_page_token: str
    def __init__(self, payments: _Optional[_Iterable[_Union[_payment_pb2.Payment, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RefreshPaymentRequest(_message.Message):
    __slots__ = ("payment_id",)
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    def __init__(self, payment_id: _Optional[str] = ...) -> None: ...

class RefreshPaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: _payment_pb2.Payment
    def __init__(self, payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ...) -> None: ...

class ClosePaymentRequest(_message.Message):
    __slots__ = ("request_id", "payment_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    payment_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ClosePaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: _payment_pb2.Payment
    def __init__(self, payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ...) -> None: ...

class CancelOrderPaymentsRequest(_message.Message):
    __slots__ = ("order_ids", "reason")
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelOrderPaymentsResponse(_message.Message):
    __slots__ = ("results",)
    class Result(_message.Message):
        __slots__ = ("order_id", "closing_payment_ids", "refunds", "refusal_reason", "refusal_message")
        ORDER_ID_FIELD_NUMBER: _ClassVar[int]
        CLOSING_PAYMENT_IDS_FIELD_NUMBER: _ClassVar[int]
        REFUNDS_FIELD_NUMBER: _ClassVar[int]
        REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
        REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
        order_id: str
        closing_payment_ids: _containers.RepeatedScalarFieldContainer[str]
        refunds: _containers.RepeatedCompositeFieldContainer[_payment_pb2.Refund]
        refusal_reason: str
        refusal_message: str
        def __init__(self, order_id: _Optional[str] = ..., closing_payment_ids: _Optional[_Iterable[str]] = ..., refunds: _Optional[_Iterable[_Union[_payment_pb2.Refund, _Mapping]]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[CancelOrderPaymentsResponse.Result]
    def __init__(self, results: _Optional[_Iterable[_Union[CancelOrderPaymentsResponse.Result, _Mapping]]] = ...) -> None: ...

class DeclinePaymentRequest(_message.Message):
    __slots__ = ("payment_id", "reason")
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    reason: str
    def __init__(self, payment_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DeclinePaymentResponse(_message.Message):
    __slots__ = ("payment",)
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    payment: _payment_pb2.Payment
    def __init__(self, payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ...) -> None: ...

class HandleNoticeRequest(_message.Message):
    __slots__ = ("provider", "headers", "body")
    class HeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    provider: str
    headers: _containers.ScalarMap[str, str]
    body: bytes
    def __init__(self, provider: _Optional[str] = ..., headers: _Optional[_Mapping[str, str]] = ..., body: _Optional[bytes] = ...) -> None: ...

class HandleNoticeResponse(_message.Message):
    __slots__ = ("outcome", "payment", "merchant_id", "reply_status", "reply_headers", "reply_body", "refund")
    class ReplyHeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    REPLY_STATUS_FIELD_NUMBER: _ClassVar[int]
    REPLY_HEADERS_FIELD_NUMBER: _ClassVar[int]
    REPLY_BODY_FIELD_NUMBER: _ClassVar[int]
    REFUND_FIELD_NUMBER: _ClassVar[int]
    outcome: _notice_pb2.NoticeOutcome
    payment: _payment_pb2.Payment
    merchant_id: str
    reply_status: int
    reply_headers: _containers.ScalarMap[str, str]
    reply_body: bytes
    refund: _payment_pb2.Refund
    def __init__(self, outcome: _Optional[_Union[_notice_pb2.NoticeOutcome, str]] = ..., payment: _Optional[_Union[_payment_pb2.Payment, _Mapping]] = ..., merchant_id: _Optional[str] = ..., reply_status: _Optional[int] = ..., reply_headers: _Optional[_Mapping[str, str]] = ..., reply_body: _Optional[bytes] = ..., refund: _Optional[_Union[_payment_pb2.Refund, _Mapping]] = ...) -> None: ...

class ListNoticesRequest(_message.Message):
    __slots__ = ("payment_id", "outcome", "page_size", "page_token")
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    outcome: _notice_pb2.NoticeOutcome
    page_size: int
    page_token: str
    def __init__(self, payment_id: _Optional[str] = ..., outcome: _Optional[_Union[_notice_pb2.NoticeOutcome, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[_notice_pb2.Notice]
    next_page_token: str
    def __init__(self, notices: _Optional[_Iterable[_Union[_notice_pb2.Notice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
