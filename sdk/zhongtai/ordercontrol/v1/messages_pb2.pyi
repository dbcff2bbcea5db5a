import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import geo_pb2 as _geo_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.member.v1 import member_pb2 as _member_pb2
from zhongtai.order.v1 import create_messages_pb2 as _create_messages_pb2
from zhongtai.order.v1 import line_pb2 as _line_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from zhongtai.ordercontrol.v1 import problem_pb2 as _problem_pb2
from zhongtai.promotion.v1 import evaluation_pb2 as _evaluation_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_STORE_NOT_TAKING_ORDERS: _ClassVar[ErrorReason]
    ERROR_REASON_PRICE_CHANGED: _ClassVar[ErrorReason]
    ERROR_REASON_BELOW_MINIMUM: _ClassVar[ErrorReason]
    ERROR_REASON_NOT_AWAITING_PAYMENT: _ClassVar[ErrorReason]
    ERROR_REASON_OUT_OF_STOCK: _ClassVar[ErrorReason]
    ERROR_REASON_CHANNEL_ORDER_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_FLASH_PRICE_NOT_READY: _ClassVar[ErrorReason]
    ERROR_REASON_GROUP_PRICE_NOT_READY: _ClassVar[ErrorReason]
    ERROR_REASON_POLICY_REFUSED: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_STORE_NOT_TAKING_ORDERS: ErrorReason
ERROR_REASON_PRICE_CHANGED: ErrorReason
ERROR_REASON_BELOW_MINIMUM: ErrorReason
ERROR_REASON_NOT_AWAITING_PAYMENT: ErrorReason
ERROR_REASON_OUT_OF_STOCK: ErrorReason
ERROR_REASON_CHANNEL_ORDER_NOT_FOUND: ErrorReason
ERROR_REASON_FLASH_PRICE_NOT_READY: ErrorReason
ERROR_REASON_GROUP_PRICE_NOT_READY: ErrorReason
ERROR_REASON_POLICY_REFUSED: ErrorReason

class OrderDraft(_message.Message):
    __slots__ = ("store_id", "channel", "service_type", "lines", "coupon_ids", "customer", "delivery_address", "expected_time", "remark", "diner_count", "table_number", "extension", "person_id", "without_unusable_coupons", "language", "tableware_count")
    class ExtensionEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    COUPON_IDS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TIME_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    DINER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TABLE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_UNUSABLE_COUPONS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TABLEWARE_COUNT_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    lines: _containers.RepeatedCompositeFieldContainer[DraftLine]
    coupon_ids: _containers.RepeatedScalarFieldContainer[str]
    customer: _order_pb2.Customer
    delivery_address: _geo_pb2.Address
    expected_time: _timestamp_pb2.Timestamp
    remark: str
    diner_count: int
    table_number: str
    extension: _containers.ScalarMap[str, str]
    person_id: str
    without_unusable_coupons: bool
    language: str
    tableware_count: int
    def __init__(self, store_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., lines: _Optional[_Iterable[_Union[DraftLine, _Mapping]]] = ..., coupon_ids: _Optional[_Iterable[str]] = ..., customer: _Optional[_Union[_order_pb2.Customer, _Mapping]] = ..., delivery_address: _Optional[_Union[_geo_pb2.Address, _Mapping]] = ..., expected_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remark: _Optional[str] = ..., diner_count: _Optional[int] = ..., table_number: _Optional[str] = ..., extension: _Optional[_Mapping[str, str]] = ..., person_id: _Optional[str] = ..., without_unusable_coupons: _Optional[bool] = ..., language: _Optional[str] = ..., tableware_count: _Optional[int] = ...) -> None: ...

class DraftLine(_message.Message):
    __slots__ = ("sku_id", "quantity", "modifiers", "remark", "combo_choices")
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    REMARK_FIELD_NUMBER: _ClassVar[int]
    COMBO_CHOICES_FIELD_NUMBER: _ClassVar[int]
    sku_id: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[DraftModifier]
    remark: str
    combo_choices: _containers.RepeatedCompositeFieldContainer[DraftComboChoice]
    def __init__(self, sku_id: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[DraftModifier, _Mapping]]] = ..., remark: _Optional[str] = ..., combo_choices: _Optional[_Iterable[_Union[DraftComboChoice, _Mapping]]] = ...) -> None: ...

class DraftComboChoice(_message.Message):
    __slots__ = ("slot_id", "sku_id", "modifiers")
    SLOT_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    slot_id: str
    sku_id: str
    modifiers: _containers.RepeatedCompositeFieldContainer[DraftModifier]
    def __init__(self, slot_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., modifiers: _Optional[_Iterable[_Union[DraftModifier, _Mapping]]] = ...) -> None: ...

class DraftModifier(_message.Message):
    __slots__ = ("modifier_id", "quantity", "modifiers")
    MODIFIER_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    MODIFIERS_FIELD_NUMBER: _ClassVar[int]
    modifier_id: str
    quantity: int
    modifiers: _containers.RepeatedCompositeFieldContainer[DraftModifier]
    def __init__(self, modifier_id: _Optional[str] = ..., quantity: _Optional[int] = ..., modifiers: _Optional[_Iterable[_Union[DraftModifier, _Mapping]]] = ...) -> None: ...

class PreviewOrderRequest(_message.Message):
    __slots__ = ("draft", "allow_problems")
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    ALLOW_PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    draft: OrderDraft
    allow_problems: bool
    def __init__(self, draft: _Optional[_Union[OrderDraft, _Mapping]] = ..., allow_problems: _Optional[bool] = ...) -> None: ...

class PreviewOrderResponse(_message.Message):
    __slots__ = ("lines", "discounts", "amounts", "menu_version", "explanations", "problems", "obstacles")
    LINES_FIELD_NUMBER: _ClassVar[int]
    DISCOUNTS_FIELD_NUMBER: _ClassVar[int]
    AMOUNTS_FIELD_NUMBER: _ClassVar[int]
    MENU_VERSION_FIELD_NUMBER: _ClassVar[int]
    EXPLANATIONS_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    OBSTACLES_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderLine]
    discounts: _containers.RepeatedCompositeFieldContainer[_line_pb2.OrderDiscount]
    amounts: _order_pb2.OrderAmounts
    menu_version: str
    explanations: _containers.RepeatedCompositeFieldContainer[_evaluation_pb2.Explanation]
    problems: _containers.RepeatedCompositeFieldContainer[_problem_pb2.DraftLineProblem]
    obstacles: _containers.RepeatedCompositeFieldContainer[_problem_pb2.Obstacle]
    def __init__(self, lines: _Optional[_Iterable[_Union[_line_pb2.OrderLine, _Mapping]]] = ..., discounts: _Optional[_Iterable[_Union[_line_pb2.OrderDiscount, _Mapping]]] = ..., amounts: _Optional[_Union[_order_pb2.OrderAmounts, _Mapping]] = ..., menu_version: _Optional[str] = ..., explanations: _Optional[_Iterable[_Union[_evaluation_pb2.Explanation, _Mapping]]] = ..., problems: _Optional[_Iterable[_Union[_problem_pb2.DraftLineProblem, _Mapping]]] = ..., obstacles: _Optional[_Iterable[_Union[_problem_pb2.Obstacle, _Mapping]]] = ...) -> None: ...

class PlaceOrderRequest(_message.Message):
    __slots__ = ("request_id", "draft", "expected_total", "group_place")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    GROUP_PLACE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft: OrderDraft
    expected_total: _money_pb2.Money
    group_place: GroupPlace
    def __init__(self, request_id: _Optional[str] = ..., draft: _Optional[_Union[OrderDraft, _Mapping]] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., group_place: _Optional[_Union[GroupPlace, _Mapping]] = ...) -> None: ...

class GroupPlace(_message.Message):
    __slots__ = ("wait_for", "campaign_id", "deadline", "promotion_id", "deal")
    WAIT_FOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    DEAL_FIELD_NUMBER: _ClassVar[int]
    wait_for: str
    campaign_id: str
    deadline: _timestamp_pb2.Timestamp
    promotion_id: str
    deal: _order_pb2.OrderDeal
    def __init__(self, wait_for: _Optional[str] = ..., campaign_id: _Optional[str] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promotion_id: _Optional[str] = ..., deal: _Optional[_Union[_order_pb2.OrderDeal, _Mapping]] = ...) -> None: ...

class PlaceOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class ImportOrderRequest(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _create_messages_pb2.NewOrder
    def __init__(self, order: _Optional[_Union[_create_messages_pb2.NewOrder, _Mapping]] = ...) -> None: ...

class ImportOrderResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _create_messages_pb2.ImportedOrder
    def __init__(self, result: _Optional[_Union[_create_messages_pb2.ImportedOrder, _Mapping]] = ...) -> None: ...

class BatchImportOrdersRequest(_message.Message):
    __slots__ = ("orders",)
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[_create_messages_pb2.NewOrder]
    def __init__(self, orders: _Optional[_Iterable[_Union[_create_messages_pb2.NewOrder, _Mapping]]] = ...) -> None: ...

class BatchImportOrdersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_create_messages_pb2.ImportedOrder]
    def __init__(self, results: _Optional[_Iterable[_Union[_create_messages_pb2.ImportedOrder, _Mapping]]] = ...) -> None: ...

class EnrollPersonRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class EnrollPersonResponse(_message.Message):
    __slots__ = ("member", "enrolled")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    member: _member_pb2.Member
    enrolled: bool
    def __init__(self, member: _Optional[_Union[_member_pb2.Member, _Mapping]] = ..., enrolled: _Optional[bool] = ...) -> None: ...
