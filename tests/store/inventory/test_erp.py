"""An ERP's counts become stock, the ledger goes to the ERP once, differences are told."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.inventory.v1 import erp_pb2 as pb
from zhongtai.inventory.v1 import inventory_pb2 as words
from zhongtai.plugin.v1 import erp_pb2 as plugin_pb

from centers.inventory.erp import operations
from centers.inventory.erp.adapters import WaitingMovements, count_item
from centers.inventory.erp.operations import push_waiting
from centers.inventory.errors import ErpNotBound
from centers.inventory.store import MIGRATIONS
from centers.inventory.wiring import assemble
from mesh.feed.follower import Follower
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Batch
from mesh.feed.pulled import Pulled
from mesh.plugins.faults import ItemAnswer, PluginRejected
from mesh.process.metrics import Metrics
from mesh.pure.clock import FixedClock
from mesh.pure.errors import PluginUnavailable, RequestIdReused
from tests.store.inventory.build import (
    STORE,
    breaches,
    numbers,
    order_id,
    request_id,
    reserve,
    stocked,
)
from tests.store.inventory.test_shelf import adjustment
from tests.store.order.test_tills import QUICK, running, until

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def count(code: str, quantity: int | None, at: datetime = NOON, store: str = STORE):
    message = plugin_pb.ErpCount(store_id=store, sku_code=code, quantity=quantity)
    message.count_time.FromDatetime(at)
    return message


class Erp:
    """An ERP plug-in in memory."""

    name = "erp_test"
    tells_counts = takes_movements = True

    def __init__(self) -> None:
        self.counts: list[plugin_pb.ErpCount] = []
        self.books: dict[str, plugin_pb.ErpMovement] = {}
        self.refuses: set[str] = set()
        self.away = False

    async def wait_usable(self) -> None:
        return None

    async def pull(self, merchant_id: str, cursor: str, store_id: str = "") -> Pulled:
        after = int(cursor or "0")
        told = [each for each in self.counts[after:] if store_id in ("", each.store_id)]
        return Pulled([count_item(each, merchant_id) for each in told], str(len(self.counts)))

    async def push(self, movements) -> list[ItemAnswer]:
        if self.away:
            raise PluginUnavailable(plugin=self.name)
        answers = []
        for each in movements:
            no = PluginRejected("no such SKU", plugin=self.name)
            refused = each.sku_id in self.refuses
            if not refused:
                self.books.setdefault(each.movement_id, each)
            answers.append(ItemAnswer(each.movement_id, no if refused else None))
        return answers

    def told(self) -> list[tuple[str, str, int]]:
        return [(each.sku_id, each.sku_code, each.quantity) for each in self.books.values()]


@pytest.fixture
def erp() -> Erp:
    return Erp()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def db(center_database):
    return await center_database("inventory", MIGRATIONS)


@pytest.fixture
async def center(db, erp, clock):
    made = assemble(db, clock, Metrics(), ["demo"], {"demo": erp}.get)
    await made.servicer.SetSkuCodes(codes(cake="C1", tea="T1"), None)
    yield made
    await made.close()


def codes(**wanted: str) -> pb.SetSkuCodesRequest:
    return pb.SetSkuCodesRequest(codes=[{"sku_id": s, "code": c} for s, c in wanted.items()])


async def pull(center, store: str = "", key: str = "") -> tuple[int, int, int]:
    request = pb.PullErpCountsRequest(request_id=key or request_id(), store_id=store)
    done = await center.servicer.PullErpCounts(request, None)
    return (done.changed_count, done.unchanged_count, done.refused_count)


async def push(center, most: int = 0) -> tuple[int, int, int]:
    request = pb.PushErpMovementsRequest(request_id=request_id(), max_movements=most)
    done = await center.servicer.PushErpMovements(request, None)
    return (done.accepted_count, done.rejected_count, done.waiting_count)


async def drifts(center, **query) -> list[tuple[str, str, int, int]]:
    answer = await center.servicer.ListErpDrifts(pb.ListErpDriftsRequest(**query), None)
    return [(x.erp_code, x.sku_id, x.on_hand, x.erp_quantity) for x in answer.drifts]


async def test_counts_become_stock_and_are_not_told_back(center, erp):
    erp.counts = [count("C1", 7), count("T1", 3), count("T1", 4)]
    assert await pull(center) == (2, 0, 0)
    assert (await numbers(center, "cake"), await numbers(center, "tea")) == ((7, 0, 0), (4, 0, 0))
    assert await pull(center) == (0, 2, 0)
    assert await push(center) == (0, 0, 0)
    assert await drifts(center) == []
    assert await breaches(center) == []


async def test_what_moved_after_the_moment_of_a_count_is_added(center, erp):
    erp.counts = [count("C1", 10, NOON - timedelta(seconds=2))]
    await pull(center)
    await center.servicer.AdjustStock(adjustment(-3, words.MOVEMENT_KIND_WASTE), None)
    erp.counts = [count("C1", 20, NOON - timedelta(seconds=1))]
    assert await pull(center) == (1, 0, 0)
    assert await numbers(center, "cake") == (17, 0, 0)
    assert await pull(center) == (0, 1, 0)
    erp.counts = [count("C1", 5, NOON)]
    await pull(center)
    assert await numbers(center, "cake") == (5, 0, 0)


async def test_what_moved_before_the_moment_of_a_count_is_in_it_however_long_ago(
    center, erp, clock
):
    erp.counts = [count("C1", 10)]
    await pull(center)
    for minutes in (10, 120, 30, 30, -1):
        clock.advance(minutes * 60)
        await center.servicer.AdjustStock(adjustment(-1, words.MOVEMENT_KIND_WASTE), None)
    erp.counts = [count("C1", 20, NOON + timedelta(minutes=189.5))]
    assert await pull(center) == (1, 0, 0)
    assert await numbers(center, "cake") == (19, 0, 0)


async def test_a_count_that_is_older_than_the_last_changes_nothing(center, erp):
    later, earlier = NOON - timedelta(minutes=1), NOON - timedelta(minutes=2)
    erp.counts = [count("C1", 7, later), count("C1", 9, earlier), count("X9", 7, later)]
    assert await pull(center) == (1, 0, 1)
    old = [count_item(count(code, 9, earlier), "demo") for code in ("C1", "X9")]
    await center.erp.take_pulled(Batch(old))
    assert await numbers(center, "cake") == (7, 0, 0)
    assert await drifts(center) == [("X9", "", 0, 7)]
    await reserve(center, order_id(), cake=6)
    erp.counts = [count("C1", 2, later + timedelta(seconds=1)), count("C1", 8, later)]
    assert await pull(center) == (0, 0, 1)
    erp.counts = erp.counts[1:]
    assert await pull(center) == (0, 1, 0)
    assert await numbers(center, "cake") == (7, 6, 0)


async def test_a_count_of_before_the_shelf_was_counted_changes_nothing(center, erp):
    await stocked(center, cake=5)
    erp.counts = [count("C1", 9, NOON - timedelta(minutes=1)), count("T1", 3, NOON)]
    assert await pull(center) == (1, 1, 0)
    assert (await numbers(center, "cake"))[0] == 5
    erp.counts = [count("C1", 9, NOON)]
    assert await pull(center) == (1, 0, 0)


async def test_a_count_of_tomorrow_holds_back_none_of_today(center, erp):
    erp.counts = [count("C1", 9, NOON + timedelta(days=9))]
    assert await pull(center) == (1, 0, 0)
    erp.counts = [count("C1", 4, NOON)]
    assert await pull(center) == (1, 0, 0)


async def test_what_cannot_be_taken_is_listed_until_a_count_can(center, erp):
    erp.counts = [count("C1", 5)]
    await pull(center)
    await reserve(center, order_id(), cake=4)
    erp.counts = [count("C1", 3), count("X9", 8), count("T1", -1), count("T1", 2)]
    erp.counts.append(count("T2", None))
    assert await pull(center) == (1, 0, 2)
    assert await drifts(center) == [("C1", "cake", 5, 3), ("X9", "", 0, 8)]
    assert await drifts(center, store_id="sto_2") == []
    await center.servicer.SetSkuCodes(codes(bun="X9"), None)
    assert await numbers(center, "bun") == (8, 0, 0)
    assert await drifts(center) == [("C1", "cake", 5, 3)]
    erp.counts = [count("C1", 6), count("X9", 8)]
    assert await pull(center) == (1, 1, 0)
    assert await drifts(center) == []


async def test_pages_that_were_taken_stay_when_a_later_one_fails_and_what_is_left_is_said(
    center, erp, monkeypatch
):
    pages = {"": [count("C1", 7)], "1": [count("T1", 3)]}

    async def page_after(merchant_id: str, cursor: str, store_id: str = "") -> Pulled:
        if cursor == "1" and erp.away:
            raise PluginUnavailable(plugin=erp.name)
        told = [count_item(each, merchant_id) for each in pages.get(cursor, [])]
        return Pulled(told, {"": "1", "1": "2"}.get(cursor, cursor))

    monkeypatch.setattr(erp, "pull", page_after)
    erp.away = True
    with pytest.raises(PluginUnavailable):
        await pull(center, key="again")
    assert await numbers(center, "cake") == (7, 0, 0)
    erp.away = False
    assert await pull(center, key="again") == (1, 1, 0)
    monkeypatch.setattr(operations, "MOST_PAGES", 1)
    request = pb.PullErpCountsRequest(request_id=request_id())
    assert (await center.servicer.PullErpCounts(request, None)).truncated
    monkeypatch.setattr(operations, "MOST_PAGES", 2)
    request = pb.PullErpCountsRequest(request_id=request_id())
    assert not (await center.servicer.PullErpCounts(request, None)).truncated


async def test_counts_that_waited_for_a_code_are_taken_page_by_page(center, erp, monkeypatch):
    stores = [f"sto_{n}" for n in range(5)]
    erp.counts = [count("X9", 8, store=store) for store in stores]
    assert await pull(center) == (0, 0, 5)
    monkeypatch.setattr(operations, "MAX_BATCH", 2)
    taken = []
    take = center.erp.take

    async def noting(unit, counts):
        taken.append(len(counts))
        return await take(unit, counts)

    monkeypatch.setattr(center.erp, "take", noting)
    await center.servicer.SetSkuCodes(codes(bun="X9"), None)
    assert taken == [2, 2, 1]
    assert [await numbers(center, "bun", store) for store in stores] == [(8, 0, 0)] * 5


async def test_one_store_alone_can_be_asked_for_and_a_repeated_request_fetches_nothing(center, erp):
    erp.counts = [count("C1", 7), count("C1", 9, store="sto_2")]
    assert await pull(center, "sto_2", "once") == (1, 0, 0)
    assert await numbers(center, "cake") == (0, 0, 0)
    erp.counts = []
    assert await pull(center, "sto_2", "once") == (1, 0, 0)
    with pytest.raises(RequestIdReused):
        await pull(center, "", "once")


async def test_an_odd_count_fails_alone(center, erp):
    never = count("C1", 9)
    never.count_time.seconds = 10**12
    erp.counts = [count("C1", 7), count("", 1), never, count("T1", 2)]
    items = [count_item(each, "demo") for each in erp.counts]
    batch = Batch(items)
    await center.erp.take_pulled(batch)
    assert set(batch.undone) == {items[1].item_id, items[2].item_id}
    assert all(undone.final for undone in batch.undone.values())
    assert await numbers(center, "tea") == (2, 0, 0)
    assert await pull(center) == (0, 2, 0)


def test_counts_of_two_chains_and_one_that_is_corrected_are_items_of_their_own():
    told = [(count("C1", 7), "a"), (count("C1", 7), "b"), (count("C1", 8), "b")]
    assert len({count_item(each, chain).item_id for each, chain in told}) == 3


async def test_the_ledger_is_told_once_and_in_its_order_however_often_it_is_sent(center, erp):
    erp.counts = [count("C1", 10)]
    await pull(center)
    for delta in (4, 5, 6):
        await center.servicer.AdjustStock(adjustment(delta), None)
    assert await push(center, 2) == (2, 0, 1)
    assert await push(center) == (1, 0, 0)
    assert erp.told() == [("cake", "C1", 4), ("cake", "C1", 5), ("cake", "C1", 6)]
    assert await push(center) == (0, 0, 0)


def pushing(center, erp: Erp, patience: Patience = QUICK) -> Follower:
    source = WaitingMovements(erp, ["demo"], center.erp_store, center.feed.letters)

    async def handle(batch) -> None:
        await push_waiting(erp, batch)

    kind, clock = plugin_pb.ErpMovement, FixedClock(NOON)
    return Follower("erp", source, kind, handle, clock=clock, patience=patience)


async def test_while_the_erp_is_away_the_ledger_waits_and_is_told_afterwards(center, erp):
    erp.counts, erp.away = [count("C1", 10)], True
    await pull(center)
    async with running(pushing(center, erp)) as follower:
        await center.servicer.AdjustStock(adjustment(4), None)
        await until(lambda: asyncio.sleep(0, follower.health.failing_since is not None))
        assert await center.erp_store.count_waiting("demo") == 1
        erp.away = False
        await until(lambda: asyncio.sleep(0, erp.told() == [("cake", "C1", 4)]))


async def test_a_movement_that_the_erp_refuses_is_a_letter_and_told_when_it_is_tried_again(
    center, erp
):
    erp.counts, erp.refuses = [count("C1", 10), count("T1", 10)], {"cake"}
    await pull(center)
    async with running(pushing(center, erp)):
        for sku in ("cake", "tea"):
            await center.servicer.AdjustStock(adjustment(4, sku=sku), None)

        async def nothing_waits() -> bool:
            return await center.erp_store.count_waiting("demo") == 0

        await until(nothing_waits)
        assert erp.told() == [("tea", "T1", 4)]
        (letter,) = await center.feed.letters.list_letters("", "", 0, 0, 99)
        erp.refuses.clear()
        await center.feed.letters.retry("demo", [letter.letter_id])
        await until(lambda: asyncio.sleep(0, len(erp.told()) == 2))


async def test_of_a_chain_with_too_many_letters_the_movements_stay_until_these_have_gone(
    center, erp
):
    erp.counts, erp.refuses = [count("C1", 10)], {"cake"}
    await pull(center)
    async with running(pushing(center, erp, replace(QUICK, letters_of_chain=1))) as follower:
        await center.servicer.AdjustStock(adjustment(4), None)
        await until(lambda: asyncio.sleep(0, follower.health.held == ["demo"]))
        for delta in (5, 6):
            await center.servicer.AdjustStock(adjustment(delta), None)
        (letter,) = await center.feed.letters.list_letters("", "", 0, 0, 99)
        assert await center.erp_store.count_waiting("demo") >= 2
        erp.refuses.clear()
        await center.feed.letters.retry("demo", [letter.letter_id])
        await until(lambda: asyncio.sleep(0, len(erp.told()) == 3))
        assert follower.health.held == []
    assert erp.told() == [("cake", "C1", 4), ("cake", "C1", 5), ("cake", "C1", 6)]


async def test_an_erp_that_takes_no_movements_lets_none_gather(center, erp):
    erp.counts, erp.takes_movements = [count("C1", 10)], False
    await pull(center)
    await center.servicer.AdjustStock(adjustment(4), None)
    source = WaitingMovements(erp, ["demo"], center.erp_store, center.feed.letters)
    page = await anext(source.read())
    assert list(page.items) == []
    await source.ack(page.cursor)
    assert await center.erp_store.count_waiting("demo") == 0
    with pytest.raises(ErpNotBound):
        await push(center)


async def test_a_count_that_comes_with_its_code_is_taken_whichever_is_first(center, erp):
    for n in range(20):
        items = [count_item(count(f"N{n}", 5), "demo")]
        known = center.servicer.SetSkuCodes(codes(**{f"new{n}": f"N{n}"}), None)
        await asyncio.gather(center.erp.take_pulled(Batch(items)), known)
        assert await numbers(center, f"new{n}") == (5, 0, 0)
    assert await drifts(center) == []


async def test_codes_that_stay_are_not_written_again_and_others_are(center, db):
    async def kept() -> dict[str, tuple[str, str]]:
        rows = await db.fetch("SELECT sku_id, code, xmin::text FROM sku_codes")
        return {row[0]: (row[1], row[2]) for row in rows}

    before = await kept()
    await center.servicer.SetSkuCodes(codes(cake="C1", tea="T2", bun="B1", rice=""), None)
    after = await kept()
    assert after["cake"] == before["cake"]
    assert {sku: code for sku, (code, _) in after.items()} == {
        "cake": "C1",
        "tea": "T2",
        "bun": "B1",
    }
    await center.servicer.SetSkuCodes(codes(cake="T2", tea="", bun="B1"), None)
    assert {sku: code for sku, (code, _) in (await kept()).items()} == {"cake": "T2", "bun": "B1"}


async def test_a_code_belongs_to_the_sku_that_was_named_last(center, erp):
    await center.servicer.SetSkuCodes(codes(bun="C1"), None)
    erp.counts = [count("C1", 3)]
    await pull(center)
    assert (await numbers(center, "bun"), await numbers(center, "cake")) == ((3, 0, 0), (0, 0, 0))
