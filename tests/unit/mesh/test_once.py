"""A message that comes twice is worked on once, and one whose work failed is worked on again."""

import asyncio

import pytest

from mesh.edge.once import Once


class Work:
    """Counts how often it is done, and waits to be let go."""

    def __init__(self) -> None:
        self.done = 0
        self.may_end = asyncio.Event()
        self.fails = False

    async def __call__(self) -> int:
        self.done += 1
        await self.may_end.wait()
        if self.fails:
            raise ConnectionError
        return self.done


class HandClock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


async def running(once: Once[int], work: Work, count: int, key: str = "k") -> list[asyncio.Task]:
    tasks = [asyncio.ensure_future(once.do(key, work)) for _ in range(count)]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_those_that_come_together_share_the_answer_of_one():
    once, work = Once[int](), Work()
    tasks = await running(once, work, 20)
    work.may_end.set()
    assert await asyncio.gather(*tasks) == [1] * 20
    assert (work.done, await once.do("k", work)) == (1, 1)


async def test_other_keys_are_worked_on_by_themselves():
    once, work = Once[int](), Work()
    tasks = [*await running(once, work, 1, "a"), *await running(once, work, 1, "b")]
    assert work.done == 2
    work.may_end.set()
    await asyncio.gather(*tasks)


async def test_after_a_failure_the_next_one_does_the_work_again():
    once, work = Once[int](), Work()
    work.fails = True
    tasks = await running(once, work, 3)
    work.may_end.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ConnectionError] * 3
    work.fails = False
    assert (await once.do("k", work), work.done) == (4, 4)


async def test_when_the_first_one_is_gone_another_does_the_work():
    once, work = Once[int](), Work()
    first, second = await running(once, work, 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    work.may_end.set()
    assert (await second, work.done) == (2, 2)


@pytest.mark.parametrize("kept", [1, 5])
async def test_no_more_answers_are_kept_than_it_may(kept: int):
    once, work = Once[int](most=kept), Work()
    work.may_end.set()
    for number in range(10):
        await once.do(number, work)
    assert len(once._answers) == kept
    assert await once.do(9, work) == 10


async def test_an_answer_is_forgotten_when_its_time_is_over():
    clock = HandClock()
    once, work = Once[int](seconds=60, clock=clock), Work()
    work.may_end.set()
    for at, answer in ((0, 1), (59, 1), (60, 2), (61, 2)):
        clock.at = at
        assert await once.do("k", work) == answer
