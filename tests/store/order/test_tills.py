"""A POS plug-in is followed item by item: what it says of one order is about that order."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from zhongtai.order.v1 import event_pb2, order_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order.tills.adapters import report_item
from centers.order.tills.operations import TillSync
from centers.order.tills.wiring import home_feed
from mesh.feed.follower import Follower, Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_health import Patience
from mesh.plugins.faults import ItemAnswer, PluginBadRequest, PluginRejected, PluginRetry
from mesh.pure.clock import SystemClock
from tests.store.order.build import placed
from tests.store.order.test_changing import ACCEPTED, get, update

QUICK = Patience(first_pause=0.01, longest_pause=0.05, look_pause=0.02, ack_pause=0.0)
RETRY = PluginRetry("busy", plugin="pos")
REJECTED = PluginRejected("the store has no till", plugin="pos")
BROKEN = PluginBadRequest("cannot read it", plugin="pos")


class Plugin:
    """Answers each push of an order with its next word: a fault, "raise", "silent", "twice"."""

    name = "pos_test"
    shows_scheduled = False

    def __init__(self, **script: list) -> None:
        self.script = script
        self.pushed: list[str] = []

    async def push(self, orders, traces) -> list[ItemAnswer]:
        answers = []
        for order_id in (order.head.order_id for order in orders):
            words = self.script.get(order_id, [])
            word = words.pop(0) if words else None
            if word == "raise":
                words.insert(0, word)
                raise BROKEN
            if word is None:
                self.pushed.append(order_id)
            if word != "silent":
                fault = None if isinstance(word, str) else word
                answers += [ItemAnswer(order_id, fault)] * (2 if word == "twice" else 1)
        return answers

    async def tell(self, notes) -> list[ItemAnswer]:
        return [ItemAnswer(note.event.event_id, None) for note in notes]


class Reports(HomeLetters):
    def __init__(self, letters, *pages) -> None:
        super().__init__(letters)
        self.pages = pages
        self.acked = ""

    async def read(self):
        for number, page in enumerate(self.pages, 1):
            yield Page([report_item(each) for each in page], str(number))
        await asyncio.Event().wait()

    async def ack(self, cursor: str) -> None:
        self.acked = cursor


@asynccontextmanager
async def running(follower: Follower):
    task = asyncio.create_task(follower.run())
    yield follower
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def pushing(center, plugin: Plugin):
    sync = TillSync(plugin, center.store, center.changing)
    source, handle = home_feed("order.pos_test", center.feed, sync.wants), sync.push
    kind = event_pb2.OrderEvent
    clock = SystemClock()
    return running(Follower("order.pos_test", source, kind, handle, clock=clock, patience=QUICK))


def reporting(center, *pages):
    source = Reports(center.feed.letters, *pages)
    handle = TillSync(Plugin(), center.store, center.changing).apply
    follower = Follower(
        "reports", source, pos_pb2.TillUpdate, handle, clock=SystemClock(), patience=QUICK
    )
    return source, running(follower)


async def until(ask) -> None:
    """Ask until the answer is yes; the test's time limit ends it otherwise."""
    while True:
        if await ask():
            return
        await asyncio.sleep(0.01)


async def letters(center) -> list:
    return await center.feed.letters.list_letters("", "", 0, 0, 99)


async def status(center, order_id: str) -> int:
    return (await get(center, order_id)).status


async def test_a_till_that_rejects_a_paid_order_ends_it_with_its_reason(center):
    first, second = await placed(center), await placed(center)
    plugin = Plugin(**{first: [REJECTED]})
    async with pushing(center, plugin):

        async def cancelled():
            return await status(center, first) == order_pb2.ORDER_STATUS_CANCELLED

        await until(cancelled)
    order = await get(center, first)
    assert order.cancel_reason == order_pb2.CANCEL_REASON_STORE_REJECTED
    assert order.cancel_note == "the store has no till"
    assert plugin.pushed == [second]


@pytest.mark.parametrize("words", [[RETRY, RETRY], ["silent"], ["twice"]])
async def test_an_order_without_a_clear_answer_is_handed_over_again(center, words):
    first, second = await placed(center), await placed(center)
    plugin = Plugin(**{first: list(words)})
    async with pushing(center, plugin):

        async def handed():
            return first in plugin.pushed and not await letters(center)

        await until(handed)
    assert sorted(plugin.pushed) == sorted([first, second])


async def test_an_order_that_a_plug_in_cannot_read_holds_up_no_other_and_can_be_mended(center):
    ids = [await placed(center) for _ in range(4)]
    plugin = Plugin(**{ids[1]: ["raise"]})
    async with pushing(center, plugin):

        async def others_are_handed():
            return len(set(plugin.pushed)) == 3 and await letters(center)

        await until(others_are_handed)
        (letter, *_) = await letters(center)
        assert (letter.subject_id, letter.reason) == (ids[1], "BAD_REQUEST: cannot read it")
        plugin.script.clear()
        await center.feed.letters.retry("demo", [letter.letter_id])

        async def mended():
            return ids[1] in plugin.pushed and not await letters(center)

        await until(mended)


async def test_an_odd_report_is_a_letter_and_the_reports_of_others_are_applied(center):
    poisoned, sound = await placed(center), await placed(center)
    odd = update(poisoned, ACCEPTED, 1, "A\0 1")
    odd_id = update("no-order", ACCEPTED, 2)
    later = update(poisoned, ACCEPTED, 3, "B2")
    source, reports = reporting(center, [odd, odd_id], [later, update(sound, ACCEPTED, 4, "C3")])
    async with reports:

        async def acknowledged():
            return source.acked == "2"

        await until(acknowledged)
        assert (await get(center, sound)).pickup_code == "C3"
        assert await status(center, poisoned) == order_pb2.ORDER_STATUS_PLACED
        held = await letters(center)
        assert [letter.subject_id for letter in held] == [poisoned, "no-order", poisoned]
        assert "pickup_code" in held[0].reason
        await center.feed.letters.drop("demo", [held[0].letter_id])

        async def goes_on():
            return await status(center, poisoned) == order_pb2.ORDER_STATUS_ACCEPTED

        await until(goes_on)
