"""The calls of a kind of plug-in, as the descriptors of its service name them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message
from zhongtai.plugin import v1

from zhongtai_plugin.conformance.core import KINDS
from zhongtai_plugin.play import CannotPlay, words
from zhongtai_plugin.server import KIND_OF_SERVICE

OF_EVERY_KIND = "zhongtai.plugin.v1.PluginService"
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One RPC of the contract."""

    method: MethodDescriptor

    @property
    def name(self) -> str:
        """Its name, for example PushOrders."""
        return str(self.method.name)

    @property
    def service(self) -> str:
        """Its service's name, for example PosService."""
        return str(self.method.containing_service.name)

    @property
    def path(self) -> str:
        """How gRPC calls it."""
        return f"/{self.method.containing_service.full_name}/{self.name}"

    @property
    def streams(self) -> bool:
        """Whether it is answered with a stream."""
        return bool(self.method.server_streaming)

    @property
    def capability(self) -> str:
        """The capability that it needs; empty when every plug-in of its kind has it."""
        return words.capability_of(self.service, self.name)

    @property
    def comment(self) -> str:
        """What the contract says of it."""
        return words.of(self.service, self.name)

    @property
    def request(self) -> type[Message]:
        """The class of its request."""
        return message_factory.GetMessageClass(self.method.input_type)

    @property
    def answer(self) -> type[Message]:
        """The class of its answer."""
        return message_factory.GetMessageClass(self.method.output_type)

    def read(self, given: object) -> Message:
        """Return the request that JSON stands for. Raise CannotPlay."""
        name = self.method.input_type.name
        if not isinstance(given, dict):
            raise CannotPlay(f"{name} is a JSON object, in braces.")
        try:
            return json_format.ParseDict(given, self.request())
        except (json_format.ParseError, TypeError, ValueError) as problem:
            words = " ".join(str(problem).split()).rstrip(".")
            raise CannotPlay(f"This is no {name}: {words}.") from None


def calls_of(kind: str) -> Sequence[Call]:
    """Return the calls of a kind, and then those that every plug-in answers.

    Configure is none of them: it is called after each start, and settings may be secret.
    """
    for module in pkgutil.iter_modules(v1.__path__):
        if module.name.endswith("_pb2"):
            import_module(f"{v1.__name__}.{module.name}")
    named = [service for service, of_kind in KIND_OF_SERVICE.items() if of_kind == KINDS[kind]]
    pool = descriptor_pool.Default()
    return [
        Call(method)
        for service in [*named, OF_EVERY_KIND]
        for method in pool.FindServiceByName(service).methods
        if method.name != "Configure"
    ]


def messages_in(message: Message) -> Iterator[Message]:
    """Yield the messages that a message holds, one by one; those in maps aside."""
    for field, value in message.ListFields():
        kind = field.message_type
        if kind is not None and not kind.GetOptions().map_entry:
            yield from value if field.is_repeated else [value]


def name_of(enum: EnumTypeWrapper, number: int) -> str:
    """Return a value's name; of one that a later contract has, its number."""
    return str(enum.Name(number)) if number in enum.values() else str(number)


def as_json(message: Message) -> Json:
    """Return a message as JSON, with the names of the contract."""
    found: Json = json_format.MessageToDict(message, preserving_proto_field_name=True)
    return found
