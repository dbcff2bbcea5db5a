import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.store.v1 import store_pb2 as _store_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClosedReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLOSED_REASON_UNSPECIFIED: _ClassVar[ClosedReason]
    CLOSED_REASON_STORE_CLOSED: _ClassVar[ClosedReason]
    CLOSED_REASON_OUTSIDE_HOURS: _ClassVar[ClosedReason]
    CLOSED_REASON_SERVICE_NOT_OFFERED: _ClassVar[ClosedReason]
    CLOSED_REASON_CHANNEL_PAUSED: _ClassVar[ClosedReason]
    CLOSED_REASON_OUTSIDE_DELIVERY_AREA: _ClassVar[ClosedReason]
    CLOSED_REASON_POINT_REQUIRED: _ClassVar[ClosedReason]
    CLOSED_REASON_HOURS_UNKNOWN: _ClassVar[ClosedReason]
    CLOSED_REASON_STORE_RETIRED: _ClassVar[ClosedReason]
    CLOSED_REASON_TIME_PASSED: _ClassVar[ClosedReason]
    CLOSED_REASON_TOO_FAR_AHEAD: _ClassVar[ClosedReason]
CLOSED_REASON_UNSPECIFIED: ClosedReason
CLOSED_REASON_STORE_CLOSED: ClosedReason
CLOSED_REASON_OUTSIDE_HOURS: ClosedReason
CLOSED_REASON_SERVICE_NOT_OFFERED: ClosedReason
CLOSED_REASON_CHANNEL_PAUSED: ClosedReason
CLOSED_REASON_OUTSIDE_DELIVERY_AREA: ClosedReason
CLOSED_REASON_POINT_REQUIRED: ClosedReason
CLOSED_REASON_HOURS_UNKNOWN: ClosedReason
CLOSED_REASON_STORE_RETIRED: ClosedReason
CLOSED_REASON_TIME_PASSED: ClosedReason
CLOSED_REASON_TOO_FAR_AHEAD: ClosedReason

class CheckStoreRequest(_message.Message):
    __slots__ = ("store_id", "service_type", "channel", "at", "point")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    POINT_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    service_type: _trade_pb2.ServiceType
    channel: str
    at: _timestamp_pb2.Timestamp
    point: _geo_pb2.GeoPoint
    def __init__(self, store_id: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., channel: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., point: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ...) -> None: ...

class CheckStoreResponse(_message.Message):
    __slots__ = ("store", "open", "reason", "opens_at", "closes_at", "business_date", "delivery_fee", "minimum_order", "delivery_area_id", "fulfilment_route", "preparation_minutes", "travel_minutes", "delivered_by", "prepare_from", "without_packaging_fee", "pos_plugin", "pos_store_code", "auto_accept")
    STORE_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OPENS_AT_FIELD_NUMBER: _ClassVar[int]
    CLOSES_AT_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_ORDER_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_AREA_ID_FIELD_NUMBER: _ClassVar[int]
    FULFILMENT_ROUTE_FIELD_NUMBER: _ClassVar[int]
    PREPARATION_MINUTES_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_MINUTES_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    PREPARE_FROM_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    POS_STORE_CODE_FIELD_NUMBER: _ClassVar[int]
    AUTO_ACCEPT_FIELD_NUMBER: _ClassVar[int]
    store: StoreSummary
    open: bool
    reason: ClosedReason
    opens_at: _timestamp_pb2.Timestamp
    closes_at: _timestamp_pb2.Timestamp
    business_date: str
    delivery_fee: _money_pb2.Money
    minimum_order: _money_pb2.Money
    delivery_area_id: str
    fulfilment_route: _trade_pb2.FulfilmentRoute
    preparation_minutes: int
    travel_minutes: int
    delivered_by: _trade_pb2.DeliveredBy
    prepare_from: _timestamp_pb2.Timestamp
    without_packaging_fee: bool
    pos_plugin: str
    pos_store_code: str
    auto_accept: bool
    def __init__(self, store: _Optional[_Union[StoreSummary, _Mapping]] = ..., open: _Optional[bool] = ..., reason: _Optional[_Union[ClosedReason, str]] = ..., opens_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., closes_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., business_date: _Optional[str] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., minimum_order: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., delivery_area_id: _Optional[str] = ..., fulfilment_route: _Optional[_Union[_trade_pb2.FulfilmentRoute, str]] = ..., preparation_minutes: _Optional[int] = ..., travel_minutes: _Optional[int] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., prepare_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., without_packaging_fee: _Optional[bool] = ..., pos_plugin: _Optional[str] = ..., pos_store_code: _Optional[str] = ..., auto_accept: _Optional[bool] = ...) -> None: ...

class CheckStoresRequest(_message.Message):
    __slots__ = ("questions",)
    QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    questions: _containers.RepeatedCompositeFieldContainer[CheckStoreRequest]
    def __init__(self, questions: _Optional[_Iterable[_Union[CheckStoreRequest, _Mapping]]] = ...) -> None: ...

class CheckStoresResponse(_message.Message):
    __slots__ = ("answers",)
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[StoreCheck]
    def __init__(self, answers: _Optional[_Iterable[_Union[StoreCheck, _Mapping]]] = ...) -> None: ...

class StoreCheck(_message.Message):
    __slots__ = ("answer", "refusal_reason", "refusal_message")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    answer: CheckStoreResponse
    refusal_reason: str
    refusal_message: str
    def __init__(self, answer: _Optional[_Union[CheckStoreResponse, _Mapping]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class StoreSummary(_message.Message):
    __slots__ = ("store_id", "external_code", "name", "time_zone", "currency_code", "point", "address", "phone", "status")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    POINT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    external_code: str
    name: str
    time_zone: str
    currency_code: str
    point: _geo_pb2.GeoPoint
    address: _store_pb2.StoreAddress
    phone: str
    status: _store_pb2.StoreStatus
    def __init__(self, store_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., time_zone: _Optional[str] = ..., currency_code: _Optional[str] = ..., point: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ..., address: _Optional[_Union[_store_pb2.StoreAddress, _Mapping]] = ..., phone: _Optional[str] = ..., status: _Optional[_Union[_store_pb2.StoreStatus, str]] = ...) -> None: ...

class FindNearbyStoresRequest(_message.Message):
    __slots__ = ("point", "radius_m", "at", "service_type", "only_open", "page_size", "page_token", "channel", "language")
    POINT_FIELD_NUMBER: _ClassVar[int]
    RADIUS_M_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ONLY_OPEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    point: _geo_pb2.GeoPoint
    radius_m: int
    at: _timestamp_pb2.Timestamp
    service_type: _trade_pb2.ServiceType
    only_open: bool
    page_size: int
    page_token: str
    channel: str
    language: str
    def __init__(self, point: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ..., radius_m: _Optional[int] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., only_open: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., channel: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class FindNearbyStoresResponse(_message.Message):
    __slots__ = ("stores", "next_page_token")
    STORES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    stores: _containers.RepeatedCompositeFieldContainer[NearbyStore]
    next_page_token: str
    def __init__(self, stores: _Optional[_Iterable[_Union[NearbyStore, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class NearbyStore(_message.Message):
    __slots__ = ("store", "distance_m", "open", "reason", "opens_at", "closes_at", "service_types", "delivery_fee", "minimum_order")
    STORE_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_M_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OPENS_AT_FIELD_NUMBER: _ClassVar[int]
    CLOSES_AT_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPES_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_ORDER_FIELD_NUMBER: _ClassVar[int]
    store: StoreSummary
    distance_m: int
    open: bool
    reason: ClosedReason
    opens_at: _timestamp_pb2.Timestamp
    closes_at: _timestamp_pb2.Timestamp
    service_types: _containers.RepeatedScalarFieldContainer[_trade_pb2.ServiceType]
    delivery_fee: _money_pb2.Money
    minimum_order: _money_pb2.Money
    def __init__(self, store: _Optional[_Union[StoreSummary, _Mapping]] = ..., distance_m: _Optional[int] = ..., open: _Optional[bool] = ..., reason: _Optional[_Union[ClosedReason, str]] = ..., opens_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., closes_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., service_types: _Optional[_Iterable[_Union[_trade_pb2.ServiceType, str]]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., minimum_order: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ResolveChannelCodeRequest(_message.Message):
    __slots__ = ("channel", "code")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    channel: str
    code: str
    def __init__(self, channel: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class ResolveChannelCodeResponse(_message.Message):
    __slots__ = ("store", "paused")
    STORE_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    store: StoreSummary
    paused: bool
    def __init__(self, store: _Optional[_Union[StoreSummary, _Mapping]] = ..., paused: _Optional[bool] = ...) -> None: ...
