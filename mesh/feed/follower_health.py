"""How a follower does, and how patient it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from mesh.feed.follower_items import PeerAway, printable, undone_of
from mesh.process import settings

MAX_LETTERS = 10_000
"""With more of one chain, it is not the items: its later ones wait."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often, and after how long, what failed is tried again; times in seconds."""

    attempts: int = 12
    first_pause: float = 1.0
    longest_pause: float = 300.0
    handle_timeout: float = 60.0
    """For one batch, with all calls that it needs."""
    look_pause: float = 1.0
    """Between looks for letters that are due, while there are any."""
    no_letters_pause: float = 600.0
    """The same while there are none: one that is kept here is looked for when it is due, and an
    operator has none to put back. Only one whose keeping was not answered is found so."""
    away_pause: float = 10.0
    """The longest between two tries to reach who does not answer."""
    chain_away_pause: float = 30.0
    """For so long nobody is asked about new items of a chain for which nobody answered."""
    quiet_pause: float = 6.0
    """A source that does not fail for so long is well again."""
    ack_pause: float = 1.0
    """The place in the feed is kept so long behind what was done, and at most so often."""
    letters_of_chain: int = MAX_LETTERS
    """A chain with so many letters is held until half of them have gone."""
    letters_in_all: int = 5 * MAX_LETTERS
    """With so many each chain is held of which there would be one more."""

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Patience:
        """Return that of the settings. Raise SettingInvalid."""
        return cls(
            attempts=settings.integer(env, settings.READER_ATTEMPTS, 12, min=1, max=100),
            first_pause=settings.seconds(
                env, settings.READER_FIRST_PAUSE_SECONDS, 1, min=0.1, max=3_600
            ),
            longest_pause=settings.seconds(
                env, settings.READER_LONGEST_PAUSE_SECONDS, 300, min=1, max=86_400
            ),
            handle_timeout=settings.seconds(
                env, settings.READER_BATCH_SECONDS, 60, min=5, max=3_600
            ),
        )

    @property
    def calls_timeout(self) -> float:
        """For the calls that a batch needs, so that they end before its time is over."""
        return self.handle_timeout * 5 / 6

    def pause(self, attempts: int, first: float | None = None, longest: float = 0.0) -> float:
        """Return how long to wait after so many failures."""
        begin, end = first or self.first_pause, longest or self.longest_pause
        return min(end, begin * 2.0 ** min(attempts - 1, 30))


STANDS_STILL_AFTER = timedelta(seconds=90)
"""A reader that is busy with one batch for longer, without failing, stands still."""
FAILS_AFTER = timedelta(seconds=5)
"""Shorter failures are those of peers that are just starting."""


class ReaderState(Enum):
    """How a reader is, in the words that `zhongtai status` shows."""

    WELL = "well"
    RETRYING = "retrying"
    LETTERS = "has letters"
    HOLDS = "holds chains"
    FAILING = "failing"
    STANDS_STILL = "stands still"


TROUBLE = frozenset(ReaderState) - {ReaderState.WELL, ReaderState.RETRYING}
"""States in which an operator is needed, or will be if it lasts."""


class Backlog:
    """What a follower has read and not dealt with, page by page."""

    def __init__(self) -> None:
        self._pages: deque[tuple[int, datetime]] = deque()

    def add(self, items: int, since: datetime) -> None:
        """Note a page of so many items, of which the oldest is of that time."""
        self._pages.append((items, since))

    def remove(self, pages: int) -> None:
        """Note that the oldest pages are dealt with."""
        for _ in range(pages):
            self._pages.popleft()

    def clear(self) -> None:
        """Forget them all: they will be read again."""
        self._pages.clear()

    @property
    def items(self) -> int:
        """How many items wait; more may lie unread."""
        return sum(items for items, _ in self._pages)

    def seconds(self, now: datetime) -> float:
        """Return how old the oldest of them is; 0 when there is none."""
        return max(0.0, (now - self._pages[0][1]).total_seconds()) if self._pages else 0.0


@dataclass(slots=True)
class Health:
    """How a follower does, for the operator. Times are by its clock."""

    reader: str
    handled: int = 0
    last_at: datetime | None = None
    last_error: str = ""
    trouble: str = ""
    """What its source cannot read while it reads the rest."""
    failing_since: datetime | None = None
    busy_since: datetime | None = None
    letters: int = 0
    stopped_letters: int = 0
    held: list[str] = field(default_factory=list)
    """The chains whose later items wait, because it has too many letters of them."""
    backlog: Backlog = field(default_factory=Backlog)
    follows: bool = True
    """False once it was ended for good, as when its plug-in was removed."""

    def state(self, now: datetime) -> ReaderState:
        """Return how it is at that moment."""
        if self.failing_since is not None:
            failed = now - self.failing_since >= FAILS_AFTER
            return ReaderState.FAILING if failed else ReaderState.RETRYING
        if self.busy_since is not None and now - self.busy_since >= STANDS_STILL_AFTER:
            return ReaderState.STANDS_STILL
        if self.trouble:
            return ReaderState.FAILING
        if self.held:
            return ReaderState.HOLDS
        return ReaderState.LETTERS if self.stopped_letters else ReaderState.WELL

    def clear(self) -> None:
        """Forget what is known: it does not follow any more."""
        self.follows = False
        self.last_error, self.failing_since, self.busy_since = "", None, None
        self.trouble = ""
        self.letters = self.stopped_letters = 0
        self.held = []
        self.backlog.clear()

    @property
    def is_away(self) -> bool:
        """Whether somebody who is needed does not answer, as far as is known."""
        return self.failing_since is not None


def words_of(exc: BaseException) -> str:
    """Return what went wrong, for an operator, without what a request held."""
    if isinstance(exc, Exception):
        try:
            return undone_of(exc).reason
        except PeerAway as away:
            return printable(str(away))
    return type(exc).__name__
