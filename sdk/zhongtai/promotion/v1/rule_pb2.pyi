from zhongtai.common.v1 import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PromotionRule(_message.Message):
    __slots__ = ("full_reduction", "item_discount", "special_price", "nth_item_discount", "bundle", "delivery_reduction")
    FULL_REDUCTION_FIELD_NUMBER: _ClassVar[int]
    ITEM_DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    SPECIAL_PRICE_FIELD_NUMBER: _ClassVar[int]
    NTH_ITEM_DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    BUNDLE_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_REDUCTION_FIELD_NUMBER: _ClassVar[int]
    full_reduction: FullReduction
    item_discount: ItemDiscount
    special_price: SpecialPrice
    nth_item_discount: NthItemDiscount
    bundle: Bundle
    delivery_reduction: DeliveryReduction
    def __init__(self, full_reduction: _Optional[_Union[FullReduction, _Mapping]] = ..., item_discount: _Optional[_Union[ItemDiscount, _Mapping]] = ..., special_price: _Optional[_Union[SpecialPrice, _Mapping]] = ..., nth_item_discount: _Optional[_Union[NthItemDiscount, _Mapping]] = ..., bundle: _Optional[_Union[Bundle, _Mapping]] = ..., delivery_reduction: _Optional[_Union[DeliveryReduction, _Mapping]] = ...) -> None: ...

class ItemScope(_message.Message):
    __slots__ = ("sku_ids", "product_ids", "category_ids", "excluded_sku_ids")
    SKU_IDS_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_IDS_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_IDS_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_SKU_IDS_FIELD_NUMBER: _ClassVar[int]
    sku_ids: _containers.RepeatedScalarFieldContainer[str]
    product_ids: _containers.RepeatedScalarFieldContainer[str]
    category_ids: _containers.RepeatedScalarFieldContainer[str]
    excluded_sku_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, sku_ids: _Optional[_Iterable[str]] = ..., product_ids: _Optional[_Iterable[str]] = ..., category_ids: _Optional[_Iterable[str]] = ..., excluded_sku_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class FullReduction(_message.Message):
    __slots__ = ("tiers", "scope", "repeats")
    TIERS_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    REPEATS_FIELD_NUMBER: _ClassVar[int]
    tiers: _containers.RepeatedCompositeFieldContainer[ReductionTier]
    scope: ItemScope
    repeats: bool
    def __init__(self, tiers: _Optional[_Iterable[_Union[ReductionTier, _Mapping]]] = ..., scope: _Optional[_Union[ItemScope, _Mapping]] = ..., repeats: _Optional[bool] = ...) -> None: ...

class ReductionTier(_message.Message):
    __slots__ = ("threshold", "reduction")
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    REDUCTION_FIELD_NUMBER: _ClassVar[int]
    threshold: _money_pb2.Money
    reduction: _money_pb2.Money
    def __init__(self, threshold: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., reduction: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ItemDiscount(_message.Message):
    __slots__ = ("scope", "basis_points", "amount_per_piece", "price_per_piece", "max_pieces", "max_pieces_per_dish")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    BASIS_POINTS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_PER_PIECE_FIELD_NUMBER: _ClassVar[int]
    PRICE_PER_PIECE_FIELD_NUMBER: _ClassVar[int]
    MAX_PIECES_FIELD_NUMBER: _ClassVar[int]
    MAX_PIECES_PER_DISH_FIELD_NUMBER: _ClassVar[int]
    scope: ItemScope
    basis_points: int
    amount_per_piece: _money_pb2.Money
    price_per_piece: _money_pb2.Money
    max_pieces: int
    max_pieces_per_dish: int
    def __init__(self, scope: _Optional[_Union[ItemScope, _Mapping]] = ..., basis_points: _Optional[int] = ..., amount_per_piece: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., price_per_piece: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., max_pieces: _Optional[int] = ..., max_pieces_per_dish: _Optional[int] = ...) -> None: ...

class SpecialPrice(_message.Message):
    __slots__ = ("prices", "max_pieces", "max_pieces_per_dish")
    PRICES_FIELD_NUMBER: _ClassVar[int]
    MAX_PIECES_FIELD_NUMBER: _ClassVar[int]
    MAX_PIECES_PER_DISH_FIELD_NUMBER: _ClassVar[int]
    prices: _containers.RepeatedCompositeFieldContainer[SkuPrice]
    max_pieces: int
    max_pieces_per_dish: int
    def __init__(self, prices: _Optional[_Iterable[_Union[SkuPrice, _Mapping]]] = ..., max_pieces: _Optional[int] = ..., max_pieces_per_dish: _Optional[int] = ...) -> None: ...

class SkuPrice(_message.Message):
    __slots__ = ("sku_id", "price")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    price: _money_pb2.Money
    def __init__(self, sku_id: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class NthItemDiscount(_message.Message):
    __slots__ = ("scope", "nth", "basis_points", "same_sku", "max_pieces")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    NTH_FIELD_NUMBER: _ClassVar[int]
    BASIS_POINTS_FIELD_NUMBER: _ClassVar[int]
    SAME_SKU_FIELD_NUMBER: _ClassVar[int]
    MAX_PIECES_FIELD_NUMBER: _ClassVar[int]
    scope: ItemScope
    nth: int
    basis_points: int
    same_sku: bool
    max_pieces: int
    def __init__(self, scope: _Optional[_Union[ItemScope, _Mapping]] = ..., nth: _Optional[int] = ..., basis_points: _Optional[int] = ..., same_sku: _Optional[bool] = ..., max_pieces: _Optional[int] = ...) -> None: ...

class Bundle(_message.Message):
    __slots__ = ("slots", "price", "max_sets")
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_SETS_FIELD_NUMBER: _ClassVar[int]
    slots: _containers.RepeatedCompositeFieldContainer[BundleSlot]
    price: _money_pb2.Money
    max_sets: int
    def __init__(self, slots: _Optional[_Iterable[_Union[BundleSlot, _Mapping]]] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., max_sets: _Optional[int] = ...) -> None: ...

class BundleSlot(_message.Message):
    __slots__ = ("scope", "quantity")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    scope: ItemScope
    quantity: int
    def __init__(self, scope: _Optional[_Union[ItemScope, _Mapping]] = ..., quantity: _Optional[int] = ...) -> None: ...

class DeliveryReduction(_message.Message):
    __slots__ = ("amount", "free", "threshold")
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    FREE_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    amount: _money_pb2.Money
    free: bool
    threshold: _money_pb2.Money
    def __init__(self, amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., free: _Optional[bool] = ..., threshold: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...
