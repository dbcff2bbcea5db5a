"""Rounds follow each other at once while there is more to do, else after a pause or a wake."""

import asyncio
from types import SimpleNamespace

import pytest

from mesh.process import rounds
from mesh.process.rounds import Rounds, in_lanes, side_by_side

LONG_SECONDS = 3600.0


class Work:
    """Rounds that tell `more` in turn; `idle` is set when a round found no more."""

    def __init__(self, *more: bool) -> None:
        self._more = list(more)
        self.done = 0
        self.idle = asyncio.Event()

    async def round(self) -> bool:
        self.done += 1
        more = self._more.pop(0) if self._more else False
        if not more:
            self.idle.set()
        return more


async def stopped(task):
    task.cancel()
    await asyncio.wait({task})


async def test_rounds_go_on_without_a_pause_while_there_is_more():
    work = Work(True, True, False)
    task = asyncio.create_task(Rounds(work.round, LONG_SECONDS).run())
    await work.idle.wait()
    assert work.done == 3
    await stopped(task)


async def test_a_wake_cuts_the_pause_short():
    work = Work()
    woken = Rounds(work.round, LONG_SECONDS)
    task = asyncio.create_task(woken.run())
    await work.idle.wait()
    for count in (2, 3):
        work.idle.clear()
        woken.wake()
        await work.idle.wait()
        assert work.done == count
    await stopped(task)


async def test_after_the_pause_there_is_another_round_without_a_wake():
    work = Work()
    task = asyncio.create_task(Rounds(work.round, 0.001).run())
    while work.done < 3:
        work.idle.clear()
        await work.idle.wait()
    await stopped(task)


async def test_what_a_round_raises_ends_the_run():
    async def fail() -> bool:
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        await Rounds(fail, LONG_SECONDS).run()


async def test_pauses_grow_while_there_is_nothing_to_do_and_are_short_again_after_work(monkeypatch):
    pauses = []

    def timeout(seconds):
        pauses.append(seconds)
        return asyncio.timeout(seconds)

    work = Work(False, False, False, False, True, False)
    looped = Rounds(work.round, 0.001, 0.004)
    monkeypatch.setattr(rounds, "asyncio", SimpleNamespace(timeout=timeout))
    task = asyncio.create_task(looped.run())
    while len(pauses) < 5:
        work.idle.clear()
        await work.idle.wait()
        await asyncio.sleep(0)
    await stopped(task)
    assert pauses[:5] == [0.001, 0.002, 0.004, 0.004, 0.001]


async def test_lanes_go_on_beside_one_that_hangs_and_each_keeps_its_order():
    hanging, done = asyncio.Event(), []

    async def work(item: str) -> None:
        if item == "h1":
            await hanging.wait()
        done.append(item)

    task = asyncio.create_task(in_lanes(["h1", "h2", "a1", "b1", "a2"], lambda item: item[0], work))
    while len(done) < 3:  # noqa: ASYNC110 - the work under test sets no event
        await asyncio.sleep(0)
    assert sorted(done) == ["a1", "a2", "b1"]
    hanging.set()
    await task
    assert done[3:] == ["h1", "h2"]


async def test_a_fault_in_one_of_many_is_raised_when_the_others_have_ended():
    done = []

    async def work(item: int) -> None:
        if item == 1:
            raise ValueError
        await asyncio.sleep(0)
        done.append(item)

    with pytest.raises(ValueError):
        await side_by_side([1, 2, 3], work, at_once=1)
    assert done == [2, 3]


async def test_places_are_those_of_a_lane():
    hanging, done = asyncio.Event(), []

    async def work(item: str) -> None:
        if item.startswith("h"):
            await hanging.wait()
        done.append(item)

    items = ["h1", "h2", "a1", "a2"]
    task = asyncio.create_task(side_by_side(items, work, at_once=1, lane=lambda item: item[0]))
    while len(done) < 2:  # noqa: ASYNC110 - the work under test sets no event
        await asyncio.sleep(0)
    assert done == ["a1", "a2"]
    hanging.set()
    await task
