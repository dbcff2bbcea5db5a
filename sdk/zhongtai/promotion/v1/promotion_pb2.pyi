import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.promotion.v1 import rule_pb2 as _rule_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PromotionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROMOTION_STATE_UNSPECIFIED: _ClassVar[PromotionState]
    PROMOTION_STATE_DRAFT: _ClassVar[PromotionState]
    PROMOTION_STATE_ACTIVE: _ClassVar[PromotionState]
    PROMOTION_STATE_PAUSED: _ClassVar[PromotionState]
    PROMOTION_STATE_ENDED: _ClassVar[PromotionState]
PROMOTION_STATE_UNSPECIFIED: PromotionState
PROMOTION_STATE_DRAFT: PromotionState
PROMOTION_STATE_ACTIVE: PromotionState
PROMOTION_STATE_PAUSED: PromotionState
PROMOTION_STATE_ENDED: PromotionState

class Promotion(_message.Message):
    __slots__ = ("promotion_id", "state", "spec", "usage", "version", "create_time", "update_time")
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    state: PromotionState
    spec: PromotionSpec
    usage: PromotionUsage
    version: int
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, promotion_id: _Optional[str] = ..., state: _Optional[_Union[PromotionState, str]] = ..., spec: _Optional[_Union[PromotionSpec, _Mapping]] = ..., usage: _Optional[_Union[PromotionUsage, _Mapping]] = ..., version: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PromotionSpec(_message.Message):
    __slots__ = ("name", "code", "currency_code", "rule", "conditions", "stacking", "limits", "cost_share", "names")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    STACKING_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    COST_SHARE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    name: str
    code: str
    currency_code: str
    rule: _rule_pb2.PromotionRule
    conditions: Conditions
    stacking: Stacking
    limits: Limits
    cost_share: CostShare
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, name: _Optional[str] = ..., code: _Optional[str] = ..., currency_code: _Optional[str] = ..., rule: _Optional[_Union[_rule_pb2.PromotionRule, _Mapping]] = ..., conditions: _Optional[_Union[Conditions, _Mapping]] = ..., stacking: _Optional[_Union[Stacking, _Mapping]] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ..., cost_share: _Optional[_Union[CostShare, _Mapping]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class Conditions(_message.Message):
    __slots__ = ("store_ids", "channels", "service_types", "member_tiers", "new_customers_only", "campaign_id", "start_time", "end_time", "weekly_windows", "benefit_codes")
    STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPES_FIELD_NUMBER: _ClassVar[int]
    MEMBER_TIERS_FIELD_NUMBER: _ClassVar[int]
    NEW_CUSTOMERS_ONLY_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    WEEKLY_WINDOWS_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_CODES_FIELD_NUMBER: _ClassVar[int]
    store_ids: _containers.RepeatedScalarFieldContainer[str]
    channels: _containers.RepeatedScalarFieldContainer[str]
    service_types: _containers.RepeatedScalarFieldContainer[_trade_pb2.ServiceType]
    member_tiers: _containers.RepeatedScalarFieldContainer[str]
    new_customers_only: bool
    campaign_id: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    weekly_windows: _containers.RepeatedCompositeFieldContainer[WeeklyWindow]
    benefit_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, store_ids: _Optional[_Iterable[str]] = ..., channels: _Optional[_Iterable[str]] = ..., service_types: _Optional[_Iterable[_Union[_trade_pb2.ServiceType, str]]] = ..., member_tiers: _Optional[_Iterable[str]] = ..., new_customers_only: _Optional[bool] = ..., campaign_id: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., weekly_windows: _Optional[_Iterable[_Union[WeeklyWindow, _Mapping]]] = ..., benefit_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class WeeklyWindow(_message.Message):
    __slots__ = ("weekdays", "from_minute", "until_minute")
    WEEKDAYS_FIELD_NUMBER: _ClassVar[int]
    FROM_MINUTE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_MINUTE_FIELD_NUMBER: _ClassVar[int]
    weekdays: _containers.RepeatedScalarFieldContainer[int]
    from_minute: int
    until_minute: int
    def __init__(self, weekdays: _Optional[_Iterable[int]] = ..., from_minute: _Optional[int] = ..., until_minute: _Optional[int] = ...) -> None: ...

class Stacking(_message.Message):
    __slots__ = ("exclusion_group", "priority", "alone", "excludes_discounted_items", "group", "excluded_groups")
    EXCLUSION_GROUP_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    ALONE_FIELD_NUMBER: _ClassVar[int]
    EXCLUDES_DISCOUNTED_ITEMS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_GROUPS_FIELD_NUMBER: _ClassVar[int]
    exclusion_group: str
    priority: int
    alone: bool
    excludes_discounted_items: bool
    group: str
    excluded_groups: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, exclusion_group: _Optional[str] = ..., priority: _Optional[int] = ..., alone: _Optional[bool] = ..., excludes_discounted_items: _Optional[bool] = ..., group: _Optional[str] = ..., excluded_groups: _Optional[_Iterable[str]] = ...) -> None: ...

class Limits(_message.Message):
    __slots__ = ("total_amount", "total_uses", "uses_per_person", "uses_per_person_and_day")
    TOTAL_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_USES_FIELD_NUMBER: _ClassVar[int]
    USES_PER_PERSON_FIELD_NUMBER: _ClassVar[int]
    USES_PER_PERSON_AND_DAY_FIELD_NUMBER: _ClassVar[int]
    total_amount: _money_pb2.Money
    total_uses: int
    uses_per_person: int
    uses_per_person_and_day: int
    def __init__(self, total_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., total_uses: _Optional[int] = ..., uses_per_person: _Optional[int] = ..., uses_per_person_and_day: _Optional[int] = ...) -> None: ...

class CostShare(_message.Message):
    __slots__ = ("platform_basis_points",)
    PLATFORM_BASIS_POINTS_FIELD_NUMBER: _ClassVar[int]
    platform_basis_points: int
    def __init__(self, platform_basis_points: _Optional[int] = ...) -> None: ...

class PromotionUsage(_message.Message):
    __slots__ = ("held_uses", "redeemed_uses", "held_amount", "redeemed_amount")
    HELD_USES_FIELD_NUMBER: _ClassVar[int]
    REDEEMED_USES_FIELD_NUMBER: _ClassVar[int]
    HELD_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REDEEMED_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    held_uses: int
    redeemed_uses: int
    held_amount: _money_pb2.Money
    redeemed_amount: _money_pb2.Money
    def __init__(self, held_uses: _Optional[int] = ..., redeemed_uses: _Optional[int] = ..., held_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., redeemed_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
