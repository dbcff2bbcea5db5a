"""A chain with tills of two makers: each order is cooked once, at the till of its store."""

import pytest
import pytest_asyncio

from simulators.square.book import Order
from simulators.square.files import location_of
from simulators.square.platform import Square
from tests.acceptance.conftest import SQUARE_CHAIN, SQUARE_STORE
from tests.acceptance.shop import Shop
from tests.acceptance.stores import everything, like_the_first, open_store, sell
from tests.acceptance.test_which_till import on_the_board, until_on_the_board
from tests.plugins.world import until

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]
DISH = "scallion-pancake"


@pytest.fixture(scope="module")
def merchant() -> str:
    return SQUARE_CHAIN


async def store_with_square(shop: Shop) -> str:
    """Open a store whose till is Square's, at the location that the chain has there."""
    store = like_the_first("harbour")
    store.pos_plugin = "pos_square"
    code = location_of(SQUARE_CHAIN, SQUARE_STORE)
    store.channel_codes.add(channel="pos_square", code=code)
    store_id = await open_store(shop, store)
    await sell(shop, everything(store_id, "harbour"))
    return store_id


async def at_square(side: Square, order_id: str) -> Order:
    """The order as people see it at the till, where it is once."""
    await until(lambda: any(each.payment for each in side.book.of(order_id)))
    (found,) = side.book.of(order_id)
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def store_id(shop: Shop) -> str:
    return await store_with_square(shop)


async def test_each_order_is_cooked_once_at_the_till_of_its_store(
    shop: Shop, square_side: Square, store_id: str
):
    alice = await shop.phone("alice")
    orders = {
        (await alice.paid_order(DISH, store_id=where))["order_id"]: where
        for where in (store_id, shop.store_id, store_id, shop.store_id)
    }
    theirs = [order_id for order_id, where in orders.items() if where == store_id]
    for order_id, where in orders.items():
        if where == store_id:
            seen = await alice.get(f"/orders/{order_id}")
            found = await at_square(square_side, order_id)
            assert found.payment.amount == seen["amounts"]["total"]
        else:
            await until_on_the_board(shop, order_id)
    assert not await on_the_board(shop) & set(theirs)
    made = [each.body["metadata"]["order_id"] for each in square_side.book.orders.values()]
    assert sorted(made) == sorted(theirs)


async def test_what_people_do_at_square_is_on_the_phone(
    shop: Shop, square_side: Square, store_id: str
):
    alice = await shop.phone("alice")
    order_id = (await alice.paid_order(DISH, store_id=store_id))["order_id"]
    found = await at_square(square_side, order_id)
    for state, status in (("RESERVED", "ACCEPTED"), ("COMPLETED", "FULFILLED")):
        square_side.orders.move(found.body["id"], state)
        seen = await alice.until(order_id, lambda order, status=status: order["status"] == status)
    assert seen["pickup_code"] == found.body["ticket_name"]
    off, refused = [(await alice.paid_order(DISH, store_id=store_id))["order_id"] for _ in range(2)]
    square_side.orders.move(
        (await at_square(square_side, refused)).body["id"], "CANCELED", "no flour left"
    )
    called_off = await at_square(square_side, off)
    await alice.post(f"/orders/{off}/cancel", {})
    await until(lambda: called_off.payment.refunded > 0)
    assert called_off.fulfilment["state"] == "CANCELED"
    seen = await alice.until(refused, lambda order: order["status"] == "CANCELLED")
    assert seen["cancel_note"] == "no flour left"
