"""The simulated SF by itself: its ladder, what it notices of merchants, what it allows."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from simulators.core.clock import Clock
from simulators.core.riding import Refusal
from simulators.core.ways import LATE_FEE
from simulators.sf import book, signature
from simulators.sf.account import Account
from simulators.sf.book import Asked, Book, Order
from simulators.sf.courier import Courier
from simulators.sf.faults import Faults

DEVELOPER = Account(1234, "sfkey", frozenset(), 2)
HERE = "http://here/notices/carrier/sf"
TAKEN = {"error_code": 0, "error_msg": "success"}

Merchant = Callable[[httpx.Request], httpx.Response]


def an_order(orders: Book, number: str = "bkg_1", shop: str = "S1") -> Order:
    """An order of soup."""
    asked = Asked(number, shop, "Anna", "1", "Road", 31.2, 121.5, 1990, 700, "", "", 0)
    return orders.add(DEVELOPER, asked, 900, 610)


@asynccontextmanager
async def courier(merchant: Merchant) -> AsyncIterator[tuple[Courier, list[float]]]:
    """A courier to a merchant, and the pauses it makes."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with httpx.AsyncClient(transport=httpx.MockTransport(merchant)) as http:
        yield Courier(http, Clock(sleep=sleep), faults=Faults(), address=HERE), pauses


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(500), httpx.Response(200), httpx.Response(200, json={"error_code": 1})],
)
async def test_a_callback_that_is_not_answered_as_sf_wants_comes_again(answer: httpx.Response):
    async with courier(lambda _: answer) as (sends, pauses):
        sends.tell(an_order(Book(sends.clock.now)))
        await sends.errands.all_done()
        assert (pauses, len(sends.given_up)) == (list(Courier.ladder), 1)


@pytest.mark.parametrize("unsigned", [False, True])
async def test_callbacks_are_signed_in_the_address_and_some_are_not(unsigned: bool):
    came: list[httpx.Request] = []

    def merchant(request: httpx.Request) -> httpx.Response:
        came.append(request)
        return httpx.Response(200, json=TAKEN)

    async with courier(merchant) as (sends, _):
        sends.faults.unsigned_callbacks = unsigned
        sends.tell(an_order(Book(sends.clock.now)))
        await sends.errands.all_done()
    (request,) = came
    sign = request.url.params.get("sign", "")
    assert signature.is_right(request.content.decode(), sign, 1234, "sfkey") is not unsigned
    assert json.loads(request.content)["url_index"] == "rider_status"


@pytest.mark.parametrize("careful", [False, True])
async def test_a_merchant_who_takes_what_strangers_send_is_told_of(careful: bool):
    def merchant(request: httpx.Request) -> httpx.Response:
        refused = careful and "sign" not in request.url.params
        return httpx.Response(401 if refused else 200, json=TAKEN)

    async with courier(merchant) as (sends, _):
        sends.faults.strangers = True
        sends.tell(an_order(Book(sends.clock.now)))
        await sends.errands.all_done()
        assert len(sends.misconduct) == (0 if careful else 2)


@pytest.mark.parametrize(
    ("moves", "refused"),
    [
        ([], False),
        ([book.TAKEN], False),
        ([book.TAKEN, book.DELIVERING], True),
        ([book.TAKEN, book.DELIVERING, book.DONE], True),
        ([book.CANCELLED], True),
    ],
)
def test_an_order_can_be_called_off_until_the_goods_are_gone(moves: list[int], refused: bool):
    orders = Book(lambda: 1.0)
    order = an_order(orders)
    for state in moves:
        orders.move(order, state)
    if refused:
        with pytest.raises(Refusal):
            orders.call_off(order, "why")
    else:
        orders.call_off(order, "why")
        assert order.deducted == (LATE_FEE if moves else 0)


def test_a_number_is_its_shops_own_for_ever_and_no_rider_goes_back():
    orders = Book(lambda: 1.0)
    order = an_order(orders)
    an_order(orders, shop="S2")
    orders.call_off(order, "why")
    with pytest.raises(Refusal):
        an_order(orders)
    other = an_order(orders, "bkg_2")
    orders.move(other, book.TAKEN)
    orders.move(other, book.DELIVERING)
    with pytest.raises(Refusal):
        orders.move(other, book.CREATED)
