"""What tells a message from any other: the hash of its content, or of a part of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol, TypeVar

from google.protobuf.message import Message

M = TypeVar("M", bound=Message)


class Encodable(Protocol):
    """A message of any type."""

    def SerializeToString(self, *, deterministic: bool = ...) -> bytes:  # noqa: N802
        """Return the message on the wire."""
        ...


def digest_of(message: Encodable) -> bytes:
    """Return the SHA-256 of a message."""
    return hashlib.sha256(message.SerializeToString(deterministic=True)).digest()


def without(message: M, fields: Iterable[str]) -> M:
    """Return a copy of a message without some of its fields."""
    bare = type(message)()
    bare.CopyFrom(message)
    for field in fields:
        bare.ClearField(field)
    return bare
