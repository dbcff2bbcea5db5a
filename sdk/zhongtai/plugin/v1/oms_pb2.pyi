from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.plugin.v1 import oms_order_pb2 as _oms_order_pb2
from zhongtai.plugin.v1 import plugin_pb2 as _plugin_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OmsRedeemOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OMS_REDEEM_OUTCOME_UNSPECIFIED: _ClassVar[OmsRedeemOutcome]
    OMS_REDEEM_OUTCOME_REDEEMED: _ClassVar[OmsRedeemOutcome]
    OMS_REDEEM_OUTCOME_ALREADY_REDEEMED: _ClassVar[OmsRedeemOutcome]
    OMS_REDEEM_OUTCOME_EXPIRED: _ClassVar[OmsRedeemOutcome]
    OMS_REDEEM_OUTCOME_VOIDED: _ClassVar[OmsRedeemOutcome]
    OMS_REDEEM_OUTCOME_UNKNOWN: _ClassVar[OmsRedeemOutcome]
    OMS_REDEEM_OUTCOME_NOT_HERE: _ClassVar[OmsRedeemOutcome]
OMS_REDEEM_OUTCOME_UNSPECIFIED: OmsRedeemOutcome
OMS_REDEEM_OUTCOME_REDEEMED: OmsRedeemOutcome
OMS_REDEEM_OUTCOME_ALREADY_REDEEMED: OmsRedeemOutcome
OMS_REDEEM_OUTCOME_EXPIRED: OmsRedeemOutcome
OMS_REDEEM_OUTCOME_VOIDED: OmsRedeemOutcome
OMS_REDEEM_OUTCOME_UNKNOWN: OmsRedeemOutcome
OMS_REDEEM_OUTCOME_NOT_HERE: OmsRedeemOutcome

class SubmitVoucherOrdersRequest(_message.Message):
    __slots__ = ("orders",)
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[_oms_order_pb2.OmsOrder]
    def __init__(self, orders: _Optional[_Iterable[_Union[_oms_order_pb2.OmsOrder, _Mapping]]] = ...) -> None: ...

class OmsAnswer(_message.Message):
    __slots__ = ("result", "state")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    result: _plugin_pb2.ItemResult
    state: _oms_order_pb2.OmsOrderState
    def __init__(self, result: _Optional[_Union[_plugin_pb2.ItemResult, _Mapping]] = ..., state: _Optional[_Union[_oms_order_pb2.OmsOrderState, _Mapping]] = ...) -> None: ...

class SubmitVoucherOrdersResponse(_message.Message):
    __slots__ = ("answers",)
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[OmsAnswer]
    def __init__(self, answers: _Optional[_Iterable[_Union[OmsAnswer, _Mapping]]] = ...) -> None: ...

class LookUpVoucherOrdersRequest(_message.Message):
    __slots__ = ("merchant_id", "order_ids")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    order_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_id: _Optional[str] = ..., order_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class LookUpVoucherOrdersResponse(_message.Message):
    __slots__ = ("states",)
    STATES_FIELD_NUMBER: _ClassVar[int]
    states: _containers.RepeatedCompositeFieldContainer[_oms_order_pb2.OmsOrderState]
    def __init__(self, states: _Optional[_Iterable[_Union[_oms_order_pb2.OmsOrderState, _Mapping]]] = ...) -> None: ...

class PullVoucherChangesRequest(_message.Message):
    __slots__ = ("after_cursor", "page_size", "wait_seconds")
    AFTER_CURSOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    WAIT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    after_cursor: str
    page_size: int
    wait_seconds: int
    def __init__(self, after_cursor: _Optional[str] = ..., page_size: _Optional[int] = ..., wait_seconds: _Optional[int] = ...) -> None: ...

class OmsChange(_message.Message):
    __slots__ = ("merchant_id", "order_id")
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    merchant_id: str
    order_id: str
    def __init__(self, merchant_id: _Optional[str] = ..., order_id: _Optional[str] = ...) -> None: ...

class PullVoucherChangesResponse(_message.Message):
    __slots__ = ("changes", "cursor")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[OmsChange]
    cursor: str
    def __init__(self, changes: _Optional[_Iterable[_Union[OmsChange, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class RedeemVoucherRequest(_message.Message):
    __slots__ = ("redemption_id", "merchant_id", "store_id", "code", "redeemed_by")
    REDEMPTION_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    REDEEMED_BY_FIELD_NUMBER: _ClassVar[int]
    redemption_id: str
    merchant_id: str
    store_id: str
    code: str
    redeemed_by: str
    def __init__(self, redemption_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., store_id: _Optional[str] = ..., code: _Optional[str] = ..., redeemed_by: _Optional[str] = ...) -> None: ...

class RedeemVoucherResponse(_message.Message):
    __slots__ = ("outcome", "voucher", "state", "reason")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    VOUCHER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    outcome: OmsRedeemOutcome
    voucher: _oms_order_pb2.OmsVoucher
    state: _oms_order_pb2.OmsOrderState
    reason: str
    def __init__(self, outcome: _Optional[_Union[OmsRedeemOutcome, str]] = ..., voucher: _Optional[_Union[_oms_order_pb2.OmsVoucher, _Mapping]] = ..., state: _Optional[_Union[_oms_order_pb2.OmsOrderState, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class OmsPieces(_message.Message):
    __slots__ = ("line_id", "quantity", "voucher_ids")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    VOUCHER_IDS_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    quantity: int
    voucher_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, line_id: _Optional[str] = ..., quantity: _Optional[int] = ..., voucher_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class OmsVoid(_message.Message):
    __slots__ = ("void_id", "merchant_id", "order_id", "lines", "reason", "amount")
    VOID_ID_FIELD_NUMBER: _ClassVar[int]
    MERCHANT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    void_id: str
    merchant_id: str
    order_id: str
    lines: _containers.RepeatedCompositeFieldContainer[OmsPieces]
    reason: str
    amount: _money_pb2.Money
    def __init__(self, void_id: _Optional[str] = ..., merchant_id: _Optional[str] = ..., order_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[OmsPieces, _Mapping]]] = ..., reason: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class VoidVouchersRequest(_message.Message):
    __slots__ = ("voids",)
    VOIDS_FIELD_NUMBER: _ClassVar[int]
    voids: _containers.RepeatedCompositeFieldContainer[OmsVoid]
    def __init__(self, voids: _Optional[_Iterable[_Union[OmsVoid, _Mapping]]] = ...) -> None: ...

class VoidVouchersResponse(_message.Message):
    __slots__ = ("answers",)
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[OmsAnswer]
    def __init__(self, answers: _Optional[_Iterable[_Union[OmsAnswer, _Mapping]]] = ...) -> None: ...
