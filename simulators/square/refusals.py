"""How Square says no."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]
_INVALID = "INVALID_REQUEST_ERROR"


class Refusal(Exception):
    """Square says no: status, category, code, and the field where one is meant."""

    def __init__(
        self, code: str, field: str = "", *, status: int = 400, category: str = ""
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.category = category or _INVALID
        self.field = field

    def body(self) -> Body:
        """Return what stands in the answer. Its words repeat what was sent, as Square's do."""
        error = {"category": self.category, "code": self.code, "detail": f"Square: {self.field}"}
        return {"errors": [error | ({"field": self.field} if self.field else {})]}


def not_found(field: str) -> Refusal:
    """Return that something is not there."""
    return Refusal("NOT_FOUND", field, status=404)


def unauthorized(code: str = "UNAUTHORIZED", status: int = 401) -> Refusal:
    """Return that a seller's token is not good for that."""
    return Refusal(code, status=status, category="AUTHENTICATION_ERROR")
