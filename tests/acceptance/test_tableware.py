"""How much tableware is wanted: from the phone to the till, and back to the phone."""

import asyncio
from typing import Any

import pytest

from tests.acceptance.shop import Phone, Problem, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


async def at_the_till(shop: Shop, order_id: str) -> dict[str, Any]:
    """The order as the till is shown it."""
    after = ""
    async with asyncio.timeout(60):
        while True:
            page = await shop.pull(after, wait_seconds=2)
            for entry in page["orders"]:
                if entry["order"]["order_id"] == order_id:
                    return entry["order"]
            after = page["cursor"]


@pytest.mark.parametrize("count", [0, 3, None])
async def test_the_till_and_the_customer_see_how_much_tableware_is_wanted(
    shop: Shop, anna: Phone, count: int | None
):
    said = {} if count is None else {"tableware_count": count}
    order = await anna.paid_order("cucumber", **said)
    assert order["tableware_count"] == count
    assert (await at_the_till(shop, order["order_id"])).get("tableware") == count


async def test_tableware_for_more_than_999_is_refused(anna: Phone):
    with pytest.raises(Problem) as refused:
        await anna.order("cucumber", tableware_count=1000)
    assert refused.value.status == 400
