import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeliveryStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_STATUS_UNSPECIFIED: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_CREATED: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_ASSIGNED: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_AT_STORE: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_PICKED_UP: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_DELIVERED: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_CANCELLED: _ClassVar[DeliveryStatus]
    DELIVERY_STATUS_FAILED: _ClassVar[DeliveryStatus]

class DeliveryRoute(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_ROUTE_UNSPECIFIED: _ClassVar[DeliveryRoute]
    DELIVERY_ROUTE_OWN_RIDERS: _ClassVar[DeliveryRoute]
    DELIVERY_ROUTE_CARRIER: _ClassVar[DeliveryRoute]

class BookingStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BOOKING_STATUS_UNSPECIFIED: _ClassVar[BookingStatus]
    BOOKING_STATUS_REQUESTED: _ClassVar[BookingStatus]
    BOOKING_STATUS_ACCEPTED: _ClassVar[BookingStatus]
    BOOKING_STATUS_WON: _ClassVar[BookingStatus]
    BOOKING_STATUS_REFUSED: _ClassVar[BookingStatus]
    BOOKING_STATUS_CANCELLING: _ClassVar[BookingStatus]
    BOOKING_STATUS_CANCELLED: _ClassVar[BookingStatus]

class ChoiceStrategy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHOICE_STRATEGY_UNSPECIFIED: _ClassVar[ChoiceStrategy]
    CHOICE_STRATEGY_IN_ORDER: _ClassVar[ChoiceStrategy]
    CHOICE_STRATEGY_CHEAPEST: _ClassVar[ChoiceStrategy]
    CHOICE_STRATEGY_FASTEST: _ClassVar[ChoiceStrategy]
    CHOICE_STRATEGY_RACE: _ClassVar[ChoiceStrategy]
DELIVERY_STATUS_UNSPECIFIED: DeliveryStatus
DELIVERY_STATUS_CREATED: DeliveryStatus
DELIVERY_STATUS_ASSIGNED: DeliveryStatus
DELIVERY_STATUS_AT_STORE: DeliveryStatus
DELIVERY_STATUS_PICKED_UP: DeliveryStatus
DELIVERY_STATUS_DELIVERED: DeliveryStatus
DELIVERY_STATUS_CANCELLED: DeliveryStatus
DELIVERY_STATUS_FAILED: DeliveryStatus
DELIVERY_ROUTE_UNSPECIFIED: DeliveryRoute
DELIVERY_ROUTE_OWN_RIDERS: DeliveryRoute
DELIVERY_ROUTE_CARRIER: DeliveryRoute
BOOKING_STATUS_UNSPECIFIED: BookingStatus
BOOKING_STATUS_REQUESTED: BookingStatus
BOOKING_STATUS_ACCEPTED: BookingStatus
BOOKING_STATUS_WON: BookingStatus
BOOKING_STATUS_REFUSED: BookingStatus
BOOKING_STATUS_CANCELLING: BookingStatus
BOOKING_STATUS_CANCELLED: BookingStatus
CHOICE_STRATEGY_UNSPECIFIED: ChoiceStrategy
CHOICE_STRATEGY_IN_ORDER: ChoiceStrategy
CHOICE_STRATEGY_CHEAPEST: ChoiceStrategy
CHOICE_STRATEGY_FASTEST: ChoiceStrategy
CHOICE_STRATEGY_RACE: ChoiceStrategy

class Rider(_message.Message):
    __slots__ = ("name", "phone", "position")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    name: str
    phone: str
    position: _geo_pb2.GeoPoint
    def __init__(self, name: _Optional[str] = ..., phone: _Optional[str] = ..., position: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ...) -> None: ...

class Place(_message.Message):
    __slots__ = ("address", "note")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    address: _geo_pb2.Address
    note: str
    def __init__(self, address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., note: _Optional[str] = ...) -> None: ...

class Parcel(_message.Message):
    __slots__ = ("goods_value", "weight_grams", "ready_time", "pickup_reference", "wanted_time", "preparation_minutes")
    GOODS_VALUE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    PICKUP_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    WANTED_TIME_FIELD_NUMBER: _ClassVar[int]
    PREPARATION_MINUTES_FIELD_NUMBER: _ClassVar[int]
    goods_value: _money_pb2.Money
    weight_grams: int
    ready_time: _timestamp_pb2.Timestamp
    pickup_reference: str
    wanted_time: _timestamp_pb2.Timestamp
    preparation_minutes: int
    def __init__(self, goods_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., weight_grams: _Optional[int] = ..., ready_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., pickup_reference: _Optional[str] = ..., wanted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., preparation_minutes: _Optional[int] = ...) -> None: ...

class Booking(_message.Message):
    __slots__ = ("booking_id", "carrier", "status", "carrier_delivery_no", "fee", "cancel_fee", "reason", "create_time")
    BOOKING_ID_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CARRIER_DELIVERY_NO_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    CANCEL_FEE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    booking_id: str
    carrier: str
    status: BookingStatus
    carrier_delivery_no: str
    fee: _money_pb2.Money
    cancel_fee: _money_pb2.Money
    reason: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, booking_id: _Optional[str] = ..., carrier: _Optional[str] = ..., status: _Optional[_Union[BookingStatus, str]] = ..., carrier_delivery_no: _Optional[str] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., cancel_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("delivery_id", "order_id", "attempt", "store_id", "status", "route", "carrier", "pickup", "dropoff", "parcel", "fee", "cancel_fee", "rider", "bookings", "failure_reason", "create_time", "status_time", "cancelling")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ROUTE_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    PICKUP_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_FIELD_NUMBER: _ClassVar[int]
    PARCEL_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    CANCEL_FEE_FIELD_NUMBER: _ClassVar[int]
    RIDER_FIELD_NUMBER: _ClassVar[int]
    BOOKINGS_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    STATUS_TIME_FIELD_NUMBER: _ClassVar[int]
    CANCELLING_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    order_id: str
    attempt: int
    store_id: str
    status: DeliveryStatus
    route: DeliveryRoute
    carrier: str
    pickup: Place
    dropoff: Place
    parcel: Parcel
    fee: _money_pb2.Money
    cancel_fee: _money_pb2.Money
    rider: Rider
    bookings: _containers.RepeatedCompositeFieldContainer[Booking]
    failure_reason: str
    create_time: _timestamp_pb2.Timestamp
    status_time: _timestamp_pb2.Timestamp
    cancelling: bool
    def __init__(self, delivery_id: _Optional[str] = ..., order_id: _Optional[str] = ..., attempt: _Optional[int] = ..., store_id: _Optional[str] = ..., status: _Optional[_Union[DeliveryStatus, str]] = ..., route: _Optional[_Union[DeliveryRoute, str]] = ..., carrier: _Optional[str] = ..., pickup: _Optional[_Union[Place, _Mapping]] = ..., dropoff: _Optional[_Union[Place, _Mapping]] = ..., parcel: _Optional[_Union[Parcel, _Mapping]] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., cancel_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., rider: _Optional[_Union[Rider, _Mapping]] = ..., bookings: _Optional[_Iterable[_Union[Booking, _Mapping]]] = ..., failure_reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., status_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancelling: _Optional[bool] = ...) -> None: ...

class Quote(_message.Message):
    __slots__ = ("route", "carrier", "fee", "distance_metres", "dropoff_time", "expire_time", "unavailable_reason")
    ROUTE_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_METRES_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    UNAVAILABLE_REASON_FIELD_NUMBER: _ClassVar[int]
    route: DeliveryRoute
    carrier: str
    fee: _money_pb2.Money
    distance_metres: int
    dropoff_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    unavailable_reason: str
    def __init__(self, route: _Optional[_Union[DeliveryRoute, str]] = ..., carrier: _Optional[str] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., distance_metres: _Optional[int] = ..., dropoff_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., unavailable_reason: _Optional[str] = ...) -> None: ...

class DispatchRule(_message.Message):
    __slots__ = ("store_id", "strategy", "carriers", "own_riders_first", "assign_timeout_seconds")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STRATEGY_FIELD_NUMBER: _ClassVar[int]
    CARRIERS_FIELD_NUMBER: _ClassVar[int]
    OWN_RIDERS_FIRST_FIELD_NUMBER: _ClassVar[int]
    ASSIGN_TIMEOUT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    strategy: ChoiceStrategy
    carriers: _containers.RepeatedScalarFieldContainer[str]
    own_riders_first: bool
    assign_timeout_seconds: int
    def __init__(self, store_id: _Optional[str] = ..., strategy: _Optional[_Union[ChoiceStrategy, str]] = ..., carriers: _Optional[_Iterable[str]] = ..., own_riders_first: _Optional[bool] = ..., assign_timeout_seconds: _Optional[int] = ...) -> None: ...
