"""Pages of a list (AIP-158): sizes, and opaque tokens that fit only the list they are from.

::

    page = Page.of(request, key=(str, int))
    rows = await store.list(after=page.after, limit=page.size + 1)
    shown, next_page_token = page.cut(rows, key=lambda row: (row.name, row.number))
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from google.protobuf.message import Message

from mesh.errors import InvalidRequest, PageTokenInvalid, Violation

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
_LONGEST_TOKEN = 2_000
_INT64_LIMIT = 2**63

Row = TypeVar("Row")
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Which page was asked for: at most `size` rows, after the key `after` (None: the first)."""

    size: int
    after: Key | None
    _filter: str

    @classmethod
    def of(cls, request: Message, key: tuple[type[str | int], ...]) -> Page:
        """Read page_size and page_token of a list request.

        `key` names the types of the sort key. A size of 0 means 50, and more than 200 means
        200. Raises InvalidRequest for a negative size, PageTokenInvalid for a token of
        another list, of other filters, or made up.
        """
        size = int(request.page_size)  # type: ignore[attr-defined]
        token = str(request.page_token)  # type: ignore[attr-defined]
        if size < 0:
            raise InvalidRequest(violations=[Violation("page_size", "must not be negative")])
        filter_hash = _filter_hash(request)
        after = _read_token(token, filter_hash, key) if token else None
        return cls(min(size or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE), after, filter_hash)

    def cut(self, rows: Sequence[Row], key: Callable[[Row], Key]) -> tuple[Sequence[Row], str]:
        """The rows to show and the token of the next page; give it `size` + 1 rows if there are.

        `key` tells a row's sort key. The token is empty on the last page.
        """
        shown = rows[: self.size]
        if len(rows) <= self.size:
            return shown, ""
        return shown, _token(key(shown[-1]), self._filter)


def _filter_hash(request: Message) -> str:
    """Of everything in the request but the page: the list a token belongs to."""
    unpaged = type(request)()
    unpaged.CopyFrom(request)
    unpaged.ClearField("page_size")
    unpaged.ClearField("page_token")
    wire = unpaged.SerializeToString(deterministic=True)
    name = str(request.DESCRIPTOR.full_name).encode()
    return hashlib.sha256(name + b"\0" + wire).hexdigest()[:12]


def _token(key: Key, filter_hash: str) -> str:
    text = json.dumps([filter_hash, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(token: str, filter_hash: str, types: tuple[type[str | int], ...]) -> Key:
    if len(token) > _LONGEST_TOKEN:
        raise PageTokenInvalid
    try:
        content: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise PageTokenInvalid from None
    if not isinstance(content, list) or not content or content[0] != filter_hash:
        raise PageTokenInvalid
    key = tuple(content[1:])
    if tuple(type(part) for part in key) != types or not all(map(_storable, key)):
        raise PageTokenInvalid
    return key


def _storable(part: str | int) -> bool:
    """Whether PostgreSQL can compare with it; a made-up token may hold anything."""
    if isinstance(part, int):
        return -_INT64_LIMIT <= part < _INT64_LIMIT
    return "\0" not in part and part.isprintable()
