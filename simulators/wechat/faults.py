"""What goes wrong at the simulated WeChat, on demand; an empty one ends all trouble."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum
from random import Random

from simulators.core.faults import Fault
from simulators.core.on_demand import OnDemand


class CallFault(StrEnum):
    """What may go wrong with one call of WeChat's interface."""

    NONE = ""
    LOST = "lost"
    SYSTEM_ERROR = "SYSTEM_ERROR"
    FREQUENCY_LIMITED = "FREQUENCY_LIMITED"
    USERPAYING = "USERPAYING"
    WRONG_SIGNATURE = "wrong-signature"
    UNSIGNED = "unsigned"


_OF_CALLS = {
    Fault.LOST_ANSWER: CallFault.LOST,
    Fault.WRONG_SIGNATURE: CallFault.WRONG_SIGNATURE,
    Fault.THROTTLE: CallFault.FREQUENCY_LIMITED,
    Fault.OUTAGE: CallFault.SYSTEM_ERROR,
}
_UNTROUBLED = 9
"""Of so many calls beside those with each fault nothing happens."""


class Faults(OnDemand[CallFault], kw_only=True):
    """`lost` and both about signatures: what was asked is done."""

    duplicate_notices: int = 0
    """Copies of a notice that are sent at once, beside the first."""
    late_notice_seconds: float = 0.0
    strangers: bool = False
    """With each notice come one that a stranger signed, one of an hour ago, and, once it was
    taken, the same again byte for byte."""
    paid_amount: int | None = None
    """What the customer pays instead of what was asked, in fen."""
    refund_outcome: str = "SUCCESS"
    """SUCCESS, ABNORMAL or CLOSED."""
    refund_seconds: float = 0.0
    """So long a refund is PROCESSING."""

    def begin(self, kinds: AbstractSet[Fault], seed: int, orders: int) -> None:
        """Have these kinds of fault happen to so many orders; a seed decides with which calls."""
        self.duplicate_notices = 2 if Fault.DUPLICATE in kinds else 0
        self.late_notice_seconds = 1.0 if Fault.DELAY in kinds else 0.0
        self.strangers = Fault.WRONG_SIGNATURE in kinds
        self.lost_answers = orders // 4 if Fault.LOST_ANSWER in kinds else 0
        of_calls = [fault for kind, fault in _OF_CALLS.items() if kind in kinds]
        chance, ones = Random(seed), [*of_calls, *[CallFault.NONE] * _UNTROUBLED]
        some = [chance.choice(ones) for _ in range(4 * orders)]
        self.calls = some if of_calls else []
