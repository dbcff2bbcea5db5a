"""The simulated Meituan and a small merchant: each fault is found, and none where none is."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from mesh.edge.listener import bind
from simulators.core.clock import Clock
from simulators.core.faults import Fault
from simulators.core.serving import serving
from simulators.core.simulation import Plan, simulation
from simulators.core.stories import stories_with
from simulators.meituan import platform
from tests.platform import free_ports
from tests.unit.simulators.merchant import ACCOUNT, SECRET, Merchant

ALL = frozenset(Fault)
STORE_IDS = {code: f"sto_{code}" for code in ("bund", "xujiahui", "hongqiao")}
EVERY_STORY = len(stories_with(ALL))


@asynccontextmanager
async def playing(flaws=(), faults=ALL, *, patience=20.0):
    """A merchant and a platform that reach each other."""
    here, there = free_ports(2)
    merchant = Merchant(f"http://127.0.0.1:{there}", frozenset(flaws))
    plan = Plan(
        ACCOUNT, SECRET, f"http://127.0.0.1:{here}/mt", merchant.base, ("127.0.0.1", there),
        faults=faults, patience=patience,
    )  # fmt: skip
    async with (
        merchant.http,
        serving(merchant.routes(), bind("127.0.0.1", here)),
        simulation(platform, plan, Clock(pace=0.02)) as simulated,
    ):
        looking = None
        if Fault.LOST_MESSAGE in faults:
            looking = asyncio.create_task(merchant.sweep(STORE_IDS))
        yield merchant, simulated
        if looking is not None:
            looking.cancel()


async def outcome_of(orders, flaws=(), faults=ALL, **more):
    async with playing(flaws, faults, **more) as (merchant, simulated):
        return await simulated.run(orders, merchant, merchant, STORE_IDS), merchant


async def test_with_all_faults_a_merchant_without_flaws_differs_in_nothing_after_every_story():
    outcome, merchant = await outcome_of(EVERY_STORY)
    assert outcome.differences == []
    assert len(outcome.held) == EVERY_STORY
    for happened in (
        "copies", "held back", "delayed", "answers lost", "forged", "sent again", "outages",
        "calls throttled", "calls answer lost", "lost for ever",
    ):  # fmt: skip
        assert outcome.counts[happened] > 0, happened
    assert merchant.forged == outcome.counts["forged"]


async def test_without_faults_nothing_is_sent_twice():
    outcome, _merchant = await outcome_of(12, faults=frozenset())
    assert outcome.differences == []
    assert not {"copies", "sent again", "forged", "calls throttled"} & set(+outcome.counts)


@pytest.mark.parametrize(
    ("flaw", "what", "words", "faults"),
    [
        ("trusts", "conduct", "wrong signature was taken", {Fault.WRONG_SIGNATURE}),
        ("forgets", "the order", "sold", ()),
        ("loses cents", "total", "", ()),
        ("ignores cancellations", "state", "CANCELLED", {Fault.CANCEL}),
        ("confirms again and again", "conduct", "told again after its answer", ()),
        ("looks for nothing", "the order", "sold", {Fault.LOST_MESSAGE}),
    ],
)
async def test_each_flaw_of_a_merchant_is_named_with_its_order(
    monkeypatch, flaw, what, words, faults
):
    monkeypatch.setattr("simulators.core.simulation.SETTLED_SECONDS", 0.3)
    outcome, _merchant = await outcome_of(9, [flaw], frozenset(faults), patience=2.0)
    named = [each for each in outcome.differences if each.what == what and words in each.platform]
    assert named, outcome.differences
    assert all(each.number for each in named)


async def test_a_person_sells_orders_by_hand_and_sees_what_becomes_of_them():
    async with playing(faults=frozenset()) as (merchant, simulated), httpx.AsyncClient() as web:
        base = simulated.plan.base
        assert "Place an order" in (await web.get(base)).text
        number = (await web.post(f"{base}/simulator/orders")).json()["number"]
        await merchant.report(number, "accepted")
        for act in ("rider", "ask-all-back"):
            reply = await web.post(f"{base}/simulator/orders/{number}/{act}")
            assert reply.is_success, reply.text
        await merchant.answer(number, agreed=True)
        for act, status in (("finish", 200), ("cancel", 409), ("dance", 409)):
            reply = await web.post(f"{base}/simulator/orders/{number}/{act}")
            assert reply.status_code == status, reply.text
        (shown,) = (await web.get(f"{base}/simulator/orders")).json()
        assert (shown["state"], shown["given_back"]) == ("done", shown["total"])
        await merchant.until(
            lambda: merchant.orders[number].amounts.refunded.minor_units == shown["total"]
        )


async def test_what_is_told_of_stores_is_seen_by_customers():
    async with playing(faults=frozenset()) as (merchant, simulated):
        bund = {"app_poi_code": "bund"}
        sizes = '[{"app_food_code": "milk", "skus": [{"sku_id": "soy-milk"}]}]'
        await merchant.call("food/sku/sellStatus", **bund, food_data=sizes, sell_status="1")
        await merchant.call("poi/close", **bund)
        await merchant.call("poi/sendtime/save", **bund, app_poi_codes="bund", send_time="40")
        page = f"{merchant.base}/simulator/stores"
        seen = {each["code"]: each for each in (await merchant.http.get(page)).json()}
        assert (seen["bund"]["open"], seen["bund"]["minutes"]) == (False, 40)
        assert list(seen["bund"]["sold_out"]) == ["soy-milk"]
        assert (seen["xujiahui"]["open"], seen["xujiahui"]["sold_out"]) == (True, {})
        await merchant.call("food/sku/sellStatus", **bund, food_data=sizes, sell_status="0")
        assert simulated.parts.shelves.of("bund").sold_out == set()
        await merchant.call("food/sku/sellStatus", **bund, food_data="[{}]", sell_status="0")
        assert simulated.book.faults == ["food/sku/sellStatus was told in the wrong form"]
