from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.member.v1 import member_pb2 as _member_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EnrollMemberRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class EnrollMemberResponse(_message.Message):
    __slots__ = ("member", "enrolled")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    member: _member_pb2.Member
    enrolled: bool
    def __init__(self, member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ..., enrolled: _Optional[bool] = ...) -> None: ...

class GetMemberRequest(_message.Message):
    __slots__ = ("person_id", "language", "channel", "with_benefits")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    WITH_BENEFITS_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    language: str
    channel: str
    with_benefits: bool
    def __init__(self, person_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ..., with_benefits: _Optional[bool] = ...) -> None: ...

class GetMemberResponse(_message.Message):
    __slots__ = ("member", "benefit_codes")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_CODES_FIELD_NUMBER: _ClassVar[int]
    member: _member_pb2.Member
    benefit_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ..., benefit_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class ListMembersRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tier_code", "status")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tier_code: str
    status: _member_pb2.MemberStatus
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tier_code: _Optional[str] = ..., status: _Optional[_Union[_member_pb2.MemberStatus, str]] = ...) -> None: ...

class ListMembersResponse(_message.Message):
    __slots__ = ("members", "next_page_token")
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedCompositeFieldContainer[_member_pb2.Member]
    next_page_token: str
    def __init__(self, members: _Optional[_Iterable[_Union[_member_pb2.Member, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class FreezeMemberRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class FreezeMemberResponse(_message.Message):
    __slots__ = ("member",)
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    member: _member_pb2.Member
    def __init__(self, member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ...) -> None: ...

class UnfreezeMemberRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class UnfreezeMemberResponse(_message.Message):
    __slots__ = ("member",)
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    member: _member_pb2.Member
    def __init__(self, member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ...) -> None: ...

class CloseMemberRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CloseMemberResponse(_message.Message):
    __slots__ = ("member",)
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    member: _member_pb2.Member
    def __init__(self, member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ...) -> None: ...

class AuditRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditResponse(_message.Message):
    __slots__ = ("checks", "totals")
    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditCheck]
    totals: _containers.ScalarMap[str, int]
    def __init__(self, checks: _Optional[_Iterable[_Union[_audit_pb2.AuditCheck, _Mapping]]] = ..., totals: _Optional[_Mapping[str, int]] = ...) -> None: ...

class ListMerchantsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListMerchantsResponse(_message.Message):
    __slots__ = ("merchant_ids",)
    MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class AuditOrdersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditOrdersResponse(_message.Message):
    __slots__ = ("names", "orders")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    orders: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditOrder]
    def __init__(self, names: _Optional[_Iterable[str]] = ..., orders: _Optional[_Iterable[_Union[_audit_pb2.AuditOrder, _Mapping]]] = ...) -> None: ...
