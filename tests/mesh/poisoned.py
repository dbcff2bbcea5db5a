"""A reader of which a chain is poisoned: nothing of that chain can be dealt with."""

import asyncio

from google.protobuf import wrappers_pb2

from mesh.feed.follower import Follower
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Item, Undone
from mesh.pure.clock import SystemClock
from tests.unit.mesh.following import running

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


def follower_of(handler, source) -> Follower[Text]:
    return Follower("r", source, Text, handler, clock=SystemClock(), patience=QUICK)


def reading(handler, source):
    return running(follower_of(handler, source))


async def until(condition) -> None:
    while not await condition():  # noqa: ASYNC110 - a database sets no event
        await asyncio.sleep(0.01)


async def state_of(feed) -> tuple[list[str], int]:
    """The chains that are held, and how many letters there are."""
    taken = await feed.letters.take("r")
    return [each.merchant_id for each in taken.held], taken.letter_count


async def put_back(feed) -> None:
    """Have all letters tried again."""
    lying = await feed.letters.list_letters("", "r", 0, 0, 99)
    await feed.letters.retry("", [each.letter_id for each in lying])
