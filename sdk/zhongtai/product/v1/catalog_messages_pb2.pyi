import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.product.v1 import menu_pb2 as _menu_pb2
from zhongtai.product.v1 import product_pb2 as _product_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateCategoryRequest(_message.Message):
    __slots__ = ("request_id", "category")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    category: _product_pb2.Category
    def __init__(self, request_id: _Optional[str] = ..., category: _Optional[_Union[_product_pb2.Category, _Mapping]] = ...) -> None: ...

class CreateCategoryResponse(_message.Message):
    __slots__ = ("category",)
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    category: _product_pb2.Category
    def __init__(self, category: _Optional[_Union[_product_pb2.Category, _Mapping]] = ...) -> None: ...

class UpdateCategoryRequest(_message.Message):
    __slots__ = ("request_id", "category")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    category: _product_pb2.Category
    def __init__(self, request_id: _Optional[str] = ..., category: _Optional[_Union[_product_pb2.Category, _Mapping]] = ...) -> None: ...

class UpdateCategoryResponse(_message.Message):
    __slots__ = ("category",)
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    category: _product_pb2.Category
    def __init__(self, category: _Optional[_Union[_product_pb2.Category, _Mapping]] = ...) -> None: ...

class ArrangeCategoryRequest(_message.Message):
    __slots__ = ("request_id", "category_id", "product_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    category_id: str
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., category_id: _Optional[str] = ..., product_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ArrangeCategoryResponse(_message.Message):
    __slots__ = ("product_ids",)
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, product_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class GetCategoryRequest(_message.Message):
    __slots__ = ("category_id",)
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    category_id: str
    def __init__(self, category_id: _Optional[str] = ...) -> None: ...

class GetCategoryResponse(_message.Message):
    __slots__ = ("category",)
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    category: _product_pb2.Category
    def __init__(self, category: _Optional[_Union[_product_pb2.Category, _Mapping]] = ...) -> None: ...

class ListCategoriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "with_archived")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WITH_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    with_archived: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., with_archived: _Optional[bool] = ...) -> None: ...

class ListCategoriesResponse(_message.Message):
    __slots__ = ("categories", "next_page_token")
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedCompositeFieldContainer[_product_pb2.Category]
    next_page_token: str
    def __init__(self, categories: _Optional[_Iterable[_Union[_product_pb2.Category, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateProductRequest(_message.Message):
    __slots__ = ("request_id", "product")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    product: _product_pb2.Product
    def __init__(self, request_id: _Optional[str] = ..., product: _Optional[_Union[_product_pb2.Product, _Mapping]] = ...) -> None: ...

class CreateProductResponse(_message.Message):
    __slots__ = ("product",)
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    product: _product_pb2.Product
    def __init__(self, product: _Optional[_Union[_product_pb2.Product, _Mapping]] = ...) -> None: ...

class UpdateProductRequest(_message.Message):
    __slots__ = ("request_id", "product")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    product: _product_pb2.Product
    def __init__(self, request_id: _Optional[str] = ..., product: _Optional[_Union[_product_pb2.Product, _Mapping]] = ...) -> None: ...

class UpdateProductResponse(_message.Message):
    __slots__ = ("product",)
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    product: _product_pb2.Product
    def __init__(self, product: _Optional[_Union[_product_pb2.Product, _Mapping]] = ...) -> None: ...

class GetProductRequest(_message.Message):
    __slots__ = ("product_id", "sku_id", "external_code")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    sku_id: str
    external_code: str
    def __init__(self, product_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., external_code: _Optional[str] = ...) -> None: ...

class GetProductResponse(_message.Message):
    __slots__ = ("product",)
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    product: _product_pb2.Product
    def __init__(self, product: _Optional[_Union[_product_pb2.Product, _Mapping]] = ...) -> None: ...

class ListProductsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "category_id", "name_contains", "with_archived")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_CONTAINS_FIELD_NUMBER: _ClassVar[int]
    WITH_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    category_id: str
    name_contains: str
    with_archived: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., category_id: _Optional[str] = ..., name_contains: _Optional[str] = ..., with_archived: _Optional[bool] = ...) -> None: ...

class ListProductsResponse(_message.Message):
    __slots__ = ("products", "next_page_token")
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    products: _containers.RepeatedCompositeFieldContainer[_product_pb2.Product]
    next_page_token: str
    def __init__(self, products: _Optional[_Iterable[_Union[_product_pb2.Product, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateModifierGroupRequest(_message.Message):
    __slots__ = ("request_id", "modifier_group")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    modifier_group: _product_pb2.ModifierGroup
    def __init__(self, request_id: _Optional[str] = ..., modifier_group: _Optional[_Union[_product_pb2.ModifierGroup, _Mapping]] = ...) -> None: ...

class CreateModifierGroupResponse(_message.Message):
    __slots__ = ("modifier_group",)
    MODIFIER_GROUP_FIELD_NUMBER: _ClassVar[int]
    modifier_group: _product_pb2.ModifierGroup
    def __init__(self, modifier_group: _Optional[_Union[_product_pb2.ModifierGroup, _Mapping]] = ...) -> None: ...

class UpdateModifierGroupRequest(_message.Message):
    __slots__ = ("request_id", "modifier_group")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    modifier_group: _product_pb2.ModifierGroup
    def __init__(self, request_id: _Optional[str] = ..., modifier_group: _Optional[_Union[_product_pb2.ModifierGroup, _Mapping]] = ...) -> None: ...

class UpdateModifierGroupResponse(_message.Message):
    __slots__ = ("modifier_group",)
    MODIFIER_GROUP_FIELD_NUMBER: _ClassVar[int]
    modifier_group: _product_pb2.ModifierGroup
    def __init__(self, modifier_group: _Optional[_Union[_product_pb2.ModifierGroup, _Mapping]] = ...) -> None: ...

class GetModifierGroupRequest(_message.Message):
    __slots__ = ("modifier_group_id",)
    MODIFIER_GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    modifier_group_id: str
    def __init__(self, modifier_group_id: _Optional[str] = ...) -> None: ...

class GetModifierGroupResponse(_message.Message):
    __slots__ = ("modifier_group",)
    MODIFIER_GROUP_FIELD_NUMBER: _ClassVar[int]
    modifier_group: _product_pb2.ModifierGroup
    def __init__(self, modifier_group: _Optional[_Union[_product_pb2.ModifierGroup, _Mapping]] = ...) -> None: ...

class ListModifierGroupsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "with_archived")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WITH_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    with_archived: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., with_archived: _Optional[bool] = ...) -> None: ...

class ListModifierGroupsResponse(_message.Message):
    __slots__ = ("modifier_groups", "next_page_token")
    MODIFIER_GROUPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    modifier_groups: _containers.RepeatedCompositeFieldContainer[_product_pb2.ModifierGroup]
    next_page_token: str
    def __init__(self, modifier_groups: _Optional[_Iterable[_Union[_product_pb2.ModifierGroup, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateMenuRequest(_message.Message):
    __slots__ = ("request_id", "menu")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MENU_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    menu: _menu_pb2.Menu
    def __init__(self, request_id: _Optional[str] = ..., menu: _Optional[_Union[_menu_pb2.Menu, _Mapping]] = ...) -> None: ...

class CreateMenuResponse(_message.Message):
    __slots__ = ("menu",)
    MENU_FIELD_NUMBER: _ClassVar[int]
    menu: _menu_pb2.Menu
    def __init__(self, menu: _Optional[_Union[_menu_pb2.Menu, _Mapping]] = ...) -> None: ...

class UpdateMenuRequest(_message.Message):
    __slots__ = ("request_id", "menu")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MENU_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    menu: _menu_pb2.Menu
    def __init__(self, request_id: _Optional[str] = ..., menu: _Optional[_Union[_menu_pb2.Menu, _Mapping]] = ...) -> None: ...

class UpdateMenuResponse(_message.Message):
    __slots__ = ("menu",)
    MENU_FIELD_NUMBER: _ClassVar[int]
    menu: _menu_pb2.Menu
    def __init__(self, menu: _Optional[_Union[_menu_pb2.Menu, _Mapping]] = ...) -> None: ...

class ListMenusRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "with_archived")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WITH_ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    with_archived: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., with_archived: _Optional[bool] = ...) -> None: ...

class ListMenusResponse(_message.Message):
    __slots__ = ("menus", "next_page_token")
    MENUS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    menus: _containers.RepeatedCompositeFieldContainer[_menu_pb2.Menu]
    next_page_token: str
    def __init__(self, menus: _Optional[_Iterable[_Union[_menu_pb2.Menu, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResolveItemCodesRequest(_message.Message):
    __slots__ = ("channel", "codes", "at", "with_former")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODES_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    WITH_FORMER_FIELD_NUMBER: _ClassVar[int]
    channel: str
    codes: _containers.RepeatedScalarFieldContainer[str]
    at: _timestamp_pb2.Timestamp
    with_former: bool
    def __init__(self, channel: _Optional[str] = ..., codes: _Optional[_Iterable[str]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., with_former: _Optional[bool] = ...) -> None: ...

class ResolveItemCodesResponse(_message.Message):
    __slots__ = ("items", "unknown_codes")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_CODES_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ResolvedItem]
    unknown_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, items: _Optional[_Iterable[_Union[ResolvedItem, _Mapping]]] = ..., unknown_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class ResolvedItem(_message.Message):
    __slots__ = ("code", "sku_id", "modifier_id", "product_id", "name", "components", "product_name", "sku_name", "former", "until", "external_code")
    CODE_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    FORMER_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    sku_id: str
    modifier_id: str
    product_id: str
    name: str
    components: _containers.RepeatedCompositeFieldContainer[_product_pb2.Component]
    product_name: str
    sku_name: str
    former: _containers.RepeatedCompositeFieldContainer[ResolvedItem]
    until: _timestamp_pb2.Timestamp
    external_code: str
    def __init__(self, code: _Optional[str] = ..., sku_id: _Optional[str] = ..., modifier_id: _Optional[str] = ..., product_id: _Optional[str] = ..., name: _Optional[str] = ..., components: _Optional[_Iterable[_Union[_product_pb2.Component, _Mapping]]] = ..., product_name: _Optional[str] = ..., sku_name: _Optional[str] = ..., former: _Optional[_Iterable[_Union[ResolvedItem, _Mapping]]] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., external_code: _Optional[str] = ...) -> None: ...

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
