import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.plugin.v1 import http_answer_pb2 as _http_answer_pb2
from zhongtai.plugin.v1 import plugin_pb2 as _plugin_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CarrierDeliveryStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CARRIER_DELIVERY_STATUS_UNSPECIFIED: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_UNKNOWN: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_CREATED: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_ASSIGNED: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_AT_STORE: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_PICKED_UP: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_DELIVERED: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_CANCELLED: _ClassVar[CarrierDeliveryStatus]
    CARRIER_DELIVERY_STATUS_FAILED: _ClassVar[CarrierDeliveryStatus]
CARRIER_DELIVERY_STATUS_UNSPECIFIED: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_UNKNOWN: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_CREATED: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_ASSIGNED: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_AT_STORE: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_PICKED_UP: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_DELIVERED: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_CANCELLED: CarrierDeliveryStatus
CARRIER_DELIVERY_STATUS_FAILED: CarrierDeliveryStatus

class DeliveryPlace(_message.Message):
    __slots__ = ("address", "note")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    address: _geo_pb2.Address
    note: str
    def __init__(self, address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., note: _Optional[str] = ...) -> None: ...

class QuoteRequest(_message.Message):
    __slots__ = ("merchant_id", "store_id", "pickup", "dropoff", "weight_grams", "goods_value", "ready_time", "wanted_time")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    GOODS_VALUE_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    WANTED_TIME_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    store_id: str
    pickup: DeliveryPlace
    dropoff: DeliveryPlace
    weight_grams: int
    goods_value: _money_pb2.Money
    ready_time: _timestamp_pb2.Timestamp
    wanted_time: _timestamp_pb2.Timestamp
    def __init__(self, merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., pickup: _Optional[_Union[DeliveryPlace, _Mapping]] = ..., dropoff: _Optional[_Union[DeliveryPlace, _Mapping]] = ..., weight_grams: _Optional[int] = ..., goods_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., ready_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., wanted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class QuoteResponse(_message.Message):
    __slots__ = ("fee", "distance_metres", "dropoff_time", "expire_time", "quote_id")
    FEE_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_METRES_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    QUOTE_ID_FIELD_NUMBER: _ClassVar[int]
    fee: _money_pb2.Money
    distance_metres: int
    dropoff_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    quote_id: str
    def __init__(self, fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., distance_metres: _Optional[int] = ..., dropoff_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., quote_id: _Optional[str] = ...) -> None: ...

class CreateDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id", "merchant_id", "store_id", "pickup", "dropoff", "weight_grams", "goods_value", "ready_time", "pickup_reference", "quote_id", "callback_url", "order_id", "wanted_time", "preparation_minutes")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    GOODS_VALUE_FIELD_NUMBER: _ClassVar[int]
    READY_TIME_FIELD_NUMBER: _ClassVar[int]
    PICKUP_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    QUOTE_ID_FIELD_NUMBER: _ClassVar[int]
    CALLBACK_URL_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    WANTED_TIME_FIELD_NUMBER: _ClassVar[int]
    PREPARATION_MINUTES_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    merchant_id: str
    store_id: str
    pickup: DeliveryPlace
    dropoff: DeliveryPlace
    weight_grams: int
    goods_value: _money_pb2.Money
    ready_time: _timestamp_pb2.Timestamp
    pickup_reference: str
    quote_id: str
    callback_url: str
    order_id: str
    wanted_time: _timestamp_pb2.Timestamp
    preparation_minutes: int
    def __init__(self, delivery_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., pickup: _Optional[_Union[DeliveryPlace, _Mapping]] = ..., dropoff: _Optional[_Union[DeliveryPlace, _Mapping]] = ..., weight_grams: _Optional[int] = ..., goods_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., ready_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., pickup_reference: _Optional[str] = ..., quote_id: _Optional[str] = ..., callback_url: _Optional[str] = ..., order_id: _Optional[str] = ..., wanted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., preparation_minutes: _Optional[int] = ...) -> None: ...

class Rider(_message.Message):
    __slots__ = ("name", "phone", "position")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    name: str
    phone: str
    position: _geo_pb2.GeoPoint
    def __init__(self, name: _Optional[str] = ..., phone: _Optional[str] = ..., position: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ...) -> None: ...

class CarrierDelivery(_message.Message):
    __slots__ = ("delivery_id", "status", "carrier_delivery_no", "fee", "rider", "reason", "status_time")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CARRIER_DELIVERY_NO_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    RIDER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    STATUS_TIME_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    status: CarrierDeliveryStatus
    carrier_delivery_no: str
    fee: _money_pb2.Money
    rider: Rider
    reason: str
    status_time: _timestamp_pb2.Timestamp
    def __init__(self, delivery_id: _Optional[str] = ..., status: _Optional[_Union[CarrierDeliveryStatus, str]] = ..., carrier_delivery_no: _Optional[str] = ..., fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., rider: _Optional[_Union[Rider, _Mapping]] = ..., reason: _Optional[str] = ..., status_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: CarrierDelivery
    def __init__(self, delivery: _Optional[_Union[CarrierDelivery, _Mapping]] = ...) -> None: ...

class QueryDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class QueryDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: CarrierDelivery
    def __init__(self, delivery: _Optional[_Union[CarrierDelivery, _Mapping]] = ...) -> None: ...

class CancelDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id", "reason")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    reason: str
    def __init__(self, delivery_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelDeliveryResponse(_message.Message):
    __slots__ = ("delivery", "cancel_fee")
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    CANCEL_FEE_FIELD_NUMBER: _ClassVar[int]
    delivery: CarrierDelivery
    cancel_fee: _money_pb2.Money
    def __init__(self, delivery: _Optional[_Union[CarrierDelivery, _Mapping]] = ..., cancel_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class VerifyCallbackRequest(_message.Message):
    __slots__ = ("headers", "body", "query")
    class HeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    headers: _containers.ScalarMap[str, str]
    body: bytes
    query: str
    def __init__(self, headers: _Optional[_Mapping[str, str]] = ..., body: _Optional[bytes] = ..., query: _Optional[str] = ...) -> None: ...

class VerifyCallbackResponse(_message.Message):
    __slots__ = ("update", "error", "query_first", "success_answer", "failure_answer")
    UPDATE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIRST_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_ANSWER_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ANSWER_FIELD_NUMBER: _ClassVar[int]
    update: DeliveryUpdate
    error: _plugin_pb2.PluginError
    query_first: bool
    success_answer: _http_answer_pb2.HttpAnswer
    failure_answer: _http_answer_pb2.HttpAnswer
    def __init__(self, update: _Optional[_Union[DeliveryUpdate, _Mapping]] = ..., error: _Optional[_Union[_plugin_pb2.PluginError, _Mapping]] = ..., query_first: _Optional[bool] = ..., success_answer: _Optional[_Union[_http_answer_pb2.HttpAnswer, _Mapping]] = ..., failure_answer: _Optional[_Union[_http_answer_pb2.HttpAnswer, _Mapping]] = ...) -> None: ...

class DeliveryUpdate(_message.Message):
    __slots__ = ("update_id", "merchant_id", "store_id", "delivery")
    UPDATE_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    update_id: str
    merchant_id: str
    store_id: str
    delivery: CarrierDelivery
    def __init__(self, update_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., delivery: _Optional[_Union[CarrierDelivery, _Mapping]] = ...) -> None: ...

class WatchDeliveryUpdatesRequest(_message.Message):
    __slots__ = ("after_cursor", "max_batch")
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    MAX_BATCH_FIELD_NUMBER: _ClassVar[int]
    after_cursor: str
    max_batch: int
    def __init__(self, after_cursor: _Optional[str] = ..., max_batch: _Optional[int] = ...) -> None: ...

class WatchDeliveryUpdatesResponse(_message.Message):
    __slots__ = ("updates", "cursor")
    UPDATES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    updates: _containers.RepeatedCompositeFieldContainer[DeliveryUpdate]
    cursor: str
    def __init__(self, updates: _Optional[_Iterable[_Union[DeliveryUpdate, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class AckDeliveryUpdatesRequest(_message.Message):
    __slots__ = ("cursor",)
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    def __init__(self, cursor: _Optional[str] = ...) -> None: ...

class AckDeliveryUpdatesResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
