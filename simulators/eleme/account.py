"""The account that a merchant has at the platform."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform gave a merchant: its app's id, which is its key, too, and the secret."""

    app_id: str
    secret: str = field(repr=False)
