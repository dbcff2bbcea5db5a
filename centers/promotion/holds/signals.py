"""What the operator shall notice: counters, and a warning for discounts that nothing covers."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from centers.promotion.holds.model import RedeemOutcome
from mesh.process.metrics import Metrics

_log = structlog.get_logger()


class Signals:
    """Counts what holds came to."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def held(self, outcome: str) -> None:
        """An order held: "held", "not_needed", or the reason of the refusal in lower case."""
        self._metrics.count(
            "zhongtai_promotion_holds_total",
            "Orders that asked to hold coupons and budgets, by outcome.",
            (("outcome", outcome),),
        )

    def redeemed(self, order_ids: Sequence[str], outcomes: Sequence[RedeemOutcome]) -> None:
        """Orders were redeemed; a short one was paid with a discount that nothing covers."""
        for order_id, outcome in zip(order_ids, outcomes, strict=True):
            self._metrics.count(
                "zhongtai_promotion_redemptions_total",
                "Holds that were to be redeemed, by outcome.",
                (("outcome", outcome.name.lower()),),
            )
            if outcome is RedeemOutcome.SHORT:
                _log.warning("paid_with_discount_gone", order_id=order_id)
