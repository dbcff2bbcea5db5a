from zhongtai.plugin.v1 import crm_member_pb2 as _crm_member_pb2
from zhongtai.plugin.v1 import crm_movement_pb2 as _crm_movement_pb2
from zhongtai.plugin.v1 import plugin_pb2 as _plugin_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PushMembersRequest(_message.Message):
    __slots__ = ("profiles",)
    PROFILES_FIELD_NUMBER: _ClassVar[int]
    profiles: _containers.RepeatedCompositeFieldContainer[_crm_member_pb2.CrmProfile]
    def __init__(self, profiles: _Optional[_Iterable[_Union[_crm_member_pb2.CrmProfile, _Mapping]]] = ...) -> None: ...

class PushMembersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_plugin_pb2.ItemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_plugin_pb2.ItemResult, _Mapping]]] = ...) -> None: ...

class LookUpMembersRequest(_message.Message):
    __slots__ = ("merchant_id", "member_ids")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    member_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_id: _Optional[str] = ..., member_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class LookUpMembersResponse(_message.Message):
    __slots__ = ("members",)
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedCompositeFieldContainer[_crm_member_pb2.CrmMember]
    def __init__(self, members: _Optional[_Iterable[_Union[_crm_member_pb2.CrmMember, _Mapping]]] = ...) -> None: ...

class PullMembersRequest(_message.Message):
    __slots__ = ("merchant_id", "after_cursor", "page_size")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    after_cursor: str
    page_size: int
    def __init__(self, merchant_id: _Optional[str] = ..., after_cursor: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class PullMembersResponse(_message.Message):
    __slots__ = ("members", "cursor")
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedCompositeFieldContainer[_crm_member_pb2.CrmMember]
    cursor: str
    def __init__(self, members: _Optional[_Iterable[_Union[_crm_member_pb2.CrmMember, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class PushPointsRequest(_message.Message):
    __slots__ = ("movements",)
    MOVEMENTS_FIELD_NUMBER: _ClassVar[int]
    movements: _containers.RepeatedCompositeFieldContainer[_crm_movement_pb2.CrmMovement]
    def __init__(self, movements: _Optional[_Iterable[_Union[_crm_movement_pb2.CrmMovement, _Mapping]]] = ...) -> None: ...

class PushPointsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_plugin_pb2.ItemResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_plugin_pb2.ItemResult, _Mapping]]] = ...) -> None: ...

class LookUpPointsRequest(_message.Message):
    __slots__ = ("merchant_id", "movement_ids")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    MOVEMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    movement_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_id: _Optional[str] = ..., movement_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class LookUpPointsResponse(_message.Message):
    __slots__ = ("known_movement_ids",)
    KNOWN_MOVEMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    known_movement_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, known_movement_ids: _Optional[_Iterable[str]] = ...) -> None: ...
