import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as _group_buy_service_pb2
from zhongtai.mall.v1 import order_pb2 as _order_pb2
from zhongtai.mall.v1 import wishes_pb2 as _wishes_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GroupOffer(_message.Message):
    __slots__ = ("offer_id", "name", "sku_id", "price", "group_size", "group_seconds", "groups_per_person", "begin_time", "end_time", "ended")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    GROUP_SIZE_FIELD_NUMBER: _ClassVar[int]
    GROUP_SECONDS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_PER_PERSON_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    name: str
    sku_id: str
    price: _money_pb2.Money
    group_size: int
    group_seconds: int
    groups_per_person: int
    begin_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    ended: bool
    def __init__(self, offer_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., group_size: _Optional[int] = ..., group_seconds: _Optional[int] = ..., groups_per_person: _Optional[int] = ..., begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended: _Optional[bool] = ...) -> None: ...

class ListGroupOffersRequest(_message.Message):
    __slots__ = ("store_id", "page_size", "page_token", "language")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    page_size: int
    page_token: str
    language: str
    def __init__(self, store_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class ListGroupOffersResponse(_message.Message):
    __slots__ = ("offers", "next_page_token")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[GroupOffer]
    next_page_token: str
    def __init__(self, offers: _Optional[_Iterable[_Union[GroupOffer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListGroupsRequest(_message.Message):
    __slots__ = ("offer_id", "page_size", "page_token")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    page_size: int
    page_token: str
    def __init__(self, offer_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGroupsResponse(_message.Message):
    __slots__ = ("groups", "next_page_token")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[_group_buy_service_pb2.Group]
    next_page_token: str
    def __init__(self, groups: _Optional[_Iterable[_Union[_group_buy_service_pb2.Group, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetGroupRequest(_message.Message):
    __slots__ = ("group_id", "language")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    language: str
    def __init__(self, group_id: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class GetGroupResponse(_message.Message):
    __slots__ = ("group", "offer")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    OFFER_FIELD_NUMBER: _ClassVar[int]
    group: _group_buy_service_pb2.Group
    offer: GroupOffer
    def __init__(self, group: _Optional[_Union[_group_buy_service_pb2.Group, _Mapping]] = ..., offer: _Optional[_Union[GroupOffer, _Mapping]] = ...) -> None: ...

class OpenGroupRequest(_message.Message):
    __slots__ = ("request_id", "offer_id", "store_id", "wishes", "line", "expected_total")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    WISHES_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    offer_id: str
    store_id: str
    wishes: _wishes_pb2.Wishes
    line: _messages_pb2.DraftLine
    expected_total: _money_pb2.Money
    def __init__(self, request_id: _Optional[str] = ..., offer_id: _Optional[str] = ..., store_id: _Optional[str] = ..., wishes: _Optional[_Union[_wishes_pb2.Wishes, _Mapping]] = ..., line: _Optional[_Union[_messages_pb2.DraftLine, _Mapping]] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OpenGroupResponse(_message.Message):
    __slots__ = ("group", "order")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    group: _group_buy_service_pb2.Group
    order: _order_pb2.Order
    def __init__(self, group: _Optional[_Union[_group_buy_service_pb2.Group, _Mapping]] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class JoinGroupRequest(_message.Message):
    __slots__ = ("request_id", "group_id", "store_id", "wishes", "line", "expected_total")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    WISHES_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    group_id: str
    store_id: str
    wishes: _wishes_pb2.Wishes
    line: _messages_pb2.DraftLine
    expected_total: _money_pb2.Money
    def __init__(self, request_id: _Optional[str] = ..., group_id: _Optional[str] = ..., store_id: _Optional[str] = ..., wishes: _Optional[_Union[_wishes_pb2.Wishes, _Mapping]] = ..., line: _Optional[_Union[_messages_pb2.DraftLine, _Mapping]] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class JoinGroupResponse(_message.Message):
    __slots__ = ("group", "order")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    group: _group_buy_service_pb2.Group
    order: _order_pb2.Order
    def __init__(self, group: _Optional[_Union[_group_buy_service_pb2.Group, _Mapping]] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...
