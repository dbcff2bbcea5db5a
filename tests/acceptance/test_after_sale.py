"""After-sale through the public doors: phone, till, cashier, desk and a platform's gateway."""

import asyncio
import secrets
from typing import Any

import pytest
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed
from zhongtai.common.v1 import letter_pb2, money_pb2, trade_pb2
from zhongtai.order.v1 import after_sale_messages_pb2 as order_pb
from zhongtai.order.v1 import (
    after_sale_pb2,
    create_messages_pb2,
    event_pb2,
    line_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.ordercontrol.v1 import messages_pb2 as control_pb
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb

from tests.acceptance.coupons import coupon_becomes, coupon_for
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import available, restock

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

CHANNEL = "hubtest"


async def until(read, wanted) -> Any:
    """Read again until it is as wanted."""

    async def again() -> Any:
        return await read()

    retrying = AsyncRetrying(
        retry=retry_if_result(lambda seen: not wanted(seen)),
        wait=wait_fixed(0.1),
        stop=stop_after_delay(60),
    )
    return await retrying(again)


async def bought(shop: Shop, phone: Phone, pieces: int) -> dict[str, Any]:
    """A paid order of some pieces of one dish."""
    draft = shop.draft("scallion-pancake")
    draft["lines"][0]["quantity"] = pieces
    order = await phone.post("/orders", draft)
    await phone.pay(order["order_id"])
    return await phone.until(order["order_id"], lambda seen: seen["status"] == "PLACED")


async def ask(phone: Phone, order_id: str, pieces: int = 0) -> dict[str, Any]:
    lines = [{"line_id": "1", "quantity": pieces}] if pieces else []
    body = {"reason": "cold", "lines": lines}
    return await phone.post(f"/orders/{order_id}/after-sales", body)


async def becomes(phone: Phone, request: dict[str, Any], status: str) -> dict[str, Any]:
    path = f"/orders/{request['order_id']}/after-sales/{request['after_sale_id']}"
    return await until(lambda: phone.get(path), lambda seen: seen["status"] == status)


async def agree(shop: Shop, request: dict[str, Any]) -> None:
    """The chain's service desk agrees."""
    message = pb.AgreeAfterSaleRequest(
        request_id=secrets.token_hex(8),
        order_id=request["order_id"],
        after_sale_id=request["after_sale_id"],
        answer="sorry",
    )
    await shop.control.AgreeAfterSale(message, **shop.operator)


async def at_till(shop: Shop, order_id: str, wanted) -> dict[str, Any]:
    """The order as the till has it, once it is as wanted."""

    async def look() -> dict[str, Any]:
        entries = (await shop.pull("", limit=500))["orders"]
        mine = [entry for entry in entries if entry["order"]["order_id"] == order_id]
        return mine[0] if mine else {"state": "", "after_sales": []}

    return await until(look, wanted)


async def test_the_store_agrees_at_the_till_and_the_customer_sees_the_money_come(shop: Shop):
    phone = await shop.phone("dora")
    order_id = (await bought(shop, phone, 2))["order_id"]
    request = await ask(phone, order_id, 1)
    entry = await at_till(shop, order_id, lambda seen: seen["after_sales"])
    assert entry["after_sales"][0]["lines"] == [{"line_id": "1", "quantity": 1}]
    answer = {"after_sale_id": request["after_sale_id"], "reason": "sorry"}
    await shop.till_says(order_id, "after_sale_agreed", **answer)
    done = await becomes(phone, request, "REFUNDED")
    assert (done["answer"], done["refunded"]) == ("sorry", request["amount"])
    account = await phone.get(f"/orders/{order_id}/after-sale-account")
    assert (account["lines"][0]["refunded"]["quantity"], account["lines"][0]["left"]) == (
        1,
        {"quantity": 1, "price": account["left"]},
    )
    listed = (await phone.get("/after-sales"))["after_sales"]
    assert listed[0]["after_sale_id"] == request["after_sale_id"]


async def test_pieces_that_come_back_one_by_one_come_back_to_the_last_minor_unit(shop: Shop):
    phone = await shop.phone("dora")
    order = await bought(shop, phone, 3)
    await shop.till_says(order["order_id"], "fulfilled")
    for _ in range(3):
        request = await ask(phone, order["order_id"], 1)
        await agree(shop, request)
        await becomes(phone, request, "REFUNDED")
    seen = await phone.get(f"/orders/{order['order_id']}")
    assert seen["amounts"]["refunded"] == seen["amounts"]["paid"]
    with pytest.raises(Problem) as refused:
        await ask(phone, order["order_id"], 1)
    assert refused.value.reason == "PIECES_EXCEED_BOUGHT"


async def test_a_refused_request_goes_to_the_desk_and_the_store_no_longer_decides(shop: Shop):
    phone = await shop.phone("emil")
    order_id = (await bought(shop, phone, 1))["order_id"]
    await shop.till_says(order_id, "fulfilled")
    request = await ask(phone, order_id)
    answer = {"after_sale_id": request["after_sale_id"], "reason": "it was hot"}
    await shop.till_says(order_id, "after_sale_refused", **answer)
    assert (await becomes(phone, request, "REFUSED"))["answer"] == "it was hot"
    path = f"/orders/{order_id}/after-sales/{request['after_sale_id']}"
    escalated = await phone.post(f"{path}/escalate", {"words": "it was not"})
    assert escalated["status"] == "ARBITRATING"
    await shop.till_says(order_id, "after_sale_agreed", after_sale_id=request["after_sale_id"])
    await shop.till_says(order_id, "completed")
    await phone.until(order_id, lambda seen: seen["status"] == "COMPLETED")
    assert (await phone.get(path))["status"] == "ARBITRATING"
    await agree(shop, request)
    await becomes(phone, request, "REFUNDED")


async def test_a_customer_takes_a_request_back_and_may_ask_again(shop: Shop):
    phone = await shop.phone("emil")
    order_id = (await bought(shop, phone, 1))["order_id"]
    request = await ask(phone, order_id)
    path = f"/orders/{order_id}/after-sales/{request['after_sale_id']}/withdraw"
    assert (await phone.post(path, {}))["status"] == "WITHDRAWN"
    again = await ask(phone, order_id)
    assert again["amount"] == request["amount"]
    stranger = await shop.phone("somebody-else")
    with pytest.raises(Problem) as refused:
        await stranger.post(f"/orders/{order_id}/after-sales/{again['after_sale_id']}/withdraw", {})
    assert refused.value.reason == "ORDER_NOT_FOUND"


async def test_a_provider_that_refuses_and_then_agrees_is_asked_again(shop: Shop):
    phone = await shop.phone("fritz")
    order = await phone.order("soy-milk")
    order_id, payment_id = order["order_id"], await phone.pay(order["order_id"])
    await phone.until(order_id, lambda seen: seen["status"] == "PLACED")
    await shop.till_says(order_id, "fulfilled")
    request = await ask(phone, order_id)
    await shop.cashier_faults(payment_id=payment_id, refuse_refunds=True)
    await agree(shop, request)
    await becomes(phone, request, "FAILED")
    await shop.cashier_faults()
    await agree(shop, request)
    assert (await becomes(phone, request, "REFUNDED"))["refunded"] == request["amount"]
    seen = await phone.get(f"/orders/{order_id}")
    assert seen["amounts"]["refunded"] == seen["amounts"]["paid"]


async def test_a_store_without_beef_makes_the_rest_and_gives_the_beef_back(shop: Shop):
    phone = await shop.phone("gerda")
    order = await phone.paid_order("beef-noodles-m", "soy-milk")
    beef = order["lines"][0]
    await shop.till_says(order["order_id"], "accepted")
    missing = [{"line_id": beef["line_id"], "quantity": 1}]
    await shop.till_says(order["order_id"], "lines_cancelled", lines=missing, reason="no beef left")
    seen = await phone.until(order["order_id"], lambda seen: seen["amounts"]["refunded"])
    assert seen["status"] == "ACCEPTED"
    assert seen["amounts"]["refunded"] == beef["amount"] - beef["discount"]
    path = f"/orders/{order['order_id']}/after-sales"
    [told] = (await phone.get(path))["after_sales"]
    assert (told["origin"], told["reason"]) == ("STORE", "no beef left")


async def test_pieces_refunded_before_making_can_be_sold_again_and_made_ones_cannot(shop: Shop):
    phone, dish = await shop.phone("helga"), "soup-dumplings"
    await restock(shop, dish, 9)
    draft = shop.draft(dish)
    draft["lines"][0]["quantity"] = 4
    order_id = (await phone.post("/orders", draft))["order_id"]
    await phone.pay(order_id)
    await phone.until(order_id, lambda seen: seen["status"] == "PLACED")
    unmade = await ask(phone, order_id, 1)
    await agree(shop, unmade)
    await until(lambda: available(shop, dish), lambda pieces: pieces == 6)
    await shop.till_says(order_id, "preparing")
    await phone.until(order_id, lambda seen: seen["status"] == "PREPARING")
    made = await ask(phone, order_id, 1)
    await agree(shop, made)
    await becomes(phone, made, "REFUNDED")
    later = await phone.order(dish)
    await phone.post(f"/orders/{later['order_id']}/cancel", {})
    await until(lambda: available(shop, dish), lambda pieces: pieces == 6)


async def test_an_order_cancelled_amid_after_sale_gives_each_piece_back_once_and_ends_all(
    shop: Shop,
):
    phone, dish = await shop.phone("herta"), "soup-dumplings"
    await restock(shop, dish, 5)
    order_id = (await phone.paid_order(dish, dish, dish))["order_id"]
    request = await ask(phone, order_id, 1)
    await agree(shop, request)
    rest = await ask(phone, order_id)
    await phone.post(f"/orders/{order_id}/cancel", {})
    await becomes(phone, request, "REFUNDED")
    assert (await becomes(phone, rest, "WITHDRAWN"))["answer"]
    await until(lambda: available(shop, dish), lambda pieces: pieces == 5)
    letters = letter_pb2.ListLettersRequest()
    assert not (await shop.orders.ListLetters(letters, **shop.operator)).letters


async def returned_with_coupon(shop: Shop, phone: Phone, *, returns: bool) -> str:
    """The coupon of an order that was made, and of which all the money is back."""
    coupon = await coupon_for(shop, phone.person_id, returns_on_refund=returns)
    order_id = (await phone.paid_order("wonton-soup", coupon_ids=[coupon]))["order_id"]
    await coupon_becomes(shop, coupon, "REDEEMED")
    await shop.till_says(order_id, "fulfilled")
    await phone.until(order_id, lambda seen: seen["status"] == "FULFILLED")
    request = await ask(phone, order_id)
    await agree(shop, request)
    await becomes(phone, request, "REFUNDED")
    return coupon


async def test_a_used_coupon_comes_back_with_all_the_money_only_where_it_says_so(shop: Shop):
    phone = await shop.phone("carla")
    lost = await returned_with_coupon(shop, phone, returns=False)
    back = await returned_with_coupon(shop, phone, returns=True)
    # What follows of the orders is done in their order.
    await coupon_becomes(shop, back, "ISSUED")
    await coupon_becomes(shop, lost, "REDEEMED")


async def test_an_order_that_is_refunded_before_making_is_not_made(shop: Shop):
    phone = await shop.phone("hans")
    order_id = (await bought(shop, phone, 2))["order_id"]
    await at_till(shop, order_id, lambda seen: seen["state"] == "new")
    request = await ask(phone, order_id)
    await agree(shop, request)
    await becomes(phone, request, "REFUNDED")
    seen = await phone.get(f"/orders/{order_id}")
    assert (seen["status"], seen["amounts"]["refunded"]) == ("CANCELLED", seen["amounts"]["paid"])
    await at_till(shop, order_id, lambda seen: seen["state"] in ("cancelled", ""))


async def test_two_refunds_and_a_cancellation_at_once_give_back_exactly_what_was_paid(shop: Shop):
    phone = await shop.phone("ida")
    order_id = (await bought(shop, phone, 4))["order_id"]
    first, second = await ask(phone, order_id, 1), await ask(phone, order_id, 1)
    cancel = pb.CancelOrderRequest(
        request_id="c", order_id=order_id, reason=order_pb2.CANCEL_REASON_STORE_REJECTED
    )
    await asyncio.gather(
        agree(shop, first),
        agree(shop, second),
        shop.control.CancelOrder(cancel, **shop.operator),
        return_exceptions=True,
    )
    seen = await until(
        lambda: phone.get(f"/orders/{order_id}"),
        lambda seen: seen["amounts"]["refunded"] == seen["amounts"]["paid"],
    )
    assert seen["status"] == "CANCELLED"
    path = f"/orders/{order_id}/after-sales"
    ended = await until(
        lambda: phone.get(path),
        lambda page: {each["status"] for each in page["after_sales"]} <= {"REFUNDED", "WITHDRAWN"},
    )
    assert len(ended["after_sales"]) == 2


def platform_order(shop: Shop, number: str) -> create_messages_pb2.NewOrder:
    """Two pieces that a platform has sold and was paid for, one of them at its own cost."""
    sku_id = shop.skus["soy-milk"]["sku_id"]
    off = line_pb2.OrderDiscount(promotion_id="act", name="off", paid_by=2, amount=cny(500))
    off.allocations.add(line_id="1", amount=cny(500))
    line = line_pb2.OrderLine(
        line_id="1", sku_id=sku_id, name="x", quantity=3, unit_price=cny(1000), amount=cny(3000)
    )
    return create_messages_pb2.NewOrder(
        store_id=shop.store_id,
        channel=CHANNEL,
        channel_order_number=number,
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        discounts=[off],
        total=cny(2500),
    )


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


async def follow_as_gateway(shop: Shop, hub: dict[str, Any]) -> None:
    """What a channel's gateway does: pass agreed requests on, tell what the platform paid."""
    watch = read_messages_pb2.WatchEventsRequest(reader=f"{CHANNEL}.after_sale")
    async for reply in shop.orders.WatchEvents(watch, metadata=hub["metadata"]):
        for event in reply.events:
            request = event.after_sale
            agreed = request.status == after_sale_pb2.AFTER_SALE_STATUS_AGREED
            if event.kind != event_pb2.ORDER_EVENT_KIND_AFTER_SALE or not agreed:
                continue
            if event.channel == CHANNEL and request.held_by_channel:
                await shop.control.RecordChannelRefund(
                    pb.RecordChannelRefundRequest(
                        order_id=event.order_id,
                        channel_refund_number=f"hub-{request.after_sale_id}.{request.attempt}",
                        amount=request.amount,
                        after_sale_id=request.after_sale_id,
                    ),
                    **hub,
                )
        ack = read_messages_pb2.AckEventsRequest(reader=watch.reader, cursor=reply.cursor)
        await shop.orders.AckEvents(ack, **hub)


async def imported(shop: Shop, hub: dict[str, Any]) -> tuple[str, str]:
    """An order of the platform: our id and its number."""
    number = secrets.token_hex(6)
    request = control_pb.ImportOrderRequest(order=platform_order(shop, number))
    return (await shop.control.ImportOrder(request, **hub)).result.order_id, number


async def account(shop: Shop, order_id: str) -> after_sale_pb2.AfterSaleAccount:
    request = order_pb.GetAfterSaleAccountRequest(order_id=order_id)
    return (await shop.orders.GetAfterSaleAccount(request, **shop.operator)).account


async def refunded_meanwhile(shop: Shop) -> None:
    """Wait until what was agreed later, of another order, is paid back by its provider."""
    phone = await shop.phone("mina")
    request = await ask(phone, (await bought(shop, phone, 1))["order_id"])
    await agree(shop, request)
    await becomes(phone, request, "REFUNDED")


async def test_money_that_a_platform_holds_is_given_back_by_the_platform(shop: Shop):
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    order_id, _ = await imported(shop, hub)
    asked = pb.ApplyAfterSaleRequest(request_id="1", order_id=order_id, reason="one is missing")
    asked.lines.add(line_id="1", quantity=1)
    request = (await shop.control.ApplyAfterSale(asked, **hub)).after_sale
    assert (request.amount, request.discount_by_platform) == (cny(833), cny(166))
    agreed = pb.AgreeAfterSaleRequest(
        request_id="2", order_id=order_id, after_sale_id=request.after_sale_id
    )
    await shop.control.AgreeAfterSale(agreed, **shop.operator)
    await refunded_meanwhile(shop)
    # No payment provider was asked for it: it waits for the platform's word.
    assert (await account(shop, order_id)).agreed.minor_units == 833
    gateway = asyncio.create_task(follow_as_gateway(shop, hub))
    kept = await until(
        lambda: account(shop, order_id), lambda seen: seen.refunded.minor_units == 833
    )
    gateway.cancel()
    assert kept.lines[0].refunded.quantity == 1


async def test_a_platform_that_gives_money_back_by_itself_tells_it_once(shop: Shop):
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    order_id, number = await imported(shop, hub)
    told = pb.RecordChannelRefundRequest(
        store_id=shop.store_id,
        channel=CHANNEL,
        channel_order_number=number,
        channel_refund_number=f"r-{number}",
        amount=cny(2500),
        reason="the customer complained",
    )
    replies = [await shop.control.RecordChannelRefund(told, **hub) for _ in range(2)]
    assert replies[0] == replies[1]
    assert replies[0].after_sale.origin == after_sale_pb2.AFTER_SALE_ORIGIN_CHANNEL
    get = read_messages_pb2.GetOrderRequest(order_id=order_id)
    order = (await shop.orders.GetOrder(get, **shop.operator)).order
    assert (order.status, order.cancel_reason) == (
        order_pb2.ORDER_STATUS_CANCELLED,
        order_pb2.CANCEL_REASON_CHANNEL,
    )
