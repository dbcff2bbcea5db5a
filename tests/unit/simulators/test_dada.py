"""The simulated Dada by itself: its ladder, what it notices of merchants, what it allows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from simulators.core.account_files import NotOurs
from simulators.core.clock import Clock
from simulators.core.riding import Refusal
from simulators.core.ways import LATE_FEE
from simulators.dada import book
from simulators.dada.account import Account
from simulators.dada.book import Asked, Book, Order
from simulators.dada.courier import Courier
from simulators.dada.faults import Faults
from simulators.dada.files import ACCOUNTS
from simulators.dada.orders import Orders
from tests.dada import chains, simulated

MERCHANT = Account("key", "secret", "73753", frozenset())


def an_order(orders: Book, number: str = "bkg_1") -> Order:
    """An order of soup."""
    asked = Asked(number, "1", "http://here", "Anna", "1", "Road", 31.2, 121.5, 1990, 700, "")
    return orders.add(MERCHANT, asked, 900, 610)


@asynccontextmanager
async def courier(statuses: list[int]) -> AsyncIterator[tuple[Courier, list[float]]]:
    """A courier to a merchant that answers so, the last for ever, and the pauses it makes."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    def merchant(_: httpx.Request) -> httpx.Response:
        return httpx.Response(statuses.pop(0) if len(statuses) > 1 else statuses[0])

    async with httpx.AsyncClient(transport=httpx.MockTransport(merchant)) as http:
        yield Courier(http, Clock(sleep=sleep), faults=Faults()), pauses


async def test_a_callback_that_nobody_takes_comes_again_and_is_given_up():
    async with courier([500]) as (sends, pauses):
        sends.tell(an_order(Book(sends.clock.now)))
        await sends.errands.all_done()
        assert (pauses, sends.given_up) == (list(Courier.ladder), ["http://here"])


async def test_an_answer_that_gets_lost_brings_the_callback_again_and_a_lost_one_does_not():
    async with courier([200]) as (sends, _):
        order = an_order(Book(sends.clock.now))
        sends.faults.take(Faults(lost_answers=1))
        sends.tell(order)
        await sends.errands.all_done()
        sends.faults.take(Faults(lost_callbacks=1))
        sends.tell(order)
        await sends.errands.all_done()
        assert (sends.counts["callbacks"], sends.counts["lost"]) == (2, 1)


async def test_a_merchant_who_takes_what_strangers_send_is_told_of():
    for statuses, caught in (([200], ["forged", "old"]), ([401, 401, 200], [])):
        async with courier(statuses) as (sends, _):
            sends.faults.strangers = True
            sends.tell(an_order(Book(sends.clock.now)))
            await sends.errands.all_done()
            assert [words.split()[-3] for words in sends.misconduct] == caught


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ([], 0),
        ([book.TO_FETCH], 0),
        ([book.TO_FETCH, book.OFFERED], 0),
        ([book.TO_FETCH, book.DELIVERING], 2050),
        ([book.TO_FETCH, book.DELIVERING, book.DONE], 2051),
        ([book.EXPIRED], 2052),
        ([book.NOT_MADE], 2073),
        ([book.CANCELLED], 2076),
    ],
)
def test_an_order_can_be_called_off_until_the_goods_are_gone(moves: list[int], code: int):
    orders = Book(lambda: 1.0)
    order = an_order(orders)
    for state in moves:
        orders.move(order, state)
    if code:
        with pytest.raises(Refusal) as refused:
            orders.call_off(order, "why", 2)
        assert refused.value.code == code
    else:
        orders.call_off(order, "why", 2)
        assert order.deducted == (LATE_FEE if moves == [book.TO_FETCH] else 0)


def test_no_number_is_used_twice_and_no_rider_goes_back():
    orders = Book(lambda: 1.0)
    order = an_order(orders)
    with pytest.raises(Refusal) as twice:
        an_order(orders)
    assert twice.value.code == 2105
    orders.move(order, book.TO_FETCH)
    orders.move(order, book.DELIVERING)
    with pytest.raises(Refusal):
        orders.move(order, book.WAITING)


async def test_a_person_moves_riders_and_makes_trouble_by_hand(tmp_path):
    async with simulated(chains(tmp_path, "demo")) as side, httpx.AsyncClient() as http:
        an_order(side.book)
        moved = await http.post(f"{side.url}/by-hand/move?order_id=bkg_1&to=2")
        wrong = await http.post(f"{side.url}/by-hand/move?order_id=bkg_1&to=4")
        assert (moved.json()["state"], wrong.status_code) == (2, 409)
        assert (await http.get(f"{side.url}/by-hand/orders")).json()[0]["state"] == 2
        await http.post(f"{side.url}/by-hand/faults", json={"calls": [""], "no_riders": True})
        assert (side.faults.calls, side.faults.no_riders) == ([""], True)
        unknown = await http.post(f"{side.url}/by-hand/faults", json={"calls": ["earthquake"]})
        assert unknown.status_code == 400
        stranger = await http.post(f"{side.url}/api/order/addOrder", json={"source_id": "1"})
        assert "counts" in (await http.get(f"{side.url}/by-hand/counts")).json()
    assert stranger.json()["code"] == 2401


def test_accounts_at_the_real_dada_are_not_written_over(tmp_path):
    chains(tmp_path, "demo")
    chains(tmp_path, "demo", "tea")
    file = tmp_path / ACCOUNTS
    file.write_text("[noodles]\n")
    with pytest.raises(NotOurs):
        chains(tmp_path, "demo")
    assert file.read_text() == "[noodles]\n"


def test_dada_gives_an_order_back_and_says_that_it_was_dada():
    sends = Courier(httpx.AsyncClient(), Clock(), faults=Faults(lost_callbacks=1))
    orders = Orders(Book(lambda: 1.0), sends)
    order = an_order(orders.book)
    orders.give_back(order, "no riders")
    assert (order.state, order.cancelled_by) == (book.CANCELLED, 3)
