"""The phone beyond the counter: delivery, coupons, vouchers, history, money asked back."""

import pytest
from zhongtai.order.v1 import after_sale_messages_pb2 as pb
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from tests.acceptance.coupons import template_for
from tests.acceptance.shop import Shop
from tests.acceptance.test_pages import (
    at_the_phone,
    at_the_till,
    choose,
    click,
    order_cart,
    pay,
    place,
    put_in,
    seen,
    status,
)
from tests.acceptance.test_pages import (
    pytestmark as of_pages,
)
from tests.platform import MERCHANT
from tests.plugins.browser import Tab, a_tab

pytestmark = of_pages


@pytest.fixture(scope="module")
def merchant() -> str:
    """The one whose customers the page knows."""
    return MERCHANT


async def write(tab: Tab, selector: str, text: str) -> None:
    """Type into a field, as the page hears it."""
    event = "new Event('input', { bubbles: true })"
    await tab.until(seen(selector))
    await tab.run(f"(f => {{ f.value = '{text}'; f.dispatchEvent({event}); }})({seen(selector)})")


async def choose_service(phone: Tab, service: str) -> None:
    await choose(phone, "#service", service)


async def refuse(shop: Shop, order_id: str) -> None:
    """The store refuses what was asked back of the order."""
    wanted = pb.ListAfterSalesRequest(order_id=order_id)
    [request] = (await shop.orders.ListAfterSales(wanted, **shop.operator)).after_sales
    refusal = payment_messages_pb2.RefuseAfterSaleRequest(
        request_id=f"no-{order_id[-12:]}",
        order_id=order_id,
        after_sale_id=request.after_sale_id,
        answer="we made it well",
    )
    await shop.control.RefuseAfterSale(refusal, **shop.operator)


async def keep_address(phone: Tab) -> None:
    await click(phone, "#another")
    await write(phone, "#new-contact", "安娜")
    await write(phone, "#new-number", "13800000000")
    await write(phone, "#new-street", "外滩 1 号")
    await click(phone, "#keep")
    await phone.until(f"!{seen('#choose')}.open && {seen('#address')}.options.length")


async def take_coupon(phone: Tab, template_id: str) -> None:
    await click(phone, "[data-view=me]")
    await click(phone, f"[data-offer={template_id}]")
    await phone.until(f"{seen(f'[data-offer={template_id}]')}.disabled")
    await click(phone, "[data-view=order]")


async def test_an_order_is_brought_to_a_new_address_with_a_coupon_that_was_taken(
    shop: Shop, browser: str
):
    template_id = await template_for(shop, amount=300, claimable=True)
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        await take_coupon(phone, template_id)
        await choose_service(phone, "DELIVERY")
        await keep_address(phone)
        await put_in(phone, "beef-noodles-m")
        before = await phone.run("askCart().then(told => told.amounts.discount)")
        await click(phone, "[data-coupon]")
        await phone.until(f"wish?.total && cart.amounts.discount === {before + 300}")
        assert await phone.run("cart.amounts.delivery_fee") == 500
        order_id = await order_cart(phone)
        await pay(phone, till)
        await status(phone, "PLACED")
        await shop.till_says(order_id, "accepted")
        await phone.until(f"{seen('.way')}?.textContent")


async def test_money_is_asked_back_and_after_a_refusal_of_the_service_desk(
    shop: Shop, browser: str
):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        order_id = await place(phone, "soy-milk")
        await pay(phone, till)
        await status(phone, "PLACED")
        await shop.till_says(order_id, "accepted")
        await status(phone, "ACCEPTED")
        await phone.run(f"attempt(() => call('POST', '/orders/{order_id}/cancel', {{}}))")
        assert await phone.run(f"{seen('#problem')}.textContent") == "订单已在处理,请申请退款。"
        await click(phone, "#ask")
        await write(phone, "#reason", "少了一份")
        await click(phone, "#send")
        await phone.until(seen("[data-asked=APPLIED] .withdraw"))
        await refuse(shop, order_id)
        await phone.run("readAfterSales(state.order)")
        await phone.until(f"{seen('[data-asked=REFUSED]')}?.textContent.includes('made it well')")
        await click(phone, "[data-asked=REFUSED] .escalate")
        await phone.until(seen("[data-asked=ARBITRATING]"))


async def test_what_was_ordered_before_is_found_by_a_dish_and_opened(shop: Shop, browser: str):
    async with at_the_phone(shop, browser) as phone:
        await put_in(phone, "cucumber")
        order_id = await order_cart(phone)
        dish = await phone.run("state.order.lines[0].name")
        await click(phone, "[data-view=history]")
        await phone.until(seen(f"[data-before={order_id}]"))
        await write(phone, "#search", "没有这道菜")
        await phone.until(f"past.text && !past.orders.length && !{seen('[data-before]')}")
        await write(phone, "#search", dish)
        await click(phone, f"[data-before={order_id}] button")
        await phone.until(f"!{seen('#view-order')}.hidden")
        assert await phone.run(f"{seen('#ticket')}.dataset.order") == order_id
        await click(phone, "#cancel")
        await status(phone, "CANCELLED")


VOUCHER = "noodle-card"


async def bought_vouchers(phone: Tab, cashier: Tab) -> list[str]:
    """Buy two vouchers; gives their codes, as large as the page shows them."""
    await choose_service(phone, "VOUCHER")
    await put_in(phone, VOUCHER)
    await put_in(phone, VOUCHER)
    await order_cart(phone)
    await pay(phone, cashier)
    await status(phone, "FULFILLED")
    await phone.resize(320, 640)
    assert await phone.run("document.documentElement.scrollWidth <= 320")
    await has_pictures(phone)
    shown = "[...document.querySelectorAll('[data-voucher=ISSUED] .code')]"
    return await phone.run(f"{shown}.map(each => each.textContent)")


async def has_pictures(phone: Tab) -> None:
    """Each code is there for scanners, too: as a QR code of its own, by its corner."""
    drawn = "[...document.querySelectorAll('[data-voucher=ISSUED] .qr path')]"
    await phone.until(f"{drawn}.length === 2")
    first, second = await phone.run(f"{drawn}.map(each => each.getAttribute('d'))")
    assert first != second
    corner = [f"M{x} 4h1v1h-1z" in first for x in range(3, 12)]
    assert corner == [False, *[True] * 7, False]


async def asks_for_codes_on_their_way(phone: Tab) -> None:
    """An order that the OMS takes its time with is not cancelled, but asked back."""
    await phone.until(seen("#ask"))
    before = "window.issued = state.order"
    await phone.run(f"{before}; show({{ ...issued, status: 'PLACED', vouchers: [] }})")
    assert await phone.run(f"[!!{seen('#ask')}, !!{seen('#cancel')}]") == [True, False]
    await phone.run("show({ ...issued, status: 'PLACED', vouchers: [], waits: true })")
    assert await phone.run(f"[!!{seen('#ask')}, !!{seen('#cancel')}]") == [False, True]
    await phone.run("show(issued)")


async def show_code(till: Tab, shop: Shop, code: str) -> str:
    """Show a code at the store; gives what the till says to it, in its language."""
    await till.run(f"{seen('#store')}.value = '{shop.store_id}'; say('')")
    await till.run(f"{seen('#shown')}.value = '{code}'")
    await click(till, "#voucher button")
    return await till.until(f"{seen('#said')}.textContent")


async def test_a_voucher_is_used_once_at_the_till_and_the_unused_one_is_given_back(
    shop: Shop, browser: str
):
    async with at_the_phone(shop, browser) as phone, a_tab(browser) as till:
        used, other = await bought_vouchers(phone, till)
        await asks_for_codes_on_their_way(phone)
        await at_the_till(till, shop)
        assert (await show_code(till, shop, used)).startswith("Redeemed: ")
        await phone.until(seen("[data-voucher=REDEEMED]"))
        assert await show_code(till, shop, used) == "Not taken: This voucher was used before"
        await click(till, "#language")
        assert await show_code(till, shop, used) == "未被接受：此券已被核销"
        await click(phone, "#ask")
        await write(phone, "#reason", "不用了")
        offered = "[...document.querySelectorAll('#choose [data-give]')].length"
        assert await phone.run(offered) == 1
        await click(phone, "#send")
        await phone.until(f"{seen('[data-voucher=VOIDED]')} && {seen('[data-asked=REFUNDED]')}")
        assert await phone.run(f"!{seen('#ask')}")
        assert await show_code(till, shop, other) == "未被接受：此券已退款"
