"""What a platform sends to us, as its signature is computed over it: pure, for `signature.py`."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from urllib.parse import parse_qsl

MAX_FIELDS = 200
"""A form of more fields has none: what strangers send is read before its signature is."""


@dataclass(frozen=True)
class Callback:
    """One request of a platform.

    `url` is the address as the platform has it registered, without the query: the public base of
    the edge, not what a Host header says. `body` is what came, byte for byte. The names of
    `headers` are in lower case.
    """

    method: str
    url: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The fields of the query and of a form in the body, percent-decoded once.

        Of a field that comes several times the last one counts. None of more than `MAX_FIELDS`.
        """
        text = self.body.decode("utf-8", "replace")
        try:
            form = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            return {}
        return {**dict(self.query), **dict(form)}

    @cached_property
    def members(self) -> Mapping[str, object]:
        """The members of a JSON object in the body; none where it is no such."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Signature(Protocol):
    """How one platform signs: what its gateway's `signature.py` has."""

    def account(self, callback: Callback) -> str:
        """Return the name of the account it claims to come from; empty for none."""
        ...

    def is_valid(self, callback: Callback, secret: str) -> bool:
        """Return whether the account's secret signed it; compare with `same`."""
        ...

    def what_is_signed(self, callback: Callback) -> str:
        """Return, for people, what the signature is over: names and no values, no secret."""
        ...

    def message_id(self, callback: Callback) -> str:
        """Return what is the same when the platform repeats the message; empty for nothing."""
        ...

    def sent_at(self, callback: Callback) -> float | None:
        """Return when it was sent, in seconds since 1970; None where the platform does not say."""
        ...


def same(one: str, other: str) -> bool:
    """Return whether two signatures are equal, without telling by its time how far they are."""
    return hmac.compare_digest(one.encode(), other.encode())
