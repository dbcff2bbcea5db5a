"""Which state of a promotion may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.promotion.model import PromotionState as P
from mesh.pure.states import StateTable

PROMOTION = StateTable(
    "promotion",
    {
        P.DRAFT: {P.ACTIVE, P.ENDED},
        P.ACTIVE: {P.PAUSED, P.ENDED},
        P.PAUSED: {P.ACTIVE, P.ENDED},
        P.ENDED: set(),
    },
    initial=P.DRAFT,
    final={P.ENDED},
)
