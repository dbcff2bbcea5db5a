from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.order.v1 import after_sale_pb2 as _after_sale_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ApplyAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "lines", "amount", "reason", "channel_refund_number", "requested_by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_REFUND_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSaleLine]
    amount: _money_pb2.Money
    reason: str
    channel_refund_number: str
    requested_by: _after_sale_pb2.AfterSaleOrigin
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSaleLine, _Mapping]]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., reason: _Optional[str] = ..., channel_refund_number: _Optional[str] = ..., requested_by: _Optional[_Union[_after_sale_pb2.AfterSaleOrigin, str]] = ...) -> None: ...

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

class FailAfterSaleRequest(_message.Message):
    __slots__ = ("order_id", "after_sale_id", "attempt", "reason")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    after_sale_id: str
    attempt: int
    reason: str
    def __init__(self, order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., attempt: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class FailAfterSaleResponse(_message.Message):
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
    __slots__ = ("order_id", "channel_refund_number", "amount", "after_sale_id", "lines", "reason", "requested_by")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_REFUND_NUMBER_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    channel_refund_number: str
    amount: _money_pb2.Money
    after_sale_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSaleLine]
    reason: str
    requested_by: _after_sale_pb2.AfterSaleOrigin
    def __init__(self, order_id: _Optional[str] = ..., channel_refund_number: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., after_sale_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ..., requested_by: _Optional[_Union[_after_sale_pb2.AfterSaleOrigin, str]] = ...) -> None: ...

class RecordChannelRefundResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class GetAfterSaleRequest(_message.Message):
    __slots__ = ("order_id", "after_sale_id")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    after_sale_id: str
    def __init__(self, order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ...) -> None: ...

class GetAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: _after_sale_pb2.AfterSale
    def __init__(self, after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ...) -> None: ...

class GetAfterSaleAccountRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class GetAfterSaleAccountResponse(_message.Message):
    __slots__ = ("account",)
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    account: _after_sale_pb2.AfterSaleAccount
    def __init__(self, account: _Optional[_Union[_after_sale_pb2.AfterSaleAccount, _Mapping]] = ...) -> None: ...

class ListAfterSalesRequest(_message.Message):
    __slots__ = ("order_id", "store_id", "status", "page_size", "page_token")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    status: _after_sale_pb2.AfterSaleStatus
    page_size: int
    page_token: str
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., status: _Optional[_Union[_after_sale_pb2.AfterSaleStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAfterSalesResponse(_message.Message):
    __slots__ = ("after_sales", "next_page_token")
    AFTER_SALES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    after_sales: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSale]
    next_page_token: str
    def __init__(self, after_sales: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSale, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
