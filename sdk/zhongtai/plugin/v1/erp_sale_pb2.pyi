import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErpSaleKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERP_SALE_KIND_UNSPECIFIED: _ClassVar[ErpSaleKind]
    ERP_SALE_KIND_SALE: _ClassVar[ErpSaleKind]
    ERP_SALE_KIND_REFUND: _ClassVar[ErpSaleKind]
ERP_SALE_KIND_UNSPECIFIED: ErpSaleKind
ERP_SALE_KIND_SALE: ErpSaleKind
ERP_SALE_KIND_REFUND: ErpSaleKind

class ErpSale(_message.Message):
    __slots__ = ("posting_id", "kind", "order_id", "merchant_id", "store_id", "business_date", "channel", "channel_order_number", "service_type", "lines", "total", "discount_total", "delivery_fee", "packaging_fee", "refunded", "occur_time")
    POSTING_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_TOTAL_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    posting_id: str
    kind: ErpSaleKind
    order_id: str
    merchant_id: str
    store_id: str
    business_date: str
    channel: str
    channel_order_number: str
    service_type: _trade_pb2.ServiceType
    lines: _containers.RepeatedCompositeFieldContainer[ErpSaleLine]
    total: _money_pb2.Money
    discount_total: _money_pb2.Money
    delivery_fee: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    refunded: _money_pb2.Money
    occur_time: _timestamp_pb2.Timestamp
    def __init__(self, posting_id: _Optional[str] = ..., kind: _Optional[_Union[ErpSaleKind, str]] = ..., order_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., business_date: _Optional[str] = ..., channel: _Optional[str] = ..., channel_order_number: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., lines: _Optional[_Iterable[_Union[ErpSaleLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ErpSaleLine(_message.Message):
    __slots__ = ("line_id", "sku_id", "sku_code", "name", "variant", "quantity", "unit_price", "amount", "discount")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    sku_id: str
    sku_code: str
    name: str
    variant: str
    quantity: int
    unit_price: _money_pb2.Money
    amount: _money_pb2.Money
    discount: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., name: _Optional[str] = ..., variant: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
