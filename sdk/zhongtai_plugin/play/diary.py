"""What has happened since the play began: numbered, and told as it comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from zhongtai_plugin.play.calls import Json
from zhongtai_plugin.play.refusals import Refusal

MOST_ENTRIES = 2_000
"""Older ones are forgotten."""


class What(StrEnum):
    """What an entry is about."""

    SENT = "sent"
    ANSWERED = "answered"
    FAILED = "failed"
    STREAMED = "streamed"
    PROCESS = "process"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that has happened. `of` is the number of the entry SENT that it belongs to."""

    number: int
    time: str
    what: What
    words: str = ""
    call: str = ""
    of: int = 0
    seconds: float = 0.0
    message: Json = field(default_factory=dict)
    refusals: Sequence[Refusal] = ()


class Diary:
    """The entries, newest last."""

    def __init__(self, tell: Callable[[Entry], None]) -> None:
        """`tell` is given each entry as it comes."""
        self._tell = tell
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._written = 0
        self._news = asyncio.Event()

    def write(
        self,
        what: What,
        words: str = "",
        *,
        call: str = "",
        of: int = 0,
        seconds: float = 0.0,
        message: Json | None = None,
        refusals: Sequence[Refusal] = (),
    ) -> int:
        """Write an entry; return its number."""
        self._written += 1
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = Entry(self._written, now, what, words, call, of, seconds, message or {}, refusals)
        self._entries.append(entry)
        self._news.set()
        self._news = asyncio.Event()
        self._tell(entry)
        return entry.number

    async def after(self, number: int, patience: float) -> list[Entry]:
        """Return what came after an entry; wait so many seconds where there is nothing yet."""
        if self._written <= number:
            try:
                async with asyncio.timeout(patience):
                    await self._news.wait()
            except TimeoutError:
                return []
        return [entry for entry in self._entries if entry.number > number]
