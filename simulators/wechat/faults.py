"""What goes wrong at the simulated WeChat, on demand; an empty one ends all trouble."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class CallFault(StrEnum):
    """What may go wrong with one call of WeChat's interface."""

    LOST = "lost"
    SYSTEM_ERROR = "SYSTEM_ERROR"
    FREQUENCY_LIMITED = "FREQUENCY_LIMITED"
    USERPAYING = "USERPAYING"
    WRONG_SIGNATURE = "wrong-signature"
    UNSIGNED = "unsigned"


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`calls` are what goes wrong with the next calls, one after another; "" is nothing.

    `lost` and both about signatures: what was asked is done.
    """

    calls: list[str] = []
    duplicate_notices: int = 0
    """Copies of a notice that are sent at once, beside the first."""
    late_notice_seconds: float = 0.0
    lost_notice_answers: int = 0
    """So many answers to notices get lost on their way, and the notices come again."""
    strangers: bool = False
    """With each notice come one that a stranger signed, one of an hour ago, and, once it was
    taken, the same again byte for byte."""
    paid_amount: int | None = None
    """What the customer pays instead of what was asked, in fen."""
    refund_outcome: str = "SUCCESS"
    """SUCCESS, ABNORMAL or CLOSED."""
    refund_seconds: float = 0.0
    """So long a refund is PROCESSING."""

    def next_call(self) -> str:
        """Return what goes wrong with a call that begins now; empty when nothing does."""
        return self.calls.pop(0) if self.calls else ""

    def unknown_calls(self) -> list[str]:
        """Return what of `calls` is no fault."""
        return [each for each in self.calls if each and each not in set(CallFault)]
