import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.product.v1 import error_reason_pb2 as _error_reason_pb2
from zhongtai.product.v1 import product_pb2 as _product_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PriceLinesRequest(_message.Message):
    __slots__ = ("store_id", "channel", "service_type", "at", "time_zone", "lines", "allow_problems", "stock_is_asked", "language", "without_packaging_fee")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    ALLOW_PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    STOCK_IS_ASKED_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    at: _timestamp_pb2.Timestamp
    time_zone: str
    lines: _containers.RepeatedCompositeFieldContainer[LineToPrice]
    allow_problems: bool
    stock_is_asked: bool
    language: str
    without_packaging_fee: bool
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[LineToPrice, _Mapping]]] = ..., allow_problems: _Optional[bool] = ..., stock_is_asked: _Optional[bool] = ..., language: _Optional[str] = ..., without_packaging_fee: _Optional[bool] = ...) -> None: ...

class LineToPrice(_message.Message):
    __slots__ = ("line_ref", "sku_id", "quantity", "modifiers", "combo_choices")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    COMBO_CHOICES_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    sku_id: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[ChosenModifier]
    combo_choices: _containers.RepeatedCompositeFieldContainer[ChosenPart]
    def __init__(self, line_ref: _Optional[str] = ..., sku_id: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[ChosenModifier, _Mapping]]] = ..., combo_choices: _Optional[_Iterable[_Union[ChosenPart, _Mapping]]] = ...) -> None: ...

class ChosenModifier(_message.Message):
    __slots__ = ("modifier_id", "quantity", "modifiers")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[ChosenModifier]
    def __init__(self, modifier_id: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[ChosenModifier, _Mapping]]] = ...) -> None: ...

class ChosenPart(_message.Message):
    __slots__ = ("slot_id", "sku_id", "quantity", "modifiers")
    SLOT_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    slot_id: str
    sku_id: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[ChosenModifier]
    def __init__(self, slot_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[ChosenModifier, _Mapping]]] = ...) -> None: ...

class PriceLinesResponse(_message.Message):
    __slots__ = ("lines", "total", "menu_version", "problems", "order_packaging_fee")
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    MENU_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    ORDER_PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[PricedLine]
    total: _money_pb2.Money
    menu_version: str
    problems: _containers.RepeatedCompositeFieldContainer[LineProblem]
    order_packaging_fee: _money_pb2.Money
    def __init__(self, lines: _Optional[_Iterable[_Union[PricedLine, _Mapping]]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., menu_version: _Optional[str] = ..., problems: _Optional[_Iterable[_Union[LineProblem, _Mapping]]] = ..., order_packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PricedLine(_message.Message):
    __slots__ = ("line_ref", "sku_id", "product_id", "category_ids", "name", "sku_name", "quantity", "unit_price", "modifiers_amount", "amount", "modifiers", "parts", "components", "image_url", "kitchen_name", "kitchen_sku_name", "packaging_fee", "sku_code")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_IDS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_NAME_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    sku_id: str
    product_id: str
    category_ids: _containers.RepeatedScalarFieldContainer[str]
    name: str
    sku_name: str
    quantity: int
    unit_price: _money_pb2.Money
    modifiers_amount: _money_pb2.Money
    amount: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[PricedModifier]
    parts: _containers.RepeatedCompositeFieldContainer[PricedPart]
    components: _containers.RepeatedCompositeFieldContainer[_product_pb2.Component]
    image_url: str
    kitchen_name: str
    kitchen_sku_name: str
    packaging_fee: _money_pb2.Money
    sku_code: str
    def __init__(self, line_ref: _Optional[str] = ..., sku_id: _Optional[str] = ..., product_id: _Optional[str] = ..., category_ids: _Optional[_Iterable[str]] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[PricedModifier, _Mapping]]] = ..., parts: _Optional[_Iterable[_Union[PricedPart, _Mapping]]] = ..., components: _Optional[_Iterable[_Union[_product_pb2.Component, _Mapping]]] = ..., image_url: _Optional[str] = ..., kitchen_name: _Optional[str] = ..., kitchen_sku_name: _Optional[str] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., sku_code: _Optional[str] = ...) -> None: ...

class PricedModifier(_message.Message):
    __slots__ = ("modifier_id", "name", "modifier_group_id", "group_name", "quantity", "unit_price", "free", "modifiers", "amount", "kitchen_name", "modifier_code")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    FREE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_NAME_FIELD_NUMBER: _ClassVar[int]
    MODIFIER_CODE_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    name: str
    modifier_group_id: str
    group_name: str
    quantity: int
    unit_price: _money_pb2.Money
    free: bool
    modifiers: _containers.RepeatedCompositeFieldContainer[PricedModifier]
    amount: _money_pb2.Money
    kitchen_name: str
    modifier_code: str
    def __init__(self, modifier_id: _Optional[str] = ..., name: _Optional[str] = ..., modifier_group_id: _Optional[str] = ..., group_name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., free: _Optional[bool] = ..., modifiers: _Optional[_Iterable[_Union[PricedModifier, _Mapping]]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., kitchen_name: _Optional[str] = ..., modifier_code: _Optional[str] = ...) -> None: ...

class PricedPart(_message.Message):
    __slots__ = ("slot_id", "slot_name", "sku_id", "product_id", "name", "sku_name", "quantity", "extra_price", "modifiers", "amount", "kitchen_name", "kitchen_sku_name", "sku_code")
    SLOT_ID_FIELD_NUMBER: _ClassVar[int]
    SLOT_NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    EXTRA_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_NAME_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    slot_id: str
    slot_name: str
    sku_id: str
    product_id: str
    name: str
    sku_name: str
    quantity: int
    extra_price: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[PricedModifier]
    amount: _money_pb2.Money
    kitchen_name: str
    kitchen_sku_name: str
    sku_code: str
    def __init__(self, slot_id: _Optional[str] = ..., slot_name: _Optional[str] = ..., sku_id: _Optional[str] = ..., product_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., quantity: _Optional[int] = ..., extra_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[PricedModifier, _Mapping]]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., kitchen_name: _Optional[str] = ..., kitchen_sku_name: _Optional[str] = ..., sku_code: _Optional[str] = ...) -> None: ...

class LineProblem(_message.Message):
    __slots__ = ("line_ref", "reason", "message", "item_id", "group_id", "sold_at_other_times", "item_name")
    LINE_REF_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    SOLD_AT_OTHER_TIMES_FIELD_NUMBER: _ClassVar[int]
    ITEM_NAME_FIELD_NUMBER: _ClassVar[int]
    line_ref: str
    reason: _error_reason_pb2.ErrorReason
    message: str
    item_id: str
    group_id: str
    sold_at_other_times: bool
    item_name: str
    def __init__(self, line_ref: _Optional[str] = ..., reason: _Optional[_Union[_error_reason_pb2.ErrorReason, str]] = ..., message: _Optional[str] = ..., item_id: _Optional[str] = ..., group_id: _Optional[str] = ..., sold_at_other_times: _Optional[bool] = ..., item_name: _Optional[str] = ...) -> None: ...
