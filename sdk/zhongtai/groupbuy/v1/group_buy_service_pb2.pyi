import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_OFFER_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_OFFER_ENDED: _ClassVar[ErrorReason]
    ERROR_REASON_GROUP_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_GROUP_CLOSED: _ClassVar[ErrorReason]
    ERROR_REASON_GROUP_FULL: _ClassVar[ErrorReason]
    ERROR_REASON_PERSON_LIMIT: _ClassVar[ErrorReason]
    ERROR_REASON_OFFER_NOT_HERE: _ClassVar[ErrorReason]
    ERROR_REASON_OFFER_NOT_BEGUN: _ClassVar[ErrorReason]

class GroupState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GROUP_STATE_UNSPECIFIED: _ClassVar[GroupState]
    GROUP_STATE_OPEN: _ClassVar[GroupState]
    GROUP_STATE_SUCCEEDED: _ClassVar[GroupState]
    GROUP_STATE_FAILED: _ClassVar[GroupState]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_OFFER_NOT_FOUND: ErrorReason
ERROR_REASON_OFFER_ENDED: ErrorReason
ERROR_REASON_GROUP_NOT_FOUND: ErrorReason
ERROR_REASON_GROUP_CLOSED: ErrorReason
ERROR_REASON_GROUP_FULL: ErrorReason
ERROR_REASON_PERSON_LIMIT: ErrorReason
ERROR_REASON_OFFER_NOT_HERE: ErrorReason
ERROR_REASON_OFFER_NOT_BEGUN: ErrorReason
GROUP_STATE_UNSPECIFIED: GroupState
GROUP_STATE_OPEN: GroupState
GROUP_STATE_SUCCEEDED: GroupState
GROUP_STATE_FAILED: GroupState

class Offer(_message.Message):
    __slots__ = ("offer_id", "name", "sku_id", "price", "group_size", "group_seconds", "groups_per_person", "store_ids", "end_time", "ended", "begin_time", "promotion_id", "names")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    GROUP_SIZE_FIELD_NUMBER: _ClassVar[int]
    GROUP_SECONDS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_PER_PERSON_FIELD_NUMBER: _ClassVar[int]
    STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    name: str
    sku_id: str
    price: _money_pb2.Money
    group_size: int
    group_seconds: int
    groups_per_person: int
    store_ids: _containers.RepeatedScalarFieldContainer[str]
    end_time: _timestamp_pb2.Timestamp
    ended: bool
    begin_time: _timestamp_pb2.Timestamp
    promotion_id: str
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, offer_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., group_size: _Optional[int] = ..., group_seconds: _Optional[int] = ..., groups_per_person: _Optional[int] = ..., store_ids: _Optional[_Iterable[str]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended: _Optional[bool] = ..., begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promotion_id: _Optional[str] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class Group(_message.Message):
    __slots__ = ("group_id", "offer_id", "state", "member_count", "group_size", "deadline", "order_id", "free_count", "create_time", "members")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    GROUP_SIZE_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    FREE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    offer_id: str
    state: GroupState
    member_count: int
    group_size: int
    deadline: _timestamp_pb2.Timestamp
    order_id: str
    free_count: int
    create_time: _timestamp_pb2.Timestamp
    members: _containers.RepeatedCompositeFieldContainer[GroupMember]
    def __init__(self, group_id: _Optional[str] = ..., offer_id: _Optional[str] = ..., state: _Optional[_Union[GroupState, str]] = ..., member_count: _Optional[int] = ..., group_size: _Optional[int] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., order_id: _Optional[str] = ..., free_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., members: _Optional[_Iterable[_Union[GroupMember, _Mapping]]] = ...) -> None: ...

class GroupMember(_message.Message):
    __slots__ = ("display_name", "join_time", "is_caller")
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    JOIN_TIME_FIELD_NUMBER: _ClassVar[int]
    IS_CALLER_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    join_time: _timestamp_pb2.Timestamp
    is_caller: bool
    def __init__(self, display_name: _Optional[str] = ..., join_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., is_caller: _Optional[bool] = ...) -> None: ...

class CreateOfferRequest(_message.Message):
    __slots__ = ("request_id", "offer")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    offer: Offer
    def __init__(self, request_id: _Optional[str] = ..., offer: _Optional[_Union[Offer, _Mapping]] = ...) -> None: ...

class CreateOfferResponse(_message.Message):
    __slots__ = ("offer",)
    OFFER_FIELD_NUMBER: _ClassVar[int]
    offer: Offer
    def __init__(self, offer: _Optional[_Union[Offer, _Mapping]] = ...) -> None: ...

class EndOfferRequest(_message.Message):
    __slots__ = ("request_id", "offer_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    offer_id: str
    def __init__(self, request_id: _Optional[str] = ..., offer_id: _Optional[str] = ...) -> None: ...

class EndOfferResponse(_message.Message):
    __slots__ = ("offer",)
    OFFER_FIELD_NUMBER: _ClassVar[int]
    offer: Offer
    def __init__(self, offer: _Optional[_Union[Offer, _Mapping]] = ...) -> None: ...

class ListOffersRequest(_message.Message):
    __slots__ = ("store_id", "page_size", "page_token", "with_ended", "language", "channel")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WITH_ENDED_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    page_size: int
    page_token: str
    with_ended: bool
    language: str
    channel: str
    def __init__(self, store_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., with_ended: _Optional[bool] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ListOffersResponse(_message.Message):
    __slots__ = ("offers", "next_page_token")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[Offer]
    next_page_token: str
    def __init__(self, offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class OpenGroupRequest(_message.Message):
    __slots__ = ("request_id", "offer_id", "store_id", "person_id", "draft", "expected_total")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    offer_id: str
    store_id: str
    person_id: str
    draft: _messages_pb2.OrderDraft
    expected_total: _money_pb2.Money
    def __init__(self, request_id: _Optional[str] = ..., offer_id: _Optional[str] = ..., store_id: _Optional[str] = ..., person_id: _Optional[str] = ..., draft: _Optional[_Union[_messages_pb2.OrderDraft, _Mapping]] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class OpenGroupResponse(_message.Message):
    __slots__ = ("group", "order")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    group: Group
    order: _order_pb2.Order
    def __init__(self, group: _Optional[_Union[Group, _Mapping]] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class JoinGroupRequest(_message.Message):
    __slots__ = ("group_id", "store_id", "person_id", "request_id", "draft", "expected_total")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    store_id: str
    person_id: str
    request_id: str
    draft: _messages_pb2.OrderDraft
    expected_total: _money_pb2.Money
    def __init__(self, group_id: _Optional[str] = ..., store_id: _Optional[str] = ..., person_id: _Optional[str] = ..., request_id: _Optional[str] = ..., draft: _Optional[_Union[_messages_pb2.OrderDraft, _Mapping]] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class JoinGroupResponse(_message.Message):
    __slots__ = ("group", "order")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    group: Group
    order: _order_pb2.Order
    def __init__(self, group: _Optional[_Union[Group, _Mapping]] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class GetGroupRequest(_message.Message):
    __slots__ = ("group_id", "language", "channel")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    language: str
    channel: str
    def __init__(self, group_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class GetGroupResponse(_message.Message):
    __slots__ = ("group", "offer")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    OFFER_FIELD_NUMBER: _ClassVar[int]
    group: Group
    offer: Offer
    def __init__(self, group: _Optional[_Union[Group, _Mapping]] = ..., offer: _Optional[_Union[Offer, _Mapping]] = ...) -> None: ...

class ListGroupsRequest(_message.Message):
    __slots__ = ("offer_id", "state", "page_size", "page_token", "person_id")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    state: GroupState
    page_size: int
    page_token: str
    person_id: str
    def __init__(self, offer_id: _Optional[str] = ..., state: _Optional[_Union[GroupState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class ListGroupsResponse(_message.Message):
    __slots__ = ("groups", "next_page_token")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[Group]
    next_page_token: str
    def __init__(self, groups: _Optional[_Iterable[_Union[Group, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AuditRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditResponse(_message.Message):
    __slots__ = ("checks", "totals")
    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditCheck]
    totals: _containers.ScalarMap[str, int]
    def __init__(self, checks: _Optional[_Iterable[_Union[_audit_pb2.AuditCheck, _Mapping]]] = ..., totals: _Optional[_Mapping[str, int]] = ...) -> None: ...

class AuditOrdersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditOrdersResponse(_message.Message):
    __slots__ = ("names", "orders")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    orders: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditOrder]
    def __init__(self, names: _Optional[_Iterable[str]] = ..., orders: _Optional[_Iterable[_Union[_audit_pb2.AuditOrder, _Mapping]]] = ...) -> None: ...

class ListMerchantsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListMerchantsResponse(_message.Message):
    __slots__ = ("merchant_ids",)
    MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...
