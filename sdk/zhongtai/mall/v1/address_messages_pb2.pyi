from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class KeptAddress(_message.Message):
    __slots__ = ("address_id", "label", "address", "is_default")
    ADDRESS_ID_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    IS_DEFAULT_FIELD_NUMBER: _ClassVar[int]
    address_id: str
    label: str
    address: _geo_pb2.Address
    is_default: bool
    def __init__(self, address_id: _Optional[str] = ..., label: _Optional[str] = ..., address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., is_default: _Optional[bool] = ...) -> None: ...

class ListAddressesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAddressesResponse(_message.Message):
    __slots__ = ("addresses", "next_page_token")
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    addresses: _containers.RepeatedCompositeFieldContainer[KeptAddress]
    next_page_token: str
    def __init__(self, addresses: _Optional[_Iterable[_Union[KeptAddress, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class KeepAddressRequest(_message.Message):
    __slots__ = ("request_id", "address")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    address: KeptAddress
    def __init__(self, request_id: _Optional[str] = ..., address: _Optional[_Union[KeptAddress, _Mapping]] = ...) -> None: ...

class KeepAddressResponse(_message.Message):
    __slots__ = ("address",)
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    address: KeptAddress
    def __init__(self, address: _Optional[_Union[KeptAddress, _Mapping]] = ...) -> None: ...

class DeleteAddressRequest(_message.Message):
    __slots__ = ("address_id",)
    ADDRESS_ID_FIELD_NUMBER: _ClassVar[int]
    address_id: str
    def __init__(self, address_id: _Optional[str] = ...) -> None: ...

class DeleteAddressResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
