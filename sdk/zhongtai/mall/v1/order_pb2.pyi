import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from zhongtai.order.v1 import voucher_pb2 as _voucher_pb2
from zhongtai.promotion.v1 import evaluation_pb2 as _evaluation_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Order(_message.Message):
    __slots__ = ("order_id", "store_id", "channel", "service_type", "status", "business_date", "daily_number", "pickup_code", "lines", "discounts", "amounts", "customer", "delivery_address", "expected_time", "remark", "diner_count", "table_number", "tableware_count", "payment_deadline", "cancel_reason", "cancel_note", "times", "version", "delivered_by", "prepare_from", "waits", "delivery", "vouchers", "deal")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
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
    PAYMENT_DEADLINE_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    CANCEL_NOTE_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    PREPARE_FROM_FIELD_NUMBER: _ClassVar[int]
    WAITS_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    VOUCHERS_FIELD_NUMBER: _ClassVar[int]
    DEAL_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    status: _order_pb2.OrderStatus
    business_date: str
    daily_number: int
    pickup_code: str
    lines: _containers.RepeatedCompositeFieldContainer[OrderLine]
    discounts: _containers.RepeatedCompositeFieldContainer[OrderDiscount]
    amounts: OrderAmounts
    customer: _order_pb2.Customer
    delivery_address: _geo_pb2.Address
    expected_time: _timestamp_pb2.Timestamp
    remark: str
    diner_count: int
    table_number: str
    tableware_count: int
    payment_deadline: _timestamp_pb2.Timestamp
    cancel_reason: _order_pb2.CancelReason
    cancel_note: str
    times: _order_pb2.OrderTimes
    version: int
    delivered_by: _trade_pb2.DeliveredBy
    prepare_from: _timestamp_pb2.Timestamp
    waits: bool
    delivery: OrderDelivery
    vouchers: _containers.RepeatedCompositeFieldContainer[_voucher_pb2.Voucher]
    deal: _order_pb2.OrderDeal
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., business_date: _Optional[str] = ..., daily_number: _Optional[int] = ..., pickup_code: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[OrderLine, _Mapping]]] = ..., discounts: _Optional[_Iterable[_Union[OrderDiscount, _Mapping]]] = ..., amounts: _Optional[_Union[OrderAmounts, _Mapping]] = ..., customer: _Optional[_Union[_order_pb2.Customer, _Mapping]] = ..., delivery_address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., expected_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remark: _Optional[str] = ..., diner_count: _Optional[int] = ..., table_number: _Optional[str] = ..., tableware_count: _Optional[int] = ..., payment_deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., cancel_note: _Optional[str] = ..., times: _Optional[_Union[_order_pb2.OrderTimes, _Mapping]] = ..., version: _Optional[int] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., prepare_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., waits: _Optional[bool] = ..., delivery: _Optional[_Union[OrderDelivery, _Mapping]] = ..., vouchers: _Optional[_Iterable[_Union[_voucher_pb2.Voucher, _Mapping]]] = ..., deal: _Optional[_Union[_order_pb2.OrderDeal, _Mapping]] = ...) -> None: ...

class OrderLine(_message.Message):
    __slots__ = ("line_id", "sku_id", "product_id", "name", "sku_name", "quantity", "unit_price", "modifiers", "amount", "discount", "remark", "packaging_fee")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    sku_id: str
    product_id: str
    name: str
    sku_name: str
    quantity: int
    unit_price: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[OrderModifier]
    amount: _money_pb2.Money
    discount: _money_pb2.Money
    remark: str
    packaging_fee: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., product_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[OrderModifier, _Mapping]]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., remark: _Optional[str] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OrderModifier(_message.Message):
    __slots__ = ("modifier_id", "name", "quantity", "unit_price", "modifiers")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    name: str
    quantity: int
    unit_price: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[OrderModifier]
    def __init__(self, modifier_id: _Optional[str] = ..., name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[OrderModifier, _Mapping]]] = ...) -> None: ...

class OrderDiscount(_message.Message):
    __slots__ = ("promotion_id", "coupon_id", "name", "amount")
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    coupon_id: str
    name: str
    amount: _money_pb2.Money
    def __init__(self, promotion_id: _Optional[str] = ..., coupon_id: _Optional[str] = ..., name: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OrderAmounts(_message.Message):
    __slots__ = ("lines", "packaging_fee", "delivery_fee", "discount", "total", "paid", "refunded")
    LINES_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PAID_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    lines: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    delivery_fee: _money_pb2.Money
    discount: _money_pb2.Money
    total: _money_pb2.Money
    paid: _money_pb2.Money
    refunded: _money_pb2.Money
    def __init__(self, lines: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OrderDelivery(_message.Message):
    __slots__ = ("step", "carrier", "rider_name", "rider_phone", "update_time")
    STEP_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    RIDER_NAME_FIELD_NUMBER: _ClassVar[int]
    RIDER_PHONE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    step: _order_pb2.DeliveryStep
    carrier: str
    rider_name: str
    rider_phone: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, step: _Optional[_Union[_order_pb2.DeliveryStep, str]] = ..., carrier: _Optional[str] = ..., rider_name: _Optional[str] = ..., rider_phone: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Price(_message.Message):
    __slots__ = ("lines", "discounts", "amounts", "explanations", "menu_version")
    LINES_FIELD_NUMBER: _ClassVar[int]
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    AMOUNTS_FIELD_NUMBER: _ClassVar[int]
    EXPLANATIONS_FIELD_NUMBER: _ClassVar[int]
    MENU_VERSION_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[OrderLine]
    discounts: _containers.RepeatedCompositeFieldContainer[OrderDiscount]
    amounts: OrderAmounts
    explanations: _containers.RepeatedCompositeFieldContainer[_evaluation_pb2.Explanation]
    menu_version: str
    def __init__(self, lines: _Optional[_Iterable[_Union[OrderLine, _Mapping]]] = ..., discounts: _Optional[_Iterable[_Union[OrderDiscount, _Mapping]]] = ..., amounts: _Optional[_Union[OrderAmounts, _Mapping]] = ..., explanations: _Optional[_Iterable[_Union[_evaluation_pb2.Explanation, _Mapping]]] = ..., menu_version: _Optional[str] = ...) -> None: ...
