import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import other_name_pb2 as _other_name_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProductKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PRODUCT_KIND_UNSPECIFIED: _ClassVar[ProductKind]
    PRODUCT_KIND_SIMPLE: _ClassVar[ProductKind]
    PRODUCT_KIND_COMBO: _ClassVar[ProductKind]
    PRODUCT_KIND_VOUCHER: _ClassVar[ProductKind]
PRODUCT_KIND_UNSPECIFIED: ProductKind
PRODUCT_KIND_SIMPLE: ProductKind
PRODUCT_KIND_COMBO: ProductKind
PRODUCT_KIND_VOUCHER: ProductKind

class Category(_message.Message):
    __slots__ = ("category_id", "external_code", "name", "parent_category_id", "sort_order", "archived", "names")
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARENT_CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    SORT_ORDER_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    category_id: str
    external_code: str
    name: str
    parent_category_id: str
    sort_order: int
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, category_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., parent_category_id: _Optional[str] = ..., sort_order: _Optional[int] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class Product(_message.Message):
    __slots__ = ("product_id", "external_code", "name", "description", "kind", "category_ids", "skus", "modifier_group_ids", "combo_slots", "image_url", "tags", "sort_order", "archived", "revision", "create_time", "update_time", "names", "description_names", "min_per_order", "max_per_order", "not_sold_alone", "category_places")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_IDS_FIELD_NUMBER: _ClassVar[int]
    SKUS_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_IDS_FIELD_NUMBER: _ClassVar[int]
    COMBO_SLOTS_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    SORT_ORDER_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_NAMES_FIELD_NUMBER: _ClassVar[int]
    MIN_PER_ORDER_FIELD_NUMBER: _ClassVar[int]
    MAX_PER_ORDER_FIELD_NUMBER: _ClassVar[int]
    NOT_SOLD_ALONE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_PLACES_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    external_code: str
    name: str
    description: str
    kind: ProductKind
    category_ids: _containers.RepeatedScalarFieldContainer[str]
    skus: _containers.RepeatedCompositeFieldContainer[Sku]
    modifier_group_ids: _containers.RepeatedScalarFieldContainer[str]
    combo_slots: _containers.RepeatedCompositeFieldContainer[ComboSlot]
    image_url: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    sort_order: int
    archived: bool
    revision: int
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    description_names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    min_per_order: int
    max_per_order: int
    not_sold_alone: bool
    category_places: _containers.RepeatedCompositeFieldContainer[CategoryPlace]
    def __init__(self, product_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., description: _Optional[str] = ..., kind: _Optional[_Union[ProductKind, str]] = ..., category_ids: _Optional[_Iterable[str]] = ..., skus: _Optional[_Iterable[_Union[Sku, _Mapping]]] = ..., modifier_group_ids: _Optional[_Iterable[str]] = ..., combo_slots: _Optional[_Iterable[_Union[ComboSlot, _Mapping]]] = ..., image_url: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ..., sort_order: _Optional[int] = ..., archived: _Optional[bool] = ..., revision: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., description_names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., min_per_order: _Optional[int] = ..., max_per_order: _Optional[int] = ..., not_sold_alone: _Optional[bool] = ..., category_places: _Optional[_Iterable[_Union[CategoryPlace, _Mapping]]] = ...) -> None: ...

class CategoryPlace(_message.Message):
    __slots__ = ("category_id", "position")
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    category_id: str
    position: int
    def __init__(self, category_id: _Optional[str] = ..., position: _Optional[int] = ...) -> None: ...

class Sku(_message.Message):
    __slots__ = ("sku_id", "external_code", "name", "price", "components", "channel_codes", "archived", "names", "packaging_fee")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_CODES_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    external_code: str
    name: str
    price: _money_pb2.Money
    components: _containers.RepeatedCompositeFieldContainer[Component]
    channel_codes: _containers.RepeatedCompositeFieldContainer[ItemCode]
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    packaging_fee: _money_pb2.Money
    def __init__(self, sku_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ..., channel_codes: _Optional[_Iterable[_Union[ItemCode, _Mapping]]] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class Component(_message.Message):
    __slots__ = ("sku_id", "quantity")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    quantity: int
    def __init__(self, sku_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class ItemCode(_message.Message):
    __slots__ = ("channel", "code")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    channel: str
    code: str
    def __init__(self, channel: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class ModifierGroup(_message.Message):
    __slots__ = ("modifier_group_id", "external_code", "name", "min_select", "max_select", "free_quantity", "modifiers", "archived", "names")
    MODIFIER_GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MIN_SELECT_FIELD_NUMBER: _ClassVar[int]
    MAX_SELECT_FIELD_NUMBER: _ClassVar[int]
    FREE_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    modifier_group_id: str
    external_code: str
    name: str
    min_select: int
    max_select: int
    free_quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[Modifier]
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, modifier_group_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., min_select: _Optional[int] = ..., max_select: _Optional[int] = ..., free_quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[Modifier, _Mapping]]] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class Modifier(_message.Message):
    __slots__ = ("modifier_id", "external_code", "name", "price", "max_quantity", "default_quantity", "modifier_group_ids", "components", "channel_codes", "archived", "names")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_IDS_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_CODES_FIELD_NUMBER: _ClassVar[int]
    ARCHIVED_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    external_code: str
    name: str
    price: _money_pb2.Money
    max_quantity: int
    default_quantity: int
    modifier_group_ids: _containers.RepeatedScalarFieldContainer[str]
    components: _containers.RepeatedCompositeFieldContainer[Component]
    channel_codes: _containers.RepeatedCompositeFieldContainer[ItemCode]
    archived: bool
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, modifier_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., max_quantity: _Optional[int] = ..., default_quantity: _Optional[int] = ..., modifier_group_ids: _Optional[_Iterable[str]] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ..., channel_codes: _Optional[_Iterable[_Union[ItemCode, _Mapping]]] = ..., archived: _Optional[bool] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ComboSlot(_message.Message):
    __slots__ = ("slot_id", "external_code", "name", "min_select", "max_select", "options", "names")
    SLOT_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MIN_SELECT_FIELD_NUMBER: _ClassVar[int]
    MAX_SELECT_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    slot_id: str
    external_code: str
    name: str
    min_select: int
    max_select: int
    options: _containers.RepeatedCompositeFieldContainer[ComboOption]
    names: _containers.RepeatedCompositeFieldContainer[_other_name_pb2.OtherName]
    def __init__(self, slot_id: _Optional[str] = ..., external_code: _Optional[str] = ..., name: _Optional[str] = ..., min_select: _Optional[int] = ..., max_select: _Optional[int] = ..., options: _Optional[_Iterable[_Union[ComboOption, _Mapping]]] = ..., names: _Optional[_Iterable[_Union[_other_name_pb2.OtherName, _Mapping]]] = ...) -> None: ...

class ComboOption(_message.Message):
    __slots__ = ("sku_id", "extra_price", "default")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    EXTRA_PRICE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    extra_price: _money_pb2.Money
    default: bool
    def __init__(self, sku_id: _Optional[str] = ..., extra_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., default: _Optional[bool] = ...) -> None: ...
