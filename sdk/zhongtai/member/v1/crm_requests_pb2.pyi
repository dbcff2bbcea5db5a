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

class CrmSyncDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CRM_SYNC_DIRECTION_UNSPECIFIED: _ClassVar[CrmSyncDirection]
    CRM_SYNC_DIRECTION_PULL: _ClassVar[CrmSyncDirection]
    CRM_SYNC_DIRECTION_PUSH: _ClassVar[CrmSyncDirection]

class CrmSyncStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CRM_SYNC_STATUS_UNSPECIFIED: _ClassVar[CrmSyncStatus]
    CRM_SYNC_STATUS_RUNNING: _ClassVar[CrmSyncStatus]
    CRM_SYNC_STATUS_FINISHED: _ClassVar[CrmSyncStatus]
    CRM_SYNC_STATUS_FAILED: _ClassVar[CrmSyncStatus]

class CrmConflictDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CRM_CONFLICT_DECISION_UNSPECIFIED: _ClassVar[CrmConflictDecision]
    CRM_CONFLICT_DECISION_KEEP_OURS: _ClassVar[CrmConflictDecision]
    CRM_CONFLICT_DECISION_TAKE_CRM: _ClassVar[CrmConflictDecision]
CRM_SYNC_DIRECTION_UNSPECIFIED: CrmSyncDirection
CRM_SYNC_DIRECTION_PULL: CrmSyncDirection
CRM_SYNC_DIRECTION_PUSH: CrmSyncDirection
CRM_SYNC_STATUS_UNSPECIFIED: CrmSyncStatus
CRM_SYNC_STATUS_RUNNING: CrmSyncStatus
CRM_SYNC_STATUS_FINISHED: CrmSyncStatus
CRM_SYNC_STATUS_FAILED: CrmSyncStatus
CRM_CONFLICT_DECISION_UNSPECIFIED: CrmConflictDecision
CRM_CONFLICT_DECISION_KEEP_OURS: CrmConflictDecision
CRM_CONFLICT_DECISION_TAKE_CRM: CrmConflictDecision

class CrmSync(_message.Message):
    __slots__ = ("sync_id", "direction", "status", "pulled_count", "pushed_count", "refused_count", "conflict_count", "failure", "start_time", "end_time")
    SYNC_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PULLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    PUSHED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONFLICT_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    sync_id: str
    direction: CrmSyncDirection
    status: CrmSyncStatus
    pulled_count: int
    pushed_count: int
    refused_count: int
    conflict_count: int
    failure: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, sync_id: _Optional[str] = ..., direction: _Optional[_Union[CrmSyncDirection, str]] = ..., status: _Optional[_Union[CrmSyncStatus, str]] = ..., pulled_count: _Optional[int] = ..., pushed_count: _Optional[int] = ..., refused_count: _Optional[int] = ..., conflict_count: _Optional[int] = ..., failure: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CrmConflict(_message.Message):
    __slots__ = ("conflict_id", "member_id", "crm_member_id", "field", "our_value", "crm_value", "find_time")
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    CRM_MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    OUR_VALUE_FIELD_NUMBER: _ClassVar[int]
    CRM_VALUE_FIELD_NUMBER: _ClassVar[int]
    FIND_TIME_FIELD_NUMBER: _ClassVar[int]
    conflict_id: str
    member_id: str
    crm_member_id: str
    field: str
    our_value: str
    crm_value: str
    find_time: _timestamp_pb2.Timestamp
    def __init__(self, conflict_id: _Optional[str] = ..., member_id: _Optional[str] = ..., crm_member_id: _Optional[str] = ..., field: _Optional[str] = ..., our_value: _Optional[str] = ..., crm_value: _Optional[str] = ..., find_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CrmDrift(_message.Message):
    __slots__ = ("member_id", "crm_member_id", "our_points", "crm_points", "our_tier_code", "crm_tier_code", "points_underway", "our_status", "crm_status")
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    CRM_MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    OUR_POINTS_FIELD_NUMBER: _ClassVar[int]
    CRM_POINTS_FIELD_NUMBER: _ClassVar[int]
    OUR_TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    CRM_TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    POINTS_UNDERWAY_FIELD_NUMBER: _ClassVar[int]
    OUR_STATUS_FIELD_NUMBER: _ClassVar[int]
    CRM_STATUS_FIELD_NUMBER: _ClassVar[int]
    member_id: str
    crm_member_id: str
    our_points: int
    crm_points: int
    our_tier_code: str
    crm_tier_code: str
    points_underway: int
    our_status: _member_pb2.MemberStatus
    crm_status: _member_pb2.MemberStatus
    def __init__(self, member_id: _Optional[str] = ..., crm_member_id: _Optional[str] = ..., our_points: _Optional[int] = ..., crm_points: _Optional[int] = ..., our_tier_code: _Optional[str] = ..., crm_tier_code: _Optional[str] = ..., points_underway: _Optional[int] = ..., our_status: _Optional[_Union[_member_pb2.MemberStatus, str]] = ..., crm_status: _Optional[_Union[_member_pb2.MemberStatus, str]] = ...) -> None: ...

class CrmAccountBenefit(_message.Message):
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

class CrmAccount(_message.Message):
    __slots__ = ("crm_member_id", "points", "stored_value", "benefits", "update_time")
    CRM_MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    STORED_VALUE_FIELD_NUMBER: _ClassVar[int]
    BENEFITS_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    crm_member_id: str
    points: int
    stored_value: _money_pb2.Money
    benefits: _containers.RepeatedCompositeFieldContainer[CrmAccountBenefit]
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, crm_member_id: _Optional[str] = ..., points: _Optional[int] = ..., stored_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., benefits: _Optional[_Iterable[_Union[CrmAccountBenefit, _Mapping]]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCrmAccountRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class GetCrmAccountResponse(_message.Message):
    __slots__ = ("account",)
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    account: CrmAccount
    def __init__(self, account: _Optional[_Union[CrmAccount, _Mapping]] = ...) -> None: ...

class StartCrmSyncRequest(_message.Message):
    __slots__ = ("request_id", "direction")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    direction: CrmSyncDirection
    def __init__(self, request_id: _Optional[str] = ..., direction: _Optional[_Union[CrmSyncDirection, str]] = ...) -> None: ...

class StartCrmSyncResponse(_message.Message):
    __slots__ = ("sync",)
    SYNC_FIELD_NUMBER: _ClassVar[int]
    sync: CrmSync
    def __init__(self, sync: _Optional[_Union[CrmSync, _Mapping]] = ...) -> None: ...

class GetCrmSyncRequest(_message.Message):
    __slots__ = ("sync_id",)
    SYNC_ID_FIELD_NUMBER: _ClassVar[int]
    sync_id: str
    def __init__(self, sync_id: _Optional[str] = ...) -> None: ...

class GetCrmSyncResponse(_message.Message):
    __slots__ = ("sync",)
    SYNC_FIELD_NUMBER: _ClassVar[int]
    sync: CrmSync
    def __init__(self, sync: _Optional[_Union[CrmSync, _Mapping]] = ...) -> None: ...

class ListCrmConflictsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCrmConflictsResponse(_message.Message):
    __slots__ = ("conflicts", "next_page_token")
    CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    conflicts: _containers.RepeatedCompositeFieldContainer[CrmConflict]
    next_page_token: str
    def __init__(self, conflicts: _Optional[_Iterable[_Union[CrmConflict, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResolveCrmConflictRequest(_message.Message):
    __slots__ = ("request_id", "conflict_id", "decision")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    conflict_id: str
    decision: CrmConflictDecision
    def __init__(self, request_id: _Optional[str] = ..., conflict_id: _Optional[str] = ..., decision: _Optional[_Union[CrmConflictDecision, str]] = ...) -> None: ...

class ResolveCrmConflictResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListCrmDriftRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCrmDriftResponse(_message.Message):
    __slots__ = ("drifts", "next_page_token")
    DRIFTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    drifts: _containers.RepeatedCompositeFieldContainer[CrmDrift]
    next_page_token: str
    def __init__(self, drifts: _Optional[_Iterable[_Union[CrmDrift, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
