from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ServiceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SERVICE_TYPE_UNSPECIFIED: _ClassVar[ServiceType]
    SERVICE_TYPE_PICK_UP: _ClassVar[ServiceType]
    SERVICE_TYPE_DINE_IN: _ClassVar[ServiceType]
    SERVICE_TYPE_DELIVERY: _ClassVar[ServiceType]
    SERVICE_TYPE_VOUCHER: _ClassVar[ServiceType]

class FulfilmentRoute(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FULFILMENT_ROUTE_UNSPECIFIED: _ClassVar[FulfilmentRoute]
    FULFILMENT_ROUTE_TILL: _ClassVar[FulfilmentRoute]
    FULFILMENT_ROUTE_OMS: _ClassVar[FulfilmentRoute]
    FULFILMENT_ROUTE_NONE: _ClassVar[FulfilmentRoute]

class DeliveredBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERED_BY_UNSPECIFIED: _ClassVar[DeliveredBy]
    DELIVERED_BY_CARRIER: _ClassVar[DeliveredBy]
    DELIVERED_BY_STORE: _ClassVar[DeliveredBy]
    DELIVERED_BY_PLATFORM: _ClassVar[DeliveredBy]

class DiscountPayer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISCOUNT_PAYER_UNSPECIFIED: _ClassVar[DiscountPayer]
    DISCOUNT_PAYER_MERCHANT: _ClassVar[DiscountPayer]
    DISCOUNT_PAYER_PLATFORM: _ClassVar[DiscountPayer]
SERVICE_TYPE_UNSPECIFIED: ServiceType
SERVICE_TYPE_PICK_UP: ServiceType
SERVICE_TYPE_DINE_IN: ServiceType
SERVICE_TYPE_DELIVERY: ServiceType
SERVICE_TYPE_VOUCHER: ServiceType
FULFILMENT_ROUTE_UNSPECIFIED: FulfilmentRoute
FULFILMENT_ROUTE_TILL: FulfilmentRoute
FULFILMENT_ROUTE_OMS: FulfilmentRoute
FULFILMENT_ROUTE_NONE: FulfilmentRoute
DELIVERED_BY_UNSPECIFIED: DeliveredBy
DELIVERED_BY_CARRIER: DeliveredBy
DELIVERED_BY_STORE: DeliveredBy
DELIVERED_BY_PLATFORM: DeliveredBy
DISCOUNT_PAYER_UNSPECIFIED: DiscountPayer
DISCOUNT_PAYER_MERCHANT: DiscountPayer
DISCOUNT_PAYER_PLATFORM: DiscountPayer
