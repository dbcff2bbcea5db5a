"""An order's journey as people see it: the phone's page and the till's page in a real browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.acceptance.shop import Shop
from tests.platform import MERCHANT
from tests.plugins.browser import Tab, a_tab, needs_browser

pytestmark = [
    needs_browser,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.browser,
    pytest.mark.postgres,
    # What people see does not depend on where the centers run.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]

HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")


@pytest.fixture(scope="module")
def merchant() -> str:
    """The one whose customers the page knows."""
    return MERCHANT


def seen(selector: str) -> str:
    return f"document.querySelector('{selector}')"


async def click(tab: Tab, selector: str) -> None:
    """Press something as soon as it is there and can be pressed."""
    await tab.until(f"{seen(selector)} && !{seen(selector)}.disabled")
    await tab.run(f"{seen(selector)}.click()")


@asynccontextmanager
async def at_the_phone(shop: Shop, folder: Path) -> AsyncIterator[Tab]:
    """The phone's page, in the menu of the store on the Bund."""
    async with a_tab(folder) as phone:
        await phone.go(f"{shop.url}/shop")
        await phone.until(f"{seen('#who')}.options.length && !{seen('#who')}.disabled")
        await click(phone, f"[data-store={shop.store_id}]")
        await phone.until(seen("[data-sku=beef-noodles-m]"))
        yield phone


async def place(phone: Tab, *skus: str) -> str:
    """Order one piece each; gives the order's id."""
    for sku in skus:
        await click(phone, f"[data-sku={sku}]")
    await phone.until(
        f"!{seen('#bar')}.hidden && {seen('#sum')}.textContent.includes('{len(skus)} 件')"
    )
    # An order of another test may be shown: this customer's latest.
    before = await phone.run(f"{seen('#ticket')}?.dataset.order || ''")
    await click(phone, "#place")
    await phone.until(f"{seen('#ticket')} && {seen('#ticket')}.dataset.order !== '{before}'")
    return await phone.run(f"{seen('#ticket')}.dataset.order")


async def pay(phone: Tab, cashier: Tab) -> None:
    """Follow the phone's link to the cashier in another window, and pay."""
    await cashier.go(await phone.until(f"{seen('#pay')}?.href"))
    await click(cashier, "#pay")
    await cashier.until(f"{seen('#said')}.textContent.includes('Paid')")


async def at_the_till(tab: Tab, shop: Shop) -> None:
    await tab.go(f"{shop.url}/till#lang=en")
    await tab.until(seen(".dot.on"))


def on_card(order_id: str, rest: str) -> str:
    return f"[data-order-id={order_id}] {rest}"


async def status(phone: Tab, wanted: str) -> None:
    await phone.until(f"{seen('#ticket')}.dataset.status === '{wanted}'")


async def test_an_order_goes_from_the_phone_to_the_till_and_its_code_comes_back(
    shop: Shop, tmp_path: Path
):
    async with at_the_phone(shop, tmp_path / "phone") as phone, a_tab(tmp_path / "till") as till:
        await phone.run("window.neverReloaded = true")
        order_id = await place(phone, "beef-noodles-m", "soy-milk")
        await pay(phone, till)
        await status(phone, "PLACED")
        await at_the_till(till, shop)
        await click(till, on_card(order_id, "[data-action=accept]"))
        await status(phone, "ACCEPTED")
        await till.until(seen(on_card(order_id, "input")))
        await till.run(
            f"(field => {{ field.value = 'A42'; field.dispatchEvent(new Event('input')); }})"
            f"({seen(on_card(order_id, 'input'))})"
        )
        await click(till, on_card(order_id, "[data-action=ready]"))
        await phone.until(f"{seen('#code')}?.textContent === 'A42'")
        await status(phone, "READY")
        await click(till, on_card(order_id, "[data-action=complete]"))
        await status(phone, "COMPLETED")
        assert await phone.run("window.neverReloaded")


async def test_an_order_that_is_under_way_is_there_again_after_a_reload(shop: Shop, tmp_path: Path):
    async with at_the_phone(shop, tmp_path) as phone:
        order_id = await place(phone, "soy-milk")
        await phone.until(seen("#pay"))
        await phone.go(f"{shop.url}/shop?again")
        await phone.until(f"{seen('#ticket')}?.dataset.order === '{order_id}' && {seen('#pay')}")
        await click(phone, "#cancel")
        await status(phone, "CANCELLED")


async def test_what_is_taken_out_again_is_not_ordered(shop: Shop, tmp_path: Path):
    async with at_the_phone(shop, tmp_path) as phone:
        await click(phone, "[data-sku=soy-milk]")
        await phone.until(f"!{seen('#bar')}.hidden")
        await click(phone, ".counter.some button:first-child")
        await phone.until(f"{seen('#bar')}.hidden && !{seen('.counter.some')}")


async def test_a_refusal_is_told_in_words(shop: Shop, tmp_path: Path):
    async with at_the_phone(shop, tmp_path) as phone:
        await phone.run("state.store = { store_id: 'nowhere' }")
        await click(phone, "[data-sku=soy-milk]")
        await phone.until(f"!{seen('#problem')}.hidden && {seen('#problem')}.textContent")
        assert await phone.run(f"{seen('#bar')}.hidden")


async def test_the_phone_speaks_chinese_and_english_and_fits_its_screen(shop: Shop, tmp_path: Path):
    async with at_the_phone(shop, tmp_path) as phone:
        await place(phone, "soy-milk")
        await phone.until(seen("#pay"))
        words = "[...document.querySelectorAll('h1, h2, .steps li, #cancel, #pay, [data-store]')]"
        texts = await phone.run(f"{words}.map(each => each.textContent)")
        assert len(texts) > 10
        assert [text for text in texts if not (HAN.search(text) and LATIN.search(text))] == []
        assert await phone.run("document.documentElement.scrollWidth <= innerWidth")


async def test_the_till_keeps_the_language_that_was_chosen(shop: Shop, tmp_path: Path):
    async with a_tab(tmp_path) as till:
        await at_the_till(till, shop)
        await click(till, "#language")
        assert await till.run(f"{seen('h1')}.textContent") == "门店收银台"
        await till.go(f"{shop.url}/till?again")
        await till.until(f"{seen('h1')}.textContent === '门店收银台'")
