"""The account that a merchant has at the platform."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform gave a merchant: its client, and the secret that both sign with."""

    client_id: str
    secret: str = field(repr=False)
