from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.product.v1 import menu_pb2 as _menu_pb2
from zhongtai.store.v1 import serving_pb2 as _serving_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FindStoresRequest(_message.Message):
    __slots__ = ("point", "radius_m", "service_type", "only_open", "page_size", "page_token", "language")
    POINT_FIELD_NUMBER: _ClassVar[int]
    RADIUS_M_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ONLY_OPEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    point: _geo_pb2.GeoPoint
    radius_m: int
    service_type: _trade_pb2.ServiceType
    only_open: bool
    page_size: int
    page_token: str
    language: str
    def __init__(self, point: _Optional[_Union[_geo_pb2.GeoPoint, _Mapping]] = ..., radius_m: _Optional[int] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., only_open: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class FindStoresResponse(_message.Message):
    __slots__ = ("stores", "next_page_token")
    STORES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    stores: _containers.RepeatedCompositeFieldContainer[_serving_pb2.NearbyStore]
    next_page_token: str
    def __init__(self, stores: _Optional[_Iterable[_Union[_serving_pb2.NearbyStore, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetMenuRequest(_message.Message):
    __slots__ = ("store_id", "service_type", "language", "known_version")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_VERSION_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    service_type: _trade_pb2.ServiceType
    language: str
    known_version: str
    def __init__(self, store_id: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., language: _Optional[str] = ..., known_version: _Optional[str] = ...) -> None: ...

class GetMenuResponse(_message.Message):
    __slots__ = ("menu_version", "not_modified", "categories", "products", "modifier_groups", "order_packaging_fee")
    MENU_VERSION_FIELD_NUMBER: _ClassVar[int]
    NOT_MODIFIED_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUPS_FIELD_NUMBER: _ClassVar[int]
    ORDER_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    menu_version: str
    not_modified: bool
    categories: _containers.RepeatedCompositeFieldContainer[_menu_pb2.MenuCategory]
    products: _containers.RepeatedCompositeFieldContainer[_menu_pb2.MenuProduct]
    modifier_groups: _containers.RepeatedCompositeFieldContainer[_menu_pb2.MenuModifierGroup]
    order_packaging_fee: _money_pb2.Money
    def __init__(self, menu_version: _Optional[str] = ..., not_modified: _Optional[bool] = ..., categories: _Optional[_Iterable[_Union[_menu_pb2.MenuCategory, _Mapping]]] = ..., products: _Optional[_Iterable[_Union[_menu_pb2.MenuProduct, _Mapping]]] = ..., modifier_groups: _Optional[_Iterable[_Union[_menu_pb2.MenuModifierGroup, _Mapping]]] = ..., order_packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
