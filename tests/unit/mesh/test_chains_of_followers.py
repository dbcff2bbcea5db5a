"""One chain whose system hangs, or is away, keeps no other chain's items waiting."""

import asyncio
from collections import Counter

from mesh.call.context import current, internal_identity
from mesh.feed.follower_items import Batch, Item
from mesh.feed.following import by_merchant
from mesh.pure.errors import PluginUnavailable
from tests.unit.mesh.following import Event, Source, following, until


def of(chain: str, *names: str) -> list[Item]:
    return [Item(chain + name, chain + name, chain, Event(event_id=chain + name)) for name in names]


class Chains:
    """A handler for one chain at a time: those of `hanging` wait, those of `away` are not there."""

    def __init__(self) -> None:
        self.hanging = asyncio.Event()
        self.away: set[str] = set()
        self.asked: Counter[str] = Counter()
        self.asked_again: Counter[str] = Counter()
        """About letters."""
        self.done: list[str] = []

    async def __call__(self, batch: Batch) -> None:
        chain = current().identity.merchant_id
        is_new = batch.items[0].letter_since is None
        (self.asked if is_new else self.asked_again)[chain] += 1
        if chain in self.away:
            await asyncio.sleep(0)
            raise PluginUnavailable(plugin=chain)
        if chain == "h":
            await self.hanging.wait()
        self.done += [each.item_id for each in batch.items]


def handled(chains: Chains):
    return by_merchant(chains, lambda chain: internal_identity("order_control", chain), 30)


async def test_what_hangs_for_one_chain_is_done_beside_it_for_the_others():
    chains, source = Chains(), Source(of("h", "1") + of("a", "1") + of("b", "1"))
    async with following(source, handled(chains)):
        await until(lambda: sorted(chains.done) == ["a1", "b1"])
        chains.hanging.set()
        await until(lambda: source.acked == "1")
    assert sorted(chains.done) == ["a1", "b1", "h1"]


async def test_a_chain_that_is_away_leaves_letters_and_the_others_go_on():
    chains = Chains()
    chains.away.add("x")
    source = Source(of("x", *map(str, range(20))) + of("a", "1"))
    async with following(source, handled(chains)):
        await until(lambda: source.acked == "1")
        source.pages.append(of("x", "new") + of("a", "2"))
        source.more.set()
        await until(lambda: source.acked == "2")
        lying = source.lying()
    assert chains.done[-1] == "a2"
    assert chains.asked["x"] == 4
    assert sorted(lying) == sorted(["xnew", *(f"x{number}" for number in range(20))])


async def test_letters_of_a_chain_that_is_away_are_not_tried_one_by_one():
    chains = Chains()
    chains.away.add("x")
    source = Source(of("x", *map(str, range(20))) + of("a", "1"))
    async with following(source, handled(chains)) as follower:
        await until(lambda: follower.health.stopped_letters == 20)
        assert chains.asked_again["x"] < 20
        chains.away.clear()
        source.retry()
        await until(lambda: not source.letters)
    assert sorted(set(chains.done)) == sorted([*(f"x{n}" for n in range(20)), "a1"])


async def test_a_handler_of_all_chains_is_given_each_apart():
    hanging, done = asyncio.Event(), []

    async def handle(batch: Batch) -> None:
        if batch.items[0].merchant_id == "h":
            await hanging.wait()
        done.append([each.item_id for each in batch.items])

    source = Source(of("h", "1") + of("a", "1") + of("h", "2") + of("a", "2"))
    async with following(source, handle):
        await until(lambda: done == [["a1", "a2"]])
        hanging.set()
        await until(lambda: source.acked == "1")
    assert done[1:] == [["h1", "h2"]]
