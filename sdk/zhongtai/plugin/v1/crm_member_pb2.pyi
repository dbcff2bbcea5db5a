import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CrmStanding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CRM_STANDING_UNSPECIFIED: _ClassVar[CrmStanding]
    CRM_STANDING_ACTIVE: _ClassVar[CrmStanding]
    CRM_STANDING_FROZEN: _ClassVar[CrmStanding]
    CRM_STANDING_CLOSED: _ClassVar[CrmStanding]
    CRM_STANDING_MERGED: _ClassVar[CrmStanding]
CRM_STANDING_UNSPECIFIED: CrmStanding
CRM_STANDING_ACTIVE: CrmStanding
CRM_STANDING_FROZEN: CrmStanding
CRM_STANDING_CLOSED: CrmStanding
CRM_STANDING_MERGED: CrmStanding

class CrmBenefit(_message.Message):
    __slots__ = ("code", "name", "quantity", "expire_time")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    quantity: int
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., quantity: _Optional[int] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CrmMember(_message.Message):
    __slots__ = ("crm_member_id", "member_id", "standing", "tier_code", "points_balance", "stored_value", "benefits", "revision", "known_revision", "known_position", "update_time")
    CRM_MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    POINTS_BALANCE_FIELD_NUMBER: _ClassVar[int]
    STORED_VALUE_FIELD_NUMBER: _ClassVar[int]
    BENEFITS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    KNOWN_REVISION_FIELD_NUMBER: _ClassVar[int]
    KNOWN_POSITION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    crm_member_id: str
    member_id: str
    standing: CrmStanding
    tier_code: str
    points_balance: int
    stored_value: _money_pb2.Money
    benefits: _containers.RepeatedCompositeFieldContainer[CrmBenefit]
    revision: int
    known_revision: int
    known_position: int
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, crm_member_id: _Optional[str] = ..., member_id: _Optional[str] = ..., standing: _Optional[_Union[CrmStanding, str]] = ..., tier_code: _Optional[str] = ..., points_balance: _Optional[int] = ..., stored_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., benefits: _Optional[_Iterable[_Union[CrmBenefit, _Mapping]]] = ..., revision: _Optional[int] = ..., known_revision: _Optional[int] = ..., known_position: _Optional[int] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CrmProfile(_message.Message):
    __slots__ = ("profile_id", "merchant_id", "member_id", "person_id", "revision", "standing", "tier_code", "join_time")
    PROFILE_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    JOIN_TIME_FIELD_NUMBER: _ClassVar[int]
    profile_id: str
    merchant_id: str
    member_id: str
    person_id: str
    revision: int
    standing: CrmStanding
    tier_code: str
    join_time: _timestamp_pb2.Timestamp
    def __init__(self, profile_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., member_id: _Optional[str] = ..., person_id: _Optional[str] = ..., revision: _Optional[int] = ..., standing: _Optional[_Union[CrmStanding, str]] = ..., tier_code: _Optional[str] = ..., join_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
