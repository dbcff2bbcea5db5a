import datetime

from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.user.v1 import user_pb2 as _user_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RegisterPersonRequest(_message.Message):
    __slots__ = ("channel", "subject", "display_name", "phone")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    channel: str
    subject: str
    display_name: str
    phone: str
    def __init__(self, channel: _Optional[str] = ..., subject: _Optional[str] = ..., display_name: _Optional[str] = ..., phone: _Optional[str] = ...) -> None: ...

class RegisterPersonResponse(_message.Message):
    __slots__ = ("person", "identity", "registered")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    identity: _user_pb2.ChannelIdentity
    registered: bool
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ..., identity: _Optional[_Union[_user_pb2.ChannelIdentity, _Mapping]] = ..., registered: _Optional[bool] = ...) -> None: ...

class BatchRegisterPersonsRequest(_message.Message):
    __slots__ = ("persons", "dry_run")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[RegisterPersonRequest]
    dry_run: bool
    def __init__(self, persons: _Optional[_Iterable[_Union[RegisterPersonRequest, _Mapping]]] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class BatchRegisterPersonsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[RegisteredPerson]
    def __init__(self, results: _Optional[_Iterable[_Union[RegisteredPerson, _Mapping]]] = ...) -> None: ...

class RegisteredPerson(_message.Message):
    __slots__ = ("person_id", "registered", "refusal_reason", "refusal_message")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    registered: bool
    refusal_reason: str
    refusal_message: str
    def __init__(self, person_id: _Optional[str] = ..., registered: _Optional[bool] = ..., refusal_reason: _Optional[str] = ..., refusal_message: _Optional[str] = ...) -> None: ...

class GetPersonRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class GetPersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ...) -> None: ...

class BatchGetPersonsRequest(_message.Message):
    __slots__ = ("person_ids",)
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetPersonsResponse(_message.Message):
    __slots__ = ("persons",)
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[_user_pb2.Person]
    def __init__(self, persons: _Optional[_Iterable[_Union[_user_pb2.Person, _Mapping]]] = ...) -> None: ...

class UpdatePersonRequest(_message.Message):
    __slots__ = ("request_id", "person", "update_mask")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person: _user_pb2.Person
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, request_id: _Optional[str] = ..., person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class UpdatePersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ...) -> None: ...

class ListPersonsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "phone", "channel")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    phone: str
    channel: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., phone: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ListPersonsResponse(_message.Message):
    __slots__ = ("persons", "next_page_token")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[_user_pb2.Person]
    next_page_token: str
    def __init__(self, persons: _Optional[_Iterable[_Union[_user_pb2.Person, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class FindPersonByIdentityRequest(_message.Message):
    __slots__ = ("channel", "subject")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    channel: str
    subject: str
    def __init__(self, channel: _Optional[str] = ..., subject: _Optional[str] = ...) -> None: ...

class FindPersonByIdentityResponse(_message.Message):
    __slots__ = ("person", "identity")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    identity: _user_pb2.ChannelIdentity
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ..., identity: _Optional[_Union[_user_pb2.ChannelIdentity, _Mapping]] = ...) -> None: ...

class MergePersonsRequest(_message.Message):
    __slots__ = ("request_id", "from_person_id", "into_person_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    INTO_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    from_person_id: str
    into_person_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., from_person_id: _Optional[str] = ..., into_person_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class MergePersonsResponse(_message.Message):
    __slots__ = ("merge", "person")
    MERGE_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    merge: _user_pb2.PersonMerge
    person: _user_pb2.Person
    def __init__(self, merge: _Optional[_Union[_user_pb2.PersonMerge, _Mapping]] = ..., person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ...) -> None: ...

class ListMergesRequest(_message.Message):
    __slots__ = ("person_id", "standing_only", "page_size", "page_token")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STANDING_ONLY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    standing_only: bool
    page_size: int
    page_token: str
    def __init__(self, person_id: _Optional[str] = ..., standing_only: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMergesResponse(_message.Message):
    __slots__ = ("merges", "next_page_token")
    MERGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    merges: _containers.RepeatedCompositeFieldContainer[_user_pb2.PersonMerge]
    next_page_token: str
    def __init__(self, merges: _Optional[_Iterable[_Union[_user_pb2.PersonMerge, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UndoMergeRequest(_message.Message):
    __slots__ = ("merge_id",)
    MERGE_ID_FIELD_NUMBER: _ClassVar[int]
    merge_id: str
    def __init__(self, merge_id: _Optional[str] = ...) -> None: ...

class UndoMergeResponse(_message.Message):
    __slots__ = ("merge",)
    MERGE_FIELD_NUMBER: _ClassVar[int]
    merge: _user_pb2.PersonMerge
    def __init__(self, merge: _Optional[_Union[_user_pb2.PersonMerge, _Mapping]] = ...) -> None: ...

class StartPhoneVerificationRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "phone")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    phone: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., phone: _Optional[str] = ...) -> None: ...

class StartPhoneVerificationResponse(_message.Message):
    __slots__ = ("verification_id", "expire_time")
    VERIFICATION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    verification_id: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, verification_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ConfirmPhoneVerificationRequest(_message.Message):
    __slots__ = ("verification_id", "code")
    VERIFICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    verification_id: str
    code: str
    def __init__(self, verification_id: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class ConfirmPhoneVerificationResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ...) -> None: ...

class VerifyChannelPhoneRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "channel", "code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    channel: str
    code: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., channel: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class VerifyChannelPhoneResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: _user_pb2.Person
    def __init__(self, person: _Optional[_Union[_user_pb2.Person, _Mapping]] = ...) -> None: ...

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
