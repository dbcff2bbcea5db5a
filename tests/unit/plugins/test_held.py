"""A pull with nothing to tell is held open, and answered when there is something, or at the end."""

import asyncio
from contextlib import contextmanager

from zhongtai_plugin.held import HeldCalls, held, server_of_call


class News:
    """What there is to tell, and how often it was looked for."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.looks = 0
        self.looked = asyncio.Event()
        self.wakes: set[asyncio.Event] = set()

    def look(self) -> list[str]:
        self.looks += 1
        self.looked.set()
        return list(self.told)

    def wake(self, *words: str) -> None:
        self.told += words
        for woken in self.wakes:
            woken.set()

    def pull(self, wait: float) -> asyncio.Task[list[str]]:
        return asyncio.create_task(held(self.look, bool, self.wakes, wait))

    async def held(self) -> None:
        """Wait until a pull is held."""
        await self.looked.wait()


@contextmanager
def server():
    calls = HeldCalls()
    token = server_of_call.set(calls)
    try:
        yield calls
    finally:
        server_of_call.reset(token)


async def test_what_is_there_is_told_at_once_and_nobody_waits_with_nothing_asked_for():
    news = News()
    assert await news.pull(0) == []
    news.wake("a")
    assert await news.pull(3600) == ["a"]
    assert not news.wakes


async def test_a_held_pull_is_answered_when_there_is_something():
    news = News()
    pull = news.pull(3600)
    await news.held()
    news.wake()  # in vain
    await asyncio.sleep(0.01)
    assert not pull.done()
    news.wake("a")
    assert await pull == ["a"]
    assert news.looks == 3


async def test_a_held_pull_ends_with_nothing_after_its_time():
    assert await News().pull(0.01) == []


async def test_the_end_of_the_server_ends_its_held_pulls_and_holds_no_more():
    news = News()
    with server() as calls:
        pull = news.pull(3600)
        await news.held()
        calls.end()
        assert await pull == []
        assert await news.pull(3600) == []


async def test_a_pull_that_is_given_up_leaves_nothing_behind():
    news = News()
    pull = news.pull(3600)
    await news.held()
    pull.cancel()
    await asyncio.gather(pull, return_exceptions=True)
    assert not news.wakes
