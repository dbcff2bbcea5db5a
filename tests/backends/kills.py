"""Takes every back-end and every adapter away in the middle, one after the other: kill -9."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from cli.plugin import plugins_of
from cli.problems import Problem
from tests.backends.backends import Backend
from tests.backends.pace import Pace

ADAPTERS = ("erp_tryton", "pos_tryton", "oms_pretix", "crm_pretix", "pos_square", "crm_ledger")
LOOK_SECONDS = 0.2
AWAY_SHARE = 0.6
"""How much of the way to the next kill a back-end stays away."""

Meanwhile = Callable[[], Awaitable[None]]
"""Lets the work go on while something is away, and waits until that shall be back."""
Step = Callable[[Meanwhile], Awaitable[None]]


@dataclass
class Killer:
    """Kills, and tells what is away just now."""

    backends: Mapping[str, Backend]
    home: Path
    processes: list[str]
    dice: Random
    say: Callable[[str], None]
    killed: Counter[str] = field(default_factory=Counter)
    _away: set[str] = field(default_factory=set)

    def trouble(self) -> str:
        """What is wrong just now, in words for a table."""
        return ", ".join(sorted(self._away)) or "all there"

    async def rounds(self, count: int, pace: Pace) -> None:
        """Take each of them away once in each round, spread over the work.

        The work waits until whoever is due is away, and goes on while they are.
        """
        steps = [step for _ in range(count) for step in self._round()]
        part = 1 / (len(steps) + 1)
        for at, step in enumerate(steps, 1):
            await pace.stop_at(at * part)
            await pace.reached(at * part)

            async def meanwhile(at: int = at) -> None:
                await pace.stop_at((at + 1) * part)
                await pace.reached((at + AWAY_SHARE) * part)

            await step(meanwhile)
        await pace.stop_at(1)

    def _round(self) -> list[Step]:
        steps = [self._adapter(name) for name in ADAPTERS]
        for name, backend in self.backends.items():
            steps += [self._down(name, backend), self._held(name, backend)]
        self.dice.shuffle(steps)
        return steps

    def _down(self, name: str, backend: Backend) -> Step:
        async def step(meanwhile: Meanwhile) -> None:
            with self._without(f"{name} down"):
                await asyncio.to_thread(backend.stop)
                await meanwhile()
                await asyncio.to_thread(backend.start)

        return step

    def _held(self, name: str, backend: Backend) -> Step:
        async def step(meanwhile: Meanwhile) -> None:
            with self._without(f"{name} hangs"):
                backend.hold(on=True)
                try:
                    await meanwhile()
                finally:
                    backend.hold(on=False)

        return step

    def _adapter(self, name: str) -> Step:
        async def step(_meanwhile: Meanwhile) -> None:
            os.kill(await self._pid(name), signal.SIGKILL)
            self.killed[name] += 1
            self.say(f"killed: {name}")

        return step

    async def _pid(self, name: str) -> int:
        """The process of an adapter, once it has one that is ready."""
        while True:
            try:
                plugins = await plugins_of(self.home, self.processes)
            except Problem:
                plugins = []
            for each in plugins:
                if each["name"] == name and each["pid"] and each["state"] == "ready":
                    return int(each["pid"])
            await asyncio.sleep(LOOK_SECONDS)

    @contextmanager
    def _without(self, what: str) -> Iterator[None]:
        self.killed[what] += 1
        self.say(what)
        self._away.add(what)
        try:
            yield
        finally:
            self._away.discard(what)
