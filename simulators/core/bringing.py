"""Brings messages to addresses: again on a ladder until they are taken, with strangers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx

from simulators.core.clock import Clock
from simulators.core.errands import Errands
from simulators.core.on_demand import OnDemand

_JSON = {"content-type": "application/json"}

Signed = Callable[[], Mapping[str, str]]
"""Returns the headers that prove a message, which may be of the moment."""


@dataclass
class Bringing:
    """What is brought is counted. `misconduct` is what was taken that was a stranger's, or old."""

    ladder: ClassVar[Sequence[float]]
    """Seconds until what was not taken comes again; after the last one never more."""
    seconds_to_answer: ClassVar[float]
    what: ClassVar[str]
    """What one message is called."""

    http: httpx.AsyncClient
    clock: Clock
    counts: Counter[str] = field(default_factory=Counter)
    misconduct: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    errands: Errands = field(default_factory=Errands)

    def is_good(self, answer: httpx.Response) -> bool:
        """Return whether an answer says that a message was taken."""
        return answer.is_success

    async def until_taken(
        self, faults: OnDemand[Any], url: str, body: bytes, signed: Signed = dict
    ) -> Mapping[str, str] | None:
        """Bring a message until it is taken; return the headers with which it was, if it was."""
        for pause in (*self.ladder, None):
            headers = signed()
            self.counts[f"{self.what}s"] += 1
            if await self._is_taken(url, body, headers):
                if not faults.lost_answers:
                    return headers
                faults.lost_answers -= 1
                self.counts["answers lost"] += 1
            if pause is not None:
                self.counts["sent again"] += 1
                await self.clock.pause(pause)
        self.given_up.append(url)
        return None

    async def demand_refused(
        self, how: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> None:
        """Bring what must not be taken; `how` says why."""
        self.counts[how] += 1
        if await self._is_taken(url, body, headers):
            self.misconduct.append(f"a {self.what} that was {how} was taken")

    async def _is_taken(self, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            async with asyncio.timeout(self.seconds_to_answer):
                answer = await self.http.post(url, content=body, headers=_JSON | dict(headers))
        except (httpx.HTTPError, TimeoutError):
            return False
        return self.is_good(answer)
