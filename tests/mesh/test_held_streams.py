"""Chains that a reader of what plug-ins tell holds, in the letters' own database."""

import asyncio

import pytest
from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.context import internal_identity
from mesh.feed.events import cursor_text
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.letters import PassedItem
from mesh.feed.pulled import Pulled, PulledChains
from mesh.pure.errors import StorageUnavailable
from tests.mesh.poisoned import (
    Poisoned,
    Text,
    follower_of,
    item_of,
    put_back,
    reading,
    state_of,
    until,
)


class Stream(HomeLetters):
    """What a plug-in streams: it forgets what is acknowledged, of all chains at once."""

    def __init__(self, letters) -> None:
        super().__init__(letters)
        self.told: dict[int, str] = {}
        self.more = asyncio.Event()
        self._number = 0

    def tell(self, *texts: str) -> None:
        for text in texts:
            self._number += 1
            self.told[self._number] = text
        self.more.set()

    async def read(self):
        given = 0
        while True:
            while rest := [number for number in self.told if number > given]:
                given = rest[0]
                yield Page([item_of(Text(value=self.told[given]))], str(given))
            self.more.clear()
            await self.more.wait()

    async def ack(self, cursor: str) -> None:
        self.told = {number: text for number, text in self.told.items() if number > int(cursor)}


async def tell_both(stream: Stream, handler: Poisoned, number: int) -> None:
    """Tell of something in both chains, and wait until it is acknowledged."""
    stream.tell(f"bad-{number}", f"good-{number}")
    await until(lambda: asyncio.sleep(0, not stream.told))
    assert handler.done[-1] == f"good-{number}"


async def aside_of(db) -> list[str]:
    """What is put aside, in its order."""
    rows = await db.fetch("SELECT item_id FROM passed_items ORDER BY seq")
    return [row["item_id"] for row in rows]


async def test_a_poisoned_chain_of_a_stream_is_put_aside_over_a_restart_and_goes_on_in_order(
    db, feed
):
    handler, stream = Poisoned(), Stream(feed.letters)
    async with reading(handler, stream) as follower:
        for number in range(6):
            await tell_both(stream, handler, number)
        assert (follower.health.held, await state_of(feed)) == (["bad"], (["bad"], 3))
    async with reading(handler, stream) as follower:
        await tell_both(stream, handler, 6)
        assert await aside_of(db) == ["bad-3", "bad-4", "bad-5", "bad-6"]
        handler.wrong.clear()
        await put_back(feed)

        async def is_over() -> bool:
            return await state_of(feed) == ([], 0)

        await until(is_over)
        assert (follower.health.held, await aside_of(db)) == ([], [])
    assert sorted(handler.done) == sorted(f"{x}-{n}" for x in ("bad", "good") for n in range(7))
    for half in ("0246", "135"):
        assert "".join(x[-1] for x in handler.done if x[:3] == "bad" and x[-1] in half) == half


async def test_letters_that_are_tried_again_and_fail_again_are_as_many_and_hold_as_before(db, feed):
    handler, stream = Poisoned(), Stream(feed.letters)
    async with reading(handler, stream) as follower:
        for number in range(5):
            await tell_both(stream, handler, number)
        before = await feed.letters.list_letters("", "r", 0, 0, 9)
        for _ in range(3):
            await put_back(feed)

            async def are_dead() -> bool:
                lying = await feed.letters.list_letters("", "r", pb.LETTER_STATE_DEAD, 0, 9)
                return [each.attempts for each in lying] == [1, 1]

            await until(are_dead)
        after = await feed.letters.list_letters("", "r", 0, 0, 9)
        assert [each.letter_id for each in after] == [each.letter_id for each in before]
        assert (follower.health.held, await aside_of(db)) == (["bad"], ["bad-3", "bad-4"])


async def test_what_is_put_aside_goes_with_its_reader_and_once_its_chain_has_come_so_far(db, feed):
    def lying(chain: str, *numbers: int) -> list[PassedItem]:
        return [PassedItem(chain, f"{chain}-{n}", "s", b"x") for n in numbers]

    box = feed.letters
    both = [*lying("m1", 1), *lying("m2", 1), *lying("m1", 2)]
    behind = await box.put_aside("r", both)
    assert await box.put_aside("r", both) == behind
    await box.put_aside("other", lying("m1", 1))
    assert await aside_of(db) == ["m1-1", "m2-1", "m1-2", "m1-1"]
    first, second = await box.aside_after("r", "m1", cursor_text(0), 9)
    assert await box.aside_after("r", "m1", first.cursor, 9) == [second]
    at = pb.HeldChain(merchant_id="m1", cursor=first.cursor)
    await box.keep(pb.KeepLettersRequest(reader="r", held=[at]))
    assert await box.aside_after("r", "m1", cursor_text(0), 9) == [second]
    assert (await box.take("r")).cursor == second.cursor == behind
    await box.keep(pb.KeepLettersRequest(reader="r", released_merchant_ids=["m1"]))
    assert [each.merchant_id for each in (await box.take("r")).held] == ["m1"]
    await feed.forget("r")
    assert await aside_of(db) == ["m1-1"]
    await feed.readers.remove(internal_identity("order"), "other", internal=True)
    assert await aside_of(db) == []


async def test_where_another_database_answers_the_reader_of_a_held_chain_begins_anew(db, feed):
    handler, stream = Poisoned(), Stream(feed.letters)
    follower = follower_of(handler, stream)
    run = asyncio.create_task(follower.run())
    for number in range(4):
        await tell_both(stream, handler, number)
    db.lineage.number += 1  # as a new connection finds
    held = pb.HeldChain(merchant_id="bad", cursor=cursor_text(9))
    for keep in (
        stream.put_aside("r", [PassedItem("bad", "bad-4", "s", b"x")]),
        stream.keep(pb.KeepLettersRequest(reader="r", held=[held])),
    ):
        with pytest.raises(StorageUnavailable):
            await keep
    with pytest.raises(StorageUnavailable):
        await run
    async with reading(handler, stream) as follower:
        await tell_both(stream, handler, 4)
        assert follower.health.held == ["bad"]
    assert await aside_of(db) == ["bad-3", "bad-4"]


class Erp:
    """A plug-in that is asked for two chains, each with a cursor of its own."""

    def __init__(self, feed) -> None:
        self.has = {"bad": 4, "good": 1}
        self.asked: set[str] = set()
        self._feed = feed

    def pages(self) -> PulledChains[Text]:
        return PulledChains("r", list(self.has), self.pull, self._feed, 0.001)

    async def pull(self, chain: str, cursor: str) -> Pulled[Text]:
        self.asked.add(chain)
        number = int(cursor or 0)
        if number == self.has[chain]:
            return Pulled([], cursor)
        return Pulled([item_of(Text(value=f"{chain}-{number}"))], str(number + 1))


async def test_a_poisoned_chain_with_a_cursor_of_its_own_stays_at_the_plug_in(db, feed):
    handler, erp = Poisoned(), Erp(feed)
    for _restart in range(2):
        async with reading(handler, erp.pages()) as follower:
            await until(lambda health=follower.health: asyncio.sleep(0, health.held == ["bad"]))
            erp.asked.clear()
            erp.has["good"] += 1
            await until(lambda: asyncio.sleep(0, len(handler.done) == erp.has["good"]))
            assert erp.asked == {"good"}
            assert (await feed.letters.take("r")).letter_count == 3
            assert (await feed.places.of("r"))["bad"] == "3"
    assert await aside_of(db) == []


async def test_once_its_letters_have_gone_a_chain_is_asked_for_again(feed):
    handler, erp = Poisoned(), Erp(feed)
    async with reading(handler, erp.pages()) as follower:
        await until(lambda: asyncio.sleep(0, follower.health.held == ["bad"]))
        handler.wrong.clear()
        await put_back(feed)
        await until(lambda: asyncio.sleep(0, len(handler.done) == 5))
        assert follower.health.held == []
    assert [each for each in handler.done if each[:3] == "bad"] == [f"bad-{n}" for n in range(4)]
