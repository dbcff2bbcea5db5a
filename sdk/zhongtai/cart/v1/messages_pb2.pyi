from zhongtai.cart.v1 import cart_pb2 as _cart_pb2
from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.order.v1 import order_pb2 as _order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetCartRequest(_message.Message):
    __slots__ = ("key", "draft")
    KEY_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    key: _cart_pb2.CartKey
    draft: _messages_pb2.OrderDraft
    def __init__(self, key: _Optional[_Union[_cart_pb2.CartKey, _Mapping]] = ..., draft: _Optional[_Union[_messages_pb2.OrderDraft, _Mapping]] = ...) -> None: ...

class GetCartResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: _cart_pb2.Cart
    def __init__(self, cart: _Optional[_Union[_cart_pb2.Cart, _Mapping]] = ...) -> None: ...

class ListCartsRequest(_message.Message):
    __slots__ = ("person_id", "channel", "page_size", "page_token", "guest_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    GUEST_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    channel: str
    page_size: int
    page_token: str
    guest_id: str
    def __init__(self, person_id: _Optional[str] = ..., channel: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., guest_id: _Optional[str] = ...) -> None: ...

class ListCartsResponse(_message.Message):
    __slots__ = ("carts", "next_page_token")
    CARTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    carts: _containers.RepeatedCompositeFieldContainer[_cart_pb2.CartSummary]
    next_page_token: str
    def __init__(self, carts: _Optional[_Iterable[_Union[_cart_pb2.CartSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AddCartLineRequest(_message.Message):
    __slots__ = ("request_id", "key", "line")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: _cart_pb2.CartKey
    line: _messages_pb2.DraftLine
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[_cart_pb2.CartKey, _Mapping]] = ..., line: _Optional[_Union[_messages_pb2.DraftLine, _Mapping]] = ...) -> None: ...

class AddCartLineResponse(_message.Message):
    __slots__ = ("line_id", "quantity", "version")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    quantity: int
    version: int
    def __init__(self, line_id: _Optional[str] = ..., quantity: _Optional[int] = ..., version: _Optional[int] = ...) -> None: ...

class ChangeCartLineRequest(_message.Message):
    __slots__ = ("request_id", "key", "line_id", "quantity", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: _cart_pb2.CartKey
    line_id: str
    quantity: int
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[_cart_pb2.CartKey, _Mapping]] = ..., line_id: _Optional[str] = ..., quantity: _Optional[int] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ChangeCartLineResponse(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class ClearCartRequest(_message.Message):
    __slots__ = ("request_id", "key", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: _cart_pb2.CartKey
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[_cart_pb2.CartKey, _Mapping]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ClearCartResponse(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class AcceptCartChangesRequest(_message.Message):
    __slots__ = ("request_id", "key", "lines", "language")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: _cart_pb2.CartKey
    lines: _containers.RepeatedCompositeFieldContainer[SeenLine]
    language: str
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[_cart_pb2.CartKey, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[SeenLine, _Mapping]]] = ..., language: _Optional[str] = ...) -> None: ...

class SeenLine(_message.Message):
    __slots__ = ("line_id", "name", "sku_name", "unit_amount")
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SKU_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    line_id: str
    name: str
    sku_name: str
    unit_amount: _money_pb2.Money
    def __init__(self, line_id: _Optional[str] = ..., name: _Optional[str] = ..., sku_name: _Optional[str] = ..., unit_amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class AcceptCartChangesResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PlaceCartRequest(_message.Message):
    __slots__ = ("request_id", "key", "draft", "line_ids", "expected_version", "expected_total")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    LINE_IDS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    key: _cart_pb2.CartKey
    draft: _messages_pb2.OrderDraft
    line_ids: _containers.RepeatedScalarFieldContainer[str]
    expected_version: int
    expected_total: _money_pb2.Money
    def __init__(self, request_id: _Optional[str] = ..., key: _Optional[_Union[_cart_pb2.CartKey, _Mapping]] = ..., draft: _Optional[_Union[_messages_pb2.OrderDraft, _Mapping]] = ..., line_ids: _Optional[_Iterable[str]] = ..., expected_version: _Optional[int] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PlaceCartResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class MergeCartsRequest(_message.Message):
    __slots__ = ("guest_id", "person_id")
    GUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    guest_id: str
    person_id: str
    def __init__(self, guest_id: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class MergeCartsResponse(_message.Message):
    __slots__ = ("merged_line_count",)
    MERGED_LINE_COUNT_FIELD_NUMBER: _ClassVar[int]
    merged_line_count: int
    def __init__(self, merged_line_count: _Optional[int] = ...) -> None: ...

class AuditRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditResponse(_message.Message):
    __slots__ = ("checks", "totals")
    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    checks: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditCheck]
    totals: _containers.ScalarMap[str, int]
    def __init__(self, checks: _Optional[_Iterable[_Union[_audit_pb2.AuditCheck, _Mapping]]] = ..., totals: _Optional[_Mapping[str, int]] = ...) -> None: ...

class ListMerchantsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListMerchantsResponse(_message.Message):
    __slots__ = ("merchant_ids",)
    MERCHANT_IDS_FIELD_NUMBER: _ClassVar[int]
    merchant_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, merchant_ids: _Optional[_Iterable[str]] = ...) -> None: ...
