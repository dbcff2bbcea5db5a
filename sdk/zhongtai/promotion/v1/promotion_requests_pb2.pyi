from zhongtai.common.v1 import audit_pb2 as _audit_pb2
from zhongtai.promotion.v1 import promotion_pb2 as _promotion_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreatePromotionRequest(_message.Message):
    __slots__ = ("request_id", "spec", "activate")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    ACTIVATE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    spec: _promotion_pb2.PromotionSpec
    activate: bool
    def __init__(self, request_id: _Optional[str] = ..., spec: _Optional[_Union[_promotion_pb2.PromotionSpec, _Mapping]] = ..., activate: _Optional[bool] = ...) -> None: ...

class CreatePromotionResponse(_message.Message):
    __slots__ = ("promotion",)
    PROMOTION_FIELD_NUMBER: _ClassVar[int]
    promotion: _promotion_pb2.Promotion
    def __init__(self, promotion: _Optional[_Union[_promotion_pb2.Promotion, _Mapping]] = ...) -> None: ...

class UpdatePromotionRequest(_message.Message):
    __slots__ = ("request_id", "promotion_id", "spec", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    promotion_id: str
    spec: _promotion_pb2.PromotionSpec
    version: int
    def __init__(self, request_id: _Optional[str] = ..., promotion_id: _Optional[str] = ..., spec: _Optional[_Union[_promotion_pb2.PromotionSpec, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class UpdatePromotionResponse(_message.Message):
    __slots__ = ("promotion",)
    PROMOTION_FIELD_NUMBER: _ClassVar[int]
    promotion: _promotion_pb2.Promotion
    def __init__(self, promotion: _Optional[_Union[_promotion_pb2.Promotion, _Mapping]] = ...) -> None: ...

class ActivatePromotionRequest(_message.Message):
    __slots__ = ("request_id", "promotion_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    promotion_id: str
    def __init__(self, request_id: _Optional[str] = ..., promotion_id: _Optional[str] = ...) -> None: ...

class ActivatePromotionResponse(_message.Message):
    __slots__ = ("promotion",)
    PROMOTION_FIELD_NUMBER: _ClassVar[int]
    promotion: _promotion_pb2.Promotion
    def __init__(self, promotion: _Optional[_Union[_promotion_pb2.Promotion, _Mapping]] = ...) -> None: ...

class PausePromotionRequest(_message.Message):
    __slots__ = ("request_id", "promotion_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    promotion_id: str
    def __init__(self, request_id: _Optional[str] = ..., promotion_id: _Optional[str] = ...) -> None: ...

class PausePromotionResponse(_message.Message):
    __slots__ = ("promotion",)
    PROMOTION_FIELD_NUMBER: _ClassVar[int]
    promotion: _promotion_pb2.Promotion
    def __init__(self, promotion: _Optional[_Union[_promotion_pb2.Promotion, _Mapping]] = ...) -> None: ...

class EndPromotionRequest(_message.Message):
    __slots__ = ("request_id", "promotion_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    promotion_id: str
    def __init__(self, request_id: _Optional[str] = ..., promotion_id: _Optional[str] = ...) -> None: ...

class EndPromotionResponse(_message.Message):
    __slots__ = ("promotion",)
    PROMOTION_FIELD_NUMBER: _ClassVar[int]
    promotion: _promotion_pb2.Promotion
    def __init__(self, promotion: _Optional[_Union[_promotion_pb2.Promotion, _Mapping]] = ...) -> None: ...

class GetPromotionRequest(_message.Message):
    __slots__ = ("promotion_id",)
    PROMOTION_ID_FIELD_NUMBER: _ClassVar[int]
    promotion_id: str
    def __init__(self, promotion_id: _Optional[str] = ...) -> None: ...

class GetPromotionResponse(_message.Message):
    __slots__ = ("promotion",)
    PROMOTION_FIELD_NUMBER: _ClassVar[int]
    promotion: _promotion_pb2.Promotion
    def __init__(self, promotion: _Optional[_Union[_promotion_pb2.Promotion, _Mapping]] = ...) -> None: ...

class ListPromotionsRequest(_message.Message):
    __slots__ = ("state", "code", "page_size", "page_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: _promotion_pb2.PromotionState
    code: str
    page_size: int
    page_token: str
    def __init__(self, state: _Optional[_Union[_promotion_pb2.PromotionState, str]] = ..., code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPromotionsResponse(_message.Message):
    __slots__ = ("promotions", "next_page_token")
    PROMOTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    promotions: _containers.RepeatedCompositeFieldContainer[_promotion_pb2.Promotion]
    next_page_token: str
    def __init__(self, promotions: _Optional[_Iterable[_Union[_promotion_pb2.Promotion, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

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

class AuditOrdersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AuditOrdersResponse(_message.Message):
    __slots__ = ("names", "orders")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    orders: _containers.RepeatedCompositeFieldContainer[_audit_pb2.AuditOrder]
    def __init__(self, names: _Optional[_Iterable[str]] = ..., orders: _Optional[_Iterable[_Union[_audit_pb2.AuditOrder, _Mapping]]] = ...) -> None: ...
