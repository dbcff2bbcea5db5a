"""An order's journey as people see it: the phone's page and the till's page in a real browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.acceptance.shop import Shop
from tests.acceptance.test_journey import restock
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
IN_CART = "(cart?.lines || []).reduce((sum, line) => sum + line.quantity, 0)"


@pytest.fixture(scope="module")
def merchant() -> str:
    """The one whose customers the page knows."""
    return MERCHANT


def seen(selector: str) -> str:
    return f"document.querySelector(`{selector}`)"


async def click(tab: Tab, selector: str) -> None:
    """Press something as soon as it is there and can be pressed."""
    await tab.until(f"{seen(selector)} && !{seen(selector)}.disabled")
    await tab.run(f"{seen(selector)}.click()")


@asynccontextmanager
async def at_the_phone(shop: Shop, browser: str) -> AsyncIterator[Tab]:
    """The phone's page, in the menu of the store on the Bund."""
    async with a_tab(browser) as phone:
        await phone.go(f"{shop.url}/shop#lang=zh")
        await phone.until(f"{seen('#who')}.options.length && !{seen('#who')}.disabled")
        await click(phone, f"[data-store={shop.store_id}]")
        await phone.until(f"{seen('[data-sku=beef-noodles-m]')} && cart")
        # What another test has left there.
        await phone.run("cart.lines.length && emptyCart()")
        yield phone


async def put_in(phone: Tab, sku: str) -> None:
    """Put one piece into the cart, with the options that are offered first."""
    before = await phone.run(IN_CART)
    await click(phone, f"[data-sku={sku}]")
    if await phone.run(f"{seen('#choose')}.open"):
        await click(phone, "#add")
    await phone.until(f"{IN_CART} === {before + 1} && wish")


async def place(phone: Tab, *skus: str) -> str:
    """Order one piece each; gives the order's id."""
    for sku in skus:
        await put_in(phone, sku)
    await phone.until(
        f"!{seen('#bar')}.hidden && {seen('#sum')}.textContent.includes('{len(skus)} 件')"
    )
    return await order_cart(phone)


async def order_cart(phone: Tab) -> str:
    """Order what is in the cart; gives the order's id."""
    # An order of another test may be shown: this customer's latest.
    before = await phone.run(f"{seen('#ticket')}?.dataset.order || ''")
    await click(phone, "#place")
    await phone.until(f"{seen('#ticket')} && {seen('#ticket')}.dataset.order !== '{before}'")
    await phone.until("!cart.lines.length")
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
    shop: Shop, browser: str
):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
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


async def choose(tab: Tab, selector: str, value: str) -> None:
    """Choose what a list offers."""
    await tab.run(
        f"(field => {{ field.value = '{value}'; field.dispatchEvent(new Event('change')); }})"
        f"({seen(selector)})"
    )


async def test_who_has_not_logged_in_fills_a_cart_and_has_it_at_login(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await choose(phone, "#who", "")
        await phone.until("isGuest()")
        assert await phone.run(f"{seen('[data-view=history]')}.hidden")
        await click(phone, f"[data-store={shop.store_id}]")
        await put_in(phone, "soy-milk")
        await phone.go(f"{shop.url}/shop?again")
        await phone.until(f"cart && isGuest() && {IN_CART} === 1")
        await click(phone, "#place")
        await click(phone, "#choose [data-who='demo-bob']")
        await phone.until(f"cart && !isGuest() && {IN_CART} === 1")
        assert await phone.run(f"{seen('#who')}.value") == "demo-bob"
        await order_cart(phone)
        # Whoever uses the page next without logging in is another guest.
        await choose(phone, "#who", "")
        await phone.until("isGuest() && state.stores.length")
        await click(phone, f"[data-store={shop.store_id}]")
        await phone.until(f"cart && {IN_CART} === 0")


async def test_an_order_that_is_under_way_is_there_again_after_a_reload(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        order_id = await place(phone, "soy-milk")
        await phone.until(seen("#pay"))
        await phone.go(f"{shop.url}/shop?again")
        await phone.until(f"{seen('#ticket')}?.dataset.order === '{order_id}' && {seen('#pay')}")
        await click(phone, "#cancel")
        await status(phone, "CANCELLED")
        assert await phone.run(f"{seen('#why')}.textContent") == "You have cancelled it"


async def test_what_is_taken_out_again_is_not_ordered(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await click(phone, "[data-sku=soy-milk]")
        await phone.until(f"!{seen('#bar')}.hidden")
        await click(phone, ".counter.some button:first-child")
        await phone.until(f"{seen('#bar')}.hidden && !{seen('.counter.some')}")


async def test_a_refusal_is_told_in_the_readers_words(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        names = "(words => Object.keys(words).sort().join())"
        other = f"{names}(WORDS.zh[key]) !== {names}(WORDS.en[key])"
        kinds = "Object.keys(WORDS.en).filter(key => typeof WORDS.en[key] === 'object')"
        assert await phone.run(f"{kinds}.filter(key => {other})") == []
        await put_in(phone, "soy-milk")
        await phone.run("setPieces(cart.lines[0], 2)")
        await phone.run("cart.version = 1; attempt(() => setPieces(cart.lines[0], 3))")
        await phone.until(f"{seen('#problem')}.textContent.includes('另一台设备')")
        await phone.until(f"{IN_CART} === 2")


async def test_the_phone_speaks_one_language_at_a_time(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await place(phone, "soy-milk")
        await put_in(phone, "soy-milk")
        await phone.until(seen("#pay"))
        said = "h1, #stores h2, #stores .card, #cart, #menu h2, #menu h3, .steps li, #cancel, #pay"
        # What is still to be spent for a promotion is told with the code of the currency.
        shown = "each.textContent.replaceAll('CNY', '')"
        texts = f"[...document.querySelectorAll('{said}, #place')].map(each => {shown})"
        chinese = await phone.run(texts)
        assert len(chinese) > 10
        assert [text for text in chinese if not HAN.search(text) or LATIN.search(text)] == []
        await click(phone, "#language")
        await phone.until(f"{seen('#menu h3')}.textContent === 'Noodles'")
        await phone.until(f"{seen('#cart')}.textContent.includes('Soy milk')")
        english = await phone.run(texts)
        assert [text for text in english if HAN.search(text) or not LATIN.search(text)] == []
        await says_what_is_ones_own_in_one_language(phone)
        await phone.go(f"{shop.url}/shop?again")
        await phone.until(f"{seen('h1')}.textContent === '{english[0]}'")


async def says_what_is_ones_own_in_one_language(phone: Tab) -> None:
    """Membership and coupons, in English, in Chinese and in English again."""
    cards = "[...document.querySelectorAll('#me h2, #me .card')].map(each => each.textContent)"
    await click(phone, "[data-view=me]")
    await phone.until(seen("#me .card"))
    assert [text for text in await phone.run(cards) if HAN.search(text)] == []
    await click(phone, "#language")
    await phone.until(f"{seen('#me h2')}.textContent === t('offers')")
    assert [text for text in await phone.run(cards) if LATIN.search(text)] == []
    await click(phone, "#language")
    await phone.until(f"{seen('#me h2')}.textContent === t('offers')")


async def test_the_phone_fits_a_narrow_screen(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await phone.resize(320, 640)
        await place(phone, "soy-milk")
        await put_in(phone, "beef-noodles-m")
        await phone.until(seen("#pay"))
        fits = "document.documentElement.scrollWidth <= 320"
        assert await phone.run(fits)
        await click(phone, "[data-sku=beef-noodles-m]")
        await phone.until(f"{seen('#choose')}.open")
        assert await phone.run(f"{fits} && {seen('#choose')}.scrollWidth <= 320")


async def test_a_cart_is_there_after_a_reload_and_on_a_second_device(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as tablet:
        await put_in(phone, "soy-milk")
        await phone.reload()
        await phone.until(f"{IN_CART} === 1")
        await tablet.go(f"{shop.url}/shop#lang=en")
        await tablet.until(f"{IN_CART} === 1")
        await put_in(tablet, "cucumber")
        await phone.run("document.dispatchEvent(new Event('visibilitychange'))")
        await phone.until(f"{IN_CART} === 2")


async def test_options_are_chosen_and_shown_in_cart_ticket_and_till(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        await click(phone, "[data-sku=beef-noodles-m]")
        await phone.until(f"{seen('#choose')}.open")
        field = seen("#choose fieldset[data-least='1'] .option:last-of-type input")
        await phone.run(f"{field}.click()")
        chosen = await phone.run(f"{field}.choice.name")
        await click(phone, "#add")
        await phone.until(f"{seen('[data-line]')}?.textContent.includes('{chosen}')")
        order_id = await order_cart(phone)
        await phone.until(f"{seen('#ticket .options')}?.textContent.includes('{chosen}')")
        await pay(phone, till)
        await at_the_till(till, shop)
        # The kitchen reads the menu's own name, which has the Chinese one in it.
        card = seen(on_card(order_id, ".modifiers"))
        await till.until(f"{card}?.textContent.includes('{chosen}')")


async def test_a_sets_dishes_are_shown_with_their_options_on_phone_and_till(
    shop: Shop, browser: str
):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        await put_in(phone, "lunch-set")
        parts = "cart.lines[0].modifiers.flatMap(each => [each, ...each.modifiers])"
        # Word by word: at the till the menu's own names have English words in between.
        names = await phone.run(f"{parts}.flatMap(each => each.name.split(' '))")
        assert len(names) > 2
        shown = f"{names}.every(name => %s.textContent.includes(name))"
        await phone.until(f"{seen('[data-line]')} && {shown % seen('[data-line]')}")
        order_id = await order_cart(phone)
        await phone.until(f"{seen('#ticket .options')} && {shown % seen('#ticket .options')}")
        await pay(phone, till)
        await at_the_till(till, shop)
        card = seen(on_card(order_id, ".modifiers"))
        await till.until(f"{card} && {shown % card} && {card}.textContent.includes('(')")


async def test_who_eats_here_says_the_table_and_the_till_shows_it(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        await put_in(phone, "soy-milk")
        await choose(phone, "#service", "DINE_IN")
        await phone.until(f"!{seen('#at')}.hidden && wish")
        await phone.run(f"{seen('#table')}.value = 'A12'")
        order_id = await order_cart(phone)
        await phone.until(f"{seen('#ticket')}.textContent.includes('桌号 A12')")
        await pay(phone, till)
        await at_the_till(till, shop)
        card = seen(on_card(order_id, ".meta"))
        await till.until(f"{card} && {card}.textContent.includes('Dine in · Table A12')")


async def test_what_is_wanted_tomorrow_says_when_and_waits_and_the_till_shows_it(
    shop: Shop, browser: str
):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        await put_in(phone, "soy-milk")
        # Noon by the clock of the store, in Shanghai, wherever the browser is.
        noon = "new Date(new Date(Date.now() + 864e5).setUTCHours(4, 0, 0, 0))"
        day = await phone.run(f"{noon}.toISOString().slice(0, 10)")
        await choose(phone, "#when", f"{day}T12:00")
        await phone.until(f"wish && !{seen('#place')}.disabled")
        order_id = await order_cart(phone)
        said = await phone.run(f"t('wantedAt', time({noon}.toISOString()))")
        assert "12:00" in said
        await phone.until(f"{seen('#ticket .way')}?.textContent === '{said}'")
        await pay(phone, till)
        await status(phone, "PLACED")
        ways = "[...document.querySelectorAll('#ticket .way')].map(each => each.textContent)"
        await phone.until(f"{ways}.some(text => text.startsWith('预约单,'))")
        await at_the_till(till, shop)
        card = seen(on_card(order_id, ".when"))
        await till.until(f"{card} && {card}.textContent.startsWith('Wanted ')")
        await click(phone, "#cancel")
        await status(phone, "CANCELLED")


async def test_stock_0_is_seen_in_menu_and_cart(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await restock(shop, "cucumber", 2)
        await put_in(phone, "cucumber")
        await put_in(phone, "cucumber")
        await restock(shop, "cucumber", 1)
        await phone.run("readCart()")
        await click(phone, "[data-changes=TOO_FEW] .take")
        await phone.until(f"{IN_CART} === 1 && cart.lines[0].can_be_ordered")
        await restock(shop, "cucumber", 0)
        await phone.run("readCart()")
        await phone.until(f"{seen('[data-changes=OUT_OF_STOCK]')} && {seen('#bar')}.hidden")
        sold_out = f"{seen('[data-sku=cucumber]')}.disabled"
        await phone.until(f"(attempt(loadMenu), {sold_out})")
        await click(phone, "[data-changes=OUT_OF_STOCK] .remove")
        await phone.until(f"{IN_CART} === 0")
        await restock(shop, "cucumber", 500)


async def test_a_changed_price_is_shown_until_it_is_agreed_to(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await put_in(phone, "soy-milk")
        # As if it had cost something else when it was shown first.
        line = "(({ line_id, name, sku_name, unit_price }) => ({ line_id, name, sku_name, "
        cheaper = f"{line} unit_price: {{ ...unit_price, minor_units: 1 }} }}))(cart.lines[0])"
        await phone.run(f"call('POST', cartPath('/accept'), {{ lines: [{cheaper}] }})")
        await phone.run("readCart()")
        await phone.until(seen("[data-changes=PRICE] .change"))
        await click(phone, "#accept")
        await phone.until(f"!{seen('.change')} && !{seen('#accept')}")


async def test_the_till_keeps_the_language_that_was_chosen(shop: Shop, browser: str):
    async with a_tab(browser) as till:
        await at_the_till(till, shop)
        await click(till, "#language")
        assert await till.run(f"{seen('h1')}.textContent") == "门店收银台"
        await till.go(f"{shop.url}/till?again")
        await till.until(f"{seen('h1')}.textContent === '门店收银台'")


async def test_every_dish_of_the_menu_that_has_a_photo_shows_it(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        photos = "[...document.querySelectorAll('.photo')]"
        await phone.run(f"{photos}.forEach(photo => {{ photo.loading = 'eager'; }})")
        await phone.until(f"{photos}.length > 5 && {photos}.every(photo => photo.naturalWidth > 0)")


async def test_a_token_that_has_ended_is_renewed_and_the_customer_goes_on(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await phone.run("session.tokens.access_token = 'ended'")
        await put_in(phone, "soy-milk")
        assert await phone.run("session.tokens.access_token") != "ended"


async def test_the_rest_documentation_draws_and_sends_a_call_without_the_internet(
    shop: Shop, browser: str
):
    async with a_tab(browser) as tab:
        await tab.go(f"{shop.url}/docs")
        await tab.until("document.querySelectorAll('.opblock-tag').length > 3")
        await tab.run(
            "document.querySelectorAll('.opblock-tag-section:not(.is-open) .opblock-tag')"
            ".forEach(tag => tag.click())"
        )
        named = "each => each.textContent.includes('/login')"
        call = f"[...document.querySelectorAll('.opblock')].find({named})"
        await tab.until(f"!!{call}")
        await tab.run(f"{call}.querySelector('.opblock-summary-control').click()")
        await click(tab, ".execute")
        await tab.until(f"!!{seen('.live-responses-table .response-col_status')}")
        loaded = "performance.getEntriesByType('resource').map(each => new URL(each.name).origin)"
        assert set(await tab.run(loaded)) == {shop.url}
