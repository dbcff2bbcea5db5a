import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zhongtai.cart.v1 import cart_pb2 as _cart_pb2
from zhongtai.cart.v1 import messages_pb2 as _messages_pb2
from zhongtai.common.v1 import money_pb2 as _money_pb2
from zhongtai.mall.v1 import order_pb2 as _order_pb2
from zhongtai.mall.v1 import wishes_pb2 as _wishes_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2_1
from zhongtai.ordercontrol.v1 import problem_pb2 as _problem_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Cart(_message.Message):
    __slots__ = ("store_id", "version", "lines", "price", "obstacles", "update_time")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    OBSTACLES_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    version: int
    lines: _containers.RepeatedCompositeFieldContainer[_cart_pb2.CartLine]
    price: _order_pb2.Price
    obstacles: _containers.RepeatedCompositeFieldContainer[_problem_pb2.Obstacle]
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, store_id: _Optional[str] = ..., version: _Optional[int] = ..., lines: _Optional[_Iterable[_Union[_cart_pb2.CartLine, _Mapping]]] = ..., price: _Optional[_Union[_order_pb2.Price, _Mapping]] = ..., obstacles: _Optional[_Iterable[_Union[_problem_pb2.Obstacle, _Mapping]]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListCartsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCartsResponse(_message.Message):
    __slots__ = ("carts", "next_page_token")
    CARTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    carts: _containers.RepeatedCompositeFieldContainer[_cart_pb2.CartSummary]
    next_page_token: str
    def __init__(self, carts: _Optional[_Iterable[_Union[_cart_pb2.CartSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCartRequest(_message.Message):
    __slots__ = ("store_id", "wishes")
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    WISHES_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    wishes: _wishes_pb2.Wishes
    def __init__(self, store_id: _Optional[str] = ..., wishes: _Optional[_Union[_wishes_pb2.Wishes, _Mapping]] = ...) -> None: ...

class GetCartResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class AddCartLineRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "line")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    line: _messages_pb2_1.DraftLine
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., line: _Optional[_Union[_messages_pb2_1.DraftLine, _Mapping]] = ...) -> None: ...

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
    __slots__ = ("request_id", "store_id", "line_id", "quantity", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    line_id: str
    quantity: int
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., line_id: _Optional[str] = ..., quantity: _Optional[int] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ChangeCartLineResponse(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class ClearCartRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ClearCartResponse(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class AcceptCartChangesRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "lines", "language")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    lines: _containers.RepeatedCompositeFieldContainer[_messages_pb2.SeenLine]
    language: str
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[_messages_pb2.SeenLine, _Mapping]]] = ..., language: _Optional[str] = ...) -> None: ...

class AcceptCartChangesResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PlaceCartRequest(_message.Message):
    __slots__ = ("request_id", "store_id", "wishes", "line_ids", "expected_version", "expected_total")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    WISHES_FIELD_NUMBER: _ClassVar[int]
    LINE_IDS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_TOTAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    store_id: str
    wishes: _wishes_pb2.Wishes
    line_ids: _containers.RepeatedScalarFieldContainer[str]
    expected_version: int
    expected_total: _money_pb2.Money
    def __init__(self, request_id: _Optional[str] = ..., store_id: _Optional[str] = ..., wishes: _Optional[_Union[_wishes_pb2.Wishes, _Mapping]] = ..., line_ids: _Optional[_Iterable[str]] = ..., expected_version: _Optional[int] = ..., expected_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PlaceCartResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...
