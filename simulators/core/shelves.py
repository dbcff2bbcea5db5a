"""What a platform's customers see of stores: open or not, how long it takes, what is sold out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulators.core.chain import Chain


@dataclass
class Shelf:
    """One store, as its merchant has told it; `minutes` is 0 where no time was told."""

    is_open: bool = True
    minutes: int = 0
    sold_out: set[str] = field(default_factory=set)


@dataclass
class Shelves:
    """The stores of a chain, by the codes of stores; dishes are named by theirs."""

    chain: Chain
    kept: dict[str, Shelf] = field(default_factory=dict)

    def of(self, store: str) -> Shelf:
        """Return a store's shelf, to be read and changed."""
        return self.kept.setdefault(store, Shelf())

    def sell(self, store: str, codes: Iterable[str], *, sold_out: bool) -> None:
        """Keep that dishes are sold out, or are not."""
        shelf = self.of(store)
        shelf.sold_out = shelf.sold_out | set(codes) if sold_out else shelf.sold_out - set(codes)

    def shown(self) -> list[dict[str, Any]]:
        """Return all stores as the page shows them."""
        names = {dish.code: f"{dish.name} {dish.size}".strip() for dish in self.chain.dishes}
        return [
            {
                "code": store.code,
                "name": store.name,
                "open": self.of(store.code).is_open,
                "minutes": self.of(store.code).minutes,
                "sold_out": {
                    code: names.get(code, code) for code in sorted(self.of(store.code).sold_out)
                },
            }
            for store in self.chain.stores
        ]
