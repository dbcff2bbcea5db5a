"""Who is let in: calls with a token that is good, and signed where the platform wants that."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from simulators.core.book import Book
from simulators.opendelivery.account import Account
from simulators.opendelivery.signature import OVER, sign_call
from simulators.opendelivery.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Gate:
    """Looks at every call; where calls are signed, `base` is where merchants reach the platform."""

    tokens: Tokens
    account: Account
    book: Book
    base: str = ""

    def refusal(self, request: Request[Any, Any, Any], body: bytes) -> dict[str, Any] | None:
        """Return the answer to a call that is not let in; None for one that is."""
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self.tokens.is_good(shown):
            return _unauthorized("the token")
        if self.base and not self._is_signed(request, body):
            self.book.faults.append(f"{request.scope['path']} was called with a wrong signature")
            return _unauthorized(f"the signature, which is over {OVER}")
        return None

    def _is_signed(self, request: Request[Any, Any, Any], body: bytes) -> bool:
        query = parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True)
        url = f"{self.base}{request.scope['path']}"
        told = request.headers.get("x-app-signature", "")
        return told == sign_call(url, query, body, self.account.secret)


def _unauthorized(what: str) -> dict[str, Any]:
    status = HTTPStatus.UNAUTHORIZED
    return {"title": status.phrase, "status": status.value, "detail": f"Look at {what}."}
