"""Has orders flow, kills in the middle, waits until nothing is under way, and compares."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from rich.progress import Progress

from cli.replay.report import Tally, progress_bar
from cli.simulate.quiet import under_way
from cli.status import collect
from cli.workers import each
from mesh.process.settings import ProcessSettings
from tests.backends.kills import Killer
from tests.backends.pace import Pace
from tests.backends.sides import cooked, points, sales, stock, vouchers
from tests.backends.sides.compared import Compared
from tests.backends.stories import Stories
from tests.backends.tills import OwnTill, SquareTills, TrytonTills
from tests.backends.world import AT_ONCE, Wanted, World, opened

LOOK_SECONDS = 2.0
SIDES = (
    *(stock.compared, sales.compared, cooked.compared, cooked.counters),
    *(vouchers.compared, points.compared, points.customers),
)
"""What is compared, each by itself."""
STUCK_SECONDS, SETTLE_SECONDS = 600.0, 60.0
"""How long nothing may change before what is under way is stuck, and what differs counts."""


@dataclass(frozen=True)
class Outcome:
    """How it went. `unfinished` is what did not come to its end: orders, readers, letters."""

    tally: Tally
    told: Counter[str]
    killed: Counter[str]
    unfinished: list[str]
    compared: list[Compared]
    seconds: dict[str, float]

    @property
    def agrees(self) -> bool:
        """Whether nothing was refused, everything came to its end, and nothing differs."""
        wrong = self.tally.refused or self.unfinished
        return not wrong and not any(each.differences for each in self.compared)


async def run(wanted: Wanted) -> Outcome:
    """Do it all."""
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    with progress_bar() as bar:
        async with opened(wanted) as world, _people(world) as at_tryton:
            killer = Killer(
                world.backends.named(), world.copy.home, world.processes, Random(wanted.seed),
                bar.console.print,
            )  # fmt: skip
            stories = Stories(world, at_tryton, Random(wanted.seed), killer.trouble)
            seconds["opened"] = time.perf_counter() - began
            await _flow(wanted, stories, killer, bar)
            seconds["placed"] = time.perf_counter() - began
            unfinished = await _quiet(world, stories, bar)
            seconds["quiet"] = time.perf_counter() - began
            compared = await _agreed(world, bar)
            seconds["compared"] = time.perf_counter() - began
    return Outcome(stories.tally, stories.told, killer.killed, unfinished, compared, seconds)


@asynccontextmanager
async def _people(world: World) -> AsyncIterator[TrytonTills]:
    """Whoever works at tills, and who follows what happens to orders."""
    at_tryton = TrytonTills(world.backends.tryton)
    works: list[Awaitable[None]] = [
        at_tryton.work(),
        SquareTills(world.backends.square).work(),
        *(side.news.follow() for side in (world.first, world.sister)),
        *(
            OwnTill(side.connection, side.chain.stores["bund"], tickets).run_forever()
            for side, tickets in ((world.first, world.tickets), (world.sister, {}))
        ),
    ]
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield at_tryton
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if ended is not None and not isinstance(ended, asyncio.CancelledError):
                raise ended


async def _flow(wanted: Wanted, stories: Stories, killer: Killer, bar: Progress) -> None:
    """Have everything placed, and kill in the middle of it."""
    task, pace = bar.add_task("placed", total=wanted.orders), Pace(wanted.orders)

    async def begin(number: int) -> None:
        await pace.begin()
        await stories.begin(number)
        bar.advance(task)

    killing = asyncio.create_task(killer.rounds(wanted.kills, pace))
    await each(range(wanted.orders), begin, AT_ONCE)
    await killing


async def _quiet(world: World, stories: Stories, bar: Progress) -> list[str]:
    """Wait until every story is told and nothing is under way; give what got stuck."""
    task, last, since = bar.add_task("under way", total=None), None, time.monotonic()
    while True:
        open_ = [life for life in stories.lives if not life.done()]
        busy = await _busy(world)
        seen = (len(open_), busy)
        bar.update(task, completed=len(open_) + sum(busy.values()))
        if not open_ and not busy:
            break
        if seen != last:
            last, since = seen, time.monotonic()
        elif time.monotonic() - since > STUCK_SECONDS:
            break
        await asyncio.sleep(LOOK_SECONDS)
    stuck = [*map(_why, filter(_failed, stories.lives)), *(f"{k}: {n}" for k, n in busy.items())]
    for life in open_:
        life.cancel()
        stuck.append(life.get_name())
    await asyncio.gather(*stories.lives, return_exceptions=True)
    return stuck + await _dead_letters()


async def _dead_letters() -> list[str]:
    """What waits for an operator, by reader."""
    readers = (await collect(ProcessSettings.read(os.environ), os.environ))["readers"]
    dead = {each["reader"]: each.get("stopped_letters", 0) for each in readers}
    return [f"{reader}: {n} letters wait for an operator" for reader, n in dead.items() if n]


async def _busy(world: World) -> dict[str, int]:
    """What is under way on the platform and in its adapters, by name."""
    status = await collect(ProcessSettings.read(os.environ), os.environ)
    busy = dict.fromkeys(under_way(status), 1)
    for reader in status.get("readers", ()):
        if reader["reader"] in busy:
            busy[reader["reader"]] = int(reader["events_behind"]) + int(reader["letters"])
    for plugin in status.get("plugins", ()):
        if waiting := int(plugin.get("details", {}).get("tasks_waiting", 0)):
            busy[plugin["name"]] = waiting
    return busy


def _failed(life: "asyncio.Task[Any]") -> bool:
    return life.done() and not life.cancelled() and life.exception() is not None


def _why(life: "asyncio.Task[Any]") -> str:
    return f"{life.get_name()}: {life.exception()!r}"[:300]


async def _agreed(world: World, bar: Progress) -> list[Compared]:
    """Compare until nothing differs, or what differs has not changed for long."""
    task, last, since = bar.add_task("differences", total=None), None, time.monotonic()
    while True:
        compared = [await side(world) for side in SIDES]
        differences = [line for each in compared for line in each.differences]
        bar.update(task, completed=len(differences))
        if not differences:
            return compared
        if differences != last:
            last, since = differences, time.monotonic()
        elif time.monotonic() - since > SETTLE_SECONDS:
            return compared
        await asyncio.sleep(LOOK_SECONDS)
