"""What goes wrong at the simulated Dada, on demand; an empty one ends all trouble."""

from __future__ import annotations

from enum import StrEnum

from simulators.core.callbacks import CarrierFaults


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


class Faults(CarrierFaults[CallFault], kw_only=True):
    """`lost` and `garbled`: what was asked is done, and the answer does not come, or is no JSON."""
