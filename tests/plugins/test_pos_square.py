"""Square against its simulator: an order is cooked once, and no webhook is believed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from zhongtai.plugin.v1 import pos_pb2

from simulators.square.faults import Faults
from simulators.square.files import ACCOUNTS, SKUS
from tests.plugins.pos_scene import (
    CHAIN,
    NAME,
    PHONE,
    STORE,
    STREET,
    change_of,
    dollars,
    new_order,
)
from tests.plugins.square_scene import Scene
from tests.plugins.world import hosted
from tests.square import Chains, chains, simulated

CANCELLED = pos_pb2.ORDER_CHANGE_KIND_CANCELLED
CHANGED, FINISHED = pos_pb2.ORDER_CHANGE_KIND_CHANGED, pos_pb2.ORDER_CHANGE_KIND_FINISHED
OPENED = pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED
CLOSED = pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_CLOSED
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """Square, and the plug-in with an account for noodles, which searches once in an hour."""
    folder = tmp_path_factory.mktemp("square")
    there = chains(folder, CHAIN, stores=(STORE,))
    async with simulated(there) as side:
        env = {**there.env(side.url), "ZHONGTAI_POS_SQUARE_POLL_SECONDS": "3600"}
        async with hosted("pos_square", folder, ZHONGTAI_SQUARE_PORT="0", **env) as handle:
            scene = Scene(handle, side, there)
            # What goes wrong from now on goes wrong with what a test does.
            await scene.until(lambda: bool(side.courier.counts["POST /v2/orders/search"]))
            yield scene


@pytest_asyncio.fixture(loop_scope="module")
async def scene(running: Scene) -> Scene:
    """The same, with nothing that goes wrong or is under way, and no webhooks."""
    running.side.faults.take(Faults())
    running.side.courier.addresses.clear()
    await running.settled()
    return running


@pytest.mark.parametrize("fault", ["lost", "garbled", "away", "throttled", "expired"])
@pytest.mark.parametrize("calls_before", [0, 1], ids=["order", "payment"])
async def test_an_order_is_at_its_store_once_whatever_becomes_of_an_answer(
    scene: Scene, fault: str, calls_before: int
):
    order = new_order()
    scene.side.faults.calls += [*[""] * calls_before, fault]
    for known in (False, True):
        (result,) = await scene.push(order)
        assert (result.already_known, result.HasField("error")) == (known, False)
    found = await scene.at_square(order)
    assert (found.body["total_money"]["amount"], found.payment.amount) == (1600, 1600)
    assert (found.body["location_id"], found.body["ticket_name"]) == (scene.location(), "7")
    assert not scene.side.faults.calls


async def test_an_order_that_square_has_but_does_not_show_yet_is_waited_for(scene: Scene):
    scene.side.faults.hidden = True
    scene.side.faults.calls += ["lost"]
    order = new_order(remark="first")
    await scene.push(order)
    changed = new_order(order_id=order.order_id, remark="second")
    await scene.tell(change_of(order, CHANGED, order=changed))
    await scene.until(lambda: len(scene.side.book.of(order.order_id)) == 1)
    scene.side.faults.hidden = False
    found = await scene.at_square(order)
    await scene.until(lambda: "second" in found.fulfilment["pickup_details"]["note"])


async def test_webhooks_tell_every_step_once_and_strangers_none(scene: Scene):
    scene.use_webhooks()
    faults = scene.side.faults
    faults.strangers, faults.duplicate_webhooks, faults.lost_answers = True, 2, 1
    order, found = await scene.pushed()
    for state, kind in (
        ("RESERVED", "ACCEPTED"),
        ("PREPARED", "READY"),
        ("COMPLETED", "FULFILLED"),
    ):
        scene.move(found, state)
        assert await scene.told(1) == [(order.order_id, kind)]
    courier = scene.side.courier
    await scene.meanwhile(courier.errands.all_done())
    assert courier.misconduct == []
    assert courier.counts["forged"] > courier.counts["answers lost"] == 1
    other, found = await scene.pushed()
    scene.move(found, "RESERVED", "CANCELED", reason="no beef left")
    await scene.until(lambda: found.body["state"] == "COMPLETED")
    updates = await scene.updates(1)
    while updates[-1].kind != pos_pb2.TILL_UPDATE_KIND_REJECTED:
        updates += await scene.updates(1)
    assert {each.order_id for each in updates} == {other.order_id}
    assert updates[-1].reason == "no beef left"


async def test_a_cancelled_order_is_cooked_no_more_though_its_till_is_quicker(scene: Scene):
    scene.use_webhooks()
    order, found = await scene.pushed()
    scene.move(found, "RESERVED")
    assert await scene.told(1) == [(order.order_id, "ACCEPTED")]
    await scene.meanwhile(scene.side.courier.errands.all_done())
    scene.side.courier.addresses.clear()
    change = change_of(order, CANCELLED, note="Changed their mind")
    # The order is read, and is another one when it is to be changed.
    scene.side.faults.calls += ["", "meddled", "", "lost"]
    for known in (False, True):
        (result,) = await scene.tell(change)
        assert (result.already_known, result.HasField("error")) == (known, False)
    await scene.until(lambda: found.payment.refunded == 1600)
    details = found.fulfilment["pickup_details"]
    assert (found.fulfilment["state"], found.body["state"]) == ("CANCELED", "COMPLETED")
    assert details["cancel_reason"] == "Changed their mind"
    scene.use_webhooks()
    next_order, found = await scene.pushed()
    scene.move(found, "RESERVED")
    # Of what the platform has done itself it is not told.
    assert await scene.told(1) == [(next_order.order_id, "ACCEPTED")]


async def test_what_changes_elsewhere_is_on_the_ticket(scene: Scene):
    order, found = await scene.pushed(remark="no onions")
    details = found.fulfilment["pickup_details"]
    assert (details["schedule_type"], details["note"]) == ("ASAP", "no onions")
    later = new_order(order_id=order.order_id, remark="no onions")
    later.expected_time.FromSeconds(4_000_000_000)
    asked = pos_pb2.PosAfterSale(
        after_sale_id="a1", state="applied", amount=dollars(800), reason="cold"
    )
    asked.lines.add(line_id="1", quantity=1)
    await scene.tell(
        change_of(order, CHANGED, order=later), change_of(order, OPENED, after_sale=asked)
    )
    await scene.until(lambda: details["note"] == "ASKED BACK 8.00: cold; no onions")
    assert details["schedule_type"] == "SCHEDULED"
    asked.state = "refunded"
    await scene.tell(change_of(order, CLOSED, after_sale=asked))
    await scene.until(lambda: found.payment.refunded == 800)
    assert details["note"] == "GIVEN BACK 1 x Tea 茶; no onions"
    await scene.tell(change_of(order, FINISHED))
    await scene.until(lambda: found.body["state"] == "COMPLETED")
    assert found.history == ["COMPLETED"]


async def test_what_is_accepted_already_waits_for_nobody_at_its_till_and_has_its_code(
    scene: Scene,
):
    # The order, its payment, how it stands by then; a till that is quicker; and no answer.
    scene.side.faults.calls += ["", "", "", "meddled", "", "lost"]
    order, found = await scene.pushed(accepted=True)
    (told,) = await scene.updates(1)
    assert (told.order_id, told.kind) == (order.order_id, pos_pb2.TILL_UPDATE_KIND_ACCEPTED)
    assert told.pickup_code == found.body["ticket_name"] == "7"
    assert (found.fulfilment["state"], found.history) == ("RESERVED", ["RESERVED"])
    waiting, found = await scene.pushed()
    assert found.fulfilment["state"] == "PROPOSED"
    elsewhere = new_order(order_id=waiting.order_id, accepted=True)
    await scene.tell(change_of(waiting, CHANGED, order=elsewhere))
    assert await scene.told(1) == [(waiting.order_id, "ACCEPTED")]
    assert found.history == ["RESERVED"]


async def test_what_square_refuses_is_rejected_and_its_neighbours_are_cooked(scene: Scene):
    scene.side.faults.refused_name = "Poison"
    bad, unpaid, elsewhere, good = (
        new_order(),
        new_order(paid=False),
        new_order(store_id="sto_nowhere"),
        new_order(),
    )
    bad.lines[0].name = "Poison"
    stranger = new_order(merchant_id="nobody")
    results = await scene.push(bad, unpaid, elsewhere, stranger, good)
    codes = [result.error.code for result in results]
    assert codes == ["", "NOT_PAID", "NO_LOCATION", "CHAIN_UNKNOWN", ""]
    await scene.at_square(good)
    (update,) = await scene.updates(1)
    assert (update.order_id, update.kind) == (bad.order_id, pos_pb2.TILL_UPDATE_KIND_REJECTED)
    assert "INVALID_VALUE" in update.reason
    scene.side.faults.take(Faults(tax=5))
    dear = new_order()
    await scene.push(dear)
    assert await scene.told(1) == [(dear.order_id, "REJECTED")]
    (found,) = scene.side.book.of(dear.order_id)
    assert (found.body["state"], found.payment) == ("CANCELED", None)


async def test_an_order_that_costs_nothing_is_shown_to_its_store(scene: Scene):
    order, found = await scene.pushed(total=dollars(0), discount_total=dollars(1600))
    assert found.payment.amount == 0
    await scene.tell(change_of(order, CANCELLED))
    await scene.until(lambda: found.fulfilment["state"] == "CANCELED")


async def test_a_call_that_may_not_be_made_is_told_and_holds_no_order_up(scene: Scene):
    order, _ = await scene.pushed()
    scene.side.faults.calls += ["", "", "", "forbidden"]
    await scene.tell(change_of(order, CANCELLED))
    await scene.until(lambda: not scene.side.faults.calls)
    status = scene.handle.status
    await scene.until(lambda: "permission" in status().details.get(f"account.{CHAIN}", ""))
    (found,) = scene.side.book.of(order.order_id)
    await scene.pushed()
    await scene.until(lambda: found.payment.refunded == 1600)
    await scene.until(lambda: f"account.{CHAIN}" not in status().details)


async def test_a_kill_between_an_order_and_its_answer_leaves_one_order(tmp_path: Path):
    there = chains(tmp_path, CHAIN, "tea", stores=(STORE,))
    file = tmp_path / ACCOUNTS
    wrong = '[noodles.stores]\n"sto_wrong" = "L-nowhere"'
    text = file.read_text().replace("the-token-of-tea", "another")
    file.write_text(text.replace("[noodles.stores]", wrong))
    async with simulated(there) as side:
        env = {**there.env(side.url), "ZHONGTAI_POS_SQUARE_POLL_SECONDS": "1"}
        async with hosted("pos_square", tmp_path, ZHONGTAI_SQUARE_PORT="0", **env) as handle:
            scene = Scene(handle, side, there)
            for chain, trouble in (("tea", "token"), (CHAIN, "L-nowhere of sto_wrong")):
                await scene.until(
                    lambda x=f"account.{chain}", y=trouble: y in handle.status().details.get(x, "")
                )
            order = await _killed_before_an_answer(scene)
            found = await scene.at_square(order)
            await _away_and_back(scene)
            # No webhook comes: what tills do is found by searching.
            scene.move(found, "RESERVED")
            assert await scene.told(1) == [(order.order_id, "ACCEPTED")]
            await _sold_over_the_counter(scene)
    _nothing_of_nobodys_business_is_logged(there)


def _nothing_of_nobodys_business_is_logged(there: Chains) -> None:
    kept = b"".join(each.read_bytes() for each in there.folder.rglob("*.log"))
    assert b"an account is in trouble" in kept
    account = there.accounts[CHAIN]
    for secret in (NAME, PHONE, STREET, account.access_token, account.signature_key):
        assert secret.encode() not in kept


async def _killed_before_an_answer(scene: Scene):
    """Kill the plug-in when Square has an order of which the plug-in knows nothing yet."""
    scene.side.faults.calls += ["slow"] * 4
    order = new_order(customer_name=NAME)
    await scene.push(order)
    await scene.until(lambda: len(scene.side.book.of(order.order_id)) == 1)
    assert scene.side.book.of(order.order_id)[0].payment is None
    scene.side.faults.calls.clear()
    os.kill(scene.handle.pid, signal.SIGKILL)
    return order


async def _away_and_back(scene: Scene) -> None:
    """Orders that are pushed while Square is away are at their store when it is back."""
    scene.side.faults.away = True
    orders = [new_order() for _ in range(12)]
    async with asyncio.timeout(60):
        results = await scene.push(*orders)
    assert not [each for each in results if each.HasField("error")]
    status = scene.handle.status
    await scene.until(lambda: status().details.get("tasks_waiting") == "12")
    scene.side.faults.away = False
    for each in orders:
        await scene.at_square(each)


async def _sold_over_the_counter(scene: Scene) -> None:
    """What tills sell is told by the chain's own codes; what has none is left out."""
    account, (variation, sku) = scene.there.accounts[CHAIN], next(iter(SKUS.items()))
    scene.side.faults.no_catalogue = 1
    sold = scene.side.orders.sell(
        account, scene.location(), [(variation, "3"), ("", "1"), (variation, "0.5")]
    )
    scene.side.orders.sell(account, scene.location(), [("", "1")])
    status = scene.handle.status
    await scene.until(lambda: status().details.get("sales_not_told_whole") == "2")
    page = await scene.sold()
    (sale,) = page.sales
    assert (sale.till_sale_id, sale.store_id) == (sold.body["id"], STORE)
    assert [(line.sku_code, line.quantity) for line in sale.lines] == [(sku, 3)]
    assert not (await scene.sales(page.cursor)).sales
