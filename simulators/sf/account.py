"""What SF knows of a developer: its key and its shops."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One developer; without `shops` it has whichever it names.

    `shop_type` is whose numbers its shops have: 1 SF's, 2 the merchant's own.
    """

    dev_id: int
    dev_key: str = field(repr=False)
    shops: frozenset[str]
    shop_type: int
