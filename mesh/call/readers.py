"""Who reads the names in an answer, as a request says it."""

from __future__ import annotations

from typing import Protocol

from mesh.pure.naming import Reader, check_reader
from mesh.pure.validation import Check


class Asks(Protocol):
    """A request that may name the reader's channel and language."""

    @property
    def channel(self) -> str:
        """The channel; empty for none."""
        ...

    @property
    def language(self) -> str:
        """The tag of the language; empty for none."""
        ...


def reader_of(request: Asks) -> Reader:
    """Return who reads. Raise InvalidRequest for a channel or a language that can be none."""
    reader = Reader(request.channel, request.language)
    check = Check()
    check_reader(check, reader)
    check.raise_if_any()
    return reader
