import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.common.v1 import trade_pb2 as _trade_pb2
from zhongtai.order.v1 import after_sale_pb2 as _after_sale_pb2
from zhongtai.order.v1 import finished_pb2 as _finished_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from zhongtai.order.v1 import till_sale_pb2 as _till_sale_pb2
from zhongtai.order.v1 import voucher_pb2 as _voucher_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORDER_EVENT_KIND_UNSPECIFIED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_CREATED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_MOVED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_PICKUP_CODE_GIVEN: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_HANDED_TO_TILL: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_AFTER_SALE: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_REFUND_RECORDED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_SHORTFALL: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_LATE_MESSAGE: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_SUB_STATUS: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_PAYMENT_UNWANTED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_DUE: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_DELIVERY: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_TILL_SALE: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_TILL_CHANGED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_RELEASED: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_HANDED_TO_OMS: _ClassVar[OrderEventKind]
    ORDER_EVENT_KIND_VOUCHERS: _ClassVar[OrderEventKind]
ORDER_EVENT_KIND_UNSPECIFIED: OrderEventKind
ORDER_EVENT_KIND_CREATED: OrderEventKind
ORDER_EVENT_KIND_MOVED: OrderEventKind
ORDER_EVENT_KIND_PICKUP_CODE_GIVEN: OrderEventKind
ORDER_EVENT_KIND_HANDED_TO_TILL: OrderEventKind
ORDER_EVENT_KIND_AFTER_SALE: OrderEventKind
ORDER_EVENT_KIND_REFUND_RECORDED: OrderEventKind
ORDER_EVENT_KIND_SHORTFALL: OrderEventKind
ORDER_EVENT_KIND_LATE_MESSAGE: OrderEventKind
ORDER_EVENT_KIND_SUB_STATUS: OrderEventKind
ORDER_EVENT_KIND_PAYMENT_UNWANTED: OrderEventKind
ORDER_EVENT_KIND_DUE: OrderEventKind
ORDER_EVENT_KIND_DELIVERY: OrderEventKind
ORDER_EVENT_KIND_TILL_SALE: OrderEventKind
ORDER_EVENT_KIND_TILL_CHANGED: OrderEventKind
ORDER_EVENT_KIND_RELEASED: OrderEventKind
ORDER_EVENT_KIND_HANDED_TO_OMS: OrderEventKind
ORDER_EVENT_KIND_VOUCHERS: OrderEventKind

class Passage(_message.Message):
    __slots__ = ("node", "pass_time")
    NODE_FIELD_NUMBER: _ClassVar[int]
    PASS_TIME_FIELD_NUMBER: _ClassVar[int]
    node: str
    pass_time: _timestamp_pb2.Timestamp
    def __init__(self, node: _Optional[str] = ..., pass_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OrderEvent(_message.Message):
    __slots__ = ("event_id", "order_id", "store_id", "kind", "from_status", "to_status", "occur_time", "node", "person_id", "channel", "service_type", "fulfilment_route", "total", "paid", "refunded", "amount", "pickup_code", "after_sale_id", "refund_id", "payment_id", "note", "trace_id", "cancel_reason", "merchant_id", "after_sale", "wholly_refunded", "delivered_by", "waits", "wait_for", "delivery", "till_sale", "finished", "pos_plugin", "former_pos_plugin", "nothing_reserved", "nothing_held", "goods_left", "goods", "passages", "vouchers")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FROM_STATUS_FIELD_NUMBER: _ClassVar[int]
    TO_STATUS_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    NODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TYPE_FIELD_NUMBER: _ClassVar[int]
    FULFILMENT_ROUTE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PAID_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PICKUP_CODE_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_ID_FIELD_NUMBER: _ClassVar[int]
    REFUND_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    AFTER_SALE_FIELD_NUMBER: _ClassVar[int]
    WHOLLY_REFUNDED_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_BY_FIELD_NUMBER: _ClassVar[int]
    WAITS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    TILL_SALE_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    FORMER_POS_PLUGIN_FIELD_NUMBER: _ClassVar[int]
    NOTHING_RESERVED_FIELD_NUMBER: _ClassVar[int]
    NOTHING_HELD_FIELD_NUMBER: _ClassVar[int]
    GOODS_LEFT_FIELD_NUMBER: _ClassVar[int]
    GOODS_FIELD_NUMBER: _ClassVar[int]
    PASSAGES_FIELD_NUMBER: _ClassVar[int]
    VOUCHERS_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    order_id: str
    store_id: str
    kind: OrderEventKind
    from_status: _order_pb2.OrderStatus
    to_status: _order_pb2.OrderStatus
    occur_time: _timestamp_pb2.Timestamp
    node: str
    person_id: str
    channel: str
    service_type: _trade_pb2.ServiceType
    fulfilment_route: _trade_pb2.FulfilmentRoute
    total: _money_pb2.Money
    paid: _money_pb2.Money
    refunded: _money_pb2.Money
    amount: _money_pb2.Money
    pickup_code: str
    after_sale_id: str
    refund_id: str
    payment_id: str
    note: str
    trace_id: str
    cancel_reason: _order_pb2.CancelReason
    merchant_id: str
    after_sale: _after_sale_pb2.AfterSale
    wholly_refunded: bool
    delivered_by: _trade_pb2.DeliveredBy
    waits: bool
    wait_for: str
    delivery: _order_pb2.OrderDelivery
    till_sale: _till_sale_pb2.TillSale
    finished: _finished_pb2.FinishedOrder
    pos_plugin: str
    former_pos_plugin: str
    nothing_reserved: bool
    nothing_held: bool
    goods_left: _money_pb2.Money
    goods: _money_pb2.Money
    passages: _containers.RepeatedCompositeFieldContainer[Passage]
    vouchers: _containers.RepeatedCompositeFieldContainer[_voucher_pb2.VoucherChange]
    def __init__(self, event_id: _Optional[str] = ..., order_id: _Optional[str] = ..., store_id: _Optional[str] = ..., kind: _Optional[_Union[OrderEventKind, str]] = ..., from_status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., to_status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., node: _Optional[str] = ..., person_id: _Optional[str] = ..., channel: _Optional[str] = ..., service_type: _Optional[_Union[_trade_pb2.ServiceType, str]] = ..., fulfilment_route: _Optional[_Union[_trade_pb2.FulfilmentRoute, str]] = ..., total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., paid: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., refunded: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., pickup_code: _Optional[str] = ..., after_sale_id: _Optional[str] = ..., refund_id: _Optional[str] = ..., payment_id: _Optional[str] = ..., note: _Optional[str] = ..., trace_id: _Optional[str] = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., merchant_id: _Optional[str] = ..., after_sale: _Optional[_Union[_after_sale_pb2.AfterSale, _Mapping]] = ..., wholly_refunded: _Optional[bool] = ..., delivered_by: _Optional[_Union[_trade_pb2.DeliveredBy, str]] = ..., waits: _Optional[bool] = ..., wait_for: _Optional[str] = ..., delivery: _Optional[_Union[_order_pb2.OrderDelivery, _Mapping]] = ..., till_sale: _Optional[_Union[_till_sale_pb2.TillSale, _Mapping]] = ..., finished: _Optional[_Union[_finished_pb2.FinishedOrder, _Mapping]] = ..., pos_plugin: _Optional[str] = ..., former_pos_plugin: _Optional[str] = ..., nothing_reserved: _Optional[bool] = ..., nothing_held: _Optional[bool] = ..., goods_left: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., goods: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., passages: _Optional[_Iterable[_Union[Passage, _Mapping]]] = ..., vouchers: _Optional[_Iterable[_Union[_voucher_pb2.VoucherChange, _Mapping]]] = ...) -> None: ...
