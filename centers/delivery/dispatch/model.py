"""How a store sends deliveries out, and what carriers would charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from centers.delivery.model import DEFAULT_ASSIGN_SECONDS, Fee, Route, Strategy


@dataclass(frozen=True, slots=True)
class DispatchRule:
    """How deliveries of a store are sent out; the empty store means all stores."""

    merchant_id: str
    store_id: str
    strategy: Strategy = Strategy.IN_ORDER
    carriers: tuple[str, ...] = ()
    own_riders_first: bool = False
    assign_timeout_seconds: int = DEFAULT_ASSIGN_SECONDS


@dataclass(frozen=True, slots=True)
class Quote:
    """What one way of bringing it would cost; `unavailable_reason` says why it is none now."""

    route: Route
    carrier: str = ""
    fee: Fee | None = None
    distance_metres: int = 0
    dropoff_at: datetime | None = None
    expires_at: datetime | None = None
    unavailable_reason: str = ""
