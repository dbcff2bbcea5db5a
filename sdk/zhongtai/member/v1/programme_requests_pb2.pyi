from zhongtai.member.v1 import member_pb2 as _member_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetProgrammeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetProgrammeResponse(_message.Message):
    __slots__ = ("programme",)
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    programme: _member_pb2.Programme
    def __init__(self, programme: _Optional[_Union[_member_pb2.Programme, _Mapping]] = ...) -> None: ...

class SetProgrammeRequest(_message.Message):
    __slots__ = ("request_id", "programme")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    programme: _member_pb2.Programme
    def __init__(self, request_id: _Optional[str] = ..., programme: _Optional[_Union[_member_pb2.Programme, _Mapping]] = ...) -> None: ...

class SetProgrammeResponse(_message.Message):
    __slots__ = ("programme",)
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    programme: _member_pb2.Programme
    def __init__(self, programme: _Optional[_Union[_member_pb2.Programme, _Mapping]] = ...) -> None: ...

class ListTiersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTiersResponse(_message.Message):
    __slots__ = ("tiers", "next_page_token")
    TIERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tiers: _containers.RepeatedCompositeFieldContainer[_member_pb2.Tier]
    next_page_token: str
    def __init__(self, tiers: _Optional[_Iterable[_Union[_member_pb2.Tier, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SetTiersRequest(_message.Message):
    __slots__ = ("request_id", "tiers")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    tiers: _containers.RepeatedCompositeFieldContainer[_member_pb2.Tier]
    def __init__(self, request_id: _Optional[str] = ..., tiers: _Optional[_Iterable[_Union[_member_pb2.Tier, _Mapping]]] = ...) -> None: ...

class SetTiersResponse(_message.Message):
    __slots__ = ("tiers", "moved_member_count")
    TIERS_FIELD_NUMBER: _ClassVar[int]
    MOVED_MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    tiers: _containers.RepeatedCompositeFieldContainer[_member_pb2.Tier]
    moved_member_count: int
    def __init__(self, tiers: _Optional[_Iterable[_Union[_member_pb2.Tier, _Mapping]]] = ..., moved_member_count: _Optional[int] = ...) -> None: ...

class ListBenefitsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "tier_code", "person_id", "language", "channel")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tier_code: str
    person_id: str
    language: str
    channel: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., tier_code: _Optional[str] = ..., person_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ListBenefitsResponse(_message.Message):
    __slots__ = ("benefits", "next_page_token")
    BENEFITS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    benefits: _containers.RepeatedCompositeFieldContainer[_member_pb2.Benefit]
    next_page_token: str
    def __init__(self, benefits: _Optional[_Iterable[_Union[_member_pb2.Benefit, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SaveBenefitRequest(_message.Message):
    __slots__ = ("request_id", "benefit")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BENEFIT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    benefit: _member_pb2.Benefit
    def __init__(self, request_id: _Optional[str] = ..., benefit: _Optional[_Union[_member_pb2.Benefit, _Mapping]] = ...) -> None: ...

class SaveBenefitResponse(_message.Message):
    __slots__ = ("benefit",)
    BENEFIT_FIELD_NUMBER: _ClassVar[int]
    benefit: _member_pb2.Benefit
    def __init__(self, benefit: _Optional[_Union[_member_pb2.Benefit, _Mapping]] = ...) -> None: ...

class RemoveBenefitRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class RemoveBenefitResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
