from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.product.v1 import menu_pb2 as _menu_pb2
from zhongtai.product.v1 import product_pb2 as _product_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImportOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_OUTCOME_UNSPECIFIED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_CREATED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_UPDATED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_UNCHANGED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_REJECTED: _ClassVar[ImportOutcome]

class CatalogItemKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CATALOG_ITEM_KIND_UNSPECIFIED: _ClassVar[CatalogItemKind]
    CATALOG_ITEM_KIND_CATEGORY: _ClassVar[CatalogItemKind]
    CATALOG_ITEM_KIND_MODIFIER_GROUP: _ClassVar[CatalogItemKind]
    CATALOG_ITEM_KIND_PRODUCT: _ClassVar[CatalogItemKind]
    CATALOG_ITEM_KIND_MENU: _ClassVar[CatalogItemKind]
IMPORT_OUTCOME_UNSPECIFIED: ImportOutcome
IMPORT_OUTCOME_CREATED: ImportOutcome
IMPORT_OUTCOME_UPDATED: ImportOutcome
IMPORT_OUTCOME_UNCHANGED: ImportOutcome
IMPORT_OUTCOME_REJECTED: ImportOutcome
CATALOG_ITEM_KIND_UNSPECIFIED: CatalogItemKind
CATALOG_ITEM_KIND_CATEGORY: CatalogItemKind
CATALOG_ITEM_KIND_MODIFIER_GROUP: CatalogItemKind
CATALOG_ITEM_KIND_PRODUCT: CatalogItemKind
CATALOG_ITEM_KIND_MENU: CatalogItemKind

class ImportCatalogRequest(_message.Message):
    __slots__ = ("categories", "modifier_groups", "products", "menus", "dry_run")
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUPS_FIELD_NUMBER: _ClassVar[int]
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    MENUS_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedCompositeFieldContainer[ImportCategory]
    modifier_groups: _containers.RepeatedCompositeFieldContainer[ImportModifierGroup]
    products: _containers.RepeatedCompositeFieldContainer[ImportProduct]
    menus: _containers.RepeatedCompositeFieldContainer[ImportMenu]
    dry_run: bool
    def __init__(self, categories: _Optional[_Iterable[_Union[ImportCategory, _Mapping]]] = ..., modifier_groups: _Optional[_Iterable[_Union[ImportModifierGroup, _Mapping]]] = ..., products: _Optional[_Iterable[_Union[ImportProduct, _Mapping]]] = ..., menus: _Optional[_Iterable[_Union[ImportMenu, _Mapping]]] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class ImportCategory(_message.Message):
    __slots__ = ("code", "name", "parent_code", "sort_order", "archived", "names")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARENT_CODE_FIELD_NUMBER: _ClassVar[int]
    SORT_ORDER_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    parent_code: str
    sort_order: int
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., parent_code: _Optional[str] = ..., sort_order: _Optional[int] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ImportModifierGroup(_message.Message):
    __slots__ = ("code", "name", "min_select", "max_select", "free_quantity", "modifiers", "archived", "names")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MIN_SELECT_FIELD_NUMBER: _ClassVar[int]
    MAX_SELECT_FIELD_NUMBER: _ClassVar[int]
    FREE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    min_select: int
    max_select: int
    free_quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[ImportModifier]
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., min_select: _Optional[int] = ..., max_select: _Optional[int] = ..., free_quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[ImportModifier, _Mapping]]] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ImportModifier(_message.Message):
    __slots__ = ("code", "name", "price", "max_quantity", "default_quantity", "modifier_group_codes", "components", "channel_codes", "names")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_CODES_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_CODES_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    price: _money_pb2.Money
    max_quantity: int
    default_quantity: int
    modifier_group_codes: _containers.RepeatedScalarFieldContainer[str]
    components: _containers.RepeatedCompositeFieldContainer[ImportComponent]
    channel_codes: _containers.RepeatedCompositeFieldContainer[_product_pb2.ItemCode]
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., max_quantity: _Optional[int] = ..., default_quantity: _Optional[int] = ..., modifier_group_codes: _Optional[_Iterable[str]] = ..., components: _Optional[_Iterable[_Union[ImportComponent, _Mapping]]] = ..., channel_codes: _Optional[_Iterable[_Union[_product_pb2.ItemCode, _Mapping]]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ImportComponent(_message.Message):
    __slots__ = ("sku_code", "quantity")
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    sku_code: str
    quantity: int
    def __init__(self, sku_code: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class ImportProduct(_message.Message):
    __slots__ = ("code", "name", "description", "kind", "category_codes", "skus", "modifier_group_codes", "combo_slots", "image_url", "tags", "sort_order", "archived", "names", "description_names", "min_per_order", "max_per_order", "not_sold_alone", "category_places")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_CODES_FIELD_NUMBER: _ClassVar[int]
    SKUS_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_CODES_FIELD_NUMBER: _ClassVar[int]
    COMBO_SLOTS_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    SORT_ORDER_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_NAMES_FIELD_NUMBER: _ClassVar[int]
    MIN_PER_ORDER_FIELD_NUMBER: _ClassVar[int]
    MAX_PER_ORDER_FIELD_NUMBER: _ClassVar[int]
    NOT_SOLD_ALONE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_PLACES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    description: str
    kind: _product_pb2.ProductKind
    category_codes: _containers.RepeatedScalarFieldContainer[str]
    skus: _containers.RepeatedCompositeFieldContainer[ImportSku]
    modifier_group_codes: _containers.RepeatedScalarFieldContainer[str]
    combo_slots: _containers.RepeatedCompositeFieldContainer[ImportComboSlot]
    image_url: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    sort_order: int
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    description_names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    min_per_order: int
    max_per_order: int
    not_sold_alone: bool
    category_places: _containers.RepeatedCompositeFieldContainer[ImportCategoryPlace]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., description: _Optional[str] = ..., kind: _Optional[_Union[_product_pb2.ProductKind, str]] = ..., category_codes: _Optional[_Iterable[str]] = ..., skus: _Optional[_Iterable[_Union[ImportSku, _Mapping]]] = ..., modifier_group_codes: _Optional[_Iterable[str]] = ..., combo_slots: _Optional[_Iterable[_Union[ImportComboSlot, _Mapping]]] = ..., image_url: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., sort_order: _Optional[int] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., description_names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., min_per_order: _Optional[int] = ..., max_per_order: _Optional[int] = ..., not_sold_alone: _Optional[bool] = ..., category_places: _Optional[_Iterable[_Union[ImportCategoryPlace, _Mapping]]] = ...) -> None: ...

class ImportCategoryPlace(_message.Message):
    __slots__ = ("category_code", "position")
    CATEGORY_CODE_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    category_code: str
    position: int
    def __init__(self, category_code: _Optional[str] = ..., position: _Optional[int] = ...) -> None: ...

class ImportSku(_message.Message):
    __slots__ = ("code", "name", "price", "components", "channel_codes", "names", "packaging_fee")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_CODES_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    price: _money_pb2.Money
    components: _containers.RepeatedCompositeFieldContainer[ImportComponent]
    channel_codes: _containers.RepeatedCompositeFieldContainer[_product_pb2.ItemCode]
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    packaging_fee: _money_pb2.Money
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., components: _Optional[_Iterable[_Union[ImportComponent, _Mapping]]] = ..., channel_codes: _Optional[_Iterable[_Union[_product_pb2.ItemCode, _Mapping]]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ImportComboSlot(_message.Message):
    __slots__ = ("code", "name", "min_select", "max_select", "options", "names")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MIN_SELECT_FIELD_NUMBER: _ClassVar[int]
    MAX_SELECT_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    min_select: int
    max_select: int
    options: _containers.RepeatedCompositeFieldContainer[ImportComboOption]
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., min_select: _Optional[int] = ..., max_select: _Optional[int] = ..., options: _Optional[_Iterable[_Union[ImportComboOption, _Mapping]]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ImportComboOption(_message.Message):
    __slots__ = ("sku_code", "extra_price", "default")
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    EXTRA_PRICE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_FIELD_NUMBER: _ClassVar[int]
    sku_code: str
    extra_price: _money_pb2.Money
    default: bool
    def __init__(self, sku_code: _Optional[str] = ..., extra_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., default: _Optional[bool] = ...) -> None: ...

class ImportMenu(_message.Message):
    __slots__ = ("code", "name", "priority", "store_ids", "channels", "service_types", "dayparts", "first_date", "last_date", "all_products", "entries", "modifier_prices", "archived", "order_packaging_fee")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPES_FIELD_NUMBER: _ClassVar[int]
    DAYPARTS_FIELD_NUMBER: _ClassVar[int]
    FIRST_DATE_FIELD_NUMBER: _ClassVar[int]
    LAST_DATE_FIELD_NUMBER: _ClassVar[int]
    ALL_PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_PRICES_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    ORDER_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    priority: int
    store_ids: _containers.RepeatedScalarFieldContainer[str]
    channels: _containers.RepeatedScalarFieldContainer[str]
    service_types: _containers.RepeatedScalarFieldContainer[_trade_pb2.ServiceType]
    dayparts: _containers.RepeatedCompositeFieldContainer[_menu_pb2.Daypart]
    first_date: str
    last_date: str
    all_products: bool
    entries: _containers.RepeatedCompositeFieldContainer[ImportMenuEntry]
    modifier_prices: _containers.RepeatedCompositeFieldContainer[ImportModifierPrice]
    archived: bool
    order_packaging_fee: _money_pb2.Money
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., priority: _Optional[int] = ..., store_ids: _Optional[_Iterable[str]] = ..., channels: _Optional[_Iterable[str]] = ..., service_types: _Optional[_Iterable[_Union[_trade_pb2.ServiceType, str]]] = ..., dayparts: _Optional[_Iterable[_Union[_menu_pb2.Daypart, _Mapping]]] = ..., first_date: _Optional[str] = ..., last_date: _Optional[str] = ..., all_products: _Optional[bool] = ..., entries: _Optional[_Iterable[_Union[ImportMenuEntry, _Mapping]]] = ..., modifier_prices: _Optional[_Iterable[_Union[ImportModifierPrice, _Mapping]]] = ..., archived: _Optional[bool] = ..., order_packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ImportMenuEntry(_message.Message):
    __slots__ = ("sku_code", "price", "packaging_fee")
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    sku_code: str
    price: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    def __init__(self, sku_code: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ImportModifierPrice(_message.Message):
    __slots__ = ("modifier_code", "price")
    MODIFIER_CODE_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    modifier_code: str
    price: _money_pb2.Money
    def __init__(self, modifier_code: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ImportCatalogResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ImportedItem]
    def __init__(self, results: _Optional[_Iterable[_Union[ImportedItem, _Mapping]]] = ...) -> None: ...

class ImportedItem(_message.Message):
    __slots__ = ("kind", "code", "item_id", "outcome", "parts", "violations")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    kind: CatalogItemKind
    code: str
    item_id: str
    outcome: ImportOutcome
    parts: _containers.RepeatedCompositeFieldContainer[ImportedPart]
    violations: _containers.RepeatedCompositeFieldContainer[ImportViolation]
    def __init__(self, kind: _Optional[_Union[CatalogItemKind, str]] = ..., code: _Optional[str] = ..., item_id: _Optional[str] = ..., outcome: _Optional[_Union[ImportOutcome, str]] = ..., parts: _Optional[_Iterable[_Union[ImportedPart, _Mapping]]] = ..., violations: _Optional[_Iterable[_Union[ImportViolation, _Mapping]]] = ...) -> None: ...

class ImportedPart(_message.Message):
    __slots__ = ("code", "part_id")
    CODE_FIELD_NUMBER: _ClassVar[int]
    PART_ID_FIELD_NUMBER: _ClassVar[int]
    code: str
    part_id: str
    def __init__(self, code: _Optional[str] = ..., part_id: _Optional[str] = ...) -> None: ...

class ImportViolation(_message.Message):
    __slots__ = ("field", "description")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    field: str
    description: str
    def __init__(self, field: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...
