"""Messages that could not be pushed, and wait until the merchant pulls and confirms them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Unpushed:
    """Messages by their requestId."""

    _waiting: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def keep(self, push: Mapping[str, Any]) -> None:
        """Keep a message."""
        self._waiting[push["requestId"]] = push

    def all(self) -> list[Mapping[str, Any]]:
        """Return what waits."""
        return list(self._waiting.values())

    def forget(self, request_ids: Collection[str]) -> None:
        """Forget what the merchant has pulled."""
        for request_id in request_ids:
            self._waiting.pop(request_id, None)
