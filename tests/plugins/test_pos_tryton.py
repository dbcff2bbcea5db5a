"""A real Tryton's points of sale: an order is at its till once, and what is done there is told."""

import os
import signal
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin.conformance import Hooks, all_checks
from zhongtai_plugin.conformance.core import open_subject
from zhongtai_plugin.conformance.spawn import spawned

from tests.plugins.pos_at_tryton import CREATE, NOTE, SALE, WRITE, Till, tea, yuan
from tests.plugins.pos_scene import CHAIN, NAME, STORE, change_of
from tests.plugins.world import ROOT, hosted
from tests.tryton import PASSWORD, Tryton, tills
from tests.tryton_line import line_to

# Where nobody has installed Tryton yet, the first test does.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(1800)]

CANCELLED = pos_pb2.ORDER_CHANGE_KIND_CANCELLED
CHANGED, FINISHED = pos_pb2.ORDER_CHANGE_KIND_CHANGED, pos_pb2.ORDER_CHANGE_KIND_FINISHED
OPENED = pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    tryton: Tryton, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Till, Path]]:
    """The plug-in with one chain, whose two stores have a till each."""
    home = tmp_path_factory.mktemp("tills")
    async with line_to(tryton.url) as line:
        file = home / "tills.toml"
        file.write_text(tills(line.url, {STORE: "Riverside", "sto_2": "Hill"}, CHAIN))
        file.chmod(0o600)
        settings = {
            "ZHONGTAI_POS_TRYTON_ACCOUNTS": str(file),
            "ZHONGTAI_POS_TRYTON_POLL_MILLISECONDS": "200",
        }
        async with hosted("pos_tryton", home, **settings) as handle:
            yield Till(handle, line, tryton), home


@pytest_asyncio.fixture(loop_scope="module")
async def till(running: tuple[Till, Path]) -> Till:
    """The same, with nothing that goes wrong or is under way."""
    till, _ = running
    await till.settled()
    assert not till.line.cut | till.line.late
    return till


async def test_it_keeps_the_contract(tryton: Tryton, tmp_path: Path):
    file = tmp_path / "tills.toml"
    file.write_text(tills(tryton.url, {"conformance-store": "Hill"}, "conformance"))
    file.chmod(0o600)

    async def accept(order_id: str) -> None:
        """Its till takes every order by itself."""

    async with spawned(["python", "-m", "plugins.pos_tryton"], tmp_path / "state", ROOT) as plugin:
        subject = await open_subject(
            plugin.channel,
            {"accounts": str(file)},
            Hooks(accept_order=accept),
            {},
            restart=plugin.restart,
        )
        checks = [each for each in all_checks() if each.hook == "accept_order"]
        for check in checks:
            await check.run(subject)
    assert len(checks) > 3


@pytest.mark.parametrize("method", [CREATE, NOTE, WRITE])
@pytest.mark.parametrize("fault", ["cut", "late"])
async def test_an_order_is_at_its_till_once_whatever_becomes_of_a_call(
    till: Till, method: str, fault: str
):
    # Its answer gets lost, or it comes when nobody waits for it any more.
    getattr(till.line, fault).add(method)
    order = tea()
    for known in (False, True):
        (result,) = await till.push(order)
        assert (result.already_known, result.HasField("error")) == (known, False)
    (told,) = await till.updates(1)
    assert (told.kind, told.pickup_code) == (pos_pb2.TILL_UPDATE_KIND_ACCEPTED, "7")
    assert await till.line.release() == (fault == "late")
    sale = await till.sale(order)
    assert (sale["state"], sale["total"]) == ("open", Decimal("60.50"))
    # 10.00 for three is two at 3.33 and one at 3.34; then the box and the discount.
    assert sorted(x["quantity"] for x in sale["lines."]) == [-1, 1, 1, 2, 3]
    paid = [(each["amount"], each["method."]["name"]) for each in sale["payments."]]
    assert paid == [(Decimal("60.50"), "Online")]
    # What came of a call that nobody waited for is the next order's.
    await till.pushed()
    assert await till.empty() == 0


async def test_a_sale_says_what_was_ordered_and_the_note_beside_it_what_to_make(till: Till):
    order = tea(table="12", remark="no ice")
    order.lines[0].modifiers.add(name="Oat milk", quantity=1, unit_price=yuan(0))
    await till.push(order)
    await till.told(1)
    sale = await till.sale(order)
    assert (sale["date"], sale["point."]["name"]) == (date(2026, 1, 31), "Riverside")
    codes = [line["product."]["code"] for line in sale["lines."]]
    assert codes == ["T1", "OTHER", "OTHER", "OTHER", "OTHER"]
    (note,) = await till.notes(sale)
    head = f"7 · miniapp {order.channel_order_number} · {NAME} · Table 12"
    mark = f"[zhongtai {CHAIN} {order.order_id} {STORE} shop]"
    assert note == f"{head}\n3 x Tea 茶\n  + Oat milk\n3 x Cake\n“no ice”\n{mark}"


async def test_what_people_at_the_till_do_is_told(till: Till):
    done, sale = await till.pushed()
    await till.press("process", sale)
    assert await till.told(1) == [(done.order_id, "FULFILLED")]
    ridden, sale = await till.pushed(service_type=3, delivered_by=1, store_id="sto_2")
    assert sale["point."]["name"] == "Hill"
    await till.press("process", sale)
    await till.press("post", sale)
    assert await till.told(1) == [(ridden.order_id, "DELIVERING")]
    refused, sale = await till.pushed()
    paid = [each["id"] for each in sale["payments."]]
    await till.ask(f"{SALE}.write", [sale["id"]], {"payments": [["delete", paid]]})
    await till.press("cancel", sale)
    (told,) = await till.updates(1)
    kind = pos_pb2.TILL_UPDATE_KIND_REJECTED
    assert (told.order_id, told.kind) == (refused.order_id, kind)
    deleted, sale = await till.pushed(paid=False)
    assert sale["amount_to_pay"] == Decimal("60.50")
    await till.press("delete", sale)
    (told,) = await till.updates(1)
    words = "The store has deleted it at its till."
    assert (told.order_id, told.kind, told.reason) == (deleted.order_id, kind, words)


@pytest.mark.parametrize("done", [False, True], ids=["open", "done"])
@pytest.mark.parametrize("fault", ["cut", "late"])
async def test_a_cancelled_order_is_cancelled_at_its_till(till: Till, done: bool, fault: str):
    order, sale = await till.pushed()
    if done:
        await till.press("process", sale)
        assert await till.told(1) == [(order.order_id, "FULFILLED")]
    getattr(till.line, fault).add(f"model.{SALE}.cancel")
    change = change_of(order, CANCELLED, note="Changed their mind")
    for known in (False, True):
        (result,) = await till.tell(change)
        assert (result.already_known, result.HasField("error")) == (known, False)
    sale = await till.until_state(order, "cancelled")
    await till.line.release()
    assert ((await till.sale(order))["state"], sale["payments."]) == ("cancelled", [])
    assert (await till.notes(sale))[1:] == ["CANCELLED Changed their mind"]
    # Of what the platform has done itself it is not told.
    await till.pushed()


async def test_what_changes_elsewhere_is_noted_beside_the_sale(till: Till):
    order, sale = await till.pushed()
    later = tea(order_id=order.order_id, channel_order_number=order.channel_order_number)
    later.expected_time.FromSeconds(4_000_000_000)
    asked = pos_pb2.PosAfterSale(
        after_sale_id="a1", state="applied", amount=yuan(800), reason="cold"
    )
    await till.tell(
        change_of(order, CHANGED, order=later), change_of(order, OPENED, after_sale=asked)
    )
    _, changed, notice = await till.until_noted(sale, 3)
    assert "For 2096-10-02" in changed
    assert notice == "ASKED BACK 8.00: cold"
    await till.tell(change_of(order, FINISHED))
    await till.until_state(order, "done")


async def test_what_cannot_be_is_refused_and_its_neighbours_are_at_their_tills(till: Till):
    dollars = tea(total={"minor_units": 6050, "currency_code": "USD"})
    elsewhere, stranger = tea(store_id="sto_9"), tea(merchant_id="nobody")
    odd, good = tea(total=yuan(1)), tea()
    results = await till.push(dollars, elsewhere, stranger, odd, good)
    codes = [each.error.code for each in results]
    assert codes == ["", "NO_POINT", "CHAIN_UNKNOWN", "ORDER_INVALID", ""]
    told = dict(await till.told(2))
    assert told == {dollars.order_id: "REJECTED", good.order_id: "ACCEPTED"}
    # What is in the books already cannot be cancelled, and holds nothing up.
    sale = await till.sale(good)
    await till.press("process", sale)
    await till.press("post", sale)
    await till.told(1)
    await till.tell(change_of(good, CANCELLED))
    status = till.handle.status
    await till.until(lambda: status().details.get("changes_refused") == "1")
    await till.pushed()


async def test_sales_over_the_counter_are_told_by_their_codes_once(till: Till):
    _, sale = await till.pushed()
    await till.press("process", sale)
    await till.told(1)
    sold = await till.sell(("T1", 3), ("OTHER", 1), ("B1", -2))
    page = await till.sold()
    (told,) = page.sales
    assert (told.till_sale_id, told.till_id, told.store_id) == (str(sold), "Riverside", STORE)
    assert [(line.sku_code, line.quantity) for line in told.lines] == [("T1", 3), ("B1", -2)]
    assert told.total == yuan(1000)
    await till.ask(f"{SALE}.post", [sold])
    again = await till.sell(("B1", 1), point="Hill")
    page = await till.sold(page.cursor)
    assert [(each.till_sale_id, each.store_id) for each in page.sales] == [(str(again), "sto_2")]


@pytest.mark.parametrize("method", [CREATE, WRITE])
async def test_a_kill_between_a_push_and_its_look_up_leaves_an_order_at_its_till_once(
    till: Till, running: tuple[Till, Path], method: str
):
    till.line.late.add(method)
    order, before = tea(customer_name=NAME), till.line.calls[method]
    await till.push(order)
    await till.until(lambda: till.line.calls[method] > before)
    os.kill(till.handle.pid, signal.SIGKILL)
    assert await till.line.release() == 1
    assert await till.told(1) == [(order.order_id, "ACCEPTED")]
    assert (await till.sale(order))["total"] == Decimal("60.50")
    await till.pushed()
    assert await till.empty() == 0
    kept = b"".join(each.read_bytes() for each in running[1].rglob("*.log"))
    assert not [secret for secret in (NAME, PASSWORD) if secret.encode() in kept]


async def lose_the_folder(till: Till, home: Path) -> None:
    """Have the plug-in begin anew with nothing, while Tryton is away."""
    till.line.down = True
    for file in home.rglob("tills.sqlite3*"):
        file.unlink()
    before = till.handle.pid
    os.kill(before, signal.SIGKILL)
    await till.until(lambda: till.handle.pid not in (None, before) and till.handle.is_usable)
    till.cursor = ""


async def test_orders_of_a_lost_folder_are_found_again_and_are_at_their_tills_once(
    till: Till, running: tuple[Till, Path]
):
    done, off, left = orders = [tea() for _ in range(3)]
    await till.push(*orders)
    await till.told(3)
    await lose_the_folder(till, running[1])
    await till.press("process", await till.sale(done))
    (early,) = await till.tell(change_of(off, CANCELLED))
    # The platform pushes it again, which has forgotten how far the plug-in had read.
    (again,) = await till.push(left)
    assert (early.error.code, again.already_known) == ("RESTORING", False)
    till.line.down = False
    seen: dict[str, str] = {}
    while not {each.order_id for each in orders} <= seen.keys():
        seen |= dict(await till.told(1))
    assert seen[done.order_id] == "FULFILLED"
    (told,) = await till.tell(change_of(off, CANCELLED))
    assert not told.HasField("error")
    assert (await till.until_state(off, "cancelled"))["payments."] == []
    assert [len(await till.sales_of(each)) for each in orders] == [1] * 3


async def test_while_tryton_is_away_orders_wait_and_afterwards_each_is_at_its_till(till: Till):
    till.line.down = True
    orders = [tea() for _ in range(6)]
    results = await till.push(*orders)
    assert not [each for each in results if each.HasField("error")]
    status = till.handle.status
    await till.until(lambda: status().details.get("tasks_waiting") == "6")
    till.line.down = False
    told = await till.told(6)
    assert sorted(told) == sorted((each.order_id, "ACCEPTED") for each in orders)
    assert [len(await till.sales_of(each)) for each in orders] == [1] * 6
