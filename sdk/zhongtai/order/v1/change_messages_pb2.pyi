from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.order.v1 import create_messages_pb2 as _create_messages_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AcceptOrderRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "pickup_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    pickup_code: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., pickup_code: _Optional[str] = ...) -> None: ...

class AcceptOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class StartPreparingRequest(_message.Message):
    __slots__ = ("request_id", "order_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class StartPreparingResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class MarkReadyRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "pickup_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    pickup_code: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., pickup_code: _Optional[str] = ...) -> None: ...

class MarkReadyResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class StartDeliveryRequest(_message.Message):
    __slots__ = ("request_id", "order_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class StartDeliveryResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class FulfilOrderRequest(_message.Message):
    __slots__ = ("request_id", "order_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class FulfilOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class CompleteOrderRequest(_message.Message):
    __slots__ = ("request_id", "order_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class CompleteOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class CancelOrderRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "reason", "note", "only_if_status")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ONLY_IF_STATUS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    reason: _order_pb2.CancelReason
    note: str
    only_if_status: _containers.RepeatedScalarFieldContainer[_order_pb2.OrderStatus]
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., note: _Optional[str] = ..., only_if_status: _Optional[_Iterable[_Union[_order_pb2.OrderStatus, str]]] = ...) -> None: ...

class CancelOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class ReportStatusRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "status", "cancel_reason", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    status: _order_pb2.OrderStatus
    cancel_reason: _order_pb2.CancelReason
    note: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., note: _Optional[str] = ...) -> None: ...

class ReportStatusResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class GivePickupCodeRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "pickup_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    pickup_code: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., pickup_code: _Optional[str] = ...) -> None: ...

class GivePickupCodeResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class SetFulfilmentSubStatusRequest(_message.Message):
    __slots__ = ("request_id", "order_id", "fulfilment_sub_status")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    FULFILMENT_SUB_STATUS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order_id: str
    fulfilment_sub_status: str
    def __init__(self, request_id: _Optional[str] = ..., order_id: _Optional[str] = ..., fulfilment_sub_status: _Optional[str] = ...) -> None: ...

class SetFulfilmentSubStatusResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class FlagShortfallsRequest(_message.Message):
    __slots__ = ("order_ids",)
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, order_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class FlagShortfallsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_create_messages_pb2.ChangeResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_create_messages_pb2.ChangeResult, _Mapping]]] = ...) -> None: ...

class ReleaseOrdersRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ReleaseItem]
    def __init__(self, items: _Optional[_Iterable[_Union[ReleaseItem, _Mapping]]] = ...) -> None: ...

class ReleaseItem(_message.Message):
    __slots__ = ("order_id", "wait_for")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    wait_for: str
    def __init__(self, order_id: _Optional[str] = ..., wait_for: _Optional[str] = ...) -> None: ...

class ReleaseOrdersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_create_messages_pb2.ChangeResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_create_messages_pb2.ChangeResult, _Mapping]]] = ...) -> None: ...

class SetStoreTillRequest(_message.Message):
    __slots__ = ("store_id", "pos_plugin", "pos_store_code")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    POS_STORE_CODE_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    pos_plugin: str
    pos_store_code: str
    def __init__(self, store_id: _Optional[str] = ..., pos_plugin: _Optional[str] = ..., pos_store_code: _Optional[str] = ...) -> None: ...

class SetStoreTillResponse(_message.Message):
    __slots__ = ("moved_count",)
    MOVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    moved_count: int
    def __init__(self, moved_count: _Optional[int] = ...) -> None: ...

class RecordRefundsRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[RefundItem]
    def __init__(self, items: _Optional[_Iterable[_Union[RefundItem, _Mapping]]] = ...) -> None: ...

class RefundItem(_message.Message):
    __slots__ = ("order_id", "refund_id", "amount", "payment_id", "after_sale_id")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    refund_id: str
    amount: _money_pb2.Money
    payment_id: str
    after_sale_id: str
    def __init__(self, order_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., payment_id: _Optional[str] = ..., after_sale_id: _Optional[str] = ...) -> None: ...

class RecordRefundsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_create_messages_pb2.ChangeResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_create_messages_pb2.ChangeResult, _Mapping]]] = ...) -> None: ...

class RecordDeliveriesRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[DeliveryItem]
    def __init__(self, items: _Optional[_Iterable[_Union[DeliveryItem, _Mapping]]] = ...) -> None: ...

class DeliveryItem(_message.Message):
    __slots__ = ("order_id", "event_id", "delivery")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    event_id: str
    delivery: _order_pb2.OrderDelivery
    def __init__(self, order_id: _Optional[str] = ..., event_id: _Optional[str] = ..., delivery: _Optional[_Union[_order_pb2.OrderDelivery, _Mapping]] = ...) -> None: ...

class RecordDeliveriesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_create_messages_pb2.ChangeResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_create_messages_pb2.ChangeResult, _Mapping]]] = ...) -> None: ...
