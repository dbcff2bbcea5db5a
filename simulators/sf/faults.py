"""What goes wrong at the simulated SF, on demand; an empty one ends all trouble."""

from __future__ import annotations

from enum import StrEnum

from simulators.core.callbacks import CarrierFaults


class CallFault(StrEnum):
    """What may go wrong with one call of SF's interface."""

    NONE = ""
    LOST = "lost"
    AWAY = "away"
    SYSTEM_ERROR = "system-error"
    UNHEARD_OF = "unheard-of"
    THROTTLED = "throttled"
    GARBLED = "garbled"


class Faults(CarrierFaults[CallFault], kw_only=True):
    """`lost` and `garbled`: what was asked is done, and the answer does not come, or is no JSON.

    `unheard-of`: refused with words that stand in no document.
    """

    unsigned_callbacks: bool = False
    """Callbacks have no signature, as some programs have met them."""
