"""Pages of a list (AIP-158): read a page token, cut a page, make the next token.

A list reads one row more than it shows, to know whether there is a next page::

    page = page_of(request)
    rows = await store.list_persons(..., after=page.after_text, limit=page.rows)
    shown, next_page_token = page.cut(rows, key=lambda row: (row.person_id,))

Tokens are opaque to callers, hold no secrets, and fit only the list, and the filters, that
gave them.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

from google.protobuf.message import Message

from mesh.call.context import current
from mesh.call.digest import without
from mesh.pure.errors import InvalidRequest, PageTokenInvalid, Violation

Row = TypeVar("Row")
Part = TypeVar("Part", str, int)
Key = tuple[str | int, ...]
KeyTypes = tuple[type[str] | type[int], ...]

PAGE = ("page_size", "page_token")
"""The fields of a request that say which page is asked for; the others are filters."""
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
MAX_TOKEN_LENGTH = 1000


class ListRequest(Protocol):
    """A request message of a list."""

    @property
    def page_size(self) -> int:
        """How many to show at most; 0 for the usual."""
        ...

    @property
    def page_token(self) -> str:
        """Where to go on; empty for the first page."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for.

    `limit` is how many rows to show; `after` is the key of the last row of the page before,
    None for the first page. The parts of a key are numbers and printable texts.
    """

    limit: int
    after: Key | None
    scope: str

    @property
    def rows(self) -> int:
        """How many rows to read: one more than are shown."""
        return self.limit + 1

    @property
    def after_text(self) -> str:
        """The key of the last row of the page before, where it is one text; empty at first."""
        return self._first(str) if self.after else ""

    @property
    def after_number(self) -> int:
        """The key of the last row of the page before, where it is one number; 0 at first."""
        return self._first(int) if self.after else 0

    @property
    def after_texts(self) -> tuple[str, str]:
        """The key of the last row of the page before, where it is two texts; empty at first."""
        if not self.after:
            return "", ""
        match self.after:
            case (str(first), str(second)):
                return first, second
        raise PageTokenInvalid

    def cut(self, rows: Sequence[Row], key: Callable[[Row], Key]) -> tuple[list[Row], str]:
        """Return the rows to show and the token of the next page, empty when this is the last."""
        shown = list(rows[: self.limit])
        if len(rows) <= self.limit:
            return shown, ""
        return shown, _token(self.scope, key(shown[-1]))

    def _first(self, kind: type[Part]) -> Part:
        """Return the key's first part. Raise PageTokenInvalid for one of another kind: forged."""
        if not self.after or not isinstance(self.after[0], kind):
            raise PageTokenInvalid
        return self.after[0]


def read_page(
    name: str,
    page_size: int,
    page_token: str,
    *filters: str | int,
    key_types: KeyTypes | None = None,
) -> Page:
    """Return the page of the list `name` that a request asks for.

    A page_size of 0 means 50, more than 200 means 200. With `key_types`, for example
    ``(str, int)``, `after` is sure to have that form. Raise InvalidRequest for a negative
    size, PageTokenInvalid for a token of another list or of other filters.
    """
    if page_size < 0:
        raise InvalidRequest(violations=[Violation("page_size", "must not be negative")])
    limit = min(page_size or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
    scope = hashlib.sha256(json.dumps([name, *filters]).encode()).hexdigest()[:12]
    after = _after(scope, page_token) if page_token else None
    if after is not None and key_types and tuple(type(part) for part in after) != key_types:
        raise PageTokenInvalid
    return Page(limit, after, scope)


def page_of(request: ListRequest, *, key_types: KeyTypes | None = None) -> Page:
    """Return the page that a request asks for, for the caller's merchant and person.

    All other fields of the request are filters: a token fits only the same ones. Raise
    InvalidRequest for a negative size, PageTokenInvalid for a token of another list.
    """
    message = cast("Message", request)
    identity = current().identity
    return read_page(
        message.DESCRIPTOR.full_name,
        request.page_size,
        request.page_token,
        *(identity.merchant_id, identity.person_id, identity.store_id),
        without(message, PAGE).SerializeToString(deterministic=True).hex(),
        key_types=key_types,
    )


def _token(scope: str, key: Key) -> str:
    text = json.dumps([scope, *key], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _after(scope: str, token: str) -> Key:
    if len(token) > MAX_TOKEN_LENGTH:
        raise PageTokenInvalid
    try:
        listed = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, RecursionError):
        raise PageTokenInvalid from None
    if not isinstance(listed, list) or not listed or listed[0] != scope:
        raise PageTokenInvalid
    # Whoever forges a token reaches no more than by asking for other pages, but what he
    # makes up must not become an error of the database.
    if not all(_is_key_part(part) for part in listed):
        raise PageTokenInvalid
    return tuple(listed[1:])


def _is_key_part(part: object) -> bool:
    if isinstance(part, str):
        return part.isprintable()
    return isinstance(part, int) and not isinstance(part, bool) and abs(part) < 2**63
