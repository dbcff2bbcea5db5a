"""The book with the rules by which it is kept: which chains, codes at once or by hand, faults."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai_plugin import Rejected

from plugins.oms_sandbox.book import Book
from plugins.oms_sandbox.faults import Faults

ALL = "*"
"""Stands for every chain."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One life of the sandbox; `chains` are those that it serves, ALL for every one."""

    book: Book
    faults: Faults
    chains: frozenset[str]
    issues_at_once: bool = True

    def demand_served(self, merchant_id: str) -> None:
        """Raise Rejected (CHAIN_UNKNOWN) for a chain that has no vouchers here."""
        if self.chains.isdisjoint({merchant_id, ALL}):
            raise Rejected("CHAIN_UNKNOWN", "This chain has no vouchers here.")
