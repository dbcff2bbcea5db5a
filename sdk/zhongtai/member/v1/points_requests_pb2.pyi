import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.member.v1 import member_pb2 as _member_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ItemOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ITEM_OUTCOME_UNSPECIFIED: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_DONE: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_ALREADY_DONE: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_REFUSED: _ClassVar[ItemOutcome]
ITEM_OUTCOME_UNSPECIFIED: ItemOutcome
ITEM_OUTCOME_DONE: ItemOutcome
ITEM_OUTCOME_ALREADY_DONE: ItemOutcome
ITEM_OUTCOME_REFUSED: ItemOutcome

class EarnItem(_message.Message):
    __slots__ = ("person_id", "order_id", "amount", "complete_time")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_TIME_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    order_id: str
    amount: _money_pb2.Money
    complete_time: _timestamp_pb2.Timestamp
    def __init__(self, person_id: _Optional[str] = ..., order_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., complete_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EarnResult(_message.Message):
    __slots__ = ("order_id", "outcome", "reason", "points", "growth", "balance", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    GROWTH_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    outcome: ItemOutcome
    reason: str
    points: int
    growth: int
    balance: int
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., outcome: _Optional[_Union[ItemOutcome, str]] = ..., reason: _Optional[str] = ..., points: _Optional[int] = ..., growth: _Optional[int] = ..., balance: _Optional[int] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class EarnPointsRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[EarnItem]
    def __init__(self, items: _Optional[_Iterable[_Union[EarnItem, _Mapping]]] = ...) -> None: ...

class EarnPointsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[EarnResult]
    def __init__(self, results: _Optional[_Iterable[_Union[EarnResult, _Mapping]]] = ...) -> None: ...

class ReverseItem(_message.Message):
    __slots__ = ("order_id", "refund_id", "amount")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    refund_id: str
    amount: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ReverseResult(_message.Message):
    __slots__ = ("order_id", "refund_id", "outcome", "reason", "points", "owed_points", "growth", "balance", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    OWED_POINTS_FIELD_NUMBER: _ClassVar[int]
    GROWTH_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    refund_id: str
    outcome: ItemOutcome
    reason: str
    points: int
    owed_points: int
    growth: int
    balance: int
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., outcome: _Optional[_Union[ItemOutcome, str]] = ..., reason: _Optional[str] = ..., points: _Optional[int] = ..., owed_points: _Optional[int] = ..., growth: _Optional[int] = ..., balance: _Optional[int] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class ReversePointsRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ReverseItem]
    def __init__(self, items: _Optional[_Iterable[_Union[ReverseItem, _Mapping]]] = ...) -> None: ...

class ReversePointsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ReverseResult]
    def __init__(self, results: _Optional[_Iterable[_Union[ReverseResult, _Mapping]]] = ...) -> None: ...

class PreviewEarnRequest(_message.Message):
    __slots__ = ("person_id", "amount")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    amount: _money_pb2.Money
    def __init__(self, person_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PreviewEarnResponse(_message.Message):
    __slots__ = ("preview",)
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    preview: _member_pb2.EarnPreview
    def __init__(self, preview: _Optional[_Union[_member_pb2.EarnPreview, _Mapping]] = ...) -> None: ...

class RedeemPointsRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "points", "order_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    points: int
    order_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., points: _Optional[int] = ..., order_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class RedeemPointsResponse(_message.Message):
    __slots__ = ("redemption", "balance")
    REDEMPTION_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    redemption: _member_pb2.Redemption
    balance: int
    def __init__(self, redemption: _Optional[_Union[_member_pb2.Redemption, _Mapping]] = ..., balance: _Optional[int] = ...) -> None: ...

class UnredeemPointsRequest(_message.Message):
    __slots__ = ("redemption_id",)
    REDEMPTION_ID_FIELD_NUMBER: _ClassVar[int]
    redemption_id: str
    def __init__(self, redemption_id: _Optional[str] = ...) -> None: ...

class UnredeemPointsResponse(_message.Message):
    __slots__ = ("redemption", "balance")
    REDEMPTION_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    redemption: _member_pb2.Redemption
    balance: int
    def __init__(self, redemption: _Optional[_Union[_member_pb2.Redemption, _Mapping]] = ..., balance: _Optional[int] = ...) -> None: ...

class AdjustPointsRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "points", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    points: int
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., points: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class AdjustPointsResponse(_message.Message):
    __slots__ = ("entry", "member")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    entry: _member_pb2.LedgerEntry
    member: _member_pb2.Member
    def __init__(self, entry: _Optional[_Union[_member_pb2.LedgerEntry, _Mapping]] = ..., member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ...) -> None: ...

class BroughtBalance(_message.Message):
    __slots__ = ("person_id", "account", "points")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    account: str
    points: int
    def __init__(self, person_id: _Optional[str] = ..., account: _Optional[str] = ..., points: _Optional[int] = ...) -> None: ...

class BroughtResult(_message.Message):
    __slots__ = ("account", "outcome", "reason", "points", "enrolled", "refusal_message")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    account: str
    outcome: ItemOutcome
    reason: str
    points: int
    enrolled: bool
    refusal_message: str
    def __init__(self, account: _Optional[str] = ..., outcome: _Optional[_Union[ItemOutcome, str]] = ..., reason: _Optional[str] = ..., points: _Optional[int] = ..., enrolled: _Optional[bool] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class BringBalancesRequest(_message.Message):
    __slots__ = ("items", "source", "dry_run")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[BroughtBalance]
    source: str
    dry_run: bool
    def __init__(self, items: _Optional[_Iterable[_Union[BroughtBalance, _Mapping]]] = ..., source: _Optional[str] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class BringBalancesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BroughtResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BroughtResult, _Mapping]]] = ...) -> None: ...

class ExpirePointsRequest(_message.Message):
    __slots__ = ("max_members",)
    MAX_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    max_members: int
    def __init__(self, max_members: _Optional[int] = ...) -> None: ...

class ExpirePointsResponse(_message.Message):
    __slots__ = ("member_count", "points", "more")
    MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    MORE_FIELD_NUMBER: _ClassVar[int]
    member_count: int
    points: int
    more: bool
    def __init__(self, member_count: _Optional[int] = ..., points: _Optional[int] = ..., more: _Optional[bool] = ...) -> None: ...

class ListLedgerRequest(_message.Message):
    __slots__ = ("person_id", "page_size", "page_token", "order_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    page_size: int
    page_token: str
    order_id: str
    def __init__(self, person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class ListLedgerResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[_member_pb2.LedgerEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[_member_pb2.LedgerEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
