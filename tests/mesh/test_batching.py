"""Group commit: nobody is lost, nobody waits in vain, nobody fails for a neighbour."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.call import context
from mesh.data.batching import GroupCommit
from mesh.pure.errors import DeadlineExceeded, RateLimited, StorageUnavailable


class Poison(Exception):
    pass


class Ledger:
    """A writer that doubles numbers, refuses negative ones and chokes on 13."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.written: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def write(self, items: list[int]) -> Sequence[int | Exception]:
        self.batches.append(items)
        await self.gate.wait()
        if 13 in items:
            raise Poison
        self.written += items
        return [ValueError("negative") if item < 0 else 2 * item for item in items]

    async def until_a_batch_is_in_it(self) -> None:
        while not self.batches:  # noqa: ASYNC110 - the writer under test sets no event
            await asyncio.sleep(0)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


async def test_an_item_that_comes_alone_is_written_at_once_and_alone(ledger):
    group = GroupCommit(ledger.write)
    assert [await group.submit(1), await group.submit(2)] == [2, 4]
    assert ledger.batches == [[1], [2]]


async def test_what_arrives_during_a_batch_shares_the_next_one(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write, max_batch=3)
    first = asyncio.ensure_future(group.submit(0))
    await ledger.until_a_batch_is_in_it()
    others = [asyncio.ensure_future(group.submit(n)) for n in range(1, 6)]
    await asyncio.sleep(0)
    ledger.gate.set()
    assert await asyncio.gather(first, *others) == [0, 2, 4, 6, 8, 10]
    assert ledger.batches == [[0], [1, 2, 3], [4, 5]]


async def test_a_refused_item_fails_only_its_own_caller(ledger):
    group = GroupCommit(ledger.write)
    answers = await asyncio.gather(*map(group.submit, [1, -1, 2]), return_exceptions=True)
    assert answers[0] == 2
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 4
    assert len(ledger.batches) == 1


async def test_an_item_that_fails_its_whole_batch_fails_only_its_own_caller(ledger):
    group = GroupCommit(ledger.write)
    items = [*range(10), 13, *range(20, 30)]
    answers = await asyncio.gather(*map(group.submit, items), return_exceptions=True)
    assert [type(a) for a in answers if isinstance(a, Exception)] == [Poison]
    assert sorted(ledger.written) == sorted(set(items) - {13})


@given(st.lists(st.integers(-3, 20), max_size=60), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_every_item_is_answered_once_and_written_at_most_once(items, max_batch):
    async def run() -> None:
        ledger = Ledger()
        group = GroupCommit(ledger.write, max_batch=max_batch)
        answers = await asyncio.gather(*map(group.submit, items), return_exceptions=True)
        for item, answer in zip(items, answers, strict=True):
            expected = Poison if item == 13 else ValueError if item < 0 else 2 * item
            assert answer == expected or type(answer) is expected
        assert sorted(ledger.written) == sorted(item for item in items if item != 13)
        assert all(len(batch) <= max_batch for batch in ledger.batches)

    asyncio.run(run())


@pytest.mark.parametrize("trouble", [StorageUnavailable, DeadlineExceeded])
async def test_trouble_of_the_storage_reaches_everybody_without_another_try(trouble):
    tries = []

    async def write(items):
        tries.append(items)
        raise trouble("disk full")

    group = GroupCommit(write)
    answers = await asyncio.gather(*map(group.submit, range(9)), return_exceptions=True)
    assert [(type(a), a.message) for a in answers] == [(trouble, "disk full")] * 9
    assert len({id(answer) for answer in answers}) == 9
    assert len(tries) == 1


async def test_many_items_of_one_caller_are_answered_each_in_its_place(ledger):
    group = GroupCommit(ledger.write, max_batch=3)
    two, refused, poison, five = await group.submit_all([1, -1, 13, 2])
    assert (two, type(refused), type(poison), five) == (2, ValueError, Poison, 4)
    assert await group.submit_all([]) == []


async def test_a_caller_of_many_that_goes_away_in_time_takes_them_back(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write, max_waiting=3)
    first = asyncio.ensure_future(group.submit(1))
    await ledger.until_a_batch_is_in_it()
    gone = asyncio.ensure_future(group.submit_all([2, 3]))
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await group.submit_all([4, 5])
    gone.cancel()
    ledger.gate.set()
    assert await first == 2
    await group.close()
    assert ledger.written == [1]


async def test_a_caller_that_goes_away_in_time_takes_its_item_back(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write)
    first = asyncio.ensure_future(group.submit(1))
    await ledger.until_a_batch_is_in_it()
    gone, stays = asyncio.ensure_future(group.submit(2)), asyncio.ensure_future(group.submit(3))
    await asyncio.sleep(0)
    gone.cancel()
    ledger.gate.set()
    assert await asyncio.gather(first, stays) == [2, 6]
    assert ledger.written == [1, 3]


async def test_a_caller_that_goes_away_too_late_harms_nobody(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write)
    gone, stays = asyncio.ensure_future(group.submit(1)), asyncio.ensure_future(group.submit(2))
    await ledger.until_a_batch_is_in_it()
    gone.cancel()
    ledger.gate.set()
    assert await stays == 4
    assert await group.submit(3) == 6
    assert ledger.written == [1, 2, 3]


async def test_closing_writes_what_waits_and_takes_no_more(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write, max_batch=2)
    waiting = [asyncio.ensure_future(group.submit(n)) for n in range(5)]
    await ledger.until_a_batch_is_in_it()
    closing = asyncio.ensure_future(group.close())
    await asyncio.sleep(0)
    with pytest.raises(StorageUnavailable):
        await group.submit(9)
    ledger.gate.set()
    await closing
    assert [task.result() for task in waiting] == [0, 2, 4, 6, 8]


async def test_more_than_may_wait_is_refused(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write, max_waiting=2)
    first = asyncio.ensure_future(group.submit(1))
    await ledger.until_a_batch_is_in_it()
    waiting = [asyncio.ensure_future(group.submit(n)) for n in (2, 3)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await group.submit(4)
    ledger.gate.set()
    assert await asyncio.gather(first, *waiting) == [2, 4, 6]


async def test_a_writer_that_loses_a_result_fails_the_batch_and_does_not_write_it_again():
    tries = []

    async def write(items):
        tries.append(items)
        return items[1:]

    answers = await asyncio.gather(
        *map(GroupCommit(write).submit, range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [RuntimeError] * 3
    assert len(tries) == 1


async def test_a_writer_that_takes_too_long_is_stopped():
    async def write(_):
        await asyncio.Event().wait()

    with pytest.raises(DeadlineExceeded):
        await GroupCommit(write, timeout_seconds=0.01).submit(1)


async def test_a_batch_runs_outside_of_the_call_that_began_it():
    seen = []

    async def write(items):
        seen.append(context.current_or_none())
        return items

    with context.as_call(context.internal_identity("order", "m1")):
        await GroupCommit(write).submit(1)
    assert seen == [None]


async def test_nobody_waits_on_when_the_writer_is_cancelled(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write, max_batch=1)
    callers = [asyncio.ensure_future(group.submit(n)) for n in range(3)]
    await ledger.until_a_batch_is_in_it()
    group._writer.cancel()
    answers = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(answer) for answer in answers] == [asyncio.CancelledError] * 3


async def test_lanes_take_turns_and_each_keeps_its_order(ledger):
    ledger.gate.clear()
    group = GroupCommit(ledger.write, max_batch=4, lane=lambda item: item // 100)
    first = asyncio.ensure_future(group.submit(0))
    await ledger.until_a_batch_is_in_it()
    many = asyncio.ensure_future(group.submit_all([100, 101, 102, 103, 104, 105]))
    await asyncio.sleep(0)
    few = [asyncio.ensure_future(group.submit(item)) for item in (200, 300, 201)]
    await asyncio.sleep(0)
    ledger.gate.set()
    assert await asyncio.gather(first, *few) == [0, 400, 600, 402]
    assert await many == [200, 202, 204, 206, 208, 210]
    assert ledger.batches[1:] == [[100, 200, 300, 101], [201, 102, 103, 104], [105]]
