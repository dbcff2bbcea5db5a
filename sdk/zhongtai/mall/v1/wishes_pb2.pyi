import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Wishes(_message.Message):
    __slots__ = ("service_type", "coupon_ids", "without_unusable_coupons", "customer", "delivery_address", "expected_time", "remark", "diner_count", "table_number", "tableware_count", "language", "flash_sale_token")
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    COUPON_IDS_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_UNUSABLE_COUPONS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TIME_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    DINER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TABLE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    TABLEWARE_COUNT_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    FLASH_SALE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    service_type: _trade_pb2.ServiceType
    coupon_ids: _containers.RepeatedScalarFieldContainer[str]
    without_unusable_coupons: bool
    customer: _order_pb2.Customer
    delivery_address: _geo_pb2.Address
    expected_time: _timestamp_pb2.Timestamp
    remark: str
    diner_count: int
    table_number: str
    tableware_count: int
    language: str
    flash_sale_token: str
    def __init__(self, service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., coupon_ids: _Optional[_Iterable[str]] = ..., without_unusable_coupons: _Optional[bool] = ..., customer: _Optional[_Union[_order_pb2.Customer, _Mapping]] = ..., delivery_address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., expected_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remark: _Optional[str] = ..., diner_count: _Optional[int] = ..., table_number: _Optional[str] = ..., tableware_count: _Optional[int] = ..., language: _Optional[str] = ..., flash_sale_token: _Optional[str] = ...) -> None: ...
