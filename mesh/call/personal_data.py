"""Masks personal data in answers to those who need not know it, by the contract's fields.

Which fields those are is data, `deploy/personal_data.toml`. Every answer passes here, so that
no center masks for itself. Our own units see all of it, as do persons, who meet only
themselves, and tills, of which the order center leaves out what they need not know.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from mesh.call.access import SCOPED
from mesh.call.context import Identity

PERSONAL_DATA = "personal_data"
"""The scope with which a service or an operator sees personal data in full."""

HIDDEN = "***"
PRIVATE = "private_"
"""With what the keys of personal data begin in a map from texts to texts."""


class PersonalData:
    """Masks answers. `fields` says how each field is shown, by its full name."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._masks = {name: MASKS[how] for name, how in fields.items()}
        self._holds: dict[str, bool] = {}

    @classmethod
    def load(cls, folder: Path | Traversable) -> PersonalData:
        """Return the fields of a `deploy` folder; none where it names none. Raise ValueError."""
        file = folder / "personal_data.toml"
        fields = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        for name, how in fields.items():
            if how not in MASKS:
                raise ValueError(f"personal_data.toml: {name} must be one of {', '.join(MASKS)}")
        return cls(fields)

    def fields(self) -> frozenset[str]:
        """Return the full names of the fields that are masked."""
        return frozenset(self._masks)

    def shown(self, identity: Identity, answer: Any) -> Any:
        """Return an answer as the caller may see it: itself, or a copy with masks."""
        if identity.kind not in SCOPED or identity.is_internal or PERSONAL_DATA in identity.scopes:
            return answer
        # What another process answered is bytes, and was masked there.
        if not isinstance(answer, Message) or not self._held_by(answer.DESCRIPTOR):
            return answer
        copy = type(answer)()
        copy.CopyFrom(answer)
        self._mask(copy)
        return copy

    def _mask(self, message: Message) -> None:
        for field, value in message.ListFields():
            mask = self._masks.get(field.full_name)
            if mask is not None:
                _set(message, field, mask)
            elif field.message_type is not None and self._held_by(field.message_type):
                for inner in _messages(field, value):
                    self._mask(inner)

    def _held_by(self, descriptor: Any) -> bool:
        """Return whether a message, or any that it can hold, has personal data."""
        known = self._holds.get(descriptor.full_name)
        if known is None:
            known = self._holds[descriptor.full_name] = self._search(descriptor)
        return known

    def _search(self, descriptor: Any) -> bool:
        waiting, seen = [descriptor], {descriptor.full_name}
        while waiting:
            for field in waiting.pop().fields:
                if field.full_name in self._masks:
                    return True
                inner = field.message_type
                if inner is not None and inner.full_name not in seen:
                    seen.add(inner.full_name)
                    waiting.append(inner)
        return False


def mask_phone(phone: str) -> str:
    """Return the last four digits and, of a long number, its beginning; the rest is stars."""
    digits = len(re.sub(r"\D", "", phone))
    if not digits:
        return ""
    if digits < 8:
        return "****"
    return f"{phone[: max(0, len(phone) - 8)][:6]}****{phone[-4:]}"


def mask_name(name: str) -> str:
    """Return the first character of a name."""
    return f"{name[0]}**" if name else ""


def _hide(text: str) -> str:
    return HIDDEN if text else ""


MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": mask_phone,
    "name": mask_name,
    "hidden": _hide,
}


def _set(message: Message, field: FieldDescriptor, mask: Callable[[str], str]) -> None:
    if field.message_type is None:
        setattr(message, field.name, mask(getattr(message, field.name)))
    elif _is_map(field):
        texts = getattr(message, field.name)
        for key in texts:
            if key.startswith(PRIVATE):
                texts[key] = mask(texts[key])
    else:
        message.ClearField(field.name)


def _is_map(field: FieldDescriptor) -> bool:
    inner: Any = field.message_type
    return bool(inner.GetOptions().map_entry)


def _messages(field: FieldDescriptor, value: Any) -> list[Message]:
    """Return the messages in a field's value, be it one, several, or those of a map."""
    if _is_map(field):
        return [each for each in value.values() if isinstance(each, Message)]
    return list(value) if field.is_repeated else [value]
