import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.delivery.v1 import delivery_pb2 as _delivery_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CallbackOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALLBACK_OUTCOME_UNSPECIFIED: _ClassVar[CallbackOutcome]
    CALLBACK_OUTCOME_APPLIED: _ClassVar[CallbackOutcome]
    CALLBACK_OUTCOME_DUPLICATE: _ClassVar[CallbackOutcome]
    CALLBACK_OUTCOME_LATE: _ClassVar[CallbackOutcome]
    CALLBACK_OUTCOME_UNKNOWN_DELIVERY: _ClassVar[CallbackOutcome]
    CALLBACK_OUTCOME_REJECTED: _ClassVar[CallbackOutcome]
CALLBACK_OUTCOME_UNSPECIFIED: CallbackOutcome
CALLBACK_OUTCOME_APPLIED: CallbackOutcome
CALLBACK_OUTCOME_DUPLICATE: CallbackOutcome
CALLBACK_OUTCOME_LATE: CallbackOutcome
CALLBACK_OUTCOME_UNKNOWN_DELIVERY: CallbackOutcome
CALLBACK_OUTCOME_REJECTED: CallbackOutcome

class QuoteDeliveryRequest(_message.Message):
    __slots__ = ("store_id", "pickup", "dropoff", "parcel")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_FIELD_NUMBER: _ClassVar[int]
    PARCEL_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    pickup: _delivery_pb2.Place
    dropoff: _delivery_pb2.Place
    parcel: _delivery_pb2.Parcel
    def __init__(self, store_id: _Optional[str] = ..., pickup: _Optional[_Union[_delivery_pb2.Place, _Mapping]] = ..., dropoff: _Optional[_Union[_delivery_pb2.Place, _Mapping]] = ..., parcel: _Optional[_Union[_delivery_pb2.Parcel, _Mapping]] = ...) -> None: ...

class QuoteDeliveryResponse(_message.Message):
    __slots__ = ("quotes",)
    QUOTES_FIELD_NUMBER: _ClassVar[int]
    quotes: _containers.RepeatedCompositeFieldContainer[_delivery_pb2.Quote]
    def __init__(self, quotes: _Optional[_Iterable[_Union[_delivery_pb2.Quote, _Mapping]]] = ...) -> None: ...

class CreateDeliveryRequest(_message.Message):
    __slots__ = ("order_id", "attempt", "store_id", "pickup", "dropoff", "parcel", "person_id", "carrier")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_FIELD_NUMBER: _ClassVar[int]
    DROPOFF_FIELD_NUMBER: _ClassVar[int]
    PARCEL_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    attempt: int
    store_id: str
    pickup: _delivery_pb2.Place
    dropoff: _delivery_pb2.Place
    parcel: _delivery_pb2.Parcel
    person_id: str
    carrier: str
    def __init__(self, order_id: _Optional[str] = ..., attempt: _Optional[int] = ..., store_id: _Optional[str] = ..., pickup: _Optional[_Union[_delivery_pb2.Place, _Mapping]] = ..., dropoff: _Optional[_Union[_delivery_pb2.Place, _Mapping]] = ..., parcel: _Optional[_Union[_delivery_pb2.Parcel, _Mapping]] = ..., person_id: _Optional[str] = ..., carrier: _Optional[str] = ...) -> None: ...

class CreateDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: _delivery_pb2.Delivery
    def __init__(self, delivery: _Optional[_Union[_delivery_pb2.Delivery, _Mapping]] = ...) -> None: ...

class GetDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class GetDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: _delivery_pb2.Delivery
    def __init__(self, delivery: _Optional[_Union[_delivery_pb2.Delivery, _Mapping]] = ...) -> None: ...

class ListDeliveriesRequest(_message.Message):
    __slots__ = ("order_id", "store_id", "status", "page_size", "page_token")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    store_id: str
    status: _delivery_pb2.DeliveryStatus
    page_size: int
    page_token: str
    def __init__(self, order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., status: _Optional[_Union[_delivery_pb2.DeliveryStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_page_token")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[_delivery_pb2.Delivery]
    next_page_token: str
    def __init__(self, deliveries: _Optional[_Iterable[_Union[_delivery_pb2.Delivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelDeliveryRequest(_message.Message):
    __slots__ = ("request_id", "delivery_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    delivery_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: _delivery_pb2.Delivery
    def __init__(self, delivery: _Optional[_Union[_delivery_pb2.Delivery, _Mapping]] = ...) -> None: ...

class AssignRiderRequest(_message.Message):
    __slots__ = ("request_id", "delivery_id", "rider")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    RIDER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    delivery_id: str
    rider: _delivery_pb2.Rider
    def __init__(self, request_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., rider: _Optional[_Union[_delivery_pb2.Rider, _Mapping]] = ...) -> None: ...

class AssignRiderResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: _delivery_pb2.Delivery
    def __init__(self, delivery: _Optional[_Union[_delivery_pb2.Delivery, _Mapping]] = ...) -> None: ...

class ReportProgressRequest(_message.Message):
    __slots__ = ("request_id", "delivery_id", "status", "position", "note", "occur_time")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    delivery_id: str
    status: _delivery_pb2.DeliveryStatus
    position: _geo_pb2.GeoPoint
    note: str
    occur_time: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., delivery_id: _Optional[str] = ..., status: _Optional[_Union[_delivery_pb2.DeliveryStatus, str]] = ..., position: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ..., note: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReportProgressResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: _delivery_pb2.Delivery
    def __init__(self, delivery: _Optional[_Union[_delivery_pb2.Delivery, _Mapping]] = ...) -> None: ...

class HandleCallbackRequest(_message.Message):
    __slots__ = ("carrier", "headers", "body", "query")
    class HeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    carrier: str
    headers: _containers.ScalarMap[str, str]
    body: bytes
    query: str
    def __init__(self, carrier: _Optional[str] = ..., headers: _Optional[_Mapping[str, str]] = ..., body: _Optional[bytes] = ..., query: _Optional[str] = ...) -> None: ...

class HandleCallbackResponse(_message.Message):
    __slots__ = ("outcome", "delivery_id", "merchant_id", "reply_status", "reply_headers", "reply_body")
    class ReplyHeadersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    REPLY_STATUS_FIELD_NUMBER: _ClassVar[int]
    REPLY_HEADERS_FIELD_NUMBER: _ClassVar[int]
    REPLY_BODY_FIELD_NUMBER: _ClassVar[int]
    outcome: CallbackOutcome
    delivery_id: str
    merchant_id: str
    reply_status: int
    reply_headers: _containers.ScalarMap[str, str]
    reply_body: bytes
    def __init__(self, outcome: _Optional[_Union[CallbackOutcome, str]] = ..., delivery_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., reply_status: _Optional[int] = ..., reply_headers: _Optional[_Mapping[str, str]] = ..., reply_body: _Optional[bytes] = ...) -> None: ...
