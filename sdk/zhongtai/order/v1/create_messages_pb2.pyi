import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.order.v1 import finished_pb2 as _finished_pb2
from zhongtai.order.v1 import line_pb2 as _line_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BeginOrderRequest(_message.Message):
    __slots__ = ("request_id", "body_hash", "store_id", "person_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BODY_HASH_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    body_hash: bytes
    store_id: str
    person_id: str
    def __init__(self, request_id: _Optional[str] = ..., body_hash: _Optional[bytes] = ..., store_id: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class BeginOrderResponse(_message.Message):
    __slots__ = ("order_id", "order", "is_new")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    IS_NEW_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    order: _order_pb2.Order
    is_new: bool
    def __init__(self, order_id: _Optional[str] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ..., is_new: _Optional[bool] = ...) -> None: ...

class AbandonPlacementRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "order_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    order_id: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class AbandonPlacementResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class NewOrder(_message.Message):
    __slots__ = ("order_id", "store_id", "channel", "channel_order_number", "service_type", "fulfilment_route", "person_id", "business_date", "lines", "discounts", "packaging_fee", "delivery_fee", "total", "customer", "delivery_address", "expected_time", "remark", "diner_count", "table_number", "tableware_count", "extension", "payment_deadline", "channel_place_time", "delivered_by", "prepare_from", "finished", "pos_plugin", "pos_store_code", "taken_by_till", "nothing_reserved", "nothing_held", "wait_for", "deal", "pos_plugin_chosen", "accept_by", "store_time_zone")
    class ExtensionEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    FULFILMENT_ROUTE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TIME_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    DINER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TABLE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TABLEWARE_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_DEADLINE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_PLACE_TIME_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    PREPARE_FROM_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    POS_STORE_CODE_FIELD_NUMBER: _ClassVar[int]
    TAKEN_BY_TILL_FIELD_NUMBER: _ClassVar[int]
    NOTHING_RESERVED_FIELD_NUMBER: _ClassVar[int]
    NOTHING_HELD_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_FIELD_NUMBER: _ClassVar[int]
    DEAL_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_CHOSEN_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_BY_FIELD_NUMBER: _ClassVar[int]
    STORE_TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    channel: str
    channel_order_number: str
    service_type: _trade_pb2.ServiceType
    fulfilment_route: _trade_pb2.FulfilmentRoute
    person_id: str
    business_date: str
    lines: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderLine]
    discounts: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderDiscount]
    packaging_fee: _money_pb2.Money
    delivery_fee: _money_pb2.Money
    total: _money_pb2.Money
    customer: _order_pb2.Customer
    delivery_address: _geo_pb2.Address
    expected_time: _timestamp_pb2.Timestamp
    remark: str
    diner_count: int
    table_number: str
    tableware_count: int
    extension: _containers.ScalarMap[str, str]
    payment_deadline: _timestamp_pb2.Timestamp
    channel_place_time: _timestamp_pb2.Timestamp
    delivered_by: _trade_pb2.DeliveredBy
    prepare_from: _timestamp_pb2.Timestamp
    finished: _finished_pb2.FinishedOrder
    pos_plugin: str
    pos_store_code: str
    taken_by_till: str
    nothing_reserved: bool
    nothing_held: bool
    wait_for: str
    deal: _order_pb2.OrderDeal
    pos_plugin_chosen: bool
    accept_by: str
    store_time_zone: str
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., channel_order_number: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., fulfilment_route: _Optional[_Union[_trade_pb2.FulfilmentRoute, str]] = ..., person_id: _Optional[str] = ..., business_date: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_line_pb2.OrderLine, _Mapping]]] = ..., discounts: _Optional[_Iterable[_Union[_line_pb2.OrderDiscount, _Mapping]]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., customer: _Optional[_Union[_order_pb2.Customer, _Mapping]] = ..., delivery_address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., expected_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remark: _Optional[str] = ..., diner_count: _Optional[int] = ..., table_number: _Optional[str] = ..., tableware_count: _Optional[int] = ..., extension: _Optional[_Mapping[str, str]] = ..., payment_deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., channel_place_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., prepare_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finished: _Optional[_Union[_finished_pb2.FinishedOrder, _Mapping]] = ..., pos_plugin: _Optional[str] = ..., pos_store_code: _Optional[str] = ..., taken_by_till: _Optional[str] = ..., nothing_reserved: _Optional[bool] = ..., nothing_held: _Optional[bool] = ..., wait_for: _Optional[str] = ..., deal: _Optional[_Union[_order_pb2.OrderDeal, _Mapping]] = ..., pos_plugin_chosen: _Optional[bool] = ..., accept_by: _Optional[str] = ..., store_time_zone: _Optional[str] = ...) -> None: ...

class CreateOrderRequest(_message.Message):
    __slots__ = ("order", "request_id", "body_hash")
    ORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BODY_HASH_FIELD_NUMBER: _ClassVar[int]
    order: NewOrder
    request_id: str
    body_hash: bytes
    def __init__(self, order: _Optional[_Union[NewOrder, _Mapping]] = ..., request_id: _Optional[str] = ..., body_hash: _Optional[bytes] = ...) -> None: ...

class CreateOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class ImportOrdersRequest(_message.Message):
    __slots__ = ("orders",)
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[NewOrder]
    def __init__(self, orders: _Optional[_Iterable[_Union[NewOrder, _Mapping]]] = ...) -> None: ...

class ImportOrdersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ImportedOrder]
    def __init__(self, results: _Optional[_Iterable[_Union[ImportedOrder, _Mapping]]] = ...) -> None: ...

class ImportedOrder(_message.Message):
    __slots__ = ("order_id", "created", "refusal_reason", "refusal_message", "daily_number")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    DAILY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    created: bool
    refusal_reason: str
    refusal_message: str
    daily_number: int
    def __init__(self, order_id: _Optional[str] = ..., created: _Optional[bool] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ..., daily_number: _Optional[int] = ...) -> None: ...

class MarkOrdersPaidRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[PaidItem]
    def __init__(self, items: _Optional[_Iterable[_Union[PaidItem, _Mapping]]] = ...) -> None: ...

class PaidItem(_message.Message):
    __slots__ = ("order_id", "payment_id", "amount")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    payment_id: str
    amount: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class MarkOrdersPaidResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ChangeResult]
    def __init__(self, results: _Optional[_Iterable[_Union[ChangeResult, _Mapping]]] = ...) -> None: ...

class ChangeResult(_message.Message):
    __slots__ = ("order_id", "status", "refusal_reason", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    status: _order_pb2.OrderStatus
    refusal_reason: str
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...
