"""What Dada knows of a merchant: its keys, its number, its shops."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One merchant; without `shops` it has whichever it names."""

    app_key: str
    app_secret: str = field(repr=False)
    source_id: str
    shops: frozenset[str]
