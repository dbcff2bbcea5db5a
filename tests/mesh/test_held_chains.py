"""Chains that a reader holds, on a real feed and in the letters' own database."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from google.protobuf import wrappers_pb2
from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.context import as_call, internal_identity
from mesh.feed.events import cursor_text
from mesh.feed.feed import NewEvent
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Item, Undone
from mesh.feed.letter_calls import LetterMethods
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


async def write(db, feed, *texts: str) -> None:
    new = [
        NewEvent(text.split("-")[0], "", text, "K", Text(value=text).SerializeToString())
        for text in texts
    ]
    written = await db.run_in_transaction(lambda connection: feed.append(connection, new))
    feed.hand_over(written)


@asynccontextmanager
async def reading(feed, handler):
    source = HomeFeed("r", feed, Text, item_of)
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


async def test_a_poisoned_chain_is_held_over_a_restart_and_read_from_its_own_place(db, feed):
    handler = Poisoned()
    numbers = range(8)

    async def held() -> list[str]:
        return [each.merchant_id for each in (await feed.letters.take("r")).held]

    async with reading(feed, handler) as follower:
        for number in numbers:
            await write(db, feed, f"bad-{number}", f"good-{number}")
            await until(lambda: asyncio.sleep(0, f"good-{number}" in handler.done))  # noqa: B023
        assert follower.health.held == ["bad"] == await held()
        assert (await feed.letters.take("r")).letter_count == 3
    async with reading(feed, handler) as follower:
        await write(db, feed, "bad-8", "good-8")
        await until(lambda: asyncio.sleep(0, "good-8" in handler.done))
        assert (await feed.letters.take("r")).letter_count == 3
        handler.wrong.clear()
        lying = await feed.letters.list_letters("", "r", 0, 0, 10)
        await feed.letters.retry("", [each.letter_id for each in lying])

        async def released() -> bool:
            return not await held() and not (await feed.letters.take("r")).letter_count

        await until(released)
        assert follower.health.held == []
    of_bad = [each for each in handler.done if each.startswith("bad")]
    for half in (0, 1):
        assert [x for x in of_bad if int(x[-1]) % 2 == half] == [
            f"bad-{number}" for number in range(9) if number % 2 == half
        ]
    assert [x for x in handler.done if x.startswith("good")] == [f"good-{n}" for n in range(9)]


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
