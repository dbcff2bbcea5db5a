"""What goes wrong at the simulated Dada, on demand; an empty one ends all trouble."""

from __future__ import annotations

from enum import StrEnum

from simulators.core.on_demand import OnDemand


class CallFault(StrEnum):
    """What may go wrong with one call of Dada's interface."""

    NONE = ""
    LOST = "lost"
    AWAY = "away"
    SYSTEM_ERROR = "system-error"
    IN_PROGRESS = "in-progress"
    STATE_CHANGED = "state-changed"
    THROTTLED = "throttled"
    GARBLED = "garbled"


class Faults(OnDemand[CallFault], kw_only=True):
    """`lost` and `garbled`: what was asked is done, and the answer does not come, or is no JSON."""

    duplicate_callbacks: int = 0
    """Copies of a callback that are sent at once, beside the first."""
    reorder_callbacks: bool = False
    """Every callback waits until the next one of its order has been sent."""
    lost_callbacks: int = 0
    """So many callbacks are never sent."""
    strangers: bool = False
    """With each callback come one with a wrong signature and one of two days ago."""
    no_riders: bool = False
    """Orders are refused since nobody rides."""
    no_balance: bool = False
    """Orders are refused since the merchant has used up its balance."""
