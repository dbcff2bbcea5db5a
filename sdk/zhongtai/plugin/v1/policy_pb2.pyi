import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PolicyLine(_message.Message):
    __slots__ = ("line_ref", "sku_id", "sku_code", "product_id", "quantity", "unit_price")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    sku_id: str
    sku_code: str
    product_id: str
    quantity: int
    unit_price: _money_pb2.Money
    def __init__(self, line_ref: _Optional[str] = ..., sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., product_id: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PriceLinesRequest(_message.Message):
    __slots__ = ("merchant_id", "store_id", "channel", "service_type", "person_id", "wanted_time", "time_zone", "lines")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    WANTED_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    person_id: str
    wanted_time: _timestamp_pb2.Timestamp
    time_zone: str
    lines: _containers.RepeatedCompositeFieldContainer[PolicyLine]
    def __init__(self, merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., person_id: _Optional[str] = ..., wanted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[PolicyLine, _Mapping]]] = ...) -> None: ...

class PolicyPrice(_message.Message):
    __slots__ = ("line_ref", "unit_price")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    unit_price: _money_pb2.Money
    def __init__(self, line_ref: _Optional[str] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PriceLinesResponse(_message.Message):
    __slots__ = ("prices",)
    PRICES_FIELD_NUMBER: _ClassVar[int]
    prices: _containers.RepeatedCompositeFieldContainer[PolicyPrice]
    def __init__(self, prices: _Optional[_Iterable[_Union[PolicyPrice, _Mapping]]] = ...) -> None: ...

class DecideOrderRequest(_message.Message):
    __slots__ = ("merchant_id", "placement_id", "store_id", "channel", "service_type", "person_id", "wanted_time", "time_zone", "business_date", "lines", "total", "pos_plugins", "pos_plugin")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    WANTED_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGINS_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    placement_id: str
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    person_id: str
    wanted_time: _timestamp_pb2.Timestamp
    time_zone: str
    business_date: str
    lines: _containers.RepeatedCompositeFieldContainer[PolicyLine]
    total: _money_pb2.Money
    pos_plugins: _containers.RepeatedScalarFieldContainer[str]
    pos_plugin: str
    def __init__(self, merchant_id: _Optional[str] = ..., placement_id: _Optional[str] = ..., store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., person_id: _Optional[str] = ..., wanted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., business_date: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[PolicyLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., pos_plugins: _Optional[_Iterable[str]] = ..., pos_plugin: _Optional[str] = ...) -> None: ...

class PolicyRefusal(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class DecideOrderResponse(_message.Message):
    __slots__ = ("refusal", "pos_plugin", "pos_store_code", "accept_at_once")
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    POS_STORE_CODE_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_AT_ONCE_FIELD_NUMBER: _ClassVar[int]
    refusal: PolicyRefusal
    pos_plugin: str
    pos_store_code: str
    accept_at_once: bool
    def __init__(self, refusal: _Optional[_Union[PolicyRefusal, _Mapping]] = ..., pos_plugin: _Optional[str] = ..., pos_store_code: _Optional[str] = ..., accept_at_once: _Optional[bool] = ...) -> None: ...

class ChooseCarriersRequest(_message.Message):
    __slots__ = ("merchant_id", "store_id", "order_id", "attempt", "distance_metres", "goods_value", "ready_time", "carriers")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_METRES_FIELD_NUMBER: _ClassVar[int]
    GOODS_VALUE_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    CARRIERS_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    store_id: str
    order_id: str
    attempt: int
    distance_metres: int
    goods_value: _money_pb2.Money
    ready_time: _timestamp_pb2.Timestamp
    carriers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., order_id: _Optional[str] = ..., attempt: _Optional[int] = ..., distance_metres: _Optional[int] = ..., goods_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., ready_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., carriers: _Optional[_Iterable[str]] = ...) -> None: ...

class ChooseCarriersResponse(_message.Message):
    __slots__ = ("carriers",)
    CARRIERS_FIELD_NUMBER: _ClassVar[int]
    carriers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, carriers: _Optional[_Iterable[str]] = ...) -> None: ...
