"""The methods of a service as the runtime sees them: path, message types, handler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message_factory import GetMessageClass

Handler = Callable[[Any, Any], Any]
"""A servicer's method: a coroutine function, or an async generator function for streams."""


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """A service that a unit offers: its descriptor and the object that serves it.

    The descriptor is for example `order_service_pb2.DESCRIPTOR.services_by_name["OrderService"]`,
    the servicer an instance of a class derived from the generated base class.
    """

    descriptor: ServiceDescriptor
    servicer: object


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a service. `handler` is None where the servicer does not offer it yet.

    The types are message classes, or bytes where messages are passed on unopened.
    """

    path: str
    service: str
    name: str
    request_type: type[Any]
    reply_type: type[Any]
    streams: bool
    handler: Handler | None


def methods_of(spec: ServiceSpec) -> list[Method]:
    """Return all methods of a service. Raise TypeError for one that takes a stream of requests."""
    return [_method_of(spec, descriptor) for descriptor in spec.descriptor.methods]


def _method_of(spec: ServiceSpec, descriptor: MethodDescriptor) -> Method:
    service = spec.descriptor.full_name
    if descriptor.client_streaming:
        # The contract has none: feeds are acknowledged by unary calls, which can be repeated.
        raise TypeError(f"{service}/{descriptor.name} takes a stream of requests")
    return Method(
        path=f"/{service}/{descriptor.name}",
        service=service,
        name=descriptor.name,
        request_type=GetMessageClass(descriptor.input_type),
        reply_type=GetMessageClass(descriptor.output_type),
        streams=descriptor.server_streaming,
        handler=offered_handler(spec.servicer, descriptor.name),
    )


def offered_handler(servicer: object, name: str) -> Handler | None:
    """Return the servicer's own method of that name; None where it has only the generated one."""
    for cls in type(servicer).__mro__:
        if name in vars(cls):
            generated = cls.__module__.endswith("_pb2_grpc")
            return None if generated else getattr(servicer, name)
    return None
