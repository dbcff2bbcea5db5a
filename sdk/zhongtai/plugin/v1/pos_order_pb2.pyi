import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PosOrder(_message.Message):
    __slots__ = ("order_id", "merchant_id", "store_id", "store_code", "daily_number", "business_date", "channel", "channel_order_number", "service_type", "lines", "total", "discount_total", "delivery_fee", "packaging_fee", "paid", "remark", "placed_time", "expected_time", "customer_name", "customer_phone_tail", "delivery_address", "table", "tableware_count", "pickup_code", "trace_id", "prepare_from", "waits", "delivered_by", "delivery", "deal", "accepted", "store_time_zone")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_CODE_FIELD_NUMBER: _ClassVar[int]
    DAILY_NUMBER_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_TOTAL_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    PAID_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    PLACED_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TIME_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_NAME_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_PHONE_TAIL_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TABLEWARE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    PREPARE_FROM_FIELD_NUMBER: _ClassVar[int]
    WAITS_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    DEAL_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    STORE_TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    merchant_id: str
    store_id: str
    store_code: str
    daily_number: int
    business_date: str
    channel: str
    channel_order_number: str
    service_type: _trade_pb2.ServiceType
    lines: _containers.RepeatedCompositeFieldContainer[PosOrderLine]
    total: _money_pb2.Money
    discount_total: _money_pb2.Money
    delivery_fee: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    paid: bool
    remark: str
    placed_time: _timestamp_pb2.Timestamp
    expected_time: _timestamp_pb2.Timestamp
    customer_name: str
    customer_phone_tail: str
    delivery_address: _geo_pb2.Address
    table: str
    tableware_count: int
    pickup_code: str
    trace_id: str
    prepare_from: _timestamp_pb2.Timestamp
    waits: bool
    delivered_by: _trade_pb2.DeliveredBy
    delivery: PosDelivery
    deal: PosDeal
    accepted: bool
    store_time_zone: str
    def __init__(self, order_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., store_code: _Optional[str] = ..., daily_number: _Optional[int] = ..., business_date: _Optional[str] = ..., channel: _Optional[str] = ..., channel_order_number: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., lines: _Optional[_Iterable[_Union[PosOrderLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid: _Optional[bool] = ..., remark: _Optional[str] = ..., placed_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expected_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., customer_name: _Optional[str] = ..., customer_phone_tail: _Optional[str] = ..., delivery_address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., table: _Optional[str] = ..., tableware_count: _Optional[int] = ..., pickup_code: _Optional[str] = ..., trace_id: _Optional[str] = ..., prepare_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., waits: _Optional[bool] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., delivery: _Optional[_Union[PosDelivery, _Mapping]] = ..., deal: _Optional[_Union[PosDeal, _Mapping]] = ..., accepted: _Optional[bool] = ..., store_time_zone: _Optional[str] = ...) -> None: ...

class PosDeal(_message.Message):
    __slots__ = ("kind", "deal_id", "name")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DEAL_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    kind: str
    deal_id: str
    name: str
    def __init__(self, kind: _Optional[str] = ..., deal_id: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class PosDelivery(_message.Message):
    __slots__ = ("step", "carrier", "rider_name", "update_time")
    STEP_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    RIDER_NAME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    step: str
    carrier: str
    rider_name: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, step: _Optional[str] = ..., carrier: _Optional[str] = ..., rider_name: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PosOrderLine(_message.Message):
    __slots__ = ("line_id", "sku_id", "sku_code", "name", "variant", "quantity", "unit_price", "line_total", "modifiers", "components", "remark", "packaging_fee")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    LINE_TOTAL_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    sku_id: str
    sku_code: str
    name: str
    variant: str
    quantity: int
    unit_price: _money_pb2.Money
    line_total: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[PosModifier]
    components: _containers.RepeatedCompositeFieldContainer[PosComponent]
    remark: str
    packaging_fee: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., name: _Optional[str] = ..., variant: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., line_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[PosModifier, _Mapping]]] = ..., components: _Optional[_Iterable[_Union[PosComponent, _Mapping]]] = ..., remark: _Optional[str] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PosModifier(_message.Message):
    __slots__ = ("modifier_id", "modifier_code", "name", "quantity", "unit_price", "modifiers")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    modifier_code: str
    name: str
    quantity: int
    unit_price: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[PosModifier]
    def __init__(self, modifier_id: _Optional[str] = ..., modifier_code: _Optional[str] = ..., name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[PosModifier, _Mapping]]] = ...) -> None: ...

class PosComponent(_message.Message):
    __slots__ = ("sku_id", "sku_code", "name", "quantity", "modifiers", "extra_price")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    EXTRA_PRICE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    sku_code: str
    name: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[PosModifier]
    extra_price: _money_pb2.Money
    def __init__(self, sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., name: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[PosModifier, _Mapping]]] = ..., extra_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
