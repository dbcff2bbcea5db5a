from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.order.v1 import line_pb2 as _line_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from zhongtai.promotion.v1 import evaluation_pb2 as _evaluation_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CounterDraft(_message.Message):
    __slots__ = ("store_id", "till_id", "service_type", "lines", "coupon_ids", "without_unusable_coupons", "remark", "diner_count", "table_number", "language")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    TILL_ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    COUPON_IDS_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_UNUSABLE_COUPONS_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    DINER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TABLE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    till_id: str
    service_type: _trade_pb2.ServiceType
    lines: _containers.RepeatedCompositeFieldContainer[CounterLine]
    coupon_ids: _containers.RepeatedScalarFieldContainer[str]
    without_unusable_coupons: bool
    remark: str
    diner_count: int
    table_number: str
    language: str
    def __init__(self, store_id: _Optional[str] = ..., till_id: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., lines: _Optional[_Iterable[_Union[CounterLine, _Mapping]]] = ..., coupon_ids: _Optional[_Iterable[str]] = ..., without_unusable_coupons: _Optional[bool] = ..., remark: _Optional[str] = ..., diner_count: _Optional[int] = ..., table_number: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class CounterLine(_message.Message):
    __slots__ = ("sku_id", "sku_code", "quantity", "modifiers", "combo_choices", "remark")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_CODE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    COMBO_CHOICES_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    sku_code: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[_messages_pb2.DraftModifier]
    combo_choices: _containers.RepeatedCompositeFieldContainer[_messages_pb2.DraftComboChoice]
    remark: str
    def __init__(self, sku_id: _Optional[str] = ..., sku_code: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[_messages_pb2.DraftModifier, _Mapping]]] = ..., combo_choices: _Optional[_Iterable[_Union[_messages_pb2.DraftComboChoice, _Mapping]]] = ..., remark: _Optional[str] = ...) -> None: ...

class PreviewCounterOrderRequest(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: CounterDraft
    def __init__(self, draft: _Optional[_Union[CounterDraft, _Mapping]] = ...) -> None: ...

class PreviewCounterOrderResponse(_message.Message):
    __slots__ = ("lines", "discounts", "amounts", "explanations")
    LINES_FIELD_NUMBER: _ClassVar[int]
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    AMOUNTS_FIELD_NUMBER: _ClassVar[int]
    EXPLANATIONS_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderLine]
    discounts: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderDiscount]
    amounts: _order_pb2.OrderAmounts
    explanations: _containers.RepeatedCompositeFieldContainer[_evaluation_pb2.Explanation]
    def __init__(self, lines: _Optional[_Iterable[_Union[_line_pb2.OrderLine, _Mapping]]] = ..., discounts: _Optional[_Iterable[_Union[_line_pb2.OrderDiscount, _Mapping]]] = ..., amounts: _Optional[_Union[_order_pb2.OrderAmounts, _Mapping]] = ..., explanations: _Optional[_Iterable[_Union[_evaluation_pb2.Explanation, _Mapping]]] = ...) -> None: ...

class PlaceCounterOrderRequest(_message.Message):
    __slots__ = ("till_order_number", "draft", "taken", "tender")
    TILL_ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    TENDER_FIELD_NUMBER: _ClassVar[int]
    till_order_number: str
    draft: CounterDraft
    taken: _money_pb2.Money
    tender: str
    def __init__(self, till_order_number: _Optional[str] = ..., draft: _Optional[_Union[CounterDraft, _Mapping]] = ..., taken: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., tender: _Optional[str] = ...) -> None: ...

class PlaceCounterOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...
