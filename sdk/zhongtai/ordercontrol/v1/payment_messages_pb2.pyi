import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.order.v1 import after_sale_pb2 as _after_sale_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StartPaymentRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "provider")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    provider: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., provider: _Optional[str] = ...) -> None: ...

class StartPaymentResponse(_message.Message):
    __slots__ = ("payment_id", "amount", "client_parameters", "pay_url", "expire_time")
    class ClientParametersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    PAY_URL_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    payment_id: str
    amount: _money_pb2.Money
    client_parameters: _containers.ScalarMap[str, str]
    pay_url: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, payment_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., client_parameters: _Optional[_Mapping[str, str]] = ..., pay_url: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HandlePaymentNoticeRequest(_message.Message):
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

class HandlePaymentNoticeResponse(_message.Message):
    __slots__ = ("reply_status", "reply_headers", "reply_body", "payment_id", "order_id")
    class ReplyHeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    REPLY_STATUS_FIELD_NUMBER: _ClassVar[int]
    REPLY_HEADERS_FIELD_NUMBER: _ClassVar[int]
    REPLY_BODY_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    reply_status: int
    reply_headers: _containers.ScalarMap[str, str]
    reply_body: bytes
    payment_id: str
    order_id: str
    def __init__(self, reply_status: _Optional[int] = ..., reply_headers: _Optional[_Mapping[str, str]] = ..., reply_body: _Optional[bytes] = ..., payment_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class CancelOrderRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "reason", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    reason: _order_pb2.CancelReason
    note: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., note: _Optional[str] = ...) -> None: ...

class CancelOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class ApplyAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "lines", "reason", "amount")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSaleLine]
    reason: str
    amount: _money_pb2.Money
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ApplyAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class AgreeAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "after_sale_id", "answer", "although_used")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ALTHOUGH_USED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    after_sale_id: str
    answer: str
    although_used: bool
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., answer: _Optional[str] = ..., although_used: _Optional[bool] = ...) -> None: ...

class AgreeAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class RefuseAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "after_sale_id", "answer")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    after_sale_id: str
    answer: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class RefuseAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class EscalateAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "after_sale_id", "answer")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    after_sale_id: str
    answer: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...

class EscalateAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class WithdrawAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "after_sale_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    after_sale_id: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ...) -> None: ...

class WithdrawAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class CancelOrderLinesRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "lines", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSaleLine]
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelOrderLinesResponse(_message.Message):
    __slots__ = ("after_sale", "order")
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    order: _order_pb2.Order
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class RecordChannelRefundRequest(_message.Message):
    __slots__ = ("order_id", "store_id", "channel", "channel_order_number", "channel_refund_number", "amount", "after_sale_id", "lines", "reason", "requested_by")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_REFUND_NUMBER_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    channel: str
    channel_order_number: str
    channel_refund_number: str
    amount: _money_pb2.Money
    after_sale_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSaleLine]
    reason: str
    requested_by: _after_sale_pb2.AfterSaleOrigin
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., channel_order_number: _Optional[str] = ..., channel_refund_number: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., after_sale_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ..., requested_by: _Optional[_Union[_after_sale_pb2.AfterSaleOrigin, str]] = ...) -> None: ...

class RecordChannelRefundResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class ListFollowersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFollowersResponse(_message.Message):
    __slots__ = ("followers", "next_page_token")
    FOLLOWERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    followers: _containers.RepeatedCompositeFieldContainer[Follower]
    next_page_token: str
    def __init__(self, followers: _Optional[_Iterable[_Union[Follower, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Follower(_message.Message):
    __slots__ = ("reader", "handled_count", "last_time", "last_error", "failing_since_time", "stands_still", "letter_count", "stopped_letter_count", "waiting_count", "seconds_behind", "held_merchant_ids")
    READER_FIELD_NUMBER: _ClassVar[int]
    HANDLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    FAILING_SINCE_TIME_FIELD_NUMBER: _ClassVar[int]
    STANDS_STILL_FIELD_NUMBER: _ClassVar[int]
    LETTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    STOPPED_LETTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    SECONDS_BEHIND_FIELD_NUMBER: _ClassVar[int]
    HELD_MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    reader: str
    handled_count: int
    last_time: _timestamp_pb2.Timestamp
    last_error: str
    failing_since_time: _timestamp_pb2.Timestamp
    stands_still: bool
    letter_count: int
    stopped_letter_count: int
    waiting_count: int
    seconds_behind: int
    held_merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reader: _Optional[str] = ..., handled_count: _Optional[int] = ..., last_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_error: _Optional[str] = ..., failing_since_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., stands_still: _Optional[bool] = ..., letter_count: _Optional[int] = ..., stopped_letter_count: _Optional[int] = ..., waiting_count: _Optional[int] = ..., seconds_behind: _Optional[int] = ..., held_merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...
