import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CrmMovementKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CRM_MOVEMENT_KIND_UNSPECIFIED: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_EARN: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_REVERSE: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_SETTLE: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_REDEEM: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_UNREDEEM: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_EXPIRE: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_ADJUST: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_FORFEIT: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_MERGE: _ClassVar[CrmMovementKind]
    CRM_MOVEMENT_KIND_OPENING: _ClassVar[CrmMovementKind]
CRM_MOVEMENT_KIND_UNSPECIFIED: CrmMovementKind
CRM_MOVEMENT_KIND_EARN: CrmMovementKind
CRM_MOVEMENT_KIND_REVERSE: CrmMovementKind
CRM_MOVEMENT_KIND_SETTLE: CrmMovementKind
CRM_MOVEMENT_KIND_REDEEM: CrmMovementKind
CRM_MOVEMENT_KIND_UNREDEEM: CrmMovementKind
CRM_MOVEMENT_KIND_EXPIRE: CrmMovementKind
CRM_MOVEMENT_KIND_ADJUST: CrmMovementKind
CRM_MOVEMENT_KIND_FORFEIT: CrmMovementKind
CRM_MOVEMENT_KIND_MERGE: CrmMovementKind
CRM_MOVEMENT_KIND_OPENING: CrmMovementKind

class CrmMovement(_message.Message):
    __slots__ = ("movement_id", "merchant_id", "member_id", "kind", "points", "position", "balance_after", "order_id", "refund_id", "redemption_id", "note", "occur_time", "expire_time")
    MOVEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    BALANCE_AFTER_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    REDEMPTION_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    movement_id: str
    merchant_id: str
    member_id: str
    kind: CrmMovementKind
    points: int
    position: int
    balance_after: int
    order_id: str
    refund_id: str
    redemption_id: str
    note: str
    occur_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, movement_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., member_id: _Optional[str] = ..., kind: _Optional[_Union[CrmMovementKind, str]] = ..., points: _Optional[int] = ..., position: _Optional[int] = ..., balance_after: _Optional[int] = ..., order_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., redemption_id: _Optional[str] = ..., note: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
