"""Which faults a platform shows, and when: a schedule that a seed decides; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """What goes wrong between a platform and its merchants."""

    DUPLICATE = "duplicate"
    REORDER = "reorder"
    DELAY = "delay"
    LOST_ANSWER = "lost-answer"
    LOST_MESSAGE = "lost-message"
    WRONG_SIGNATURE = "wrong-signature"
    PARTIAL = "partial"
    LATE_REFUND = "late-refund"
    CANCEL = "cancel"
    THROTTLE = "throttle"
    OUTAGE = "outage"
    UNKNOWN_CODE = "unknown-code"
    EXPIRY = "expiry"


WORDS = {
    Fault.DUPLICATE: "a message is sent several times, also at once",
    Fault.REORDER: "a message is held back until the next one was taken",
    Fault.DELAY: "a message comes late, with its old time",
    Fault.LOST_ANSWER: "what was asked is done, but the answer is lost: both ways",
    Fault.LOST_MESSAGE: "an order is never pushed: whoever does not look for it misses it",
    Fault.WRONG_SIGNATURE: "a stranger sends messages with a signature of his own",
    Fault.PARTIAL: "an order is pushed with parts missing, and must be asked for",
    Fault.LATE_REFUND: "money is asked back before, during and after delivery",
    Fault.CANCEL: "customers and the service desk cancel at every step; orders time out",
    Fault.THROTTLE: "calls are refused because there were too many",
    Fault.OUTAGE: "the platform's interface answers nothing for a while",
    Fault.UNKNOWN_CODE: "codes that no document knows",
    Fault.EXPIRY: "tokens end early, or are refused in the middle, where a platform has them",
}
NONE, ALL = "none", "all"

_ON_MESSAGES = (
    Fault.DUPLICATE,
    Fault.REORDER,
    Fault.DELAY,
    Fault.LOST_ANSWER,
    Fault.WRONG_SIGNATURE,
)
_UNTROUBLED = 3
"""Of so many messages beside those with each fault nothing happens."""
_LATEST_SECONDS = 3.0
_THROTTLED_IN_HUNDRED, _LOST_IN_HUNDRED = 5, 5
_OUTAGES = 2


class UnknownFault(Exception):
    """There is no such fault; the text lists those there are."""


def parse(text: str) -> frozenset[Fault]:
    """Return the faults of "none", "all" or a list with commas. Raise UnknownFault."""
    if text == ALL:
        return frozenset(Fault)
    names = [name.strip() for name in text.split(",") if name.strip() not in ("", NONE)]
    for name in names:
        if name not in set(Fault):
            lines = "".join(f"\n    {fault:<16} {words}" for fault, words in WORDS.items())
            raise UnknownFault(f"There is no fault {name!r}. There are none, all, and:{lines}")
    return frozenset(map(Fault, names))


@dataclass(frozen=True, slots=True)
class MessageFaults:
    """What goes wrong with one message. `delay` is in seconds, `copies` are beside the first."""

    copies: int = 0
    held_back: bool = False
    delay: float = 0.0
    answer_lost: bool = False
    forged_too: bool = False


class CallFault(StrEnum):
    """What goes wrong with one call of the platform's interface."""

    NONE = "none"
    THROTTLED = "throttled"
    ANSWER_LOST = "answer lost"


class Schedule:
    """Says for each message and call what goes wrong; the same for the same seed."""

    def __init__(self, seed: int, faults: Iterable[Fault]) -> None:
        self._seed = seed
        self.faults = frozenset(faults)
        self._on_messages = [fault for fault in _ON_MESSAGES if fault in self.faults]

    def message(self, order: int, which: int) -> MessageFaults:
        """Return what goes wrong with a message of an order, counted from 0.

        With few orders, too, each fault comes: they follow one another in a shuffled order.
        """
        if not self._on_messages:
            return MessageFaults()
        turns: list[Fault | None] = [*self._on_messages, *[None] * _UNTROUBLED]
        around, at = divmod(order + 3 * which, len(turns))
        Random(f"{self._seed}:messages:{around}").shuffle(turns)
        return self._faults_of(turns[at], Random(f"{self._seed}:{order}:{which}"))

    def call(self, which: int) -> CallFault:
        """Return what goes wrong with a call of the platform's interface, counted from 0."""
        throw = Random(f"{self._seed}:call:{which}").randrange(100)
        if Fault.THROTTLE in self.faults and throw < _THROTTLED_IN_HUNDRED:
            return CallFault.THROTTLED
        if Fault.LOST_ANSWER in self.faults and throw >= 100 - _LOST_IN_HUNDRED:
            return CallFault.ANSWER_LOST
        return CallFault.NONE

    def outages(self, orders: int) -> frozenset[int]:
        """Return with which orders, of so many, the interface goes away for a while."""
        if Fault.OUTAGE not in self.faults:
            return frozenset()
        return frozenset(orders * turn // (_OUTAGES + 1) for turn in range(1, _OUTAGES + 1))

    def struck(self, fault: Fault, order: int, one_in: int) -> bool:
        """Return whether an order has a fault that strikes one order in so many."""
        if fault not in self.faults:
            return False
        around, at = divmod(order, one_in)
        return at == Random(f"{self._seed}:{fault}:{around}").randrange(one_in)

    @staticmethod
    def _faults_of(fault: Fault | None, dice: Random) -> MessageFaults:
        return MessageFaults(
            copies=dice.randint(1, 2) if fault is Fault.DUPLICATE else 0,
            held_back=fault is Fault.REORDER,
            delay=dice.uniform(0.2, _LATEST_SECONDS) if fault is Fault.DELAY else 0.0,
            answer_lost=fault is Fault.LOST_ANSWER,
            forged_too=fault is Fault.WRONG_SIGNATURE,
        )
