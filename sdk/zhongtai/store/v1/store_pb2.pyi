import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.store.v1 import hours_pb2 as _hours_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StoreStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STORE_STATUS_UNSPECIFIED: _ClassVar[StoreStatus]
    STORE_STATUS_OPEN: _ClassVar[StoreStatus]
    STORE_STATUS_BUSY: _ClassVar[StoreStatus]
    STORE_STATUS_CLOSED: _ClassVar[StoreStatus]
    STORE_STATUS_RETIRED: _ClassVar[StoreStatus]
STORE_STATUS_UNSPECIFIED: StoreStatus
STORE_STATUS_OPEN: StoreStatus
STORE_STATUS_BUSY: StoreStatus
STORE_STATUS_CLOSED: StoreStatus
STORE_STATUS_RETIRED: StoreStatus

class Store(_message.Message):
    __slots__ = ("store_id", "external_code", "name", "point", "address", "phone", "time_zone", "currency_code", "services", "hours", "special_days", "delivery_areas", "channel_codes", "status", "status_until", "busy_extra_minutes", "business_day_starts_minute", "features", "revision", "create_time", "update_time", "order_ahead_days", "pos_plugin", "names")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    POINT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    SERVICES_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_DAYS_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_AREAS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_CODES_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STATUS_UNTIL_FIELD_NUMBER: _ClassVar[int]
    BUSY_EXTRA_MINUTES_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DAY_STARTS_MINUTE_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORDER_AHEAD_DAYS_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    external_code: str
    name: str
    point: _geo_pb2.GeoPoint
    address: StoreAddress
    phone: str
    time_zone: str
    currency_code: str
    services: _containers.RepeatedCompositeFieldContainer[ServiceOffer]
    hours: _hours_pb2.OpeningHours
    special_days: _containers.RepeatedCompositeFieldContainer[_hours_pb2.SpecialDay]
    delivery_areas: _containers.RepeatedCompositeFieldContainer[DeliveryArea]
    channel_codes: _containers.RepeatedCompositeFieldContainer[ChannelCode]
    status: StoreStatus
    status_until: _timestamp_pb2.Timestamp
    busy_extra_minutes: int
    business_day_starts_minute: int
    features: _containers.RepeatedScalarFieldContainer[str]
    revision: int
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    order_ahead_days: int
    pos_plugin: str
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, store_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., point: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ..., address: _Optional[_Union[StoreAddress, _Mapping]] = ..., phone: _Optional[str] = ..., time_zone: _Optional[str] = ..., currency_code: _Optional[str] = ..., services: _Optional[_Iterable[_Union[ServiceOffer, _Mapping]]] = ..., hours: _Optional[_Union[_hours_pb2.OpeningHours, _Mapping]] = ..., special_days: _Optional[_Iterable[_Union[_hours_pb2.SpecialDay, _Mapping]]] = ..., delivery_areas: _Optional[_Iterable[_Union[DeliveryArea, _Mapping]]] = ..., channel_codes: _Optional[_Iterable[_Union[ChannelCode, _Mapping]]] = ..., status: _Optional[_Union[StoreStatus, str]] = ..., status_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., busy_extra_minutes: _Optional[int] = ..., business_day_starts_minute: _Optional[int] = ..., features: _Optional[_Iterable[str]] = ..., revision: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., order_ahead_days: _Optional[int] = ..., pos_plugin: _Optional[str] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class StoreAddress(_message.Message):
    __slots__ = ("street", "city", "region", "postal_code", "country_code", "street_names", "city_names", "region_names")
    STREET_FIELD_NUMBER: _ClassVar[int]
    CITY_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    POSTAL_CODE_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    STREET_NAMES_FIELD_NUMBER: _ClassVar[int]
    CITY_NAMES_FIELD_NUMBER: _ClassVar[int]
    REGION_NAMES_FIELD_NUMBER: _ClassVar[int]
    street: str
    city: str
    region: str
    postal_code: str
    country_code: str
    street_names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    city_names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    region_names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, street: _Optional[str] = ..., city: _Optional[str] = ..., region: _Optional[str] = ..., postal_code: _Optional[str] = ..., country_code: _Optional[str] = ..., street_names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., city_names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., region_names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ServiceOffer(_message.Message):
    __slots__ = ("service_type", "hours", "fulfilment_route", "preparation_minutes", "delivered_by", "without_packaging_fee")
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    FULFILMENT_ROUTE_FIELD_NUMBER: _ClassVar[int]
    PREPARATION_MINUTES_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    service_type: _trade_pb2.ServiceType
    hours: _hours_pb2.OpeningHours
    fulfilment_route: _trade_pb2.FulfilmentRoute
    preparation_minutes: int
    delivered_by: _trade_pb2.DeliveredBy
    without_packaging_fee: bool
    def __init__(self, service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., hours: _Optional[_Union[_hours_pb2.OpeningHours, _Mapping]] = ..., fulfilment_route: _Optional[_Union[_trade_pb2.FulfilmentRoute, str]] = ..., preparation_minutes: _Optional[int] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., without_packaging_fee: _Optional[bool] = ...) -> None: ...

class DeliveryArea(_message.Message):
    __slots__ = ("area_id", "name", "radius_m", "polygon", "fee", "minimum_order", "travel_minutes")
    AREA_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RADIUS_M_FIELD_NUMBER: _ClassVar[int]
    POLYGON_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_ORDER_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_MINUTES_FIELD_NUMBER: _ClassVar[int]
    area_id: str
    name: str
    radius_m: int
    polygon: Polygon
    fee: _money_pb2.Money
    minimum_order: _money_pb2.Money
    travel_minutes: int
    def __init__(self, area_id: _Optional[str] = ..., name: _Optional[str] = ..., radius_m: _Optional[int] = ..., polygon: _Optional[_Union[Polygon, _Mapping]] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., minimum_order: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., travel_minutes: _Optional[int] = ...) -> None: ...

class Polygon(_message.Message):
    __slots__ = ("points",)
    POINTS_FIELD_NUMBER: _ClassVar[int]
    points: _containers.RepeatedCompositeFieldContainer[_geo_pb2.GeoPoint]
    def __init__(self, points: _Optional[_Iterable[_Union[_geo_pb2.GeoPoint, _Mapping]]] = ...) -> None: ...

class ChannelCode(_message.Message):
    __slots__ = ("channel", "code", "paused", "auto_accept")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    AUTO_ACCEPT_FIELD_NUMBER: _ClassVar[int]
    channel: str
    code: str
    paused: bool
    auto_accept: bool
    def __init__(self, channel: _Optional[str] = ..., code: _Optional[str] = ..., paused: _Optional[bool] = ..., auto_accept: _Optional[bool] = ...) -> None: ...
