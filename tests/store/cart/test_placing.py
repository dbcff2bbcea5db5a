"""Placing an order of a cart: exactly what was placed leaves it, once, also after a crash."""

import asyncio
from datetime import timedelta

import grpc
import pytest

from apps.cart import errors, sweeper
from apps.cart.checkouts.operations import EXTENSION
from apps.cart.sweeper import OPEN_FOR
from centers.promotion.errors import BudgetSpent
from mesh.pure.errors import InProgress, RateLimited, Refusal, RequestIdReused
from tests.store.cart.conftest import Carts, as_person

BROKEN = grpc.StatusCode.UNAVAILABLE
LATER = OPEN_FOR + timedelta(minutes=1)


async def test_an_order_takes_its_lines_out_of_the_cart_and_no_others(carts: Carts):
    tea = await carts.add("tea", 2)
    await carts.add("rice")
    await carts.place(line_ids=[tea.line_id])
    assert await carts.pieces() == {"rice": 1}
    [draft] = carts.control.placed
    assert [(line.sku_id, line.quantity) for line in draft.lines] == [("tea", 2)]
    assert (draft.store_id, draft.channel) == ("sto_1", "miniapp")


async def test_twins_place_one_order_and_take_it_out_once(carts: Carts):
    await carts.add("tea", 2)
    orders = await asyncio.gather(*(carts.place("once") for _ in range(10)))
    assert {order.order_id for order in orders} == {"ord_1"}
    await carts.add("tea")
    await carts.place("once")
    assert await carts.pieces() == {"tea": 1}


async def test_two_devices_that_order_one_version_at_once_place_one_order(carts: Carts):
    tea = await carts.add("tea", 2)
    carts.control.seconds = 0.05
    wish = {"expected_version": tea.version}
    placed = [carts.place(f"device{n}", **wish) for n in range(10)]
    ends = await asyncio.gather(*placed, return_exceptions=True)
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert {type(each) for each in refused} <= {InProgress, errors.CartChanged}
    assert (len(refused), len(carts.control.placed)) == (9, 1)
    assert await carts.pieces() == {}


async def test_what_may_have_been_ordered_is_not_ordered_under_another_key(carts: Carts):
    tea, rice = await carts.add("tea"), await carts.add("rice")
    carts.control.broken, carts.control.breaks_after_placing = BROKEN, True
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place("first", line_ids=[tea.line_id])
    with pytest.raises(InProgress):
        await carts.place("second")
    await carts.place("other", line_ids=[rice.line_id])
    await carts.place("first", line_ids=[tea.line_id])
    with pytest.raises(errors.CartEmpty):
        await carts.place("second")
    assert len(carts.control.placed) == 2


@pytest.mark.parametrize(
    ("refusal", "sure"), [(BudgetSpent(promotion_id="prm_1"), True), (RateLimited(), False)]
)
async def test_only_a_last_word_frees_the_lines_for_another_key(carts: Carts, refusal, sure):
    await carts.add("tea")
    carts.control.refusal = refusal
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place("first")
    carts.control.refusal = None
    if sure:
        await carts.place("second")
    else:
        with pytest.raises(InProgress):
            await carts.place("second")
        await carts.place("first")
    assert len(carts.control.placed) == 1


async def test_what_is_added_while_the_order_is_placed_stays(carts: Carts):
    await carts.add("tea", 2)
    carts.control.broken, carts.control.breaks_after_placing = BROKEN, True
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place("slow")
    await carts.add("tea", 3)
    await carts.place("slow")
    assert await carts.pieces() == {"tea": 3}


async def test_a_refused_order_leaves_the_cart_as_it_was(carts: Carts):
    await carts.add("tea")
    carts.control.broken = grpc.StatusCode.FAILED_PRECONDITION
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place("again")
    assert await carts.pieces() == {"tea": 1}
    await carts.add("rice")
    await carts.place("again")
    assert await carts.pieces() == {}


@pytest.mark.parametrize("placed", [True, False])
async def test_after_a_crash_the_cart_loses_what_was_placed_and_only_that(carts: Carts, placed):
    await carts.add("tea")
    carts.control.broken, carts.control.breaks_after_placing = BROKEN, placed
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place()
    await carts.app.sweeper.do_round()
    assert await carts.pieces() == {"tea": 1}
    carts.clock.advance(LATER.total_seconds())
    for _ in range(2):
        await carts.app.sweeper.do_round()
        assert await carts.pieces() == ({} if placed else {"tea": 1})


async def test_a_late_repetition_takes_its_pieces_though_its_checkout_is_forgotten_meanwhile(
    carts: Carts,
):
    await carts.add("tea", 2)
    carts.control.broken = BROKEN
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place("late")
    place = carts.control.PlaceOrder

    async def overtaken(request):
        await carts.app.sweeper.do_round()
        assert not await carts.db.fetch("SELECT FROM checkouts")
        return await place(request)

    carts.control.PlaceOrder = overtaken
    carts.clock.advance(LATER.total_seconds())
    order = await carts.place("late")
    assert await carts.pieces() == {}
    carts.control.PlaceOrder = place
    await carts.add("tea")
    assert (await carts.place("late")).order_id == order.order_id
    assert await carts.pieces() == {"tea": 1}


async def test_checkouts_that_never_settle_keep_no_younger_one_open(carts: Carts, monkeypatch):
    monkeypatch.setattr(sweeper, "AT_ONCE", 2)
    carts.control.breaks_after_placing = True
    for number in range(5):
        carts.control.broken = BROKEN
        with as_person(f"per_{number}"):
            await carts.add("tea")
            with pytest.raises(grpc.aio.AioRpcError):
                await carts.place()
    carts.control.unreadable = {f"per_{number}" for number in range(3)}
    carts.clock.advance(LATER.total_seconds())
    await carts.app.sweeper.do_round()
    left = await carts.db.fetch("SELECT person_id FROM checkouts WHERE order_id = ''")
    assert {row["person_id"] for row in left} == carts.control.unreadable


async def test_a_repetition_whose_checkout_was_forgotten_finds_its_order(carts: Carts):
    await carts.add("tea")
    carts.control.broken, carts.control.breaks_after_placing = BROKEN, True
    with pytest.raises(grpc.aio.AioRpcError):
        await carts.place("again")
    await carts.db.execute("DELETE FROM checkouts")
    assert (await carts.place("again")).order_id == "ord_1"
    assert await carts.pieces() == {}
    assert len(carts.control.placed) == 1
    await carts.add("tea")
    assert (await carts.place("another")).order_id == "ord_2"


async def test_what_is_placed_keeps_no_personal_data(carts: Carts):
    await carts.add("tea")
    await carts.place()
    assert await carts.db.fetchval("SELECT order_request FROM checkouts") == b""


async def test_an_order_bears_the_id_of_its_checkout(carts: Carts):
    await carts.add("tea")
    order = await carts.place()
    assert order.extension[EXTENSION].startswith("cko_")


async def test_an_empty_cart_an_unknown_line_and_an_older_version_place_nothing(carts: Carts):
    with pytest.raises(errors.CartEmpty):
        await carts.place()
    await carts.add("tea")
    with pytest.raises(errors.CartLineNotFound):
        await carts.place(line_ids=["elsewhere"])
    with pytest.raises(errors.CartChanged):
        await carts.place(expected_version=7)
    assert not carts.control.placed


async def test_the_same_request_id_with_another_wish_is_refused(carts: Carts):
    await carts.add("tea")
    await carts.place("key")
    with pytest.raises(RequestIdReused):
        await carts.place("key", expected_version=3)
