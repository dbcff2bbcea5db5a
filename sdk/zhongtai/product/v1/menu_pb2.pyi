import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Menu(_message.Message):
    __slots__ = ("menu_id", "external_code", "name", "priority", "store_ids", "channels", "service_types", "dayparts", "first_date", "last_date", "all_products", "entries", "modifier_prices", "archived", "order_packaging_fee")
    MENU_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
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
    menu_id: str
    external_code: str
    name: str
    priority: int
    store_ids: _containers.RepeatedScalarFieldContainer[str]
    channels: _containers.RepeatedScalarFieldContainer[str]
    service_types: _containers.RepeatedScalarFieldContainer[_trade_pb2.ServiceType]
    dayparts: _containers.RepeatedCompositeFieldContainer[Daypart]
    first_date: str
    last_date: str
    all_products: bool
    entries: _containers.RepeatedCompositeFieldContainer[MenuEntry]
    modifier_prices: _containers.RepeatedCompositeFieldContainer[ModifierPrice]
    archived: bool
    order_packaging_fee: _money_pb2.Money
    def __init__(self, menu_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., priority: _Optional[int] = ..., store_ids: _Optional[_Iterable[str]] = ..., channels: _Optional[_Iterable[str]] = ..., service_types: _Optional[_Iterable[_Union[_trade_pb2.ServiceType, str]]] = ..., dayparts: _Optional[_Iterable[_Union[Daypart, _Mapping]]] = ..., first_date: _Optional[str] = ..., last_date: _Optional[str] = ..., all_products: _Optional[bool] = ..., entries: _Optional[_Iterable[_Union[MenuEntry, _Mapping]]] = ..., modifier_prices: _Optional[_Iterable[_Union[ModifierPrice, _Mapping]]] = ..., archived: _Optional[bool] = ..., order_packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class Daypart(_message.Message):
    __slots__ = ("weekdays", "begin_minute", "end_minute")
    WEEKDAYS_FIELD_NUMBER: _ClassVar[int]
    BEGIN_MINUTE_FIELD_NUMBER: _ClassVar[int]
    END_MINUTE_FIELD_NUMBER: _ClassVar[int]
    weekdays: _containers.RepeatedScalarFieldContainer[int]
    begin_minute: int
    end_minute: int
    def __init__(self, weekdays: _Optional[_Iterable[int]] = ..., begin_minute: _Optional[int] = ..., end_minute: _Optional[int] = ...) -> None: ...

class MenuEntry(_message.Message):
    __slots__ = ("sku_id", "price", "packaging_fee")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    price: _money_pb2.Money
    packaging_fee: _money_pb2.Money
    def __init__(self, sku_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ModifierPrice(_message.Message):
    __slots__ = ("modifier_id", "price")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    price: _money_pb2.Money
    def __init__(self, modifier_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class GetMenuRequest(_message.Message):
    __slots__ = ("store_id", "channel", "service_type", "at", "time_zone", "known_version", "language", "without_packaging_fee")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_VERSION_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    at: _timestamp_pb2.Timestamp
    time_zone: str
    known_version: str
    language: str
    without_packaging_fee: bool
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., known_version: _Optional[str] = ..., language: _Optional[str] = ..., without_packaging_fee: _Optional[bool] = ...) -> None: ...

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
    categories: _containers.RepeatedCompositeFieldContainer[MenuCategory]
    products: _containers.RepeatedCompositeFieldContainer[MenuProduct]
    modifier_groups: _containers.RepeatedCompositeFieldContainer[MenuModifierGroup]
    order_packaging_fee: _money_pb2.Money
    def __init__(self, menu_version: _Optional[str] = ..., not_modified: _Optional[bool] = ..., categories: _Optional[_Iterable[_Union[MenuCategory, _Mapping]]] = ..., products: _Optional[_Iterable[_Union[MenuProduct, _Mapping]]] = ..., modifier_groups: _Optional[_Iterable[_Union[MenuModifierGroup, _Mapping]]] = ..., order_packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class MenuCategory(_message.Message):
    __slots__ = ("category_id", "name", "parent_category_id", "product_ids")
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARENT_CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    category_id: str
    name: str
    parent_category_id: str
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, category_id: _Optional[str] = ..., name: _Optional[str] = ..., parent_category_id: _Optional[str] = ..., product_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class MenuProduct(_message.Message):
    __slots__ = ("product_id", "name", "description", "image_url", "tags", "skus", "modifier_group_ids", "combo_slots", "external_code", "min_per_order", "max_per_order", "not_sold_alone")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    SKUS_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_IDS_FIELD_NUMBER: _ClassVar[int]
    COMBO_SLOTS_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    MIN_PER_ORDER_FIELD_NUMBER: _ClassVar[int]
    MAX_PER_ORDER_FIELD_NUMBER: _ClassVar[int]
    NOT_SOLD_ALONE_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    name: str
    description: str
    image_url: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    skus: _containers.RepeatedCompositeFieldContainer[MenuSku]
    modifier_group_ids: _containers.RepeatedScalarFieldContainer[str]
    combo_slots: _containers.RepeatedCompositeFieldContainer[MenuComboSlot]
    external_code: str
    min_per_order: int
    max_per_order: int
    not_sold_alone: bool
    def __init__(self, product_id: _Optional[str] = ..., name: _Optional[str] = ..., description: _Optional[str] = ..., image_url: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., skus: _Optional[_Iterable[_Union[MenuSku, _Mapping]]] = ..., modifier_group_ids: _Optional[_Iterable[str]] = ..., combo_slots: _Optional[_Iterable[_Union[MenuComboSlot, _Mapping]]] = ..., external_code: _Optional[str] = ..., min_per_order: _Optional[int] = ..., max_per_order: _Optional[int] = ..., not_sold_alone: _Optional[bool] = ...) -> None: ...

class MenuSku(_message.Message):
    __slots__ = ("sku_id", "name", "price", "sold_out", "external_code", "packaging_fee")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    SOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    name: str
    price: _money_pb2.Money
    sold_out: bool
    external_code: str
    packaging_fee: _money_pb2.Money
    def __init__(self, sku_id: _Optional[str] = ..., name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., sold_out: _Optional[bool] = ..., external_code: _Optional[str] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class MenuModifierGroup(_message.Message):
    __slots__ = ("modifier_group_id", "name", "min_select", "max_select", "free_quantity", "modifiers")
    MODIFIER_GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MIN_SELECT_FIELD_NUMBER: _ClassVar[int]
    MAX_SELECT_FIELD_NUMBER: _ClassVar[int]
    FREE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    modifier_group_id: str
    name: str
    min_select: int
    max_select: int
    free_quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[MenuModifier]
    def __init__(self, modifier_group_id: _Optional[str] = ..., name: _Optional[str] = ..., min_select: _Optional[int] = ..., max_select: _Optional[int] = ..., free_quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[MenuModifier, _Mapping]]] = ...) -> None: ...

class MenuModifier(_message.Message):
    __slots__ = ("modifier_id", "name", "price", "max_quantity", "default_quantity", "sold_out", "modifier_group_ids", "external_code")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    SOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_IDS_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    name: str
    price: _money_pb2.Money
    max_quantity: int
    default_quantity: int
    sold_out: bool
    modifier_group_ids: _containers.RepeatedScalarFieldContainer[str]
    external_code: str
    def __init__(self, modifier_id: _Optional[str] = ..., name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., max_quantity: _Optional[int] = ..., default_quantity: _Optional[int] = ..., sold_out: _Optional[bool] = ..., modifier_group_ids: _Optional[_Iterable[str]] = ..., external_code: _Optional[str] = ...) -> None: ...

class MenuComboSlot(_message.Message):
    __slots__ = ("slot_id", "name", "min_select", "max_select", "options")
    SLOT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MIN_SELECT_FIELD_NUMBER: _ClassVar[int]
    MAX_SELECT_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    slot_id: str
    name: str
    min_select: int
    max_select: int
    options: _containers.RepeatedCompositeFieldContainer[MenuComboOption]
    def __init__(self, slot_id: _Optional[str] = ..., name: _Optional[str] = ..., min_select: _Optional[int] = ..., max_select: _Optional[int] = ..., options: _Optional[_Iterable[_Union[MenuComboOption, _Mapping]]] = ...) -> None: ...

class MenuComboOption(_message.Message):
    __slots__ = ("sku_id", "product_id", "name", "sku_name", "extra_price", "default", "sold_out", "modifier_group_ids")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    EXTRA_PRICE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_FIELD_NUMBER: _ClassVar[int]
    SOLD_OUT_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_IDS_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    product_id: str
    name: str
    sku_name: str
    extra_price: _money_pb2.Money
    default: bool
    sold_out: bool
    modifier_group_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, sku_id: _Optional[str] = ..., product_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., extra_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., default: _Optional[bool] = ..., sold_out: _Optional[bool] = ..., modifier_group_ids: _Optional[_Iterable[str]] = ...) -> None: ...
