from zhongtai.order.v1 import unmapped_pb2 as _unmapped_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListUnmappedItemsRequest(_message.Message):
    __slots__ = ("store_id", "channel", "only_unmapped", "page_size", "page_token")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ONLY_UNMAPPED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    only_unmapped: bool
    page_size: int
    page_token: str
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., only_unmapped: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListUnmappedItemsResponse(_message.Message):
    __slots__ = ("dishes", "next_page_token")
    DISHES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dishes: _containers.RepeatedCompositeFieldContainer[UnmappedDish]
    next_page_token: str
    def __init__(self, dishes: _Optional[_Iterable[_Union[UnmappedDish, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UnmappedDish(_message.Message):
    __slots__ = ("item", "sku_id", "sku_name")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    item: _unmapped_pb2.UnmappedItem
    sku_id: str
    sku_name: str
    def __init__(self, item: _Optional[_Union[_unmapped_pb2.UnmappedItem, _Mapping]] = ..., sku_id: _Optional[str] = ..., sku_name: _Optional[str] = ...) -> None: ...
