import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.order.v1 import line_pb2 as _line_pb2
from zhongtai.order.v1 import voucher_pb2 as _voucher_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORDER_STATUS_UNSPECIFIED: _ClassVar[OrderStatus]
    ORDER_STATUS_PENDING_PAYMENT: _ClassVar[OrderStatus]
    ORDER_STATUS_PLACED: _ClassVar[OrderStatus]
    ORDER_STATUS_ACCEPTED: _ClassVar[OrderStatus]
    ORDER_STATUS_PREPARING: _ClassVar[OrderStatus]
    ORDER_STATUS_READY: _ClassVar[OrderStatus]
    ORDER_STATUS_DELIVERING: _ClassVar[OrderStatus]
    ORDER_STATUS_FULFILLED: _ClassVar[OrderStatus]
    ORDER_STATUS_COMPLETED: _ClassVar[OrderStatus]
    ORDER_STATUS_CANCELLED: _ClassVar[OrderStatus]

class CancelReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CANCEL_REASON_UNSPECIFIED: _ClassVar[CancelReason]
    CANCEL_REASON_CUSTOMER: _ClassVar[CancelReason]
    CANCEL_REASON_PAYMENT_TIMEOUT: _ClassVar[CancelReason]
    CANCEL_REASON_STORE_REJECTED: _ClassVar[CancelReason]
    CANCEL_REASON_OUT_OF_STOCK: _ClassVar[CancelReason]
    CANCEL_REASON_OPERATOR: _ClassVar[CancelReason]
    CANCEL_REASON_CHANNEL: _ClassVar[CancelReason]
    CANCEL_REASON_NO_RIDER: _ClassVar[CancelReason]
    CANCEL_REASON_GROUP_NOT_FULL: _ClassVar[CancelReason]

class DealKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DEAL_KIND_UNSPECIFIED: _ClassVar[DealKind]
    DEAL_KIND_GROUP: _ClassVar[DealKind]
    DEAL_KIND_FLASH_SALE: _ClassVar[DealKind]

class DeliveryStep(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_STEP_UNSPECIFIED: _ClassVar[DeliveryStep]
    DELIVERY_STEP_LOOKING: _ClassVar[DeliveryStep]
    DELIVERY_STEP_ASSIGNED: _ClassVar[DeliveryStep]
    DELIVERY_STEP_AT_STORE: _ClassVar[DeliveryStep]
    DELIVERY_STEP_PICKED_UP: _ClassVar[DeliveryStep]
    DELIVERY_STEP_DELIVERED: _ClassVar[DeliveryStep]
    DELIVERY_STEP_CANCELLED: _ClassVar[DeliveryStep]
    DELIVERY_STEP_FAILED: _ClassVar[DeliveryStep]
ORDER_STATUS_UNSPECIFIED: OrderStatus
ORDER_STATUS_PENDING_PAYMENT: OrderStatus
ORDER_STATUS_PLACED: OrderStatus
ORDER_STATUS_ACCEPTED: OrderStatus
ORDER_STATUS_PREPARING: OrderStatus
ORDER_STATUS_READY: OrderStatus
ORDER_STATUS_DELIVERING: OrderStatus
ORDER_STATUS_FULFILLED: OrderStatus
ORDER_STATUS_COMPLETED: OrderStatus
ORDER_STATUS_CANCELLED: OrderStatus
CANCEL_REASON_UNSPECIFIED: CancelReason
CANCEL_REASON_CUSTOMER: CancelReason
CANCEL_REASON_PAYMENT_TIMEOUT: CancelReason
CANCEL_REASON_STORE_REJECTED: CancelReason
CANCEL_REASON_OUT_OF_STOCK: CancelReason
CANCEL_REASON_OPERATOR: CancelReason
CANCEL_REASON_CHANNEL: CancelReason
CANCEL_REASON_NO_RIDER: CancelReason
CANCEL_REASON_GROUP_NOT_FULL: CancelReason
DEAL_KIND_UNSPECIFIED: DealKind
DEAL_KIND_GROUP: DealKind
DEAL_KIND_FLASH_SALE: DealKind
DELIVERY_STEP_UNSPECIFIED: DeliveryStep
DELIVERY_STEP_LOOKING: DeliveryStep
DELIVERY_STEP_ASSIGNED: DeliveryStep
DELIVERY_STEP_AT_STORE: DeliveryStep
DELIVERY_STEP_PICKED_UP: DeliveryStep
DELIVERY_STEP_DELIVERED: DeliveryStep
DELIVERY_STEP_CANCELLED: DeliveryStep
DELIVERY_STEP_FAILED: DeliveryStep

class Order(_message.Message):
    __slots__ = ("order_id", "store_id", "channel", "channel_order_number", "service_type", "fulfilment_route", "status", "fulfilment_sub_status", "person_id", "business_date", "daily_number", "pickup_code", "lines", "discounts", "amounts", "customer", "delivery_address", "expected_time", "remark", "diner_count", "table_number", "tableware_count", "store_time_zone", "extension", "payment_deadline", "cancel_reason", "cancel_note", "stock_shortfall", "times", "version", "delivered_by", "prepare_from", "waits", "wait_for", "delivery", "came_finished", "pos_plugin", "vouchers", "deal")
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
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FULFILMENT_SUB_STATUS_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    DAILY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    AMOUNTS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TIME_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    DINER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TABLE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TABLEWARE_COUNT_FIELD_NUMBER: _ClassVar[int]
    STORE_TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_DEADLINE_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    CANCEL_NOTE_FIELD_NUMBER: _ClassVar[int]
    STOCK_SHORTFALL_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    PREPARE_FROM_FIELD_NUMBER: _ClassVar[int]
    WAITS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    CAME_FINISHED_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    VOUCHERS_FIELD_NUMBER: _ClassVar[int]
    DEAL_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    channel: str
    channel_order_number: str
    service_type: _trade_pb2.ServiceType
    fulfilment_route: _trade_pb2.FulfilmentRoute
    status: OrderStatus
    fulfilment_sub_status: str
    person_id: str
    business_date: str
    daily_number: int
    pickup_code: str
    lines: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderLine]
    discounts: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderDiscount]
    amounts: OrderAmounts
    customer: Customer
    delivery_address: _geo_pb2.Address
    expected_time: _timestamp_pb2.Timestamp
    remark: str
    diner_count: int
    table_number: str
    tableware_count: int
    store_time_zone: str
    extension: _containers.ScalarMap[str, str]
    payment_deadline: _timestamp_pb2.Timestamp
    cancel_reason: CancelReason
    cancel_note: str
    stock_shortfall: bool
    times: OrderTimes
    version: int
    delivered_by: _trade_pb2.DeliveredBy
    prepare_from: _timestamp_pb2.Timestamp
    waits: bool
    wait_for: str
    delivery: OrderDelivery
    came_finished: bool
    pos_plugin: str
    vouchers: _containers.RepeatedCompositeFieldContainer[_voucher_pb2.Voucher]
    deal: OrderDeal
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., channel_order_number: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., fulfilment_route: _Optional[_Union[_trade_pb2.FulfilmentRoute, str]] = ..., status: _Optional[_Union[OrderStatus, str]] = ..., fulfilment_sub_status: _Optional[str] = ..., person_id: _Optional[str] = ..., business_date: _Optional[str] = ..., daily_number: _Optional[int] = ..., pickup_code: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_line_pb2.OrderLine, _Mapping]]] = ..., discounts: _Optional[_Iterable[_Union[_line_pb2.OrderDiscount, _Mapping]]] = ..., amounts: _Optional[_Union[OrderAmounts, _Mapping]] = ..., customer: _Optional[_Union[Customer, _Mapping]] = ..., delivery_address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., expected_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remark: _Optional[str] = ..., diner_count: _Optional[int] = ..., table_number: _Optional[str] = ..., tableware_count: _Optional[int] = ..., store_time_zone: _Optional[str] = ..., extension: _Optional[_Mapping[str, str]] = ..., payment_deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_reason: _Optional[_Union[CancelReason, str]] = ..., cancel_note: _Optional[str] = ..., stock_shortfall: _Optional[bool] = ..., times: _Optional[_Union[OrderTimes, _Mapping]] = ..., version: _Optional[int] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., prepare_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., waits: _Optional[bool] = ..., wait_for: _Optional[str] = ..., delivery: _Optional[_Union[OrderDelivery, _Mapping]] = ..., came_finished: _Optional[bool] = ..., pos_plugin: _Optional[str] = ..., vouchers: _Optional[_Iterable[_Union[_voucher_pb2.Voucher, _Mapping]]] = ..., deal: _Optional[_Union[OrderDeal, _Mapping]] = ...) -> None: ...

class OrderDeal(_message.Message):
    __slots__ = ("kind", "deal_id", "name")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DEAL_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    kind: DealKind
    deal_id: str
    name: str
    def __init__(self, kind: _Optional[_Union[DealKind, str]] = ..., deal_id: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class OrderDelivery(_message.Message):
    __slots__ = ("delivery_id", "attempt", "step", "carrier", "rider_name", "rider_phone", "fee", "update_time")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    RIDER_NAME_FIELD_NUMBER: _ClassVar[int]
    RIDER_PHONE_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    attempt: int
    step: DeliveryStep
    carrier: str
    rider_name: str
    rider_phone: str
    fee: _money_pb2.Money
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, delivery_id: _Optional[str] = ..., attempt: _Optional[int] = ..., step: _Optional[_Union[DeliveryStep, str]] = ..., carrier: _Optional[str] = ..., rider_name: _Optional[str] = ..., rider_phone: _Optional[str] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Customer(_message.Message):
    __slots__ = ("name", "phone")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    name: str
    phone: str
    def __init__(self, name: _Optional[str] = ..., phone: _Optional[str] = ...) -> None: ...

class OrderTimes(_message.Message):
    __slots__ = ("create_time", "place_time", "accept_time", "prepare_time", "ready_time", "deliver_time", "fulfil_time", "complete_time", "cancel_time", "update_time", "release_time")
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    PLACE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_TIME_FIELD_NUMBER: _ClassVar[int]
    PREPARE_TIME_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    DELIVER_TIME_FIELD_NUMBER: _ClassVar[int]
    FULFIL_TIME_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_TIME_FIELD_NUMBER: _ClassVar[int]
    CANCEL_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    create_time: _timestamp_pb2.Timestamp
    place_time: _timestamp_pb2.Timestamp
    accept_time: _timestamp_pb2.Timestamp
    prepare_time: _timestamp_pb2.Timestamp
    ready_time: _timestamp_pb2.Timestamp
    deliver_time: _timestamp_pb2.Timestamp
    fulfil_time: _timestamp_pb2.Timestamp
    complete_time: _timestamp_pb2.Timestamp
    cancel_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    release_time: _timestamp_pb2.Timestamp
    def __init__(self, create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., place_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accept_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., prepare_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ready_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deliver_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., fulfil_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., complete_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OrderAmounts(_message.Message):
    __slots__ = ("lines", "packaging_fee", "delivery_fee", "discount", "total", "paid", "refunded", "paid_by_channel")
    LINES_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PAID_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    PAID_BY_CHANNEL_FIELD_NUMBER: _ClassVar[int]
    lines: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    delivery_fee: _money_pb2.Money
    discount: _money_pb2.Money
    total: _money_pb2.Money
    paid: _money_pb2.Money
    refunded: _money_pb2.Money
    paid_by_channel: _money_pb2.Money
    def __init__(self, lines: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid_by_channel: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
