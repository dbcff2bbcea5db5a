"""Chains that a reader holds, on a real feed and in the letters' own database."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from google.protobuf import wrappers_pb2
from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.context import as_call, internal_identity
from mesh.feed.events import cursor_text
from mesh.feed.feed import NewEvent
from mesh.feed.follower import Follower, Page
from mesh.feed.follower_feeds import HomeFeed, HomeLetters
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Item, Undone
from mesh.feed.letter_calls import LetterMethods
from mesh.feed.letters import PassedItem
from mesh.feed.pulled import Pulled, PulledChains
from mesh.pure.clock import SystemClock
from mesh.pure.errors import InvalidRequest

Text = wrappers_pb2.StringValue
QUICK = Patience(attempts=1, look_pause=0.01, ack_pause=0.0, letters_of_chain=3)


def item_of(message: Text) -> Item[Text]:
    chain, number = message.value.split("-")
    return Item(message.value, f"{chain}.{int(number) % 2}", chain, message)


class Poisoned:
    """A handler for which all items of some chains are wrong."""

    def __init__(self) -> None:
        self.wrong = {"bad"}
        self.done: list[str] = []

    async def __call__(self, batch) -> None:
        for each in batch.items:
            if each.merchant_id in self.wrong:
                batch.fail(each, Undone("wrong", final=True))
            elif batch.standing([each]) and each.item_id not in self.done:
                self.done.append(each.item_id)


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


async def write(db, feed, *texts: str) -> None:
    new = [
        NewEvent(text.split("-")[0], "", text, "K", Text(value=text).SerializeToString())
        for text in texts
    ]
    written = await db.run_in_transaction(lambda connection: feed.append(connection, new))
    feed.hand_over(written)


@asynccontextmanager
async def reading(feed, handler, source=None):
    source = source or HomeFeed("r", feed, Text, item_of)
    follower = Follower("r", source, Text, handler, clock=SystemClock(), patience=QUICK)
    run = asyncio.create_task(follower.run())
    try:
        yield follower
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


async def until(condition) -> None:
    while not await condition():  # noqa: ASYNC110 - a database sets no event
        await asyncio.sleep(0.01)


async def state_of(feed) -> tuple[list[str], int]:
    """The chains that are held, and how many letters there are."""
    taken = await feed.letters.take("r")
    return [each.merchant_id for each in taken.held], taken.letter_count


async def write_both(db, feed, handler: Poisoned, number: int) -> None:
    """Tell of something in both chains, and wait until the sound one has it."""
    await write(db, feed, f"bad-{number}", f"good-{number}")

    async def is_done() -> bool:
        return f"good-{number}" in handler.done

    await until(is_done)


async def test_a_poisoned_chain_is_held_over_a_restart_and_read_from_its_own_place(db, feed):
    handler = Poisoned()
    async with reading(feed, handler) as follower:
        for number in range(8):
            await write_both(db, feed, handler, number)
        assert follower.health.held == ["bad"]
        assert await state_of(feed) == (["bad"], 3)
    async with reading(feed, handler) as follower:
        await write_both(db, feed, handler, 8)
        assert await state_of(feed) == (["bad"], 3)
        handler.wrong.clear()
        lying = await feed.letters.list_letters("", "r", 0, 0, 10)
        await feed.letters.retry("", [each.letter_id for each in lying])

        async def is_over() -> bool:
            return await state_of(feed) == ([], 0)

        await until(is_over)
        assert follower.health.held == []
    assert sorted(handler.done) == sorted(f"{x}-{n}" for x in ("bad", "good") for n in range(9))
    for half in ("02468", "1357"):
        assert "".join(x[-1] for x in handler.done if x[:3] == "bad" and x[-1] in half) == half


async def put_back(feed) -> None:
    """Have all letters tried again."""
    lying = await feed.letters.list_letters("", "r", 0, 0, 99)
    await feed.letters.retry("", [each.letter_id for each in lying])


async def tell_both(stream: Stream, handler: Poisoned, number: int) -> None:
    """Tell of something in both chains, and wait until it is acknowledged."""
    stream.tell(f"bad-{number}", f"good-{number}")

    async def is_acknowledged() -> bool:
        return not stream.told

    await until(is_acknowledged)
    assert handler.done[-1] == f"good-{number}"


async def aside_of(db) -> list[str]:
    """What is put aside, in its order."""
    return [row["item_id"] for row in await db.fetch("SELECT item_id FROM passed_items ORDER BY seq")]


async def test_a_poisoned_chain_of_a_stream_is_put_aside_over_a_restart_and_goes_on_in_order(
    db, feed
):
    handler, stream = Poisoned(), Stream(feed.letters)
    async with reading(feed, handler, stream) as follower:
        for number in range(6):
            await tell_both(stream, handler, number)
        assert follower.health.held == ["bad"]
        assert await state_of(feed) == (["bad"], 3)
    async with reading(feed, handler, stream) as follower:
        await tell_both(stream, handler, 6)
        assert await aside_of(db) == ["bad-3", "bad-4", "bad-5", "bad-6"]
        await put_back(feed)  # and they fail again: nothing grows, nothing is lost

        async def failed_again() -> bool:
            lying = await feed.letters.list_letters("", "r", pb.LETTER_STATE_DEAD, 0, 9)
            return sum(each.attempts for each in lying) == 2 and not any(
                each.HasField("next_try_time") for each in lying
            )

        await until(failed_again)
        assert await state_of(feed) == (["bad"], 3)
        handler.wrong.clear()
        await put_back(feed)

        async def is_over() -> bool:
            return await state_of(feed) == ([], 0)

        await until(is_over)
        assert (follower.health.held, await aside_of(db)) == ([], [])
    assert sorted(handler.done) == sorted(f"{x}-{n}" for x in ("bad", "good") for n in range(7))
    for half in ("0246", "135"):
        assert "".join(x[-1] for x in handler.done if x[:3] == "bad" and x[-1] in half) == half


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


async def test_a_poisoned_chain_with_a_cursor_of_its_own_stays_at_the_plug_in(feed):
    told = {"bad": 3, "good": 1}
    asked: list[str] = []

    async def pull(chain: str, cursor: str) -> Pulled[Text]:
        asked.append(chain)
        number = int(cursor or 0)
        if number == told[chain]:
            return Pulled([], cursor)
        return Pulled([item_of(Text(value=f"{chain}-{number}"))], str(number + 1))

    handler = Poisoned()
    for _restart in range(2):
        source = PulledChains("r", list(told), pull, feed, 0.001)
        async with reading(feed, handler, source) as follower:

            async def is_held() -> bool:
                return follower.health.held == ["bad"]  # noqa: B023 - called in this turn

            await until(is_held)
            told["bad"] += 1
            asked.clear()
            told["good"] += 1

            async def is_done() -> bool:
                return len(handler.done) == told["good"]

            await until(is_done)
            assert set(asked) == {"good"}
            assert (await feed.letters.take("r")).letter_count == 3
            places = await feed.places.of("r")
            assert places["bad"] == "3"
    handler.wrong.clear()
    async with reading(feed, handler, PulledChains("r", list(told), pull, feed, 0.001)) as follower:
        await put_back(feed)

        async def is_over() -> bool:
            return len(handler.done) == sum(told.values()) and not follower.health.held

        await until(is_over)
    assert [each for each in handler.done if each[:3] == "bad"] == [f"bad-{n}" for n in range(5)]


class Desk(LetterMethods):
    def __init__(self, letters) -> None:
        self.letters = letters


async def test_a_held_chain_moves_on_and_is_forgotten_with_its_reader(feed):
    held = [pb.HeldChain(merchant_id=name, cursor=cursor_text(4)) for name in ("m1", "m2")]
    with as_call(internal_identity("order_control")):
        desk = Desk(feed.letters)
        await desk.KeepLetters(pb.KeepLettersRequest(reader="r", held=held), None)
        held[0].cursor = cursor_text(9)
        await desk.KeepLetters(pb.KeepLettersRequest(reader="r", held=held[:1]), None)
        taken = await desk.TakeLetters(pb.TakeLettersRequest(reader="r"), None)
        assert {each.merchant_id: each.cursor for each in taken.held} == {
            "m1": cursor_text(9),
            "m2": cursor_text(4),
        }
        assert taken.cursor == cursor_text(0)
        gone = pb.KeepLettersRequest(reader="r", released_merchant_ids=["m1"])
        await desk.KeepLetters(gone, None)
        await feed.readers.remove(internal_identity("order_control"), "r", internal=True)
        assert not (await feed.letters.take("r")).held


@pytest.mark.parametrize(
    "held", [pb.HeldChain(cursor=cursor_text(1)), pb.HeldChain(merchant_id="m", cursor="x")]
)
async def test_a_held_chain_without_a_name_or_a_place_is_refused(feed, held):
    with pytest.raises(InvalidRequest):
        await Desk(feed.letters).KeepLetters(pb.KeepLettersRequest(reader="r", held=[held]), None)
