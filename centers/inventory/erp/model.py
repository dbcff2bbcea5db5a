"""What an ERP counts, and how that compares with the stock here. Quantities are whole pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from centers.inventory.model import LedgerEntry

SOURCE_PREFIX = "erp "
"""How the ledger's sources of an ERP's own counts begin; no other source has a space."""


@dataclass(frozen=True, slots=True)
class ErpCount:
    """What an ERP has of a SKU in a store at a moment; `sku_id` is empty for an unknown code."""

    store_id: str
    code: str
    quantity: int
    counted_at: datetime
    sku_id: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What is known after the moment of a count: pieces that moved, and whether it is outdated."""

    moved: int = 0
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Drift:
    """A count that was not taken; `sku_id` is empty for an unknown code."""

    store_id: str
    sku_id: str
    erp_code: str
    on_hand: int
    erp_quantity: int
    counted_at: datetime
    compared_at: datetime


@dataclass(frozen=True, slots=True)
class SkuCode:
    """The chain's own code of a SKU; empty when it has none."""

    sku_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry of the ledger that the ERP has not taken yet."""

    entry: LedgerEntry
    sku_code: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing did: how many numbers were replaced, were the same, were not taken.

    Outdated counts are neither agreed nor drifts; their numbers stay the same.
    """

    changed: int = 0
    unchanged: int = 0
    drifts: tuple[Drift, ...] = ()
    agreed: tuple[ErpCount, ...] = ()


@dataclass(frozen=True, slots=True)
class PulledCounts:
    """What fetching did, page by page; `truncated` when the ERP had more."""

    pages: tuple[Compared, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Pushed:
    """What sending did."""

    accepted: int
    rejected: int
    waiting: int
