import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.promotion.v1 import evaluation_pb2 as _evaluation_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HoldState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HOLD_STATE_UNSPECIFIED: _ClassVar[HoldState]
    HOLD_STATE_HELD: _ClassVar[HoldState]
    HOLD_STATE_REDEEMED: _ClassVar[HoldState]
    HOLD_STATE_RELEASED: _ClassVar[HoldState]
    HOLD_STATE_EXPIRED: _ClassVar[HoldState]
    HOLD_STATE_SHORT: _ClassVar[HoldState]
    HOLD_STATE_RETURNED: _ClassVar[HoldState]
    HOLD_STATE_NOT_NEEDED: _ClassVar[HoldState]

class RedeemOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REDEEM_OUTCOME_UNSPECIFIED: _ClassVar[RedeemOutcome]
    REDEEM_OUTCOME_REDEEMED: _ClassVar[RedeemOutcome]
    REDEEM_OUTCOME_ALREADY_REDEEMED: _ClassVar[RedeemOutcome]
    REDEEM_OUTCOME_NOTHING_HELD: _ClassVar[RedeemOutcome]
    REDEEM_OUTCOME_SHORT: _ClassVar[RedeemOutcome]
    REDEEM_OUTCOME_RETURNED: _ClassVar[RedeemOutcome]
    REDEEM_OUTCOME_REFUSED: _ClassVar[RedeemOutcome]

class ReleaseCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELEASE_CAUSE_UNSPECIFIED: _ClassVar[ReleaseCause]
    RELEASE_CAUSE_CANCELLED: _ClassVar[ReleaseCause]
    RELEASE_CAUSE_REJECTED: _ClassVar[ReleaseCause]
    RELEASE_CAUSE_REFUNDED: _ClassVar[ReleaseCause]

class ReleaseOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELEASE_OUTCOME_UNSPECIFIED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_RELEASED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_ALREADY_RELEASED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_NOTHING_HELD: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_REDEEMED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_RETURNED: _ClassVar[ReleaseOutcome]
    RELEASE_OUTCOME_REFUSED: _ClassVar[ReleaseOutcome]
HOLD_STATE_UNSPECIFIED: HoldState
HOLD_STATE_HELD: HoldState
HOLD_STATE_REDEEMED: HoldState
HOLD_STATE_RELEASED: HoldState
HOLD_STATE_EXPIRED: HoldState
HOLD_STATE_SHORT: HoldState
HOLD_STATE_RETURNED: HoldState
HOLD_STATE_NOT_NEEDED: HoldState
REDEEM_OUTCOME_UNSPECIFIED: RedeemOutcome
REDEEM_OUTCOME_REDEEMED: RedeemOutcome
REDEEM_OUTCOME_ALREADY_REDEEMED: RedeemOutcome
REDEEM_OUTCOME_NOTHING_HELD: RedeemOutcome
REDEEM_OUTCOME_SHORT: RedeemOutcome
REDEEM_OUTCOME_RETURNED: RedeemOutcome
REDEEM_OUTCOME_REFUSED: RedeemOutcome
RELEASE_CAUSE_UNSPECIFIED: ReleaseCause
RELEASE_CAUSE_CANCELLED: ReleaseCause
RELEASE_CAUSE_REJECTED: ReleaseCause
RELEASE_CAUSE_REFUNDED: ReleaseCause
RELEASE_OUTCOME_UNSPECIFIED: ReleaseOutcome
RELEASE_OUTCOME_RELEASED: ReleaseOutcome
RELEASE_OUTCOME_ALREADY_RELEASED: ReleaseOutcome
RELEASE_OUTCOME_NOTHING_HELD: ReleaseOutcome
RELEASE_OUTCOME_REDEEMED: ReleaseOutcome
RELEASE_OUTCOME_RETURNED: ReleaseOutcome
RELEASE_OUTCOME_REFUSED: ReleaseOutcome

class Hold(_message.Message):
    __slots__ = ("order_id", "person_id", "state", "promotions", "expire_time", "create_time", "update_time")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROMOTIONS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    person_id: str
    state: HoldState
    promotions: _containers.RepeatedCompositeFieldContainer[HeldPromotion]
    expire_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., person_id: _Optional[str] = ..., state: _Optional[_Union[HoldState, str]] = ..., promotions: _Optional[_Iterable[_Union[HeldPromotion, _Mapping]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HeldPromotion(_message.Message):
    __slots__ = ("promotion_id", "coupon_id", "amount")
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    coupon_id: str
    amount: _money_pb2.Money
    def __init__(self, promotion_id: _Optional[str] = ..., coupon_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class HoldPromotionsRequest(_message.Message):
    __slots__ = ("order_id", "person_id", "discounts", "expire_time", "business_date")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    person_id: str
    discounts: _containers.RepeatedCompositeFieldContainer[_evaluation_pb2.Discount]
    expire_time: _timestamp_pb2.Timestamp
    business_date: str
    def __init__(self, order_id: _Optional[str] = ..., person_id: _Optional[str] = ..., discounts: _Optional[_Iterable[_Union[_evaluation_pb2.Discount, _Mapping]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., business_date: _Optional[str] = ...) -> None: ...

class HoldPromotionsResponse(_message.Message):
    __slots__ = ("hold",)
    HOLD_FIELD_NUMBER: _ClassVar[int]
    hold: Hold
    def __init__(self, hold: _Optional[_Union[Hold, _Mapping]] = ...) -> None: ...

class RedeemHoldsRequest(_message.Message):
    __slots__ = ("order_ids",)
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class RedeemResult(_message.Message):
    __slots__ = ("order_id", "outcome", "refusal_reason", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    outcome: RedeemOutcome
    refusal_reason: str
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., outcome: _Optional[_Union[RedeemOutcome, str]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class RedeemHoldsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[RedeemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[RedeemResult, _Mapping]]] = ...) -> None: ...

class ReleaseHoldsRequest(_message.Message):
    __slots__ = ("order_ids", "cause")
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    cause: ReleaseCause
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ..., cause: _Optional[_Union[ReleaseCause, str]] = ...) -> None: ...

class ReleaseResult(_message.Message):
    __slots__ = ("order_id", "outcome", "refusal_reason", "refusal_message")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    outcome: ReleaseOutcome
    refusal_reason: str
    refusal_message: str
    def __init__(self, order_id: _Optional[str] = ..., outcome: _Optional[_Union[ReleaseOutcome, str]] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class ReleaseHoldsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ReleaseResult]
    def __init__(self, results: _Optional[_Iterable[_Union[ReleaseResult, _Mapping]]] = ...) -> None: ...

class GetHoldRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class GetHoldResponse(_message.Message):
    __slots__ = ("hold",)
    HOLD_FIELD_NUMBER: _ClassVar[int]
    hold: Hold
    def __init__(self, hold: _Optional[_Union[Hold, _Mapping]] = ...) -> None: ...

class ListHoldsRequest(_message.Message):
    __slots__ = ("state", "page_size", "page_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: HoldState
    page_size: int
    page_token: str
    def __init__(self, state: _Optional[_Union[HoldState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHoldsResponse(_message.Message):
    __slots__ = ("holds", "next_page_token")
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    holds: _containers.RepeatedCompositeFieldContainer[Hold]
    next_page_token: str
    def __init__(self, holds: _Optional[_Iterable[_Union[Hold, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
