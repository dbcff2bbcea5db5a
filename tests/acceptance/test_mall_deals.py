"""What is cheaper in the chain's own app, and money that is asked back."""

import asyncio

import pytest
from zhongtai.mall.v1 import (
    after_sale_messages_pb2,
    coupon_messages_pb2,
    group_messages_pb2,
    sale_messages_pb2,
)
from zhongtai.mall.v1 import order_pb2 as mall_pb2
from zhongtai.order.v1 import after_sale_pb2, order_pb2

from tests.acceptance.app import WISHES, App, GrpcApp, JsonApp, logged_in, new_id, placed, until
from tests.acceptance.coupons import template_for
from tests.acceptance.shop import Problem, Shop
from tests.acceptance.test_flash_sales import DISH as SOUP
from tests.acceptance.test_flash_sales import PRICE, announce, call_off
from tests.acceptance.test_group_buy import PRICE as GROUP_PRICE
from tests.acceptance.test_group_buy import offered

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


async def until_ready(order, reason: str):
    """Order as soon as the process that is asked knows the price."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await order()
            except Problem as problem:
                if problem.reason != reason:
                    raise


async def test_a_flash_sale_and_a_group_are_bought_through_it(shop: Shop):
    app = await logged_in(JsonApp, shop, f"mall-sale-{shop.platform.topology.name}")
    session_id = await announce(shop, 1)
    listing = sale_messages_pb2.ListFlashSalesRequest(store_id=shop.store_id, page_size=200)
    sales = (await app.call("ListFlashSales", listing)).flash_sales
    assert session_id in [each.session_id for each in sales]
    ask = sale_messages_pb2.RequestAdmissionRequest(
        request_id=new_id(), session_id=session_id, store_id=shop.store_id, pieces=1
    )
    token = (await app.call("RequestAdmission", ask)).admission.token
    bought = await until_ready(
        lambda: placed(app, SOUP, flash_sale_token=token), "FLASH_PRICE_NOT_READY"
    )
    assert goods(bought) == PRICE
    seen = await app.call("GetAdmission", sale_messages_pb2.GetAdmissionRequest(token=token))
    assert seen.admission.order_id == bought.order_id
    with pytest.raises(Problem) as used:
        await app.call("ReturnAdmission", sale_messages_pb2.ReturnAdmissionRequest(token=token))
    assert used.value.reason == "ADMISSION_NOT_USABLE"
    await call_off(shop, session_id)
    await group_filled(shop, app)


async def group_filled(shop: Shop, first: App) -> None:
    """Two customers of the app buy together; the paid orders wait for each other."""
    second = await logged_in(GrpcApp, shop, f"mall-friend-{shop.platform.topology.name}")
    offer = await offered(shop, group_size=2)
    offers = group_messages_pb2.ListGroupOffersRequest(store_id=shop.store_id, page_size=200)
    listed = (await first.call("ListGroupOffers", offers)).offers
    assert offer.offer_id in [each.offer_id for each in listed]
    opening = group_messages_pb2.OpenGroupRequest(
        request_id=new_id(), offer_id=offer.offer_id, store_id=shop.store_id, wishes=WISHES,
        line=first.line(SOUP),
    )  # fmt: skip
    opened = await until_ready(lambda: first.call("OpenGroup", opening), "GROUP_PRICE_NOT_READY")
    assert goods(opened.order) == GROUP_PRICE
    joining = group_messages_pb2.JoinGroupRequest(
        request_id=new_id(), group_id=opened.group.group_id, store_id=shop.store_id,
        wishes=WISHES, line=first.line(SOUP),
    )  # fmt: skip
    joined = await second.call("JoinGroup", joining)
    async with first.watch(opened.order.order_id) as changes:
        await first.pay(opened.order.order_id)
        await until(changes, lambda seen: seen.waits)
        await second.pay(joined.order.order_id)
        await until(changes, lambda seen: not seen.waits)
    own = (await second.call("ListGroups", group_messages_pb2.ListGroupsRequest())).groups
    assert [each.group_id for each in own] == [opened.group.group_id]
    get = group_messages_pb2.GetGroupRequest(group_id=opened.group.group_id)
    group = await second.call("GetGroup", get)
    assert (len(group.group.members), group.offer.group_size) == (2, 2)


def goods(order: mall_pb2.Order) -> int:
    return order.amounts.lines.minor_units - order.amounts.discount.minor_units


async def test_a_coupon_is_taken_and_used_and_money_is_asked_back(shop: Shop):
    app = await logged_in(JsonApp, shop, f"mall-back-{shop.platform.topology.name}")
    template_id = await template_for(shop, claimable=True)
    offers = await app.call("ListCouponOffers", coupon_messages_pb2.ListCouponOffersRequest())
    assert template_id in [each.template_id for each in offers.offers]
    claim = coupon_messages_pb2.ClaimCouponRequest(request_id=new_id(), template_id=template_id)
    coupon = (await app.call("ClaimCoupon", claim)).coupon
    listing = coupon_messages_pb2.ListCouponsRequest(only_good=True)
    assert list((await app.call("ListCoupons", listing)).coupons) == [coupon]
    order = await placed(app, "beef-noodles-m", coupon_ids=[coupon.coupon_id])
    assert [each.coupon_id for each in order.discounts] == [coupon.coupon_id]
    async with app.watch(order.order_id) as changes:
        await app.pay(order.order_id)
        await until(changes, lambda seen: seen.status == order_pb2.ORDER_STATUS_PLACED)
    await asked_back(app, order)


async def asked_back(app: App, order: mall_pb2.Order) -> None:
    """Ask for the money of a paid order, look at that, and take it back."""
    apply = after_sale_messages_pb2.ApplyAfterSaleRequest(
        request_id=new_id(), order_id=order.order_id, reason="cold"
    )
    asked = (await app.call("ApplyAfterSale", apply)).after_sale
    assert asked.amount == order.amounts.total
    names = {"order_id": order.order_id, "after_sale_id": asked.after_sale_id}
    get = after_sale_messages_pb2.GetAfterSaleRequest(**names)
    assert (await app.call("GetAfterSale", get)).after_sale == asked
    listing = after_sale_messages_pb2.ListAfterSalesRequest(page_size=1)
    assert list((await app.call("ListAfterSales", listing)).after_sales) == [asked]
    account = after_sale_messages_pb2.GetAfterSaleAccountRequest(order_id=order.order_id)
    seen = (await app.call("GetAfterSaleAccount", account)).account
    assert (seen.asked, seen.left.minor_units) == (order.amounts.total, 0)
    escalate = after_sale_messages_pb2.EscalateAfterSaleRequest(request_id=new_id(), **names)
    with pytest.raises(Problem) as early:
        await app.call("EscalateAfterSale", escalate)
    assert early.value.reason == "ILLEGAL_MOVE"
    withdraw = after_sale_messages_pb2.WithdrawAfterSaleRequest(request_id=new_id(), **names)
    gone = (await app.call("WithdrawAfterSale", withdraw)).after_sale
    assert gone.status == after_sale_pb2.AFTER_SALE_STATUS_WITHDRAWN
