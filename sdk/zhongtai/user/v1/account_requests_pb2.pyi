from zhongtai.user.v1 import user_pb2 as _user_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BindIdentityRequest(_message.Message):
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

class BindIdentityResponse(_message.Message):
    __slots__ = ("identity",)
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    identity: _user_pb2.ChannelIdentity
    def __init__(self, identity: _Optional[_Union[_user_pb2.ChannelIdentity, _Mapping]] = ...) -> None: ...

class UnbindIdentityRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "identity_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    identity_id: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., identity_id: _Optional[str] = ...) -> None: ...

class UnbindIdentityResponse(_message.Message):
    __slots__ = ("revoked_login_count",)
    REVOKED_LOGIN_COUNT_FIELD_NUMBER: _ClassVar[int]
    revoked_login_count: int
    def __init__(self, revoked_login_count: _Optional[int] = ...) -> None: ...

class ListIdentitiesRequest(_message.Message):
    __slots__ = ("person_id", "page_size", "page_token")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    page_size: int
    page_token: str
    def __init__(self, person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListIdentitiesResponse(_message.Message):
    __slots__ = ("identities", "next_page_token")
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    identities: _containers.RepeatedCompositeFieldContainer[_user_pb2.ChannelIdentity]
    next_page_token: str
    def __init__(self, identities: _Optional[_Iterable[_Union[_user_pb2.ChannelIdentity, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateAddressRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "address")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    address: _user_pb2.SavedAddress
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., address: _Optional[_Union[_user_pb2.SavedAddress, _Mapping]] = ...) -> None: ...

class CreateAddressResponse(_message.Message):
    __slots__ = ("address",)
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    address: _user_pb2.SavedAddress
    def __init__(self, address: _Optional[_Union[_user_pb2.SavedAddress, _Mapping]] = ...) -> None: ...

class UpdateAddressRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "address")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    address: _user_pb2.SavedAddress
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., address: _Optional[_Union[_user_pb2.SavedAddress, _Mapping]] = ...) -> None: ...

class UpdateAddressResponse(_message.Message):
    __slots__ = ("address",)
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    address: _user_pb2.SavedAddress
    def __init__(self, address: _Optional[_Union[_user_pb2.SavedAddress, _Mapping]] = ...) -> None: ...

class DeleteAddressRequest(_message.Message):
    __slots__ = ("person_id", "address_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    address_id: str
    def __init__(self, person_id: _Optional[str] = ..., address_id: _Optional[str] = ...) -> None: ...

class DeleteAddressResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListAddressesRequest(_message.Message):
    __slots__ = ("person_id", "page_size", "page_token")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    page_size: int
    page_token: str
    def __init__(self, person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAddressesResponse(_message.Message):
    __slots__ = ("addresses", "next_page_token")
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    addresses: _containers.RepeatedCompositeFieldContainer[_user_pb2.SavedAddress]
    next_page_token: str
    def __init__(self, addresses: _Optional[_Iterable[_Union[_user_pb2.SavedAddress, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
