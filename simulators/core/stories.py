"""What becomes of an order, as a platform sees it happen: told in advance; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from random import Random

from simulators.core.faults import Fault


class Step(IntEnum):
    """How far an order has come when something happens to it."""

    SOLD = 0
    CONFIRMED = 1
    READY = 2
    PICKED_UP = 3
    DELIVERED = 4
    DONE = 5


class StoreDoes(StrEnum):
    """What the store does with the order."""

    MAKES = "makes it"
    REJECTS = "rejects it"
    SAYS_NOTHING = "says nothing"
    CANNOT_MAKE_ALL = "cannot make one line"


class Answer(StrEnum):
    """What the store says to a wish for money back."""

    AGREES = "agrees"
    REFUSES = "refuses"
    SAYS_NOTHING = "says nothing"


class Then(StrEnum):
    """How a wish for money back goes on."""

    NOTHING = "nothing"
    WITHDRAWN = "the customer takes it back"
    DESK_AGREES = "the service desk agrees"
    DESK_REFUSES = "the service desk refuses"


@dataclass(frozen=True, slots=True)
class Wish:
    """Money asked back by the customer: of all, or of one line."""

    at: Step
    whole: bool
    answer: Answer
    then: Then = Then.NOTHING


@dataclass(frozen=True, slots=True)
class Story:
    """What becomes of one order. `cancelled_at` is by the customer, or by the service desk."""

    name: str
    store: StoreDoes = StoreDoes.MAKES
    cancelled_at: Step | None = None
    wish: Wish | None = None

    @property
    def is_of_a_part(self) -> bool:
        """Whether money of a part of the order goes back, or is asked back."""
        part = self.wish is not None and not self.wish.whole
        return part or self.store is StoreDoes.CANNOT_MAKE_ALL


PLAIN = Story("goes well")
_ALWAYS = (
    *[PLAIN] * 7,
    Story("rejected by the store", StoreDoes.REJECTS),
    Story("one line cannot be made", StoreDoes.CANNOT_MAKE_ALL),
)
_CANCELLED = (
    Story("not taken on in time", StoreDoes.SAYS_NOTHING),
    Story("cancelled before it is taken on", cancelled_at=Step.SOLD),
    Story("cancelled when taken on", cancelled_at=Step.CONFIRMED),
    Story("cancelled when ready", cancelled_at=Step.READY),
    Story("cancelled on the way", cancelled_at=Step.PICKED_UP),
)


def _asked(words: str, at: Step, answer: Answer, then: Then = Then.NOTHING) -> Iterable[Story]:
    for whole in (True, False):
        part = "all" if whole else "a part"
        yield Story(f"{part} {words}", wish=Wish(at, whole, answer, then))


_REFUNDED = (
    *_asked("back when taken on", Step.CONFIRMED, Answer.AGREES),
    *_asked("asked back, refused", Step.READY, Answer.REFUSES),
    *_asked("asked back, desk agrees", Step.PICKED_UP, Answer.REFUSES, Then.DESK_AGREES),
    *_asked("asked back, desk refuses", Step.DELIVERED, Answer.REFUSES, Then.DESK_REFUSES),
    *_asked("asked back, taken back", Step.CONFIRMED, Answer.SAYS_NOTHING, Then.WITHDRAWN),
    *_asked("back, unanswered", Step.DELIVERED, Answer.SAYS_NOTHING),
    *_asked("back after it was done", Step.DONE, Answer.AGREES),
)


def stories_with(faults: frozenset[Fault], *, parts: bool = True) -> list[Story]:
    """Return the stories that happen with these faults; each once in so many orders.

    `parts` says whether the platform gives back the money of parts of an order.
    """
    stories = list(_ALWAYS)
    if Fault.CANCEL in faults:
        stories += _CANCELLED
    if Fault.LATE_REFUND in faults:
        stories += _REFUNDED
    return stories if parts else [story for story in stories if not story.is_of_a_part]


def story_of(seed: int, faults: frozenset[Fault], order: int, *, parts: bool = True) -> Story:
    """Return what becomes of an order, by its place from 0; each story comes in its turn."""
    stories = stories_with(faults, parts=parts)
    around, at = divmod(order, len(stories))
    Random(f"{seed}:stories:{around}").shuffle(stories)
    return stories[at]
