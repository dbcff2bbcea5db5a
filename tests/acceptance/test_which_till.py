"""Where tills are behind several POS plug-ins, an order is made once: by its store's till."""

import asyncio
import secrets

import pytest

from tests.acceptance.shop import Shop

pytestmark = [pytest.mark.topology, pytest.mark.asyncio(loop_scope="package")]


async def on_the_board(shop: Shop) -> set[str]:
    """What `pos_till` has for its tills."""
    page = await shop.pull("", limit=500)
    return {entry["order"]["order_id"] for entry in page["orders"]}


async def until_on_the_board(shop: Shop, order_id: str) -> None:
    async with asyncio.timeout(30):
        while order_id not in await on_the_board(shop):
            await shop.pull("", wait_seconds=1)
            await asyncio.sleep(0.05)


async def test_an_order_is_on_the_tills_of_the_plug_in_that_its_store_names_and_nowhere_else(
    shop: Shop,
):
    alice = await shop.phone("alice")
    await shop.name_till("choosy_till")
    chosen = await alice.paid_order("scallion-pancake", remark="report")
    seen = await alice.until(chosen["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    assert seen["pickup_code"] == "B2"  # which only that till gives
    await shop.name_till("")
    usual = await alice.paid_order("scallion-pancake", remark="report")
    await until_on_the_board(shop, usual["order_id"])
    assert chosen["order_id"] not in await on_the_board(shop)
    assert (await alice.get(f"/orders/{usual['order_id']}"))["status"] == "PLACED"


async def test_orders_wait_for_a_plug_in_that_is_not_there_and_move_when_the_store_names_another(
    shop: Shop,
):
    alice = await shop.phone("alice")
    await shop.name_till(f"pos_{secrets.token_hex(4)}")
    waiting = await alice.paid_order("scallion-pancake")
    await shop.name_till("")
    usual = await alice.paid_order("scallion-pancake")
    await until_on_the_board(shop, usual["order_id"])
    await until_on_the_board(shop, waiting["order_id"])
    await shop.till_says(waiting["order_id"], "accepted")
    await alice.until(waiting["order_id"], lambda seen: seen["status"] == "ACCEPTED")
