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
