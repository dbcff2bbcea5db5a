"""One odd order, report or answer stops nobody: its neighbours go on, and an operator sees it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import httpx
import pytest
import pytest_asyncio
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed
from zhongtai.common.v1 import letter_pb2
from zhongtai.order.v1 import create_messages_pb2, event_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2

from mesh.data.database import Database
from mesh.feed.feed import Feed, NewEvent
from mesh.feed.follower_health import MAX_LETTERS
from mesh.process.control import ask
from mesh.process.peers import RUN_FOLDER
from tests.acceptance.channel_orders import cny, sound_order
from tests.acceptance.shop import PATIENCE_SECONDS, Phone, Shop

pytestmark = [pytest.mark.topology, pytest.mark.asyncio(loop_scope="package")]

T = TypeVar("T")

NUL = "a\0b"
DEAD, BEHIND = letter_pb2.LETTER_STATE_DEAD, letter_pb2.LETTER_STATE_BEHIND


@pytest_asyncio.fixture(loop_scope="package")
async def choosy(shop: Shop) -> AsyncIterator[Shop]:
    """The shop while its store's tills are behind the choosy plug-in."""
    await shop.name_till("choosy_till")
    yield shop
    await shop.name_till("")


async def letters(shop: Shop, reader: str) -> list[letter_pb2.Letter]:
    request = letter_pb2.ListLettersRequest(reader=reader)
    return list((await shop.orders.ListLetters(request, **shop.operator)).letters)


async def until(read: Callable[[], Awaitable[T]], wanted: Callable[[T], Any]) -> T:
    """Read again until it is as wanted."""

    async def again() -> T:
        return await read()

    retrying = AsyncRetrying(
        retry=retry_if_result(lambda seen: not wanted(seen)),
        wait=wait_fixed(0.1),
        stop=stop_after_delay(PATIENCE_SECONDS),
    )
    return await retrying(again)


async def letters_of(shop: Shop, reader: str, count: int) -> list[letter_pb2.Letter]:
    """The letters of a reader, as soon as it has so many."""
    return await until(lambda: letters(shop, reader), lambda found: len(found) == count)


async def paid_back(phone: Phone, order_id: str) -> dict[str, Any]:
    """The order, as soon as its money went back."""
    return await until(
        lambda: phone.get(f"/orders/{order_id}"), lambda seen: seen["amounts"]["refunded"]
    )


async def drop(shop: Shop, *found: letter_pb2.Letter) -> None:
    request = letter_pb2.DropLettersRequest(letter_ids=[letter.letter_id for letter in found])
    await shop.orders.DropLetters(request, **shop.operator)


async def test_an_order_that_a_till_refuses_is_cancelled_with_the_reason_and_paid_back(
    choosy: Shop,
):
    alice = await choosy.phone("alice")
    order = await alice.order("scallion-pancake", remark="refuse")
    await alice.pay(order["order_id"])
    seen = await paid_back(alice, order["order_id"])
    assert (seen["status"], seen["cancel_note"]) == ("CANCELLED", "No wok here")
    assert seen["amounts"]["refunded"] == seen["amounts"]["paid"]
    assert await letters(choosy, "order.choosy_till") == []


async def test_an_order_that_a_plug_in_forgets_to_answer_is_asked_again_and_holds_up_nobody(
    choosy: Shop,
):
    alice = await choosy.phone("alice")
    forgotten = await alice.paid_order("scallion-pancake", remark="forget")
    found = await until(lambda: letters(choosy, "order.choosy_till"), bool)
    assert {letter.subject_id for letter in found} == {forgotten["order_id"]}
    assert found[0].attempts > 0
    order = await alice.paid_order("scallion-pancake", remark="report")
    await alice.until(order["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    await drop(choosy, found[0])  # later events of the order, behind it, are dealt with then
    await letters_of(choosy, "order.choosy_till", 0)


async def test_an_odd_report_of_a_plug_in_is_a_letter_and_the_next_orders_report_is_applied(
    choosy: Shop,
):
    alice = await choosy.phone("alice")
    odd = await alice.paid_order("scallion-pancake", remark="odd report")
    order = await alice.paid_order("scallion-pancake", remark="report")
    seen = await alice.until(order["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    assert seen["pickup_code"] == "B2"
    found = await letters_of(choosy, "order.choosy_till.reports", 2)
    assert [letter.state for letter in found] == [DEAD, BEHIND]
    assert {letter.subject_id for letter in found} == {odd["order_id"]}
    retry = letter_pb2.RetryLettersRequest(letter_ids=[found[0].letter_id])
    assert (await choosy.orders.RetryLetters(retry, **choosy.operator)).letter_ids
    await drop(choosy, *found)
    assert await letters(choosy, "order.choosy_till.reports") == []


REPORTS = "order.choosy_till.reports"
FILL_WITH_LETTERS = """
INSERT INTO letters (reader, item_id, subject_id, merchant_id, message_type, payload)
SELECT $1, $2 || '/' || n, $2 || '/' || n, $2, 'filler', '' FROM generate_series(1, $3::int) AS n
"""


@pytest_asyncio.fixture(loop_scope="package")
async def books(choosy: Shop) -> AsyncIterator[Database]:
    """The order center's database, from which letters of the reader are gone afterwards."""
    db = Database(choosy.platform.database_url, "order")
    yield db
    await db.execute("DELETE FROM letters WHERE reader = $1", REPORTS)
    await db.close()


async def told_of(shop: Shop, reader: str) -> dict[str, Any]:
    """How a reader is, as its process tells `zhongtai status`."""
    home = shop.platform.home
    names = [file.stem for file in (home / RUN_FOLDER).glob("*.json")]
    states = await asyncio.gather(*(ask(home, name, "state", PATIENCE_SECONDS) for name in names))
    told = (each for state in states for each in state["followers"])
    return next(each for each in told if each["reader"] == reader)


async def test_a_chain_with_too_many_letters_of_a_plug_ins_stream_waits_alone_and_goes_on(
    choosy: Shop, books: Database
):
    alice, chain = await choosy.phone("alice"), choosy.merchant
    await alice.paid_order("scallion-pancake", remark="odd report")
    await letters_of(choosy, REPORTS, 2)
    await books.execute(FILL_WITH_LETTERS, REPORTS, "elsewhere", MAX_LETTERS)
    await until(lambda: told_of(choosy, REPORTS), lambda told: told["letters"] > MAX_LETTERS)
    first = await alice.paid_order("scallion-pancake", remark="report")
    await alice.until(first["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    await books.execute(FILL_WITH_LETTERS, REPORTS, chain, MAX_LETTERS)
    await until(lambda: told_of(choosy, REPORTS), lambda told: told["letters"] > 2 * MAX_LETTERS)
    await alice.paid_order("scallion-pancake", remark="odd report")
    await until(lambda: told_of(choosy, REPORTS), lambda told: told["held_chains"] == [chain])
    order = await alice.paid_order("scallion-pancake", remark="report")
    aside = "SELECT count(*) FROM passed_items WHERE reader = $1"
    await until(lambda: books.fetchval(aside, REPORTS), lambda lying: lying == 1)
    assert (await alice.get(f"/orders/{order['order_id']}"))["status"] == "PLACED"
    await books.execute("DELETE FROM letters WHERE merchant_id = $1", chain)
    seen = await alice.until(order["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    assert seen["pickup_code"] == "B2"
    await until(lambda: told_of(choosy, REPORTS), lambda told: not told["held_chains"])
    assert await books.fetchval(aside, REPORTS) == 0


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "rejected", "reason": "sold\0out"},
        {"kind": "accepted", "pickup_code": "A\0 1"},
        {"kind": "rejected", "reason": "x" * 200_000},
        {"kind": "rejected", "reason": "卖完了🍜"},
    ],
    ids=["nul in a reason", "nul in a code", "too long", "emoji"],
)
async def test_after_an_odd_report_at_the_till_the_next_one_is_applied(
    shop: Shop, odd: dict[str, Any]
):
    alice = await shop.phone("alice")
    orders = [await alice.paid_order("scallion-pancake") for _ in range(2)]
    ids = [order["order_id"] for order in orders]
    await shop.till_says(ids[0], "pickup_code", pickup_code="A1")
    with suppress(httpx.HTTPStatusError):  # some the till refuses at its own door
        await shop.report([{"update_id": secrets.token_hex(8), "order_id": ids[0], **odd}])
    await shop.till_says(ids[1], "accepted", pickup_code="B2")
    seen = await alice.until(ids[1], lambda seen: seen["status"] == "ACCEPTED")
    assert seen["pickup_code"] == "B2"


def completed_for_too_much(merchant: str) -> event_pb2.OrderEvent:
    """An order completed for more money than points can be earned on."""
    return event_pb2.OrderEvent(
        event_id="evt_odd",
        order_id="ord_odd",
        merchant_id=merchant,
        kind=event_pb2.ORDER_EVENT_KIND_MOVED,
        from_status=order_pb2.ORDER_STATUS_FULFILLED,
        to_status=order_pb2.ORDER_STATUS_COMPLETED,
        person_id="per_odd",
        paid=cny(10**15),
    )


async def write_event(url: str, event: event_pb2.OrderEvent) -> None:
    """As an order center of an older version might have written it."""
    db = Database(url, "order")
    written = NewEvent(
        event.merchant_id, "s", event.order_id, "MOVED", event.SerializeToString(), "t"
    )
    async with db.transaction() as connection:
        await Feed(db).append(connection, [written])
    await db.close()


async def test_an_odd_event_is_a_letter_and_the_next_order_earns_and_is_paid_back(
    shop: Shop,
):
    await write_event(shop.platform.database_url, completed_for_too_much(shop.merchant))
    bob = await shop.phone("bob")
    earning = await bob.paid_order("beef-noodles-m")
    for step in ("accepted", "ready", "fulfilled", "completed"):
        await shop.till_says(earning["order_id"], step)
    cancelled = await bob.paid_order("scallion-pancake")
    await bob.post(f"/orders/{cancelled['order_id']}/cancel", {})
    await paid_back(bob, cancelled["order_id"])
    (letter,) = await letters_of(shop, "order_control.points", 1)
    assert (letter.subject_id, letter.state) == ("ord_odd", DEAD)
    assert "amount" in letter.reason
    await until(lambda: bob.get("/me"), lambda me: me["points"])
    await drop(shop, letter)


def odd_orders(shop: Shop) -> list[create_messages_pb2.NewOrder]:
    """Orders of which each has one thing that no order can have."""
    odd = []
    for name in ("person_id", "remark", "table_number", "business_date", "store_id", "order_id"):
        odd.append(sound_order(shop))
        setattr(odd[-1], name, NUL)
    for name in ("line_id", "sku_id", "name", "remark"):
        odd.append(sound_order(shop))
        setattr(odd[-1].lines[0], name, NUL)
    for seconds in (253402300799, -62135596800, 2**62):
        odd.append(sound_order(shop))
        odd[-1].channel_place_time.seconds = seconds
    for price in (2 * 10**12, 2**63 - 1):
        odd.append(sound_order(shop))
        for money in (odd[-1].total, odd[-1].lines[0].amount, odd[-1].lines[0].unit_price):
            money.minor_units = price
    odd.append(sound_order(shop))
    odd[-1].lines[0].quantity = 2**31 - 1
    odd.append(sound_order(shop))
    odd[-1].extension[NUL] = "v"
    odd.append(sound_order(shop))
    odd[-1].total.currency_code = "KWD"
    return odd


async def test_odd_orders_of_an_import_are_refused_each_and_their_neighbours_are_booked(shop: Shop):
    orders = [sound_order(shop)]
    for odd in odd_orders(shop):
        orders += [odd, sound_order(shop)]
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    request = messages_pb2.BatchImportOrdersRequest(orders=orders)
    results = (await shop.control.BatchImportOrders(request, **hub)).results
    assert len(results) == len(orders)
    assert all(result.created for result in results[::2])
    for order, result in zip(orders[1::2], results[1::2], strict=True):
        assert (result.created, bool(result.refusal_reason)) == (False, True), order
    again = (await shop.control.BatchImportOrders(request, **hub)).results
    assert [each.order_id for each in again] == [each.order_id for each in results]
