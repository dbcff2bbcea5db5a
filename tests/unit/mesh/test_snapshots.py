"""Values held in memory: how fresh they are, and who waits for a newer one."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from mesh.data import snapshots
from mesh.data.snapshots import Derived, Snapshots


class Source:
    """A place that values come from; a test lets each load end."""

    def __init__(self) -> None:
        self.value = 1
        self.loads = 0
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def load(self, merchant_id: str, held: str | None) -> str:
        self.loads += 1
        if self.failure:
            raise self.failure
        read = f"{merchant_id}{self.value}"
        await self.gate.wait()
        return read


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves: clock[0] is the time in seconds."""
    now = [1000.0]
    monkeypatch.setattr(snapshots, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


async def settled(held: Snapshots) -> None:
    """Let loads in the background run as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_fresh_value_is_given_without_a_load(clock):
    source = Source()
    held = Snapshots(source.load)
    assert [await held.get("m"), await held.get("m")] == ["m1", "m1"]
    assert source.loads == 1


async def test_an_ageing_value_is_given_while_a_newer_one_is_fetched(clock):
    source = Source()
    held = Snapshots(source.load)
    await held.get("m")
    source.value, clock[0] = 2, clock[0] + snapshots.STALE_SECONDS - 0.01
    assert await held.get("m") == "m1"
    await settled(held)
    assert await held.get("m") == "m2"
    assert source.loads == 2


async def test_a_value_that_is_fresh_as_long_as_it_is_good_is_not_fetched_before_its_end(clock):
    source = Source()
    held = Snapshots(source.load, fresh_seconds=1.0, stale_seconds=1.0)
    await held.get("m")
    source.value, clock[0] = 2, clock[0] + 0.99
    assert await held.get("m") == "m1"
    await settled(held)
    assert source.loads == 1
    clock[0] += 0.01
    assert await held.get("m") == "m2"


async def test_a_stale_value_is_never_given(clock):
    source = Source()
    held = Snapshots(source.load)
    await held.get("m")
    source.value, clock[0] = 2, clock[0] + snapshots.STALE_SECONDS + 0.01
    assert await held.get("m") == "m2"


async def test_after_expire_the_change_is_seen_at_once(clock):
    source = Source()
    held = Snapshots(source.load)
    await held.get("m")
    source.value, clock[0] = 2, clock[0] + 0.001
    held.expire("m")
    clock[0] += 0.001
    assert await held.get("m") == "m2"


async def test_a_load_that_began_before_the_change_does_not_hide_it(clock):
    source = Source()
    held = Snapshots(source.load)
    source.gate.clear()
    early = asyncio.create_task(held.get("m"))
    await settled(held)
    source.value, clock[0] = 2, clock[0] + 0.001
    held.expire("m")
    clock[0] += 0.001
    late = asyncio.create_task(held.get("m"))
    source.gate.set()
    assert await late == "m2"
    await early


async def test_what_another_database_had_is_no_base_for_what_this_one_has(clock):
    bases: list[str | None] = []

    async def load(merchant_id: str, held: str | None) -> str:
        bases.append(held)
        return await source.load(merchant_id, held)

    source = Source()
    held = Snapshots(load)
    await held.get("m")
    source.gate.clear()
    clock[0] += 0.001
    asked = asyncio.create_task(held.get("m", newest=True))
    await settled(held)
    source.value, clock[0] = 2, clock[0] + 0.001
    held.forget()
    clock[0] += 0.001
    source.gate.set()
    assert await asked == "m2"
    assert bases == [None, "m1", None]


async def test_the_newest_value_is_read_after_the_question(clock):
    source = Source()
    held = Snapshots(source.load)
    await held.get("m")
    source.value, clock[0] = 2, clock[0] + 0.001
    assert await held.get("m", newest=True) == "m2"


async def test_a_hundred_callers_share_one_load(clock):
    source = Source()
    held = Snapshots(source.load)
    values = await asyncio.gather(*(held.get("m") for _ in range(100)))
    assert set(values) == {"m1"}
    assert source.loads == 1


async def test_merchants_do_not_see_each_other(clock):
    held = Snapshots(Source().load)
    assert [await held.get("a"), await held.get("b")] == ["a1", "b1"]


async def test_a_failed_load_fails_its_callers_and_the_next_tries_again(clock):
    source = Source()
    held = Snapshots(source.load)
    source.failure = ConnectionError("no database")
    with pytest.raises(ConnectionError):
        await held.get("m")
    source.failure = None
    assert await held.get("m") == "m1"


async def test_a_caller_that_gives_up_does_not_end_the_load_of_the_others(clock):
    source = Source()
    held = Snapshots(source.load)
    source.gate.clear()
    one, other = (asyncio.create_task(held.get("m")) for _ in range(2))
    await settled(held)
    one.cancel()
    await asyncio.wait([one])
    source.gate.set()
    assert await other == "m1"


def test_what_is_derived_is_made_once_and_the_least_used_goes_first():
    made = []

    def make(key):
        return lambda: made.append(key) or key.upper()

    held: Derived[str, str] = Derived(2)
    assert [held.get(key, make(key)) for key in ("a", "b", "a", "c", "a", "b")] == list("ABACAB")
    assert made == ["a", "b", "c", "b"]
