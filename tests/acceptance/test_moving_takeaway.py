"""Takeaway orders of a store go to whom the switch names, and none of them is made twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from zhongtai.common.v1 import trade_pb2

from cli.move import switching
from tests.acceptance.auditing import settled
from tests.acceptance.meituan import APP, SECRET, Meituan, Pushes
from tests.acceptance.moved import link_of, moved
from tests.acceptance.shop import Shop
from tests.acceptance.takeaway import (
    STORE,
    accounts,
    becomes,
    held,
    is_told,
    selling,
    till_has_said,
)
from tests.acceptance.test_imports import at_the_till
from tests.acceptance.test_moving import with_order

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


@pytest.fixture(scope="module")
def topology() -> str:
    """One is enough: who takes an order is the store center's word, wherever that runs."""
    return "single"


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(
    topology: str,
    own_database_url: str,
    meituan: Meituan,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Shop]:
    """The demo chain with an account at Meituan, which is swept every second."""
    folder = tmp_path_factory.mktemp("accounts")
    settings = accounts(folder, "meituan", APP, SECRET) | {
        "ZHONGTAI_TAKEAWAY_MEITUAN_URL": meituan.url
    }
    async with selling(topology, own_database_url, settings, "meituan") as shop:
        yield shop


async def test_what_meituan_sells_is_taken_here_or_not_as_the_switch_says(
    shop: Shop, push: Pushes, meituan: Meituan
):
    link = link_of(shop)
    await switching.switch(link, switching.Switch("bund", "meituan", "old", ""))
    theirs = meituan.sell(STORE, "F1")
    assert (await push("order", **theirs)).status_code == 404
    assert await held(shop, theirs["order_id"]) is None
    await switching.switch(link, switching.Switch("bund", "meituan", "platform", STORE))
    ours = meituan.sell(STORE, "F1")
    assert (await push("order", **ours)).json() == {"data": "ok"}
    await till_has_said(shop, ours["order_id"], "accepted")
    await is_told(meituan, ours["order_id"], "order/confirm")


async def test_what_the_old_system_has_begun_is_not_made_again_when_meituan_tells_of_it(
    shop: Shop, push: Pushes, meituan: Meituan, tmp_path: Path
):
    sale = meituan.sell(STORE, "F1")
    number = sale["order_id"]
    report = await moved(
        link_of(shop), with_order(tmp_path / "a", "meituan", number, status="preparing")
    )
    assert report.clean, report
    assert (await push("order", **sale)).json() == {"data": "ok"}
    order = await held(shop, number)
    assert order is not None
    assert order.fulfilment_route == trade_pb2.FULFILMENT_ROUTE_NONE
    over = {"status": "completed", "ended_at": "2025-06-02 13:00:00"}
    await moved(link_of(shop), with_order(tmp_path / "b", "meituan", number, **over))
    await becomes(shop, number, "COMPLETED")
    assert order.order_id not in await at_the_till(shop)
    await is_told(meituan, number)


async def test_an_order_that_is_handed_over_is_confirmed_to_meituan_by_us(
    shop: Shop, meituan: Meituan, tmp_path: Path
):
    number = meituan.sell(STORE, "F1")["order_id"]
    folder = with_order(tmp_path / "a", "meituan", number, status="placed", account=APP)
    assert (await moved(link_of(shop), folder)).counts["orders", "created"] == 1
    await till_has_said(shop, number, "accepted")
    await is_told(meituan, number, "order/confirm")


async def test_after_all_of_that_the_audit_finds_no_breach(shop: Shop):
    assert await settled(shop) == {}
