"""What is pulled chain by chain: one chain in trouble keeps no other waiting."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from types import SimpleNamespace
from typing import Any

import pytest
from zhongtai.plugin.v1 import erp_pb2

from mesh.data.lineage import Lineage
from mesh.feed.follower import Page
from mesh.feed.follower_items import Item
from mesh.feed.pulled import Pulled, PulledPages
from mesh.plugins.faults import PluginAuth, PluginBadRequest, PluginRejected, PluginRetry
from mesh.pure.errors import PluginUnavailable, Refusal


class Places:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.lineage = Lineage()

    async def of(self, reader: str) -> dict[str, str]:
        return {chain: cursor for (of, chain), cursor in self.kept.items() if of == reader}

    async def keep(self, reader: str, merchant_id: str, cursor: str, number: int) -> None:
        self.kept[reader, merchant_id] = cursor


def source(pull, places: Places, *chains: str) -> PulledPages:
    feed: Any = SimpleNamespace(letters=None, places=places)
    return PulledPages("r", chains or ["a", "b", "c"], pull, feed, 0.01)


def page(chain: str, cursor: str) -> Pulled:
    item = Item.of(erp_pb2.ErpItem(code=chain), item_id=chain, subject_id=chain, merchant_id=chain)
    return Pulled([item], "1") if not cursor else Pulled([], cursor)


async def read(pages: PulledPages) -> list[str]:
    """The chains whose pages come, until a fault."""
    told: list[str] = []
    try:
        async for one in pages.read():
            told += [item.merchant_id for item in one.items]
            await pages.ack(one.cursor)
    except Refusal:
        return told
    raise AssertionError("the fault is lost")


async def read_until(pages: PulledPages, done: Callable[[Page], bool]) -> list[str]:
    """The chains whose pages come, until one is the last of the test."""
    told: list[str] = []
    async with aclosing(pages.read()) as given:
        async for one in given:
            told += [item.merchant_id for item in one.items]
            await pages.ack(one.cursor)
            if done(one):
                return told
    raise AssertionError("it ended")


@pytest.mark.parametrize("trouble", [PluginRetry, PluginAuth, PluginUnavailable])
async def test_a_chain_that_cannot_be_served_is_told_of_and_delays_no_other(trouble):
    pulled = Counter()

    async def pull(chain: str, cursor: str) -> Pulled:
        pulled[chain] += 1
        if chain == "a":
            raise trouble(plugin="erp")
        return Pulled(page(chain, "").items, str(pulled[chain]))

    places, told = Places(), []
    pages = source(pull, places)
    told += await read_until(
        pages, lambda one: pulled["b"] + pulled["c"] > 40 and one.trouble != ""
    )
    assert (pulled["a"], "a" in told) == (1, False)
    assert pages._trouble().startswith("a: ")


async def test_a_chain_that_hangs_delays_no_other():
    async def pull(chain: str, cursor: str) -> Pulled:
        if chain == "a":
            await asyncio.Event().wait()
        return page(chain, cursor)

    places = Places()
    assert sorted(await read_until(source(pull, places), lambda _: len(places.kept) == 2)) == [
        "b",
        "c",
    ]


async def test_where_no_chain_can_be_served_the_reader_is_told():
    async def pull(chain: str, cursor: str) -> Pulled:
        raise PluginUnavailable(plugin="erp")

    assert await read(source(pull, Places())) == []


async def test_a_chain_that_is_served_again_is_no_trouble_any_more(monkeypatch):
    monkeypatch.setattr("mesh.feed.pulled.FIRST_REST_SECONDS", 0.01)
    faults = [PluginRetry(plugin="erp")]

    async def pull(chain: str, cursor: str) -> Pulled:
        if chain == "a" and faults:
            raise faults.pop()
        return page(chain, cursor)

    places, troubles = Places(), []

    def done(one: Page) -> bool:
        troubles.append(one.trouble)
        return len(places.kept) == 3 and not one.trouble

    assert sorted(await read_until(source(pull, places), done)) == ["a", "b", "c"]
    assert any(troubles)


async def test_a_chain_that_is_refused_and_a_cursor_of_another_life_stop_nobody():
    async def pull(chain: str, cursor: str) -> Pulled:
        if chain == "a":
            raise PluginRejected("not mine", plugin="erp", code="CHAIN_UNKNOWN")
        if cursor == "old":
            raise PluginBadRequest("whose?", plugin="erp", code="CURSOR_UNKNOWN")
        return page(chain, cursor)

    places = Places()
    places.kept["r", "b"] = "old"
    told = await read_until(
        source(pull, places), lambda _: places.kept.get(("r", "c")) == places.kept["r", "b"]
    )
    assert sorted(told) == ["b", "c"]
    assert places.kept["r", "b"] == "1"


async def test_a_plug_in_that_tells_of_all_chains_and_refuses_is_told_of():
    async def pull(chain: str, cursor: str) -> Pulled:
        raise PluginRejected("no", plugin="pos")

    assert await read(source(pull, Places(), "")) == []


async def test_every_page_has_a_cursor_for_its_reader_also_where_a_plug_in_gives_none():
    async def pull(chain: str, cursor: str) -> Pulled:
        if cursor == "old":
            raise PluginBadRequest("whose?", plugin="erp", code="CURSOR_UNKNOWN")
        return Pulled([], cursor)

    places = Places()
    places.kept["r", "b"] = "old"
    assert await read_until(source(pull, places), lambda one: bool(one.cursor)) == []


async def test_a_plug_in_that_held_the_call_is_asked_again_at_once(monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("mesh.feed.pulled.time.monotonic", lambda: 10.0 * len(asked))
    monkeypatch.setattr("mesh.feed.pulled.asyncio.sleep", lambda wait: note(slept, wait))
    asked: list[str] = []

    async def pull(chain: str, cursor: str) -> Pulled:
        asked.append(cursor)
        if len(asked) > 3:
            raise PluginRetry("end of the test", plugin="pos")
        return Pulled([], cursor)

    assert await read(source(pull, Places(), "")) == []
    assert slept == [0.0, 0.0, 0.0]


async def note(slept: list[float], wait: float) -> None:
    slept.append(wait)
