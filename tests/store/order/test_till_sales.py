"""Sales at the counter: each is kept once with its event, and what is odd stops nobody."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.plugin.v1 import plugin_pb2, pos_pb2

from centers.order.tills.adapters import TillAdapter
from centers.order.tills.operations import DIFFERS, TillSales
from mesh.feed.follower import Follower
from mesh.feed.follower_health import Patience
from mesh.feed.pulled import PulledPages
from mesh.plugins.faults import PluginBadRequest
from mesh.pure.clock import SystemClock
from tests.store.order.test_tills import QUICK, letters, running, until

SALE = event_pb2.ORDER_EVENT_KIND_TILL_SALE


def sale(number: str, quantity: int = 2, **changes) -> pos_pb2.TillSale:
    line = pos_pb2.TillSaleLine(sku_id="sku_tea", quantity=quantity)
    told = {"till_id": "T1", "merchant_id": "demo", "store_id": "sto_1", "lines": [line]}
    message = pos_pb2.TillSale(till_sale_id=number, **(told | changes))
    message.occurred_time.FromDatetime(datetime(2026, 3, 1, 12, tzinfo=UTC))
    return message


class Plugin:
    """A POS plug-in that forgets, as it may, what is before the cursor of a pull.

    Its cursors begin with the name of its queue.
    """

    name = "pos_test"

    def __init__(self, *sales: pos_pb2.TillSale, page: int = 100, queue: str = "") -> None:
        self.queue = queue
        self.sales = dict(enumerate(sales, 1))
        self.page = page
        self.pulls: list[str] = []

    def can(self, capability: int) -> bool:
        return capability == plugin_pb2.CAPABILITY_POS_TILL_SALES

    def stub(self, _):
        return self

    async def call(self, method, request, **_):
        return method(request)

    def PullTillSales(self, request) -> pos_pb2.PullTillSalesResponse:
        self.pulls.append(request.after_cursor)
        if request.after_cursor and not request.after_cursor.startswith(self.queue):
            raise PluginBadRequest(plugin=self.name, code="CURSOR_UNKNOWN")
        after = int(request.after_cursor.removeprefix(self.queue) or "0")
        self.sales = {number: told for number, told in self.sales.items() if number > after}
        page = list(self.sales.items())[: self.page]
        cursor = f"{self.queue}{page[-1][0]}" if page else request.after_cursor
        return pos_pb2.PullTillSalesResponse(sales=[told for _, told in page], cursor=cursor)


def reading(center, plugin: Plugin, patience: Patience = QUICK):
    source = PulledPages("sales", [""], TillAdapter(plugin).pull_sales, center.feed, 0.01)
    keep = TillSales(center.tills, center.changes, SystemClock()).keep
    clock = SystemClock()
    kind = pos_pb2.TillSale
    return running(Follower("sales", source, kind, keep, clock=clock, patience=patience))


async def kept(center) -> list[event_pb2.OrderEvent]:
    """The sales in the feed."""
    rows = await center.db.fetch("SELECT payload FROM events WHERE kind = 'TILL_SALE' ORDER BY seq")
    return [event_pb2.OrderEvent.FromString(row[0]) for row in rows]


async def read_all(center, *sales: pos_pb2.TillSale, page: int = 100) -> Plugin:
    plugin = Plugin(*sales, page=page)
    async with reading(center, plugin):
        await until(lambda: asyncio.sleep(0, not plugin.sales))
    return plugin


async def test_what_a_till_sold_is_told_to_the_feed_with_what_stock_needs(center):
    await read_all(center, sale("1"))
    (event,) = await kept(center)
    assert (event.kind, event.merchant_id, event.store_id) == (SALE, "demo", "sto_1")
    assert (event.till_sale.till_id, event.till_sale.till_sale_id) == ("T1", "1")
    assert [(line.sku_id, line.quantity) for line in event.till_sale.lines] == [("sku_tea", 2)]
    assert event.till_sale.sell_time == sale("1").occurred_time
    assert event.order_id == ""


async def test_a_page_is_asked_for_only_when_the_one_before_is_kept(center):
    plugin = Plugin(*(sale(str(number)) for number in range(7)), page=3)
    found = []
    pull = plugin.PullTillSales

    async def counting(method, request, **_):
        found.append((request.after_cursor, len(await kept(center))))
        return pull(request)

    plugin.call = counting
    async with reading(center, plugin):
        await until(lambda: asyncio.sleep(0, not plugin.sales))
    assert found[:4] == [("", 0), ("3", 3), ("6", 6), ("7", 7)]


async def test_reading_goes_on_where_it_was(center):
    await read_all(center, sale("1"), sale("2"))
    after = await read_all(center, sale("1"), sale("2"), sale("3"))
    assert after.pulls[0] == "2"
    assert len(await kept(center)) == 3


async def test_a_plug_in_whose_state_is_a_new_one_is_read_from_its_beginning(center):
    await read_all(center, sale("1"), sale("2"))
    anew = Plugin(sale("3"), queue="b")
    async with reading(center, anew):
        await until(lambda: asyncio.sleep(0, not anew.sales))
    assert anew.pulls[:2] == ["2", ""]
    assert [event.till_sale.till_sale_id for event in await kept(center)] == ["1", "2", "3"]


async def test_a_sale_told_again_is_kept_once_and_another_of_its_number_is_a_letter(center):
    await read_all(center, sale("1"), sale("2"))
    await center.feed.places.forget("sales")
    await read_all(center, sale("1"), sale("2", quantity=3), sale("3"))
    assert [event.till_sale.till_sale_id for event in await kept(center)] == ["1", "2", "3"]
    assert [letter.reason for letter in await letters(center)] == [DIFFERS]


async def test_two_processes_that_read_the_same_sales_keep_each_once(center):
    sales = [sale(str(number)) for number in range(50)]
    await asyncio.gather(*(read_all(center, *sales, page=7) for _ in range(4)))
    numbers = [event.till_sale.till_sale_id for event in await kept(center)]
    assert sorted(numbers, key=int) == [str(number) for number in range(50)]


@pytest.mark.parametrize(
    "odd",
    [
        sale(""),
        sale("2\0"),
        sale("x" * 65),
        sale("2", merchant_id=""),
        sale("2", till_id="no id"),
        sale("2", store_id="s\0"),
        sale("2", lines=[]),
        sale("2", quantity=0),
        sale("2", quantity=10_000),
        sale("2", lines=[pos_pb2.TillSaleLine(quantity=1)]),
        sale("2", lines=[pos_pb2.TillSaleLine(sku_id="a\0", quantity=1)]),
        sale("2", lines=[pos_pb2.TillSaleLine(sku_id="a", quantity=1)] * 201),
    ],
)
async def test_a_sale_that_cannot_be_kept_is_a_letter_and_its_neighbours_are_kept(center, odd):
    await read_all(center, sale("1"), odd, sale("3"))
    assert [event.till_sale.till_sale_id for event in await kept(center)] == ["1", "3"]
    (letter,) = await letters(center)
    assert letter.reason


async def test_a_chain_with_too_many_odd_sales_is_held_and_the_other_chains_are_kept(center):
    odd = [sale(str(number), quantity=0, merchant_id="odd") for number in range(4)]
    late = [sale("7", merchant_id="odd"), sale("8", quantity=0, merchant_id="odd")]
    plugin = Plugin(*odd, *late, *(sale(str(number)) for number in (11, 12, 13)), page=2)
    async with reading(center, plugin, replace(QUICK, letters_of_chain=3)) as follower:
        await until(lambda: asyncio.sleep(0, not plugin.sales))
        assert [event.merchant_id for event in await kept(center)] == ["demo"] * 3
        assert follower.health.held == ["odd"]
        found = await letters(center)
        await center.feed.letters.drop("odd", [letter.letter_id for letter in found])
        await until(lambda: asyncio.sleep(0, not follower.health.held))
    assert [event.merchant_id for event in await kept(center)] == ["demo"] * 3 + ["odd"]
    (left,) = await letters(center)
    assert (len(found), left.item_id) == (4, "sto_1/T1/8")


async def test_the_audit_counts_what_stock_must_know_of(center):
    await read_all(center, sale("1"), sale("2"), sale("3", quantity=-1))
    audit = await center.servicer.Audit(read_messages_pb2.AuditRequest(), None)
    assert audit.totals["till_sales"] == 2
    await center.db.execute(
        "INSERT INTO letters (reader, item_id, subject_id, merchant_id, message_type, payload)"
        " VALUES ('order_control.till_sales', 'evt', 'sto_1/T1/2', 'demo', '', '')"
    )
    audit = await center.servicer.Audit(read_messages_pb2.AuditRequest(), None)
    assert audit.totals["till_sales"] == 1
