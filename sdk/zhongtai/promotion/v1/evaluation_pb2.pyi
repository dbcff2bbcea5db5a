import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExplanationOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPLANATION_OUTCOME_UNSPECIFIED: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_APPLIED: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_CONDITION_NOT_MET: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_THRESHOLD_NOT_REACHED: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_NOTHING_TO_DISCOUNT: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_EXCLUDED: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_BUDGET_SPENT: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_PERSON_LIMIT: _ClassVar[ExplanationOutcome]
    EXPLANATION_OUTCOME_COUPON_NOT_USABLE: _ClassVar[ExplanationOutcome]

class ExplanationCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPLANATION_CAUSE_UNSPECIFIED: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_OTHER_PLACE: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_OTHER_SERVICE_TYPE: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_OTHER_TIER: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_NOT_FIRST_ORDER: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_NOT_BEGUN: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_OVER: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_OTHER_TIME: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_THRESHOLD_NOT_REACHED: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_NOTHING_TO_DISCOUNT: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_NOT_COMBINABLE: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_DEARER_WITH_IT: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_BUDGET_SPENT: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_PERSON_LIMIT: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_GUEST: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_ANOTHER_FIRST_ORDER: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_COUPON_UNKNOWN: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_COUPON_HELD: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_COUPON_USED: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_COUPON_REVOKED: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_COUPON_EXPIRED: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_OTHER_CURRENCY: _ClassVar[ExplanationCause]
    EXPLANATION_CAUSE_NO_BENEFIT: _ClassVar[ExplanationCause]
EXPLANATION_OUTCOME_UNSPECIFIED: ExplanationOutcome
EXPLANATION_OUTCOME_APPLIED: ExplanationOutcome
EXPLANATION_OUTCOME_CONDITION_NOT_MET: ExplanationOutcome
EXPLANATION_OUTCOME_THRESHOLD_NOT_REACHED: ExplanationOutcome
EXPLANATION_OUTCOME_NOTHING_TO_DISCOUNT: ExplanationOutcome
EXPLANATION_OUTCOME_EXCLUDED: ExplanationOutcome
EXPLANATION_OUTCOME_BUDGET_SPENT: ExplanationOutcome
EXPLANATION_OUTCOME_PERSON_LIMIT: ExplanationOutcome
EXPLANATION_OUTCOME_COUPON_NOT_USABLE: ExplanationOutcome
EXPLANATION_CAUSE_UNSPECIFIED: ExplanationCause
EXPLANATION_CAUSE_OTHER_PLACE: ExplanationCause
EXPLANATION_CAUSE_OTHER_SERVICE_TYPE: ExplanationCause
EXPLANATION_CAUSE_OTHER_TIER: ExplanationCause
EXPLANATION_CAUSE_NOT_FIRST_ORDER: ExplanationCause
EXPLANATION_CAUSE_NOT_BEGUN: ExplanationCause
EXPLANATION_CAUSE_OVER: ExplanationCause
EXPLANATION_CAUSE_OTHER_TIME: ExplanationCause
EXPLANATION_CAUSE_THRESHOLD_NOT_REACHED: ExplanationCause
EXPLANATION_CAUSE_NOTHING_TO_DISCOUNT: ExplanationCause
EXPLANATION_CAUSE_NOT_COMBINABLE: ExplanationCause
EXPLANATION_CAUSE_DEARER_WITH_IT: ExplanationCause
EXPLANATION_CAUSE_BUDGET_SPENT: ExplanationCause
EXPLANATION_CAUSE_PERSON_LIMIT: ExplanationCause
EXPLANATION_CAUSE_GUEST: ExplanationCause
EXPLANATION_CAUSE_ANOTHER_FIRST_ORDER: ExplanationCause
EXPLANATION_CAUSE_COUPON_UNKNOWN: ExplanationCause
EXPLANATION_CAUSE_COUPON_HELD: ExplanationCause
EXPLANATION_CAUSE_COUPON_USED: ExplanationCause
EXPLANATION_CAUSE_COUPON_REVOKED: ExplanationCause
EXPLANATION_CAUSE_COUPON_EXPIRED: ExplanationCause
EXPLANATION_CAUSE_OTHER_CURRENCY: ExplanationCause
EXPLANATION_CAUSE_NO_BENEFIT: ExplanationCause

class CartLine(_message.Message):
    __slots__ = ("line_ref", "sku_id", "product_id", "category_ids", "quantity", "unit_amount", "line_amount", "base_amount")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_IDS_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    LINE_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BASE_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    sku_id: str
    product_id: str
    category_ids: _containers.RepeatedScalarFieldContainer[str]
    quantity: int
    unit_amount: _money_pb2.Money
    line_amount: _money_pb2.Money
    base_amount: _money_pb2.Money
    def __init__(self, line_ref: _Optional[str] = ..., sku_id: _Optional[str] = ..., product_id: _Optional[str] = ..., category_ids: _Optional[_Iterable[str]] = ..., quantity: _Optional[int] = ..., unit_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., line_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., base_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class EvaluateRequest(_message.Message):
    __slots__ = ("store_id", "channel", "service_type", "person_id", "member_tier", "at", "time_zone", "lines", "delivery_fee", "coupon_ids", "pick_coupons", "new_customer", "campaign_ids", "order_id", "business_date", "without_unusable_coupons", "language", "campaign_pieces", "benefit_codes")
    class CampaignPiecesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_TIER_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FEE_FIELD_NUMBER: _ClassVar[int]
    COUPON_IDS_FIELD_NUMBER: _ClassVar[int]
    PICK_COUPONS_FIELD_NUMBER: _ClassVar[int]
    NEW_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_IDS_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    BUSINESS_DATE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_UNUSABLE_COUPONS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_PIECES_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_CODES_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    person_id: str
    member_tier: str
    at: _timestamp_pb2.Timestamp
    time_zone: str
    lines: _containers.RepeatedCompositeFieldContainer[CartLine]
    delivery_fee: _money_pb2.Money
    coupon_ids: _containers.RepeatedScalarFieldContainer[str]
    pick_coupons: bool
    new_customer: bool
    campaign_ids: _containers.RepeatedScalarFieldContainer[str]
    order_id: str
    business_date: str
    without_unusable_coupons: bool
    language: str
    campaign_pieces: _containers.ScalarMap[str, int]
    benefit_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., person_id: _Optional[str] = ..., member_tier: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[CartLine, _Mapping]]] = ..., delivery_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., coupon_ids: _Optional[_Iterable[str]] = ..., pick_coupons: _Optional[bool] = ..., new_customer: _Optional[bool] = ..., campaign_ids: _Optional[_Iterable[str]] = ..., order_id: _Optional[str] = ..., business_date: _Optional[str] = ..., without_unusable_coupons: _Optional[bool] = ..., language: _Optional[str] = ..., campaign_pieces: _Optional[_Mapping[str, int]] = ..., benefit_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class EvaluateResponse(_message.Message):
    __slots__ = ("discounts", "explanations", "total_discount", "payable", "ignores_member_tier", "ignores_new_customer", "nothing_to_hold", "ignores_benefits")
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    EXPLANATIONS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    PAYABLE_FIELD_NUMBER: _ClassVar[int]
    IGNORES_MEMBER_TIER_FIELD_NUMBER: _ClassVar[int]
    IGNORES_NEW_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    NOTHING_TO_HOLD_FIELD_NUMBER: _ClassVar[int]
    IGNORES_BENEFITS_FIELD_NUMBER: _ClassVar[int]
    discounts: _containers.RepeatedCompositeFieldContainer[Discount]
    explanations: _containers.RepeatedCompositeFieldContainer[Explanation]
    total_discount: _money_pb2.Money
    payable: _money_pb2.Money
    ignores_member_tier: bool
    ignores_new_customer: bool
    nothing_to_hold: bool
    ignores_benefits: bool
    def __init__(self, discounts: _Optional[_Iterable[_Union[Discount, _Mapping]]] = ..., explanations: _Optional[_Iterable[_Union[Explanation, _Mapping]]] = ..., total_discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., payable: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., ignores_member_tier: _Optional[bool] = ..., ignores_new_customer: _Optional[bool] = ..., nothing_to_hold: _Optional[bool] = ..., ignores_benefits: _Optional[bool] = ...) -> None: ...

class Discount(_message.Message):
    __slots__ = ("promotion_id", "coupon_id", "name", "amount", "paid_by", "allocations", "first_order")
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PAID_BY_FIELD_NUMBER: _ClassVar[int]
    ALLOCATIONS_FIELD_NUMBER: _ClassVar[int]
    FIRST_ORDER_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    coupon_id: str
    name: str
    amount: _money_pb2.Money
    paid_by: _trade_pb2.DiscountPayer
    allocations: _containers.RepeatedCompositeFieldContainer[Allocation]
    first_order: bool
    def __init__(self, promotion_id: _Optional[str] = ..., coupon_id: _Optional[str] = ..., name: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid_by: _Optional[_Union[_trade_pb2.DiscountPayer, str]] = ..., allocations: _Optional[_Iterable[_Union[Allocation, _Mapping]]] = ..., first_order: _Optional[bool] = ...) -> None: ...

class Allocation(_message.Message):
    __slots__ = ("line_ref", "amount")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    amount: _money_pb2.Money
    def __init__(self, line_ref: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class Explanation(_message.Message):
    __slots__ = ("promotion_id", "coupon_id", "name", "outcome", "text", "amount", "missing", "cause", "benefit_codes")
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_CODES_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    coupon_id: str
    name: str
    outcome: ExplanationOutcome
    text: str
    amount: _money_pb2.Money
    missing: _money_pb2.Money
    cause: ExplanationCause
    benefit_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, promotion_id: _Optional[str] = ..., coupon_id: _Optional[str] = ..., name: _Optional[str] = ..., outcome: _Optional[_Union[ExplanationOutcome, str]] = ..., text: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., missing: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., cause: _Optional[_Union[ExplanationCause, str]] = ..., benefit_codes: _Optional[_Iterable[str]] = ...) -> None: ...
