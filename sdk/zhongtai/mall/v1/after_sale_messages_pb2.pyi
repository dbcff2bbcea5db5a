import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.order.v1 import after_sale_pb2 as _after_sale_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AfterSale(_message.Message):
    __slots__ = ("after_sale_id", "order_id", "status", "amount", "lines", "reason", "answer", "origin", "refunded", "create_time", "update_time")
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    after_sale_id: str
    order_id: str
    status: _after_sale_pb2.AfterSaleStatus
    amount: _money_pb2.Money
    lines: _containers.RepeatedCompositeFieldContainer[_after_sale_pb2.AfterSaleLine]
    reason: str
    answer: str
    origin: _after_sale_pb2.AfterSaleOrigin
    refunded: _money_pb2.Money
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, after_sale_id: _Optional[str] = ..., order_id: _Optional[str] = ..., status: _Optional[_Union[_after_sale_pb2.AfterSaleStatus, str]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[_after_sale_pb2.AfterSaleLine, _Mapping]]] = ..., reason: _Optional[str] = ..., answer: _Optional[str] = ..., origin: _Optional[_Union[_after_sale_pb2.AfterSaleOrigin, str]] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ApplyAfterSaleRequest(_message.Message):
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

class ApplyAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: AfterSale
    def __init__(self, after_sale: _Optional[_Union[AfterSale, _Mapping]] = ...) -> None: ...

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
    after_sale: AfterSale
    def __init__(self, after_sale: _Optional[_Union[AfterSale, _Mapping]] = ...) -> None: ...

class ListAfterSalesRequest(_message.Message):
    __slots__ = ("order_id", "page_size", "page_token")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    page_size: int
    page_token: str
    def __init__(self, order_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAfterSalesResponse(_message.Message):
    __slots__ = ("after_sales", "next_page_token")
    AFTER_SALES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    after_sales: _containers.RepeatedCompositeFieldContainer[AfterSale]
    next_page_token: str
    def __init__(self, after_sales: _Optional[_Iterable[_Union[AfterSale, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

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
    after_sale: AfterSale
    def __init__(self, after_sale: _Optional[_Union[AfterSale, _Mapping]] = ...) -> None: ...

class EscalateAfterSaleRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "after_sale_id", "words")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    after_sale_id: str
    words: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., words: _Optional[str] = ...) -> None: ...

class EscalateAfterSaleResponse(_message.Message):
    __slots__ = ("after_sale",)
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    after_sale: AfterSale
    def __init__(self, after_sale: _Optional[_Union[AfterSale, _Mapping]] = ...) -> None: ...
