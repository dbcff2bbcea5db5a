"""Flash sales and groups on the phone: lines and countdowns, links, and money that comes back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from demo.load import Loader
from demo.sales import DemoSales
from demo.tables import Tables, read_chain
from tests.acceptance.shop import Shop
from tests.acceptance.test_flash_sales import announce, ask, call_off
from tests.acceptance.test_group_buy import let_time_pass, offered
from tests.acceptance.test_journey import restock
from tests.acceptance.test_pages import (
    HAN,
    LATIN,
    at_the_phone,
    at_the_till,
    click,
    on_card,
    pay,
    seen,
    status,
)
from tests.acceptance.test_pages import (
    pytestmark as of_pages,
)
from tests.platform import MERCHANT
from tests.plugins.browser import Tab, a_tab

pytestmark = of_pages

DISH = "wonton-soup"
AN_HOUR_SLOW = "(real => { Date.now = () => real() - 3600000; })(Date.now)"


@pytest.fixture(scope="module")
def merchant() -> str:
    """The one whose customers the page knows."""
    return MERCHANT


@asynccontextmanager
async def at_the_deals(shop: Shop, browser: str) -> AsyncIterator[Tab]:
    async with at_the_phone(shop, browser) as phone:
        await click(phone, "[data-view=deals]")
        yield phone


async def is_told(phone: Tab, reason: str) -> bool:
    """Whether the page tells of this refusal now, in the reader's words."""
    told = f"{seen('#problem')}.textContent === t('reasons').{reason}"
    return await phone.run(f"!{seen('#problem')}.hidden && {told}")


async def ordered(phone: Tab, button: str, not_yet: str) -> str:
    """Press a button that leads to an order, until the price applies; gives the order's id."""
    before = await phone.run(f"{seen('#ticket')}?.dataset.order || ''")
    while True:
        await click(phone, button)
        await click(phone, "#choose[open] #add")
        new = f"{seen('#ticket')} && {seen('#ticket')}.dataset.order !== '{before}'"
        await phone.until(f"({new}) || !{seen('#problem')}.hidden")
        if await phone.run(new):
            return await phone.run(f"{seen('#ticket')}.dataset.order")
        assert await is_told(phone, not_yet)


def of_session(session_id: str, rest: str) -> str:
    return f"[data-session={session_id}] {rest}"


async def test_who_waits_in_line_is_let_in_by_itself_and_orders_before_the_time_is_over(
    shop: Shop, browser: str
):
    session_id, quicker = await announce(shop, 1), await shop.phone("quicker")
    taken = await ask(shop, quicker, session_id)
    async with at_the_deals(shop, browser) as phone:
        # A phone whose own clock is wrong is no reason for anything.
        await phone.run(AN_HOUR_SLOW)
        await stand_in_line(phone, session_id)
        await quicker.post(f"/flash-sales/admissions/{taken['token']}/return", {})
        await phone.until(seen(of_session(session_id, "[data-admission=ADMITTED]")))
        left = f"{seen(of_session(session_id, '[data-admission] time'))}?.textContent"
        await phone.until(f"/^00:1[45]:/.test({left})")
        order_id = await ordered(phone, f"#orderNow-{session_id}", "FLASH_PRICE_NOT_READY")
        discount = f"call('GET', '/orders/{order_id}').then(told => told.amounts.discount)"
        assert await phone.run(discount) > 0
        await click(phone, "[data-view=deals]")
        await phone.until(seen(of_session(session_id, "[data-admission=ORDERED]")))
        again = f"askIn({{ session_id: '{session_id}', pieces_per_person: 1 }})"
        await phone.run(f"attempt(() => {again})")
        assert "限购数量" in await phone.run(f"{seen('#problem')}.textContent")
        await click(phone, f"#toOrder-{session_id}")
        await click(phone, "#cancel")
        await status(phone, "CANCELLED")
    await call_off(shop, session_id)


async def stand_in_line(phone: Tab, session_id: str) -> None:
    """Ask for a piece when none is left, and be the first in line."""
    pieces = seen(of_session(session_id, ".pieces"))
    await phone.until(f"{pieces}?.textContent.includes('0 / 1')")
    await click(phone, f"#ask-{session_id}")
    place = seen(of_session(session_id, "[data-admission=WAITING][data-place='1'] [role=status]"))
    await phone.until(f"{place}?.textContent.includes('第 1 位')")


async def test_friends_fill_a_group_of_the_demo_by_its_link_and_each_sees_it(
    shop: Shop, browser: str
):
    await the_demos_sales(shop)
    async with (
        at_the_deals(shop, browser) as phone,
        a_tab(browser) as friend,
        a_tab(browser) as cashier,
    ):
        await sees_the_demos_sales(phone)
        await comes_from_the_vouchers(phone)
        offer = await phone.run("groups.offers.find(each => each.group_size === 2).offer_id")
        await ordered(phone, f"#open-{offer}", "GROUP_PRICE_NOT_READY")
        await pay(phone, cashier)
        await status(phone, "PLACED")
        await phone.until(f"{seen('.way')}?.textContent === '已支付,等待成团'")
        assert (await phone.run(f"{seen('.deal span')}.textContent")).startswith("拼团 · ")
        await click(phone, "[data-view=deals]")
        group_id = await followed_link(shop, friend, phone)
        await ordered(friend, f"#group-shown #join-{group_id}", "GROUP_PRICE_NOT_READY")
        await pay(friend, cashier)
        await phone.until(seen(f"[data-mine={group_id}][data-state=SUCCEEDED]"))
        assert await phone.run("document.querySelectorAll('#group-shown .member').length") == 2
        await phone.until("state.order && !state.order.waits")
        await sees_each_other_at_the_till(shop, cashier, group_id)


async def sees_each_other_at_the_till(shop: Shop, till: Tab, group_id: str) -> None:
    """A cook reads on both orders of a group which they are."""
    await at_the_till(till, shop)
    inside = f"[...orders.values()].filter(({{ order }}) => order.deal?.deal_id === '{group_id}')"
    await till.until(f"{inside}.length === 2")
    [one, other] = await till.run(
        f"{inside}.map(({{ order }}) => [order.order_id, order.daily_number])"
    )
    for (order_id, _), (_, number) in ((one, other), (other, one)):
        said = await till.run(f"{seen(on_card(order_id, '.deal'))}.textContent")
        assert said.startswith("Group · ")
        assert said.endswith(f"with #{number}")


async def sees_the_demos_sales(phone: Tab) -> None:
    await phone.until("groups.offers.length && sales.sessions.length")
    names = await phone.run("[...sales.sessions, ...groups.offers].map(each => each.name)")
    for row in (*read_chain()["flash_sales"], *read_chain()["group_offers"]):
        # In Chinese, then in English; the page is read in Chinese.
        assert [row["name"].startswith(name) for name in names].count(True) == 1


async def comes_from_the_vouchers(phone: Tab) -> None:
    """Whoever has bought one has another menu before them."""
    await phone.run("serve('VOUCHER')")
    await phone.until("state.service === 'VOUCHER' && !dishOf(groups.offers[0].sku_id)")
    await phone.run("drawDeals()")
    await click(phone, "[data-view=deals]")


async def followed_link(shop: Shop, friend: Tab, phone: Tab) -> str:
    """Open the link to a group as another customer; gives the group's id."""
    await phone.until(f"{seen('#group-shown .member')}?.textContent.includes('我')")
    link = await phone.run(f"{seen('#group-link')}.hash")
    await friend.go(f"{shop.url}/shop")
    await friend.run("kept.set('who', 'demo-carol')")
    await friend.go(f"{shop.url}/shop?friend{link}")
    return link.removeprefix("#group=")


async def the_demos_sales(shop: Shop) -> None:
    """What the demo has to be had cheaper: made once, however often it is loaded."""
    tables = Tables(read_chain())
    loader = Loader(shop.channel, shop.operator["metadata"], tables)
    await loader.load()
    for _ in "12":
        await DemoSales(shop.channel, shop.operator, tables).open(loader.sku_ids)


async def test_a_deal_can_be_had_from_the_moment_it_begins(shop: Shop, browser: str):
    offer = await offered(shop, begins_in=timedelta(minutes=30))
    async with at_the_deals(shop, browser) as phone:
        button = seen(f"#open-{offer.offer_id}")
        await phone.until(f"{button}?.disabled")
        # Nothing new is read any more: the time alone passes.
        await phone.run("deals.asking = {}")
        await phone.until(f"(clock.ahead = 31 * 60000, {button}?.disabled === false)")


async def test_of_a_group_that_stays_too_small_the_phone_shows_the_money_come_back(
    shop: Shop, browser: str
):
    await restock(shop, DISH, 500)
    offer_id = (await offered(shop)).offer_id
    async with at_the_deals(shop, browser) as phone, a_tab(browser) as cashier:
        await ordered(phone, f"#open-{offer_id}", "GROUP_PRICE_NOT_READY")
        await pay(phone, cashier)
        await status(phone, "PLACED")
        group_id = await phone.run("groups.shown")
        await let_time_pass(shop, group_id)
        await status(phone, "CANCELLED")
        await phone.until(f"{seen('#why')}?.textContent === '未成团,款项原路退回'")
        await phone.until("state.order.amounts.refunded > 0")
        await click(phone, "[data-view=deals]")
        mine = seen(f"[data-mine={group_id}][data-state=FAILED]")
        await phone.until(f"{mine}?.textContent.includes('已退款')")
        await phone.run(f"attempt(() => joinGroup({{ group_id: '{group_id}' }}, groups.one.offer))")
        await click(phone, "#choose[open] #add")
        await phone.until(f"{seen('#problem')}.textContent === t('reasons').GROUP_CLOSED")
        await phone.run(f"{seen('#group-code')}.value = 'grp_0'")
        await click(phone, "#find-group button")
        await phone.until(f"{seen('#problem')}.textContent === t('reasons').GROUP_NOT_FOUND")


async def test_deals_are_told_in_one_language_and_fit_a_narrow_screen(shop: Shop, browser: str):
    session_id, offer = await announce(shop, 2), await offered(shop)
    async with at_the_deals(shop, browser) as phone:
        await phone.resize(320, 640)
        await click(phone, f"#ask-{session_id}")
        await phone.until(seen(of_session(session_id, "[data-admission=ADMITTED]")))
        await ordered(phone, f"#open-{offer.offer_id}", "GROUP_PRICE_NOT_READY")
        await click(phone, "[data-view=deals]")
        await phone.until(seen("#group-shown"))
        assert await phone.run("document.documentElement.scrollWidth <= 320")
        chinese = await said(shop, phone)
        assert len(chinese) > 10
        assert [text for text in chinese if not HAN.search(text) or LATIN.search(text)] == []
        dish = await phone.run(f"dishOf('{offer.sku_id}').name")
        await click(phone, "#language")
        await phone.until(f"!{seen('#view-deals')}.textContent.includes('{dish}')")
        english = await said(shop, phone)
        assert [text for text in english if HAN.search(text) or not LATIN.search(text)] == []
        assert await phone.run("document.documentElement.scrollWidth <= 320")
        await phone.run("openOrder(groups.one.group.order_id)")
        await click(phone, "#cancel")
        await status(phone, "CANCELLED")
    await call_off(shop, session_id)


async def said(shop: Shop, phone: Tab) -> list[str]:
    """What is said of sales and groups, by the page and by the chain, apart from dishes."""
    told = "#view-deals :is(h2, button, [role=status], time, .quiet, .grow)"
    words = (
        f"[...document.querySelectorAll('{told}')].map(each => each.firstChild?.data?.trim() || '')"
    )
    texts = await phone.run(f"{words}.filter(text => /[^\\d\\s:]/.test(text))")
    return [text for text in texts if not any(name in text for name in shop.names.values())]
