"""What a route that reads the bytes itself needs of its request."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import State

MAX_HEADERS = 64
MAX_QUERY = 2048

Incoming = Request[Any, Any, State]


def address_of(request: Incoming) -> str:
    """Return the network address that a request comes from, or empty."""
    return request.client.host if request.client else ""


def headers_of(request: Incoming) -> dict[str, str]:
    """Return the first 64 headers by their names in lower case.

    Fields that come several times are joined as HTTP has it.
    """
    joined: dict[str, str] = {}
    for name, value in request.headers.multi_items():
        key = name.lower()
        if key in joined:
            joined[key] += f", {value}"
        elif len(joined) < MAX_HEADERS:
            joined[key] = value
    return joined


def query_of(request: Incoming) -> str:
    """Return the query as it came, without the question mark; no more than 2,048 characters."""
    raw: bytes = request.scope["query_string"]
    return raw[:MAX_QUERY].decode("ascii", "replace")
