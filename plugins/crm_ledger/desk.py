"""The book with the rules by which it is kept: which chains, faults."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai_plugin import Rejected

from plugins.crm_ledger.book import Book
from plugins.crm_ledger.faults import Faults

ALL = "*"
"""Stands for every chain."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One life of the stand-in; `chains` are those that it serves, ALL for every one."""

    book: Book
    faults: Faults
    chains: frozenset[str]

    def demand_served(self, merchant_id: str) -> None:
        """Raise Rejected (CHAIN_UNKNOWN) for a chain that has no members here."""
        if self.chains.isdisjoint({merchant_id, ALL}):
            raise Rejected("CHAIN_UNKNOWN", "This chain has no members here.")
