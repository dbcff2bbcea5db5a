"""Orders that platforms sell: in at the edge, made at the till, told back; both books agree.

One platform process serves the chain's accounts at Meituan and at Ele.me.
"""

import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import after_sale_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2, unmapped_messages_pb2

from tests.acceptance import eleme as ele
from tests.acceptance.eleme import taken
from tests.acceptance.meituan import APP, SECRET, Meituan, Pushes
from tests.acceptance.shop import Shop
from tests.acceptance.takeaway import (
    KEEN,
    STORE,
    STRANGER,
    STRANGERS_SECRET,
    TOTAL,
    accounts,
    becomes,
    held,
    is_done,
    is_shown,
    is_told,
    requests_of,
    sell_out,
    selling,
    set_status,
    till_has_said,
)
from tests.acceptance.test_journey import poll
from tests.acceptance.test_platform_orders import agree, breaches

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

S = after_sale_pb2
FOOD = '[{"app_food_code": "F1", "count": 1}]'
"""One of two pieces, in Meituan's words."""


@pytest.fixture(scope="module")
def eleme(topology: str) -> Iterator[ele.Eleme]:
    side = ele.Eleme()
    yield side
    side.close()


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(
    topology: str,
    own_database_url: str,
    meituan: Meituan,
    eleme: ele.Eleme,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Shop]:
    """The demo chain with an account at each platform."""
    folder = tmp_path_factory.mktemp("accounts")
    settings = {
        **accounts(folder, "meituan", APP, SECRET),
        "ZHONGTAI_TAKEAWAY_MEITUAN_URL": meituan.url,
        **accounts(folder, "eleme", ele.APP, ele.SECRET, key=ele.KEY),
        "ZHONGTAI_TAKEAWAY_ELEME_URL": eleme.url,
    }
    async with selling(topology, own_database_url, settings, "meituan", "eleme") as shop:
        yield shop


@pytest.fixture
def tell(shop: Shop) -> ele.Pushes:
    """Ele.me's way to the gateway."""
    return ele.Pushes(shop.http, shop.url)


async def sold(shop: Shop, push: Pushes, sale: dict[str, str]) -> tuple[order_pb2.Order, str]:
    """The order that a sale of Meituan's becomes here, and its number."""
    assert (await push("order", **sale)).json() == {"data": "ok"}
    order = await held(shop, sale["order_id"])
    assert order is not None
    return order, sale["order_id"]


async def give_a_piece_back(shop: Shop, order_id: str) -> None:
    """The chain cancels one of two pieces."""
    ask = payment_messages_pb2.CancelOrderLinesRequest(
        request_id=secrets.token_hex(8), order_id=order_id, reason="one is sold out"
    )
    ask.lines.add(line_id="1", quantity=1)
    await shop.control.CancelOrderLines(ask, **shop.operator)


async def test_an_order_is_made_at_the_till_and_brought_by_meituans_rider(shop, push, meituan):
    sale = meituan.sell(STORE, f"dish-{secrets.token_hex(4)}")
    order, number = await sold(shop, push, sale)
    assert (await push("order", **sale)).json() == {"data": "ok"}
    assert order.amounts.paid_by_channel.minor_units == order.amounts.total.minor_units == TOTAL
    assert {d.paid_by: d.amount.minor_units for d in order.discounts} == {1: 300, 2: 200}
    await shop.till_says(order.order_id, "accepted")
    await shop.till_says(order.order_id, "ready")
    await is_told(meituan, number, "order/confirm", "order/preparationMealComplete")
    rider = {"dispatcher_name": "小马", "dispatcher_mobile": "139"}
    for code in ("10", "20", "15", "77"):
        told = await push("logistics", order_id=number, logistics_status=code, time="1", **rider)
        assert told.json() == {"data": "ok"}
    order = await becomes(shop, number, "DELIVERING")
    assert order.delivery.step == order_pb2.DELIVERY_STEP_PICKED_UP
    assert order.fulfilment_sub_status == "meituan_rider_77"
    await push("logistics", order_id=number, logistics_status="40", time="2", **rider)
    await push("completed", order_id=number, status="8")
    await becomes(shop, number, "COMPLETED")
    await is_told(meituan, number, "order/confirm", "order/preparationMealComplete")


async def test_a_dish_that_nobody_mapped_is_taken_and_listed(shop, push, meituan):
    code = f"dish-{secrets.token_hex(4)}"
    order, _ = await sold(shop, push, meituan.sell(STORE, code))
    assert order.lines[0].unmapped
    request = unmapped_messages_pb2.ListUnmappedItemsRequest(channel="meituan", page_size=200)
    dishes = (await shop.control.ListUnmappedItems(request, **shop.operator)).dishes
    assert code in {dish.item.channel_item_code for dish in dishes}


async def test_a_cancellation_ends_it_and_gives_all_back_and_what_comes_late_is_recorded(
    shop, push, meituan
):
    order, number = await sold(shop, push, meituan.sell(STORE, "F1"))
    for _ in range(2):
        answer = await push("cancelled", order_id=number, reason_code="1101", reason="改主意")
        assert answer.json() == {"data": "ok"}
    await push("confirmed", order_id=number)
    order = await becomes(shop, number, "CANCELLED")
    assert order.cancel_reason == order_pb2.CANCEL_REASON_CUSTOMER
    assert order.amounts.refunded.minor_units == TOTAL
    events = read_messages_pb2.ListOrderEventsRequest(order_id=order.order_id)
    kinds = [e.kind for e in (await shop.orders.ListOrderEvents(events, **shop.operator)).events]
    assert kinds.count(8) == 1
    await is_told(meituan, number)


async def test_what_the_store_will_not_make_is_cancelled_there(shop, push, meituan):
    order, number = await sold(shop, push, meituan.sell(STORE, "F1"))
    await shop.till_says(order.order_id, "rejected", reason="sold out")
    await is_told(meituan, number, "order/cancel")
    await becomes(shop, number, "CANCELLED")
    await poll(lambda: held(shop, number), lambda seen: seen.amounts.refunded.minor_units == TOTAL)


async def test_a_wish_for_money_back_is_answered_there_and_its_end_recorded(shop, push, meituan):
    order, number = await sold(shop, push, meituan.sell(STORE, "F1"))
    await till_has_said(shop, number, "ready")
    wish = {"order_id": number, "refund_id": "R1", "money": "7.5", "food": FOOD, "reason": "cold"}
    for _ in range(2):
        await push("part-refund", notify_type="apply", res_type="0", **wish)
    [request] = await requests_of(shop, order.order_id)
    assert (request.channel_refund_number, request.reason) == ("R1", "cold")
    assert [(line.line_id, line.quantity) for line in request.lines] == [("1", 1)]
    await agree(shop, request)
    calls = ["order/confirm", "order/preparationMealComplete", "order/refund/agree"]
    await is_told(meituan, number, *calls)
    await push("part-refund", notify_type="agree", res_type="2", **wish)
    assert (await held(shop, number)).amounts.refunded.minor_units == 750
    # A second one that the desk agrees to, whose wish was never pushed.
    await push("part-refund", notify_type="agree", res_type="4", **wish | {"refund_id": "R2"})
    assert (await held(shop, number)).amounts.refunded.minor_units > 750


async def test_a_cent_that_meituan_gives_for_a_gift_is_recorded_once(shop, push, meituan):
    _, number = await sold(shop, push, meituan.sell_with_a_gift(STORE, "F1"))
    wish = {"order_id": number, "refund_id": "R7", "money": "0.01", "food": FOOD}
    for end in ("apply", "agree", "agree"):
        await push("part-refund", notify_type=end, res_type="0" if end == "apply" else "5", **wish)
    assert (await held(shop, number)).amounts.refunded.minor_units == 1


async def test_a_late_refusal_of_the_store_does_not_end_an_appeal_at_the_desk(shop, push, meituan):
    order, number = await sold(shop, push, meituan.sell(STORE, "F1"))
    wish = {"order_id": number, "refund_id": "R5", "money": "7.5", "food": FOOD}
    refusal = wish | {"notify_type": "reject", "res_type": "1", "is_appeal": "0"}
    await push("part-refund", notify_type="apply", res_type="0", **wish)
    await push("part-refund", **refusal)
    await push("part-refund", notify_type="apply", res_type="0", is_appeal="1", **wish)
    await push("part-refund", **refusal | {"reason": "late"})
    [request] = await requests_of(shop, order.order_id)
    assert request.status == after_sale_pb2.AFTER_SALE_STATUS_ARBITRATING
    await push("part-refund", notify_type="agree", res_type="4", is_appeal="1", **wish)
    assert (await held(shop, number)).amounts.refunded.minor_units == 750


async def test_a_refund_told_after_the_order_was_cancelled_is_taken_and_changes_nothing(
    shop, push, meituan
):
    order, number = await sold(shop, push, meituan.sell(STORE, "F1"))
    wish = {"order_id": number, "refund_id": "R6", "money": "19.5"}
    await push("refund", notify_type="apply", res_type="0", **wish)
    await push("cancelled", order_id=number, reason_code="1201", reason="desk")
    await push("refund", notify_type="agree", res_type="4", **wish)
    assert (await held(shop, number)).amounts.refunded.minor_units == TOTAL
    assert len(await requests_of(shop, order.order_id)) == 2


async def test_money_that_the_chain_gives_back_is_asked_of_meituan(shop, push, meituan):
    order, number = await sold(shop, push, meituan.sell(STORE, "F1"))
    await till_has_said(shop, number, "accepted")
    await give_a_piece_back(shop, order.order_id)
    await is_told(meituan, number, "order/confirm", "order/applyPartRefund")
    given = {"order_id": number, "refund_id": "R9", "money": "7.5", "food": FOOD}
    await push("part-refund", notify_type="agree", res_type="2", **given)
    [request] = await requests_of(shop, order.order_id)
    assert request.status == after_sale_pb2.AFTER_SALE_STATUS_REFUNDED
    assert request.refunded == money_pb2.Money(minor_units=750, currency_code="CNY")


async def test_a_store_that_wants_it_accepts_by_itself(shop, push, meituan):
    _, number = await sold(shop, push, meituan.sell(KEEN, "F1"))
    await becomes(shop, number, "ACCEPTED")
    await is_told(meituan, number, "order/confirm")


async def test_what_was_never_pushed_is_found_by_its_number_of_the_day(shop, push, meituan):
    first = meituan.sell(STORE, "F1", day_seq=1)
    lost = meituan.sell(STORE, "F1", day_seq=2, status=4)
    meituan.numbered |= {(STORE, each["day_seq"]): each["order_id"] for each in (first, lost)}
    await push("order", **first)
    await becomes(shop, lost["order_id"], "ACCEPTED")


async def test_a_guess_changes_nothing(shop, push, meituan):
    sale = meituan.sell(STORE, "F1")
    for event, fields in (("order", sale), ("cancelled", {"order_id": sale["order_id"]})):
        answer = await push(event, secret="guess", **fields)
        assert (answer.status_code, answer.json()["reason"]) == (401, "UNAUTHENTICATED")
    assert await held(shop, sale["order_id"]) is None
    assert await breaches(shop) == []


async def test_another_chains_store_is_refused_by_its_code_and_nothing_is_changed(
    shop, push, tell, meituan, eleme
):
    mine, theirs = meituan.sell(STORE, "F1"), eleme.sell(STORE, "F1")
    del meituan.orders[mine["order_id"]], eleme.orders[theirs["id"]]  # Or they would be found.
    answers = [
        await push("order", STRANGERS_SECRET, APP + STRANGER, **mine),
        await tell(10, theirs, STRANGERS_SECRET, ele.APP + STRANGER),
    ]
    for answer in answers:
        told = answer.json()
        assert (answer.status_code, told["reason"]) == (404, "CHANNEL_CODE_NOT_FOUND")
        assert STORE in told["detail"]
        assert "***" in told["signed"]
        assert STRANGERS_SECRET not in answer.text
    for number in (mine["order_id"], theirs["id"]):
        assert await held(shop, number) is None
    assert await breaches(shop) == []


async def test_what_a_store_has_not_and_when_it_is_closed_is_shown_there(
    shop, push, meituan, eleme
):
    code = "soy-milk"
    await is_shown(meituan, "food/initdata", skus=code)
    await sell_out(shop, code)
    await is_shown(meituan, "food/sku/sellStatus", sell_status="1", food_data=code)
    await is_done(eleme, "product.item.batchClearStock", str(sum(code.encode())))
    for status, path, is_open in ((3, "poi/close", 0), (1, "poi/open", 1)):
        meituan.told.clear()
        eleme.told.clear()
        await set_status(shop, status)
        await is_shown(meituan, path)
        await is_done(eleme, "shop.updateShop", f"'isOpen': {is_open}")


async def test_ele_mes_order_is_one_under_both_types_and_goes_its_way_to_the_end(shop, tell, eleme):
    sale = eleme.sell(STORE, f"dish-{secrets.token_hex(4)}")
    number = sale["id"]
    brief = {name: sale[name] for name in ("id", "shopId", "openId", "status", "groups")}
    await taken(tell, 217, **brief)
    await taken(tell, "10", **sale)
    order = await held(shop, number)
    assert order.amounts.paid_by_channel.minor_units == order.amounts.total.minor_units == TOTAL
    assert {d.paid_by: d.amount.minor_units for d in order.discounts} == {1: 300, 2: 200}
    assert order.lines[0].unmapped
    await shop.till_says(order.order_id, "accepted")
    await shop.till_says(order.order_id, "ready")
    await is_told(eleme, number, "confirmOrderLite", "setOrderPrepared")
    about = {"orderId": number, "name": "小蜂", "phone": "139", "subState": "noSubstate"}
    for kind in (53, 55, 54):
        await taken(tell, kind, updateAt=1, **about)
    order = await becomes(shop, number, "DELIVERING")
    assert order.delivery.step == order_pb2.DELIVERY_STEP_PICKED_UP
    sale["status"] = "valid"
    await taken(tell, 199, orderId=number)
    assert (await held(shop, number)).fulfilment_sub_status == "eleme_type_199"
    await taken(tell, 56, updateAt=2, **about)
    await taken(tell, 18, orderId=number, state="settled", role=9)
    await becomes(shop, number, "COMPLETED")
    await is_told(eleme, number, "confirmOrderLite", "setOrderPrepared")


async def wished(
    shop: Shop, tell: ele.Pushes, eleme: ele.Eleme
) -> tuple[order_pb2.Order, dict[str, Any]]:
    """An order that is ready, and what is said of money for one of its pieces."""
    sale = eleme.sell(STORE, "F1")
    await taken(tell, 10, **sale)
    order = await till_has_said(shop, sale["id"], "ready")
    goods = [{"name": "豆浆", "quantity": 1, "price": 10.0}]
    part = {"refundType": "part", "goodsList": goods, "totalPrice": 7.5}
    return order, {"orderId": sale["id"], **part}


async def test_a_wish_at_ele_me_has_no_number_and_is_one_however_often_it_is_told(
    shop, tell, eleme
):
    order, wish = await wished(shop, tell, eleme)
    for _ in range(2):
        await taken(tell, "30", **wish, updateTime=1, reason="cold")
    [request] = await requests_of(shop, order.order_id)
    assert [(line.line_id, line.quantity) for line in request.lines] == [("1", 1)]
    await agree(shop, request)
    calls = ["confirmOrderLite", "setOrderPrepared", "agreeRefundLite"]
    await is_told(eleme, wish["orderId"], *calls)
    for kind in (33, 30, 33):  # The last two come late.
        await taken(tell, kind, **wish, updateTime=2)
    assert (await held(shop, wish["orderId"])).amounts.refunded.minor_units == 750
    assert len(await requests_of(shop, order.order_id)) == 1


async def test_a_wish_at_ele_me_after_one_like_it_is_another_and_the_desk_decides(
    shop, tell, eleme
):
    order, wish = await wished(shop, tell, eleme)
    for kind in (30, 31):
        await taken(tell, kind, **wish, updateTime=1)
    eleme.orders[wish["orderId"]]["refundStatus"] = "applied"
    for kind in (30, 32, 34, 32):
        await taken(tell, kind, **wish, updateTime=4_000_000_000)
    second, first = await requests_of(shop, order.order_id)
    assert first.status == S.AFTER_SALE_STATUS_WITHDRAWN
    assert second.status == S.AFTER_SALE_STATUS_ARBITRATING
    await taken(tell, 35, **wish, updateTime=4_000_000_001)
    assert (await held(shop, wish["orderId"])).amounts.refunded.minor_units == 750


async def test_ele_mes_cancellations_end_an_order_whoever_wants_it(shop, tell, eleme):
    asked, rejected, never_told = (eleme.sell(STORE, "F1") for _ in range(3))
    await taken(tell, 10, **asked)
    await till_has_said(shop, asked["id"], "accepted")
    wish = {"orderId": asked["id"], "refundType": "normal", "totalPrice": 19.5}
    await taken(tell, 20, **wish)
    await taken(tell, 23, **wish)
    await taken(tell, 15, orderId=asked["id"], state="invalid", role=3)
    order = await becomes(shop, asked["id"], "CANCELLED")
    assert order.amounts.refunded.minor_units == TOTAL
    await taken(tell, 10, **rejected)
    order = await held(shop, rejected["id"])
    await shop.till_says(order.order_id, "rejected", reason="busy")
    await is_told(eleme, rejected["id"], "cancelOrderLite")
    await taken(tell, 14, orderId=never_told["id"], state="invalid", role=1)
    order = await becomes(shop, never_told["id"], "CANCELLED")
    assert order.cancel_reason == order_pb2.CANCEL_REASON_CUSTOMER


async def test_what_ele_me_could_not_push_is_pulled_and_what_it_never_told_is_found(
    shop, tell, eleme
):
    failed, lost = eleme.sell(KEEN, "F1"), eleme.sell(KEEN, "F1", status="valid")
    push = ele.pushed(217, failed)
    eleme.unpushed[push["requestId"]] = push
    for sale in (failed, lost):
        await becomes(shop, sale["id"], "ACCEPTED")
    await is_told(eleme, failed["id"], "confirmOrderLite")
    await poll(lambda: held(shop, failed["id"]), lambda _: push["requestId"] in eleme.confirmed)


async def test_money_that_the_chain_gives_back_is_asked_of_ele_me_and_a_guess_changes_nothing(
    shop, tell, eleme
):
    sale = eleme.sell(STORE, "F1")
    del eleme.orders[sale["id"]]  # Or it would be found.
    assert (await tell(10, sale, secret="guess")).status_code == 401
    assert await held(shop, sale["id"]) is None
    await taken(tell, 10, **sale)
    order = await till_has_said(shop, sale["id"], "accepted")
    await give_a_piece_back(shop, order.order_id)
    await is_told(eleme, sale["id"], "confirmOrderLite", "refundPart")
    goods = [{"skuId": 71, "quantity": 1}]
    given = {"orderId": sale["id"], "refundType": "part", "goodsList": goods, "totalPrice": 7.5}
    for _ in range(2):
        await taken(tell, 39, **given)
    [request] = await requests_of(shop, order.order_id)
    assert request.status == S.AFTER_SALE_STATUS_REFUNDED
    assert request.refunded.minor_units == 750
    assert await breaches(shop) == []
