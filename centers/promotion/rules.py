"""Decisions about promotions themselves: which may follow which state, and what may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from centers.promotion.errors import IllegalMove, PromotionFixed, VersionChanged
from centers.promotion.model import Limits, Promotion, PromotionState, PromotionTerms
from centers.promotion.states import PROMOTION


def moved(promotion: Promotion, to: PromotionState, now: datetime) -> Promotion:
    """Return the promotion after a transition. Raise IllegalMove."""
    if not PROMOTION.allows(promotion.state, to):
        raise IllegalMove(from_state=promotion.state.name, to_state=to.name)
    return replace(promotion, state=to, version=promotion.version + 1, updated_at=now)


def updated(promotion: Promotion, terms: PromotionTerms, version: int, now: datetime) -> Promotion:
    """Return the promotion with other terms. Raise VersionChanged and PromotionFixed."""
    if promotion.version != version:
        raise VersionChanged(version=promotion.version)
    if promotion.state is PromotionState.ENDED:
        raise PromotionFixed(field="specification")
    if promotion.terms.kind != terms.kind:
        raise PromotionFixed(field="rule")
    if promotion.terms.currency_code != terms.currency_code:
        raise PromotionFixed(field="currency_code")
    return replace(promotion, terms=terms, version=version + 1, updated_at=now)


def check_limits(promotion: Promotion, limits: Limits, most_uses: tuple[int, int]) -> None:
    """Raise PromotionFixed when a limit would lie below what was given already.

    `most_uses` are those of the person who has it most often, in all and on one day.
    """
    amount = promotion.held_amount + promotion.redeemed_amount
    uses = promotion.held_uses + promotion.redeemed_uses
    given = {
        "limits.total_amount": (amount, limits.total_amount),
        "limits.total_uses": (uses, limits.total_uses),
        "limits.uses_per_person": (most_uses[0], limits.per_person),
        "limits.uses_per_person_and_day": (most_uses[1], limits.per_person_and_day),
    }
    for field, (already, limit) in given.items():
        if limit is not None and already > limit:
            raise PromotionFixed(field=field)
