"""What the operator shall notice: counters, and a warning for everything sold without stock."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from centers.inventory.errors import named
from centers.inventory.model import TillSaleOutcome, TillSaleResult
from centers.inventory.reservations.model import CommitOutcome, CommitResult
from mesh.process.metrics import Metrics

_log = structlog.get_logger()


class Signals:
    """Counts what reservations and till sales came to."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def reserved(self, outcome: str) -> None:
        """An order reserved: "held", "not_needed" or "out_of_stock"."""
        self._metrics.count(
            "zhongtai_inventory_reservations_total",
            "Orders that asked to reserve stock, by outcome.",
            (("outcome", outcome),),
        )

    def committed(self, results: Iterable[CommitResult]) -> None:
        """Orders were committed; each shortfall is a paid order that nothing covers."""
        for result in results:
            self._metrics.count(
                "zhongtai_inventory_commits_total",
                "Reservations that were to be committed, by outcome.",
                (("outcome", result.outcome.name.lower()),),
            )
            if result.outcome is CommitOutcome.SHORTFALL:
                short = named(result.shortages)
                _log.warning("paid_without_stock", order_id=result.order_id, shortages=short)

    def sold_at_tills(self, results: Iterable[TillSaleResult]) -> None:
        """Tills reported sales."""
        for result in results:
            self._metrics.count(
                "zhongtai_inventory_till_sales_total",
                "Sales that tills reported, by outcome.",
                (("outcome", result.outcome.name.lower()),),
            )
            if result.outcome is TillSaleOutcome.RECORDED_SHORT:
                short = named(result.shortages)
                _log.warning("till_sold_without_stock", sale=result.key.source, shortages=short)
