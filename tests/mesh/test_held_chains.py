"""Chains that a reader of a feed holds, in the letters' own database."""

import pytest
from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.context import as_call, internal_identity
from mesh.feed.events import cursor_text
from mesh.feed.feed import NewEvent
from mesh.feed.follower_feeds import HomeFeed
from mesh.feed.letter_calls import LetterMethods
from mesh.pure.errors import InvalidRequest
from tests.mesh.poisoned import Poisoned, Text, item_of, put_back, reading, state_of, until


async def write(db, feed, *texts: str) -> None:
    new = [
        NewEvent(text.split("-")[0], "", text, "K", Text(value=text).SerializeToString())
        for text in texts
    ]
    written = await db.run_in_transaction(lambda connection: feed.append(connection, new))
    feed.hand_over(written)


async def write_both(db, feed, handler: Poisoned, number: int) -> None:
    """Tell of something in both chains, and wait until the sound one has it."""
    await write(db, feed, f"bad-{number}", f"good-{number}")

    async def is_done() -> bool:
        return f"good-{number}" in handler.done

    await until(is_done)


async def test_a_poisoned_chain_is_held_over_a_restart_and_read_from_its_own_place(db, feed):
    handler = Poisoned()
    async with reading(handler, HomeFeed("r", feed, Text, item_of)) as follower:
        for number in range(8):
            await write_both(db, feed, handler, number)
        assert follower.health.held == ["bad"]
        assert await state_of(feed) == (["bad"], 3)
    async with reading(handler, HomeFeed("r", feed, Text, item_of)) as follower:
        await write_both(db, feed, handler, 8)
        assert await state_of(feed) == (["bad"], 3)
        handler.wrong.clear()
        await put_back(feed)

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
    "held",
    [pb.HeldChain(merchant_id="m" * 201, cursor="1-0"), pb.HeldChain(merchant_id="m", cursor="x")],
)
async def test_a_held_chain_with_an_odd_name_or_without_a_place_is_refused(feed, held):
    with pytest.raises(InvalidRequest):
        await Desk(feed.letters).KeepLetters(pb.KeepLettersRequest(reader="r", held=[held]), None)
