"""A chain with too many letters is held alone: nothing of it is lost, and nobody else waits."""

import asyncio
import itertools
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.feed.events import cursor_seq, cursor_text
from mesh.feed.follower import Follower, Page
from mesh.feed.follower_health import ReaderState
from mesh.feed.follower_items import Batch, Item, Undone
from mesh.pure.errors import PluginUnavailable
from tests.unit.mesh.following import CLOCK, QUICK, Event, Source, running, until

MOST = 4
AT_ONCE = 28
"""Items of a chain that a follower may have read when it is too many."""
SMALL = replace(QUICK, attempts=1, letters_of_chain=MOST, letters_in_all=3 * MOST)


def of(chain: str, *numbers: int, subjects: int = 2) -> list[Item]:
    """Items of a chain, about so many things in turn."""
    return [
        Item(f"{chain}{n}", f"{chain}.{n % subjects}", chain, Event(event_id=f"{chain}{n}"))
        for n in numbers
    ]


@pytest.fixture(autouse=True, scope="module")
def small_pages():
    """What was put aside is read three by three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mesh.feed.follower_passed.MAX_PAGE", 3)
        yield


class Killed(Exception):
    """What a process that is killed does not come to."""


class Stream(Source):
    """A stream whose sender forgets what is acknowledged, and its letter box.

    What is kept outlives who reads. `dies` says at which of its calls the reader is killed, and
    whether the call is done then.
    """

    def __init__(self, *pages: list[Item], dies: tuple[int, bool] = (0, False)) -> None:
        super().__init__(*pages)
        self.most = Counter[str]()
        """How many letters there were of each chain at most."""
        self.read_again = self.taken = 0
        self.killed, self.putting, self.may_put = (asyncio.Event() for _ in range(3))
        self.may_put.set()
        self._dies = dies
        self._calls = 0

    async def read(self):
        async for page in self.read_from(cursor_seq(self.acked)):
            yield page

    async def read_from(self, given: int):
        while True:
            while given < len(self.pages):
                given += 1
                yield Page(self.pages[given - 1], cursor_text(given))
            self.more.clear()
            await self.more.wait()

    @asynccontextmanager
    async def _call(self):
        if self.killed.is_set():
            raise Killed
        self._calls += 1
        at, done = self._dies
        if self._calls == at:
            self.killed.set()
            if not done:
                raise Killed
        yield
        if self.killed.is_set():
            raise Killed

    async def ack(self, cursor: str) -> None:
        async with self._call():
            self.acked = max(self.acked, cursor, key=cursor_seq)

    async def keep(self, request) -> None:
        async with self._call():
            await super().keep(request)
            for chain, n in Counter(each.merchant_id for each in self.letters.values()).items():
                self.most[chain] = max(self.most[chain], n)

    async def put_aside(self, reader: str, items) -> str:
        async with self._call():
            self.putting.set()
            await self.may_put.wait()
            return await super().put_aside(reader, items)

    async def aside_after(self, reader: str, merchant_id: str, cursor: str, limit: int):
        self.read_again += 1
        return await super().aside_after(reader, merchant_id, cursor, limit)

    async def take(self, reader: str):
        self.taken += 1
        return await super().take(reader)


class Feed(Stream):
    """A feed: it can be read again, and nothing is put aside."""

    async def read_after(self, cursor: str):
        self.read_again += 1
        async for page in self.read_from(cursor_seq(cursor)):
            yield page

    async def put_aside(self, reader: str, items) -> str:
        raise AssertionError("It lies in the feed.")

    async def take(self, reader: str):
        taken = await super().take(reader)
        taken.cursor = self.acked if self.held else ""
        return taken


both = pytest.mark.parametrize("kind", [Feed, Stream])
"""The sources of which items are passed over."""


class Handler:
    """Fails all items of some chains, and does each other one once."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.away: set[str] = set()
        self.done: list[str] = []

    async def __call__(self, batch: Batch) -> None:
        await asyncio.sleep(0)
        for each in batch.items:
            if each.merchant_id in self.away:
                raise PluginUnavailable(plugin=each.merchant_id)
            if each.merchant_id in self.broken:
                batch.fail(each, Undone("no", final=True))
            elif batch.standing([each]) and each.item_id not in self.done:
                self.done.append(each.item_id)

    def of(self, chain: str) -> list[str]:
        return [each for each in self.done if each.startswith(chain)]


def following(feed: Stream, handler: Handler):
    return running(Follower("r", feed, Event, handler, clock=CLOCK, patience=SMALL))


def pages(*chains: str, count: int) -> list[list[Item]]:
    return [[each for chain in chains for each in of(chain, n)] for n in range(count)]


@both
async def test_a_chain_with_too_many_letters_is_held_and_the_others_go_on(kind):
    feed, handler = kind(*pages("p", "a", count=40)), Handler("p")
    async with following(feed, handler) as follower:
        await until(lambda: feed.acked == cursor_text(40))
        assert handler.of("a") == [f"a{n}" for n in range(40)]
        assert follower.health.held == ["p"] == list(feed.held)
        assert follower.health.state(CLOCK.now()) is ReaderState.HOLDS
    assert MOST <= len(feed.letters) < 40


@both
async def test_a_held_chain_goes_on_behind_its_letters_once_they_are_dealt_with(kind):
    feed, handler = kind(*pages("p", "a", count=40)), Handler("p")
    async with following(feed, handler) as follower:
        await until(lambda: feed.acked == cursor_text(40))
        handler.broken.clear()
        feed.retry()
        await until(lambda: len(handler.of("p")) == 40)
        await until(lambda: not feed.held and not feed.letters)
        feed.pages += pages("p", "a", count=1)
        feed.pages[-1][:] = of("p", 40)
        feed.more.set()
        await until(lambda: handler.of("p")[-1] == "p40")
        assert follower.health.held == []
    for subject in (0, 1):
        assert [int(x[1:]) for x in handler.of("p") if int(x[1:]) % 2 == subject] == [
            n for n in range(41) if n % 2 == subject
        ]


@both
async def test_what_is_dropped_makes_room_for_what_comes_behind_it(kind):
    feed, handler = kind(*pages("p", "a", count=30)), Handler("p")
    async with following(feed, handler):
        await until(lambda: feed.acked == cursor_text(30))
        dropped = len(feed.letters)
        for letter_id in list(feed.letters)[MOST // 2 + 1 :]:
            del feed.letters[letter_id]
        seen = feed.taken
        await until(lambda: feed.taken > seen + 3)
        assert feed.read_again == 0
        feed.letters.clear()
        handler.broken.clear()
        await until(lambda: not feed.held)
    assert len(handler.of("p")) == 30 - dropped


@both
async def test_a_held_chain_that_is_away_makes_no_letters_and_keeps_no_other_waiting(kind):
    feed, handler = kind(*pages("p", "q", "a", count=30)), Handler("p", "q")
    async with following(feed, handler):
        await until(lambda: feed.acked == cursor_text(30))
        handler.broken.clear()
        handler.away.add("p")
        feed.letters.clear()
        await until(lambda: "q" not in feed.held)
        assert (list(feed.held), feed.letters) == (["p"], {})
        feed.pages += pages("a", count=31)[30:]
        feed.more.set()
        await until(lambda: handler.of("a")[-1] == "a30")
        handler.away.clear()
        await until(lambda: not feed.held)
    assert feed.letters == {}


@both
async def test_a_chain_that_was_not_answered_just_now_is_not_read_into_letters_again(kind):
    feed, handler = kind(*pages("p", "a", count=40)), Handler()
    handler.away.add("p")
    async with following(feed, handler):
        await until(lambda: feed.acked == cursor_text(40))
        assert list(feed.held) == ["p"]
        feed.letters.clear()
        await until(lambda: feed.read_again > 3)
        assert feed.letters == {}


@both
async def test_with_too_many_letters_in_all_each_chain_with_one_more_is_held(kind):
    names = [f"c{n}-" for n in range(20)]
    feed, handler = kind(*pages(*names, "a", count=3)), Handler(*names)
    async with following(feed, handler):
        await until(lambda: feed.acked == cursor_text(3))
        assert handler.of("a") == ["a0", "a1", "a2"]
    assert set(feed.held) <= set(names)
    assert len(feed.held) > 10


async def test_items_of_a_stream_that_name_no_chain_are_held_together():
    stream, handler = Stream(*pages("", "a", count=30)), Handler("")
    async with following(stream, handler) as follower:
        await until(lambda: stream.acked == cursor_text(30))
        assert follower.health.held == [""]
        handler.broken.clear()
        stream.retry()
        await until(lambda: not stream.held and not stream.letters)
    assert len(handler.done) == 60


async def test_what_is_just_being_put_aside_when_its_chain_could_go_on_is_not_forgotten():
    stream, handler = Stream(*pages("p", count=MOST)), Handler("p")
    async with following(stream, handler) as follower:
        await until(lambda: "p" in stream.held and stream.acked == cursor_text(MOST))
        stream.may_put.clear()
        stream.pages.append(of("p", MOST))
        stream.more.set()
        await until(stream.putting.is_set)
        handler.broken.clear()
        stream.retry()
        await until(lambda: follower._held._rest["p"] or not follower.health.held)
        stream.may_put.set()
        await until(lambda: not stream.held)
    assert (len(handler.of("p")), stream.aside) == (MOST + 1, {})


CHAINS = st.lists(st.lists(st.sampled_from("pqab"), min_size=1, max_size=4), max_size=30)


def numbered(chains: list[list[str]]) -> list[list[Item]]:
    """Pages with the next item of each chain that is named."""
    seen = Counter[str]()
    made: list[list[Item]] = []
    for page in chains:
        made.append([])
        for chain in page:
            made[-1] += of(chain, seen[chain])
            seen[chain] += 1
    return made


async def lives_until(feed: Stream, handler: Handler, condition) -> bool:
    """Follow until it holds, or until the reader is killed; say whether it lived."""
    async with following(feed, handler):
        if not handler.broken:
            feed.retry()
        await until(lambda: feed.killed.is_set() or condition())
    lived = not feed.killed.is_set()
    feed.killed.clear()
    return lived


async def killed_and_mended(feed: Stream, handler: Handler) -> None:
    """Read all that can be dealt with, then mend what is broken, and read the rest."""
    end = cursor_text(len(feed.pages)) if feed.pages else ""
    while not await lives_until(feed, handler, lambda: feed.acked == end):
        pass
    handler.broken.clear()
    none_left = lambda: feed.acked == end and not feed.letters and not feed.held  # noqa: E731
    while not await lives_until(feed, handler, none_left):
        pass


@both
@given(CHAINS, st.integers(1, 60), st.booleans())
@settings(max_examples=100, deadline=None)
def test_killed_at_any_point_each_item_is_done_in_its_order_and_letters_stay_few(
    kind, chains, dies, done
):
    feed, handler = kind(*numbered(chains), dies=(dies, done)), Handler("p", "q")
    asyncio.run(killed_and_mended(feed, handler))
    assert sorted(handler.done) == sorted(each.item_id for page in feed.pages for each in page)
    for chain, subject in itertools.product("pqab", (0, 1)):
        told = [int(each[1:]) for each in handler.of(chain) if int(each[1:]) % 2 == subject]
        assert told == sorted(told)
    assert max(feed.most.values(), default=0) < MOST + AT_ONCE
    assert not feed.aside
