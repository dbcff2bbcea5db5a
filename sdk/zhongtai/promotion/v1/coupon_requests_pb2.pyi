from zhongtai.promotion.v1 import coupon_pb2 as _coupon_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateCouponTemplateRequest(_message.Message):
    __slots__ = ("request_id", "spec")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    spec: _coupon_pb2.CouponTemplateSpec
    def __init__(self, request_id: _Optional[str] = ..., spec: _Optional[_Union[_coupon_pb2.CouponTemplateSpec, _Mapping]] = ...) -> None: ...

class CreateCouponTemplateResponse(_message.Message):
    __slots__ = ("template",)
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    template: _coupon_pb2.CouponTemplate
    def __init__(self, template: _Optional[_Union[_coupon_pb2.CouponTemplate, _Mapping]] = ...) -> None: ...

class CloseCouponTemplateRequest(_message.Message):
    __slots__ = ("request_id", "template_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    template_id: str
    def __init__(self, request_id: _Optional[str] = ..., template_id: _Optional[str] = ...) -> None: ...

class CloseCouponTemplateResponse(_message.Message):
    __slots__ = ("template",)
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    template: _coupon_pb2.CouponTemplate
    def __init__(self, template: _Optional[_Union[_coupon_pb2.CouponTemplate, _Mapping]] = ...) -> None: ...

class GetCouponTemplateRequest(_message.Message):
    __slots__ = ("template_id",)
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    template_id: str
    def __init__(self, template_id: _Optional[str] = ...) -> None: ...

class GetCouponTemplateResponse(_message.Message):
    __slots__ = ("template",)
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    template: _coupon_pb2.CouponTemplate
    def __init__(self, template: _Optional[_Union[_coupon_pb2.CouponTemplate, _Mapping]] = ...) -> None: ...

class ListCouponTemplatesRequest(_message.Message):
    __slots__ = ("state", "code", "page_size", "page_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: _coupon_pb2.CouponTemplateState
    code: str
    page_size: int
    page_token: str
    def __init__(self, state: _Optional[_Union[_coupon_pb2.CouponTemplateState, str]] = ..., code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCouponTemplatesResponse(_message.Message):
    __slots__ = ("templates", "next_page_token")
    TEMPLATES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    templates: _containers.RepeatedCompositeFieldContainer[_coupon_pb2.CouponTemplate]
    next_page_token: str
    def __init__(self, templates: _Optional[_Iterable[_Union[_coupon_pb2.CouponTemplate, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListCouponOffersRequest(_message.Message):
    __slots__ = ("person_id", "page_size", "page_token", "language", "channel")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    page_size: int
    page_token: str
    language: str
    channel: str
    def __init__(self, person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ListCouponOffersResponse(_message.Message):
    __slots__ = ("offers", "next_page_token")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[_coupon_pb2.CouponOffer]
    next_page_token: str
    def __init__(self, offers: _Optional[_Iterable[_Union[_coupon_pb2.CouponOffer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class IssueCouponsRequest(_message.Message):
    __slots__ = ("request_id", "template_id", "person_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    template_id: str
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., template_id: _Optional[str] = ..., person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class IssueCouponsResponse(_message.Message):
    __slots__ = ("coupons",)
    COUPONS_FIELD_NUMBER: _ClassVar[int]
    coupons: _containers.RepeatedCompositeFieldContainer[_coupon_pb2.Coupon]
    def __init__(self, coupons: _Optional[_Iterable[_Union[_coupon_pb2.Coupon, _Mapping]]] = ...) -> None: ...

class ClaimCouponRequest(_message.Message):
    __slots__ = ("request_id", "template_id", "person_id", "language", "channel")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    template_id: str
    person_id: str
    language: str
    channel: str
    def __init__(self, request_id: _Optional[str] = ..., template_id: _Optional[str] = ..., person_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ClaimCouponResponse(_message.Message):
    __slots__ = ("coupon",)
    COUPON_FIELD_NUMBER: _ClassVar[int]
    coupon: _coupon_pb2.Coupon
    def __init__(self, coupon: _Optional[_Union[_coupon_pb2.Coupon, _Mapping]] = ...) -> None: ...

class RevokeCouponsRequest(_message.Message):
    __slots__ = ("request_id", "coupon_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    coupon_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., coupon_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class RevokeCouponsResponse(_message.Message):
    __slots__ = ("revoked_coupon_ids",)
    REVOKED_COUPON_IDS_FIELD_NUMBER: _ClassVar[int]
    revoked_coupon_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, revoked_coupon_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class GetCouponRequest(_message.Message):
    __slots__ = ("coupon_id", "language", "channel")
    COUPON_ID_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    coupon_id: str
    language: str
    channel: str
    def __init__(self, coupon_id: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class GetCouponResponse(_message.Message):
    __slots__ = ("coupon",)
    COUPON_FIELD_NUMBER: _ClassVar[int]
    coupon: _coupon_pb2.Coupon
    def __init__(self, coupon: _Optional[_Union[_coupon_pb2.Coupon, _Mapping]] = ...) -> None: ...

class ListCouponsRequest(_message.Message):
    __slots__ = ("person_id", "states", "page_size", "page_token", "language", "channel")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    states: _containers.RepeatedScalarFieldContainer[_coupon_pb2.CouponState]
    page_size: int
    page_token: str
    language: str
    channel: str
    def __init__(self, person_id: _Optional[str] = ..., states: _Optional[_Iterable[_Union[_coupon_pb2.CouponState, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., language: _Optional[str] = ..., channel: _Optional[str] = ...) -> None: ...

class ListCouponsResponse(_message.Message):
    __slots__ = ("coupons", "next_page_token")
    COUPONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    coupons: _containers.RepeatedCompositeFieldContainer[_coupon_pb2.Coupon]
    next_page_token: str
    def __init__(self, coupons: _Optional[_Iterable[_Union[_coupon_pb2.Coupon, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
