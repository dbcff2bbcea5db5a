"""Buying in groups through the phone's door: full teams are made, others get the money back."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from zhongtai.common.v1 import other_name_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceStub
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import poll, restock
from tests.acceptance.test_promotions import cny

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "wonton-soup"
PRICE = 500


def offer_of(sku_id: str, group_size: int = 3) -> pb.Offer:
    """An offer to groups, for an hour."""
    offer = pb.Offer(
        name="Soup together",
        names=[other_name_pb2.OtherName(language="zh", name="一起喝汤")],
        sku_id=sku_id,
        price=cny(PRICE),
        group_size=group_size,
        group_seconds=600,
    )
    offer.end_time.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
    return offer


async def offered(shop: Shop, group_size: int = 3, begins_in: timedelta = timedelta(0)) -> pb.Offer:
    offer = offer_of(shop.skus[DISH]["sku_id"], group_size)
    if begins_in:
        offer.begin_time.FromDatetime(datetime.now(UTC) + begins_in)
    request = pb.CreateOfferRequest(request_id=secrets.token_hex(8), offer=offer)
    reply = await GroupBuyServiceStub(shop.channel).CreateOffer(request, **shop.operator)
    return reply.offer


async def opened(shop: Shop, phone: Phone, offer: pb.Offer) -> dict:
    return await taken(shop, phone, f"/stores/{shop.store_id}/group-offers/{offer.offer_id}/groups")


async def joined(shop: Shop, phone: Phone, group_id: str) -> dict:
    return await taken(shop, phone, f"/stores/{shop.store_id}/groups/{group_id}/places")


async def taken(shop: Shop, phone: Phone, path: str) -> dict:
    """Take a place as soon as the process that is asked knows the offer's price."""
    async with asyncio.timeout(60):
        while True:
            try:
                place = await phone.post(path, wish(shop))
            except Problem as problem:
                if problem.reason != "GROUP_PRICE_NOT_READY":
                    raise
            else:
                full = shop.skus[DISH]["price"]["minor_units"]
                assert place["order"]["amounts"]["discount"] == full - PRICE
                return place


def wish(shop: Shop) -> dict:
    [line] = shop.draft(DISH)["lines"]
    return {"service_type": "PICK_UP", "line": line}


async def paid(phone: Phone, place: dict) -> str:
    """Pay for a place; the order waits then. Gives its id."""
    order_id = place["order"]["order_id"]
    await phone.pay(order_id)
    await phone.until(order_id, lambda seen: seen["status"] == "PLACED")
    return order_id


async def let_time_pass(shop: Shop, group_id: str) -> None:
    """Let the deadline of a group be now."""
    database = await asyncpg.connect(shop.platform.database_url)
    change = "UPDATE group_buy.groups SET deadline = now() WHERE group_id = $1"
    assert await database.execute(change, group_id) == "UPDATE 1"
    await database.close()


def is_back(order: dict) -> bool:
    """Whether an order is cancelled and its money back."""
    amounts = order["amounts"]
    return order["status"] == "CANCELLED" and amounts["refunded"] == amounts["paid"]


async def at_till(shop: Shop) -> set[str]:
    return {entry["order"]["order_id"] for entry in (await shop.pull(""))["orders"]}


async def test_a_team_that_fills_is_made_and_nobody_else_gets_its_price(shop: Shop):
    phones = [await shop.phone(f"g{n}-{shop.platform.topology.name}") for n in range(5)]
    await restock(shop, DISH, 500)
    offer = await offered(shop)
    first = await opened(shop, phones[0], offer)
    group_id = first["group"]["group_id"]
    # Four run for the two places that are left.
    runs = [joined(shop, phone, group_id) for phone in phones[1:]]
    ends = await asyncio.gather(*runs, return_exceptions=True)
    assert [end.reason for end in ends if isinstance(end, Problem)] == ["GROUP_FULL"] * 2
    members = [(phones[0], first), *zip(phones[1:], ends, strict=True)]
    late = next(phone for phone, end in members if isinstance(end, Problem))
    members = [member for member in members if not isinstance(member[1], Problem)]
    await one_leaves_for_another(shop, members, late, group_id)
    orders = [await paid(*member) for member in members]
    for (phone, _), order_id in zip(members, orders, strict=True):
        await phone.until(order_id, lambda seen: not seen["waits"])
        await shop.till_says(order_id, "accepted")
    group = (await late.get(f"/groups/{group_id}"))["group"]
    assert (group["state"], group["member_count"]) == ("SUCCEEDED", 3)
    assert [member["is_me"] for member in group["members"]].count(True) == 1
    assert (await late.order(DISH))["amounts"]["discount"] == 0
    assert await settled(shop) == {}


async def one_leaves_for_another(
    shop: Shop, members: list[tuple[Phone, dict]], late: Phone, group_id: str
) -> None:
    """The second member pays, waits in no till, has the money back, and `late` has the place."""
    leaver, place = members[1]
    order_id = await paid(leaver, place)
    assert order_id not in await at_till(shop)
    await leaver.post(f"/orders/{order_id}/cancel", {})
    await until_back(leaver, order_id)
    path = f"/groups/{group_id}"
    await poll(lambda: late.get(path), lambda seen: seen["group"]["free_count"] == 1)
    members[1] = (late, await joined(shop, late, group_id))


async def test_a_team_that_does_not_fill_gets_all_of_its_money_back(shop: Shop):
    phones = [await shop.phone(f"s{n}-{shop.platform.topology.name}") for n in range(2)]
    await restock(shop, DISH, 500)
    offer = await offered(shop)
    first = await opened(shop, phones[0], offer)
    group_id = first["group"]["group_id"]
    second = await joined(shop, phones[1], group_id)
    orders = [await paid(*each) for each in zip(phones, (first, second), strict=True)]
    await let_time_pass(shop, group_id)
    async with asyncio.timeout(60):
        for phone, order_id in zip(phones, orders, strict=True):
            seen = await until_back(phone, order_id)
            assert (seen["cancel_reason"], seen["amounts"]["paid"] > 0) == ("GROUP_NOT_FULL", True)
    assert (await phones[0].get(f"/groups/{group_id}"))["group"]["state"] == "FAILED"
    assert (await at_till(shop)).isdisjoint(orders)
    with pytest.raises(Problem) as refused:
        await joined(shop, phones[0], group_id)
    assert refused.value.reason == "GROUP_CLOSED"
    assert await settled(shop) == {}


async def until_back(phone: Phone, order_id: str) -> dict:
    """Watch an order for as long as its group lives."""
    while True:
        async with phone.live(order_id) as orders:
            async for _ in orders:
                pass
        # The stream ends with the order; its refund is told a moment later.
        seen = await phone.get(f"/orders/{order_id}")
        if is_back(seen):
            return seen


async def test_only_the_platform_itself_names_the_place_an_order_is_for(shop: Shop):
    phone = await shop.phone(f"sly-{shop.platform.topology.name}")
    line = order_pb.DraftLine(sku_id=shop.skus[DISH]["sku_id"], quantity=1)
    draft = order_pb.OrderDraft(
        store_id=shop.store_id, channel="miniapp", service_type=1, lines=[line]
    )
    request = order_pb.PlaceOrderRequest(request_id=secrets.token_hex(8), draft=draft)
    request.group_place.wait_for, request.group_place.campaign_id = "gpl_1", "gof_1"
    metadata = shop.platform.metadata("person", phone.person_id)
    with pytest.raises(Exception, match="PERMISSION_DENIED"):
        await shop.control.PlaceOrder(request, metadata=metadata, timeout=30)
