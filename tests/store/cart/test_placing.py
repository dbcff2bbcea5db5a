"""Placing an order of a cart: exactly what was placed leaves it, once, also after a crash."""

import asyncio
from datetime import timedelta

import grpc
import pytest

from apps.cart import errors
from apps.cart.checkouts.operations import EXTENSION
from apps.cart.sweeper import OPEN_FOR
from mesh.pure.errors import RequestIdReused
from tests.store.cart.conftest import Carts

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
