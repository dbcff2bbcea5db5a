"""Which fields of the messages that a plug-in is sent the platform ever fills."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from google.protobuf.descriptor import Descriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

OURS = "zhongtai.plugin.v1."


class Recorder:
    """A plug-in's handle that keeps what is sent, and answers with what it is told to."""

    def __init__(self, name: str, service: ServiceDescriptor, **answers: list[Message]) -> None:
        """`answers` are given one after another; where there are none, an empty one is."""
        self.name = name
        self.is_usable = True
        self.sent: list[Message] = []
        self._answers = answers
        self._types = {
            method.name: GetMessageClass(method.output_type) for method in service.methods
        }

    def can(self, _capability: int) -> bool:
        return True

    async def wait_usable(self) -> None:
        return None

    def stub(self, _stub_class: Any) -> SimpleNamespace:
        return SimpleNamespace(**{name: name for name in self._types})

    async def call(self, method: str, request: Message, **_: Any) -> Message:
        self.sent.append(request)
        return self._answer(method)

    async def stream(self, method: str, request: Message):
        self.sent.append(request)
        yield self._answer(method)

    def _answer(self, method: str) -> Message:
        answers = self._answers.get(method)
        return answers.pop(0) if answers else self._types[method]()


def unfilled(service: ServiceDescriptor, sent: Iterable[Message]) -> set[str]:
    """The requests, and the fields within them, that nothing of what was sent has filled."""
    filled: set[str] = set()
    for message in sent:
        filled.add(message.DESCRIPTOR.name)
        filled |= set(_filled(message))
    asked = [method.input_type for method in service.methods]
    unsent = {each.name for each in asked if each.name not in filled}
    fields = {
        f"{message.name}.{field.name}"
        for message in _within(each for each in asked if each.name not in unsent)
        for field in message.fields
    }
    return unsent | (fields - filled)


def _filled(message: Message) -> Iterable[str]:
    for field, value in message.ListFields():
        yield f"{message.DESCRIPTOR.name}.{field.name}"
        is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
        if field.message_type is None or is_map:
            continue
        for each in [value] if isinstance(value, Message) else value:
            yield from _filled(each)


def _within(messages: Iterable[Descriptor]) -> list[Descriptor]:
    """The messages of the plug-in contract that these consist of, themselves among them."""
    found: dict[str, Descriptor] = {}
    waiting = list(messages)
    while waiting:
        message = waiting.pop()
        if message.full_name in found or not message.full_name.startswith(OURS):
            continue
        if message.GetOptions().map_entry:
            continue
        found[message.full_name] = message
        waiting += [field.message_type for field in message.fields if field.message_type]
    return list(found.values())
