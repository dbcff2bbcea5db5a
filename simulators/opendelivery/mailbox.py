"""Events that wait to be polled: told again and again until they are acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

MOST_AT_ONCE = 1000
"""So many events the standard lets one poll answer."""


@dataclass(slots=True)
class Posted:
    """An event that waits.

    It is told `copies` times more after it was acknowledged; `deaf` says that its first
    acknowledgement is lost.
    """

    event: dict[str, Any]
    copies: int = 0
    deaf: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Mailbox:
    """The events of one merchant; shuffled, where they are not told in their order."""

    shuffled: bool = False
    _waiting: dict[str, Posted] = field(default_factory=dict)
    _dice: Random = field(default_factory=lambda: Random(1))

    def post(self, posted: Posted) -> Posted:
        """Have an event told."""
        self._waiting[posted.event["eventId"]] = posted
        return posted

    def polled(self) -> list[dict[str, Any]]:
        """Return what is told now."""
        events = [posted.event for posted in self._waiting.values()][:MOST_AT_ONCE]
        if self.shuffled:
            self._dice.shuffle(events)
        return events

    def acknowledge(self, numbers: Iterable[str]) -> None:
        """Take events as dealt with; of one that does not wait any more nothing happens."""
        for number in numbers:
            posted = self._waiting.get(number)
            if posted is None:
                continue
            if posted.deaf:
                posted.deaf = False
            elif posted.copies:
                posted.copies -= 1
            else:
                del self._waiting[number]
                posted.done.set()
