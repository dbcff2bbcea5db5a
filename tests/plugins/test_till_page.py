"""The till's page in a real browser: orders arrive by themselves, offline work is replayed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from zhongtai.plugin.v1 import pos_pb2, pos_pb2_grpc

from mesh.plugins.handle import PluginHandle
from tests.plugins.browser import Tab, a_tab, needs_browser
from tests.plugins.register import EVERY_STORE
from tests.plugins.world import access, an_order, push, till_server, updates_of

pytestmark = [needs_browser, pytest.mark.browser]

AT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
WANTED = {"expected_time": AT, "store_time_zone": "Asia/Kathmandu"}
SHOWN = "05:15"
"""By the clock of the store."""


def order(order_id: str, state: str = "") -> str:
    """A selector of an order's card."""
    return f"[data-order-id={order_id}]" + (f"[data-state={state}]" if state else "")


async def press(tab: Tab, order_id: str, action: str) -> None:
    """Press a button on an order's card."""
    await tab.run(f"document.querySelector('{order(order_id)} [data-action={action}]').click()")


async def see(tab: Tab, selector: str) -> None:
    """Wait until something is there."""
    await tab.until(f"document.querySelector('{selector}')")


@asynccontextmanager
async def at_page(tmp_path: Path, browser: str) -> AsyncIterator[tuple[PluginHandle, Tab]]:
    """The page, let in by the secret in its address."""
    async with till_server(tmp_path) as handle, a_tab(browser) as tab:
        door = access(tmp_path, "pos_till", "till.json")
        await tab.go(f"{door['url']}/till#token={EVERY_STORE}&lang=en")
        await tab.until("document.querySelector('.dot.on')")
        yield handle, tab


async def test_an_order_arrives_and_goes_through_the_kitchen(tmp_path: Path, browser: str) -> None:
    async with at_page(tmp_path, browser) as (handle, tab):
        await push(handle, an_order("ord_1", remark="<b>no sugar</b>", **WANTED))
        await see(tab, order("ord_1", "new"))
        assert "<b>no sugar</b>" in await tab.run("document.body.textContent")
        assert SHOWN in await tab.run("document.body.textContent")
        for action, state in (("accept", "accepted"), ("ready", "ready")):
            await press(tab, "ord_1", action)
            await see(tab, order("ord_1", state))
        await see(tab, ".code")
        await press(tab, "ord_1", "complete")
        sent, _ = await updates_of(handle, 4)
        assert [update.kind for update in sent] == [
            pos_pb2.TILL_UPDATE_KIND_ACCEPTED,
            pos_pb2.TILL_UPDATE_KIND_READY,
            pos_pb2.TILL_UPDATE_KIND_FULFILLED,
            pos_pb2.TILL_UPDATE_KIND_COMPLETED,
        ]
        await tab.until("document.querySelector('#queued').textContent === '0'")


async def test_what_was_done_offline_is_sent_once_when_back(tmp_path: Path, browser: str) -> None:
    async with at_page(tmp_path, browser) as (handle, tab):
        await push(handle, an_order("ord_1"), an_order("ord_2"))
        await see(tab, order("ord_2", "new"))
        await tab.run("document.querySelector('#online').click()")
        await press(tab, "ord_1", "accept")
        await press(tab, "ord_2", "accept")
        await press(tab, "ord_1", "ready")
        await tab.until("document.querySelector('#queued').textContent === '3'")
        await tab.reload()
        await see(tab, order("ord_1", "ready"))
        await push(handle, an_order("ord_3"))
        await tab.run("document.querySelector('#online').click()")
        await see(tab, order("ord_3", "new"))
        await tab.until("document.querySelector('#queued').textContent === '0'")
        sent, _ = await updates_of(handle, 3)
        assert [update.order_id for update in sent] == ["ord_1", "ord_2", "ord_1"]


async def test_a_cancelled_order_is_shown_until_somebody_has_seen_it(
    tmp_path: Path, browser: str
) -> None:
    async with at_page(tmp_path, browser) as (handle, tab):
        await push(handle, an_order("ord_1"))
        await see(tab, order("ord_1", "new"))
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        change = pos_pb2.OrderChange(change_id="c1", order_id="ord_1", kind=1, note="sorry")
        await handle.call(stub.UpdateOrders, pos_pb2.UpdateOrdersRequest(changes=[change]))
        await see(tab, order("ord_1", "cancelled"))
        await press(tab, "ord_1", "seen")
        await tab.until(f"!document.querySelector('{order('ord_1')}')")


async def test_without_a_token_the_page_asks_for_one_and_keeps_it_out_of_its_address(
    tmp_path: Path, browser: str
) -> None:
    async with at_page(tmp_path, browser) as (_, tab):
        assert "token" not in await tab.run("location.href")
        await tab.reload("localStorage.clear()")
        await see(tab, "#door:not([hidden])")
        fill = f"document.querySelector('#token').value = '{EVERY_STORE}'"
        await tab.run(f"{fill}, document.querySelector('#door button').click()")
        await see(tab, ".dot.on")


async def test_the_page_speaks_chinese_and_english(tmp_path: Path, browser: str) -> None:
    async with at_page(tmp_path, browser) as (_, tab):
        assert await tab.run("document.querySelector('h1').textContent") == "Store till"
        await tab.run("document.querySelector('#language').click()")
        assert await tab.run("document.querySelector('h1').textContent") == "门店收银台"
        assert await tab.run("document.documentElement.lang") == "zh"
