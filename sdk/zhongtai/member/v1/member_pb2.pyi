import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MemberStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MEMBER_STATUS_UNSPECIFIED: _ClassVar[MemberStatus]
    MEMBER_STATUS_ACTIVE: _ClassVar[MemberStatus]
    MEMBER_STATUS_FROZEN: _ClassVar[MemberStatus]
    MEMBER_STATUS_CLOSED: _ClassVar[MemberStatus]
    MEMBER_STATUS_MERGED: _ClassVar[MemberStatus]

class BenefitKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BENEFIT_KIND_UNSPECIFIED: _ClassVar[BenefitKind]
    BENEFIT_KIND_FREE_DELIVERY: _ClassVar[BenefitKind]
    BENEFIT_KIND_COUPON_GIFT: _ClassVar[BenefitKind]
    BENEFIT_KIND_MEMBER_PRICE: _ClassVar[BenefitKind]
    BENEFIT_KIND_SERVICE: _ClassVar[BenefitKind]

class LedgerKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LEDGER_KIND_UNSPECIFIED: _ClassVar[LedgerKind]
    LEDGER_KIND_EARN: _ClassVar[LedgerKind]
    LEDGER_KIND_REVERSE: _ClassVar[LedgerKind]
    LEDGER_KIND_SETTLE: _ClassVar[LedgerKind]
    LEDGER_KIND_REDEEM: _ClassVar[LedgerKind]
    LEDGER_KIND_UNREDEEM: _ClassVar[LedgerKind]
    LEDGER_KIND_EXPIRE: _ClassVar[LedgerKind]
    LEDGER_KIND_ADJUST: _ClassVar[LedgerKind]
    LEDGER_KIND_FORFEIT: _ClassVar[LedgerKind]
    LEDGER_KIND_MERGE: _ClassVar[LedgerKind]
    LEDGER_KIND_CRM: _ClassVar[LedgerKind]
MEMBER_STATUS_UNSPECIFIED: MemberStatus
MEMBER_STATUS_ACTIVE: MemberStatus
MEMBER_STATUS_FROZEN: MemberStatus
MEMBER_STATUS_CLOSED: MemberStatus
MEMBER_STATUS_MERGED: MemberStatus
BENEFIT_KIND_UNSPECIFIED: BenefitKind
BENEFIT_KIND_FREE_DELIVERY: BenefitKind
BENEFIT_KIND_COUPON_GIFT: BenefitKind
BENEFIT_KIND_MEMBER_PRICE: BenefitKind
BENEFIT_KIND_SERVICE: BenefitKind
LEDGER_KIND_UNSPECIFIED: LedgerKind
LEDGER_KIND_EARN: LedgerKind
LEDGER_KIND_REVERSE: LedgerKind
LEDGER_KIND_SETTLE: LedgerKind
LEDGER_KIND_REDEEM: LedgerKind
LEDGER_KIND_UNREDEEM: LedgerKind
LEDGER_KIND_EXPIRE: LedgerKind
LEDGER_KIND_ADJUST: LedgerKind
LEDGER_KIND_FORFEIT: LedgerKind
LEDGER_KIND_MERGE: LedgerKind
LEDGER_KIND_CRM: LedgerKind

class Member(_message.Message):
    __slots__ = ("member_id", "person_id", "status", "tier_code", "tier_name", "points_balance", "owed_points", "growth_value", "enroll_time", "update_time", "revision")
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    TIER_NAME_FIELD_NUMBER: _ClassVar[int]
    POINTS_BALANCE_FIELD_NUMBER: _ClassVar[int]
    OWED_POINTS_FIELD_NUMBER: _ClassVar[int]
    GROWTH_VALUE_FIELD_NUMBER: _ClassVar[int]
    ENROLL_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    member_id: str
    person_id: str
    status: MemberStatus
    tier_code: str
    tier_name: str
    points_balance: int
    owed_points: int
    growth_value: int
    enroll_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, member_id: _Optional[str] = ..., person_id: _Optional[str] = ..., status: _Optional[_Union[MemberStatus, str]] = ..., tier_code: _Optional[str] = ..., tier_name: _Optional[str] = ..., points_balance: _Optional[int] = ..., owed_points: _Optional[int] = ..., growth_value: _Optional[int] = ..., enroll_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class Programme(_message.Message):
    __slots__ = ("currency_code", "minor_units_per_point", "minor_units_per_growth", "points_valid_days")
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    MINOR_UNITS_PER_POINT_FIELD_NUMBER: _ClassVar[int]
    MINOR_UNITS_PER_GROWTH_FIELD_NUMBER: _ClassVar[int]
    POINTS_VALID_DAYS_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    minor_units_per_point: int
    minor_units_per_growth: int
    points_valid_days: int
    def __init__(self, currency_code: _Optional[str] = ..., minor_units_per_point: _Optional[int] = ..., minor_units_per_growth: _Optional[int] = ..., points_valid_days: _Optional[int] = ...) -> None: ...

class Tier(_message.Message):
    __slots__ = ("code", "name", "growth_required", "earn_rate_percent", "names")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    GROWTH_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    EARN_RATE_PERCENT_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    growth_required: int
    earn_rate_percent: int
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., growth_required: _Optional[int] = ..., earn_rate_percent: _Optional[int] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class Benefit(_message.Message):
    __slots__ = ("code", "name", "description", "kind", "tier_codes", "parameters", "names", "description_names")
    class ParametersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TIER_CODES_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_NAMES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    description: str
    kind: BenefitKind
    tier_codes: _containers.RepeatedScalarFieldContainer[str]
    parameters: _containers.ScalarMap[str, str]
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    description_names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., description: _Optional[str] = ..., kind: _Optional[_Union[BenefitKind, str]] = ..., tier_codes: _Optional[_Iterable[str]] = ..., parameters: _Optional[_Mapping[str, str]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., description_names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class LedgerEntry(_message.Message):
    __slots__ = ("entry_id", "member_id", "person_id", "position", "kind", "points", "balance_after", "growth", "order_id", "refund_id", "redemption_id", "reason", "occur_time", "expire_time")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    BALANCE_AFTER_FIELD_NUMBER: _ClassVar[int]
    GROWTH_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    REDEMPTION_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    member_id: str
    person_id: str
    position: int
    kind: LedgerKind
    points: int
    balance_after: int
    growth: int
    order_id: str
    refund_id: str
    redemption_id: str
    reason: str
    occur_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, entry_id: _Optional[str] = ..., member_id: _Optional[str] = ..., person_id: _Optional[str] = ..., position: _Optional[int] = ..., kind: _Optional[_Union[LedgerKind, str]] = ..., points: _Optional[int] = ..., balance_after: _Optional[int] = ..., growth: _Optional[int] = ..., order_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., redemption_id: _Optional[str] = ..., reason: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Redemption(_message.Message):
    __slots__ = ("redemption_id", "member_id", "person_id", "points", "order_id", "redeem_time", "unredeem_time")
    REDEMPTION_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REDEEM_TIME_FIELD_NUMBER: _ClassVar[int]
    UNREDEEM_TIME_FIELD_NUMBER: _ClassVar[int]
    redemption_id: str
    member_id: str
    person_id: str
    points: int
    order_id: str
    redeem_time: _timestamp_pb2.Timestamp
    unredeem_time: _timestamp_pb2.Timestamp
    def __init__(self, redemption_id: _Optional[str] = ..., member_id: _Optional[str] = ..., person_id: _Optional[str] = ..., points: _Optional[int] = ..., order_id: _Optional[str] = ..., redeem_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., unredeem_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EarnPreview(_message.Message):
    __slots__ = ("amount", "points", "growth")
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    GROWTH_FIELD_NUMBER: _ClassVar[int]
    amount: _money_pb2.Money
    points: int
    growth: int
    def __init__(self, amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., points: _Optional[int] = ..., growth: _Optional[int] = ...) -> None: ...
