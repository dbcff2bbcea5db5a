import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from zhongtai.promotion.v1 import promotion_pb2 as _promotion_pb2
from zhongtai.promotion.v1 import rule_pb2 as _rule_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CouponTemplateState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COUPON_TEMPLATE_STATE_UNSPECIFIED: _ClassVar[CouponTemplateState]
    COUPON_TEMPLATE_STATE_OPEN: _ClassVar[CouponTemplateState]
    COUPON_TEMPLATE_STATE_CLOSED: _ClassVar[CouponTemplateState]

class CouponState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COUPON_STATE_UNSPECIFIED: _ClassVar[CouponState]
    COUPON_STATE_ISSUED: _ClassVar[CouponState]
    COUPON_STATE_HELD: _ClassVar[CouponState]
    COUPON_STATE_REDEEMED: _ClassVar[CouponState]
    COUPON_STATE_EXPIRED: _ClassVar[CouponState]
    COUPON_STATE_REVOKED: _ClassVar[CouponState]
COUPON_TEMPLATE_STATE_UNSPECIFIED: CouponTemplateState
COUPON_TEMPLATE_STATE_OPEN: CouponTemplateState
COUPON_TEMPLATE_STATE_CLOSED: CouponTemplateState
COUPON_STATE_UNSPECIFIED: CouponState
COUPON_STATE_ISSUED: CouponState
COUPON_STATE_HELD: CouponState
COUPON_STATE_REDEEMED: CouponState
COUPON_STATE_EXPIRED: CouponState
COUPON_STATE_REVOKED: CouponState

class CouponTemplate(_message.Message):
    __slots__ = ("template_id", "state", "spec", "issued_count", "create_time", "update_time")
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    ISSUED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    template_id: str
    state: CouponTemplateState
    spec: CouponTemplateSpec
    issued_count: int
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, template_id: _Optional[str] = ..., state: _Optional[_Union[CouponTemplateState, str]] = ..., spec: _Optional[_Union[CouponTemplateSpec, _Mapping]] = ..., issued_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CouponTemplateSpec(_message.Message):
    __slots__ = ("name", "code", "currency_code", "benefit", "conditions", "stacking", "combines_with_coupons", "validity", "total_count", "count_per_person", "claimable", "returns_on_refund", "cost_share", "names")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_FIELD_NUMBER: _ClassVar[int]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    STACKING_FIELD_NUMBER: _ClassVar[int]
    COMBINES_WITH_COUPONS_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    COUNT_PER_PERSON_FIELD_NUMBER: _ClassVar[int]
    CLAIMABLE_FIELD_NUMBER: _ClassVar[int]
    RETURNS_ON_REFUND_FIELD_NUMBER: _ClassVar[int]
    COST_SHARE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    name: str
    code: str
    currency_code: str
    benefit: CouponBenefit
    conditions: _promotion_pb2.Conditions
    stacking: _promotion_pb2.Stacking
    combines_with_coupons: bool
    validity: _duration_pb2.Duration
    total_count: int
    count_per_person: int
    claimable: bool
    returns_on_refund: bool
    cost_share: _promotion_pb2.CostShare
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, name: _Optional[str] = ..., code: _Optional[str] = ..., currency_code: _Optional[str] = ..., benefit: _Optional[_Union[CouponBenefit, _Mapping]] = ..., conditions: _Optional[_Union[_promotion_pb2.Conditions, _Mapping]] = ..., stacking: _Optional[_Union[_promotion_pb2.Stacking, _Mapping]] = ..., combines_with_coupons: _Optional[bool] = ..., validity: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., total_count: _Optional[int] = ..., count_per_person: _Optional[int] = ..., claimable: _Optional[bool] = ..., returns_on_refund: _Optional[bool] = ..., cost_share: _Optional[_Union[_promotion_pb2.CostShare, _Mapping]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class CouponOffer(_message.Message):
    __slots__ = ("template_id", "name", "benefit", "validity", "left_count")
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_FIELD_NUMBER: _ClassVar[int]
    LEFT_COUNT_FIELD_NUMBER: _ClassVar[int]
    template_id: str
    name: str
    benefit: CouponBenefit
    validity: _duration_pb2.Duration
    left_count: int
    def __init__(self, template_id: _Optional[str] = ..., name: _Optional[str] = ..., benefit: _Optional[_Union[CouponBenefit, _Mapping]] = ..., validity: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., left_count: _Optional[int] = ...) -> None: ...

class CouponBenefit(_message.Message):
    __slots__ = ("cash", "percent", "delivery", "threshold", "scope")
    CASH_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    cash: CashBenefit
    percent: PercentBenefit
    delivery: _rule_pb2.DeliveryReduction
    threshold: _money_pb2.Money
    scope: _rule_pb2.ItemScope
    def __init__(self, cash: _Optional[_Union[CashBenefit, _Mapping]] = ..., percent: _Optional[_Union[PercentBenefit, _Mapping]] = ..., delivery: _Optional[_Union[_rule_pb2.DeliveryReduction, _Mapping]] = ..., threshold: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., scope: _Optional[_Union[_rule_pb2.ItemScope, _Mapping]] = ...) -> None: ...

class CashBenefit(_message.Message):
    __slots__ = ("amount",)
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    amount: _money_pb2.Money
    def __init__(self, amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PercentBenefit(_message.Message):
    __slots__ = ("basis_points", "cap")
    BASIS_POINTS_FIELD_NUMBER: _ClassVar[int]
    CAP_FIELD_NUMBER: _ClassVar[int]
    basis_points: int
    cap: _money_pb2.Money
    def __init__(self, basis_points: _Optional[int] = ..., cap: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class Coupon(_message.Message):
    __slots__ = ("coupon_id", "template_id", "name", "person_id", "state", "benefit", "order_id", "issue_time", "expire_time", "update_time")
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    coupon_id: str
    template_id: str
    name: str
    person_id: str
    state: CouponState
    benefit: CouponBenefit
    order_id: str
    issue_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, coupon_id: _Optional[str] = ..., template_id: _Optional[str] = ..., name: _Optional[str] = ..., person_id: _Optional[str] = ..., state: _Optional[_Union[CouponState, str]] = ..., benefit: _Optional[_Union[CouponBenefit, _Mapping]] = ..., order_id: _Optional[str] = ..., issue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
