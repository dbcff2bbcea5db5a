from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderLine(_message.Message):
    __slots__ = ("line_id", "sku_id", "product_id", "name", "sku_name", "quantity", "unit_price", "modifiers", "amount", "discount", "components", "remark", "kitchen_name", "kitchen_sku_name", "channel_item_code", "unmapped", "packaging_fee", "sku_code")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_NAME_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    UNMAPPED_FIELD_NUMBER: _ClassVar[int]
    PACKAGING_FEE_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    sku_id: str
    product_id: str
    name: str
    sku_name: str
    quantity: int
    unit_price: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[OrderModifier]
    amount: _money_pb2.Money
    discount: _money_pb2.Money
    components: _containers.RepeatedCompositeFieldContainer[StockComponent]
    remark: str
    kitchen_name: str
    kitchen_sku_name: str
    channel_item_code: str
    unmapped: bool
    packaging_fee: _money_pb2.Money
    sku_code: str
    def __init__(self, line_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., product_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[OrderModifier, _Mapping]]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., components: _Optional[_Iterable[_Union[StockComponent, _Mapping]]] = ..., remark: _Optional[str] = ..., kitchen_name: _Optional[str] = ..., kitchen_sku_name: _Optional[str] = ..., channel_item_code: _Optional[str] = ..., unmapped: _Optional[bool] = ..., packaging_fee: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., sku_code: _Optional[str] = ...) -> None: ...

class OrderModifier(_message.Message):
    __slots__ = ("modifier_id", "name", "quantity", "unit_price", "modifiers", "kitchen_name", "code", "is_part")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    KITCHEN_NAME_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    IS_PART_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    name: str
    quantity: int
    unit_price: _money_pb2.Money
    modifiers: _containers.RepeatedCompositeFieldContainer[OrderModifier]
    kitchen_name: str
    code: str
    is_part: bool
    def __init__(self, modifier_id: _Optional[str] = ..., name: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., modifiers: _Optional[_Iterable[_Union[OrderModifier, _Mapping]]] = ..., kitchen_name: _Optional[str] = ..., code: _Optional[str] = ..., is_part: _Optional[bool] = ...) -> None: ...

class StockComponent(_message.Message):
    __slots__ = ("sku_id", "quantity")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    quantity: int
    def __init__(self, sku_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class OrderDiscount(_message.Message):
    __slots__ = ("promotion_id", "coupon_id", "name", "amount", "paid_by", "allocations")
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PAID_BY_FIELD_NUMBER: _ClassVar[int]
    ALLOCATIONS_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    coupon_id: str
    name: str
    amount: _money_pb2.Money
    paid_by: _trade_pb2.DiscountPayer
    allocations: _containers.RepeatedCompositeFieldContainer[DiscountAllocation]
    def __init__(self, promotion_id: _Optional[str] = ..., coupon_id: _Optional[str] = ..., name: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid_by: _Optional[_Union[_trade_pb2.DiscountPayer, str]] = ..., allocations: _Optional[_Iterable[_Union[DiscountAllocation, _Mapping]]] = ...) -> None: ...

class DiscountAllocation(_message.Message):
    __slots__ = ("line_id", "amount")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    amount: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
