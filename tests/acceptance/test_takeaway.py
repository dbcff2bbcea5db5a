"""Orders that Meituan sells: in at the edge, made at the till, told back; both books agree."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import after_sale_messages_pb2, after_sale_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2, unmapped_messages_pb2
from zhongtai.product.v1 import availability_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from tests.acceptance.meituan import APP, SECRET, Meituan, Pushes
from tests.acceptance.shop import Shop
from tests.acceptance.test_journey import poll
from tests.acceptance.test_platform_orders import breaches
from tests.platform import running_platform

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

STORE, KEEN = "S001", "S002"
# After a lost answer Meituan is given a minute before it is asked for money once more.
TOLD_SECONDS = 150.0
TOTAL = 1950


@pytest.fixture(scope="module")
def meituan() -> Iterator[Meituan]:
    side = Meituan()
    yield side
    side.close()


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(
    topology: str,
    own_database_url: str,
    meituan: Meituan,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Shop]:
    """The demo chain with an account at Meituan, on a platform of its own."""
    file: Path = tmp_path_factory.mktemp("meituan") / "accounts.toml"
    file.touch(mode=0o600)
    file.write_text(f'[{APP}]\nmerchant = "demo"\nsecret = "{SECRET}"\n', encoding="utf-8")
    prefix = "ZHONGTAI_TAKEAWAY_MEITUAN"
    env = {
        f"{prefix}_ACCOUNTS": str(file),
        f"{prefix}_URL": meituan.url,
        f"{prefix}_SWEEP_SECONDS": "1",
    }
    async with (
        running_platform(topology, own_database_url, apart=True, **env) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        yield shop


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def push(shop: Shop) -> Pushes:
    """The gateway, once the stores have their codes: one accepts by itself."""
    stores: Any = StoreServiceStub(shop.channel)
    others = [each for each in shop.store_ids.values() if each != shop.store_id]
    for store_id, code, keen in ((shop.store_id, STORE, False), (others[0], KEEN, True)):
        entry = store_pb2.ChannelCode(channel="meituan", code=code, auto_accept=keen)
        request = store_service_pb2.UpdateStoreRequest(
            request_id=secrets.token_hex(8),
            store=store_pb2.Store(store_id=store_id, channel_codes=[entry]),
            update_mask=FieldMask(paths=["channel_codes"]),
        )
        await stores.UpdateStore(request, **shop.operator)
    return Pushes(shop.http, shop.url)


async def held(shop: Shop, number: str) -> order_pb2.Order | None:
    request = read_messages_pb2.ListOrdersRequest(
        channel="meituan", channel_order_number=number, view=read_messages_pb2.ORDER_VIEW_FULL
    )
    orders = (await shop.orders.ListOrders(request, **shop.operator)).orders
    return orders[0] if orders else None


async def becomes(shop: Shop, number: str, status: str) -> order_pb2.Order:
    wanted = order_pb2.OrderStatus.Value(f"ORDER_STATUS_{status}")
    return await poll(lambda: held(shop, number), lambda order: order and order.status == wanted)


async def is_told(meituan: Meituan, number: str, *calls: str) -> None:
    async def told() -> list[str]:
        return [call for call in meituan.calls(number) if not call.endswith("viewstatus")]

    await poll(told, lambda seen: seen == list(calls), TOLD_SECONDS)


async def sold(shop: Shop, push: Pushes, sale: dict[str, str]) -> order_pb2.Order:
    assert (await push("order", **sale)).json() == {"data": "ok"}
    order = await held(shop, sale["order_id"])
    assert order is not None
    return order


async def test_an_order_is_made_at_the_till_and_brought_by_meituans_rider(shop, push, meituan):
    sale = meituan.sell(STORE, f"dish-{secrets.token_hex(4)}")
    order, number = await sold(shop, push, sale), sale["order_id"]
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
    order = await sold(shop, push, meituan.sell(STORE, code))
    assert order.lines[0].unmapped
    request = unmapped_messages_pb2.ListUnmappedItemsRequest(channel="meituan", page_size=200)
    dishes = (await shop.control.ListUnmappedItems(request, **shop.operator)).dishes
    assert code in {dish.item.channel_item_code for dish in dishes}


async def test_a_cancellation_ends_it_and_gives_all_back_and_what_comes_late_is_recorded(
    shop, push, meituan
):
    sale = meituan.sell(STORE, "F1")
    order, number = await sold(shop, push, sale), sale["order_id"]
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
    sale = meituan.sell(STORE, "F1")
    order = await sold(shop, push, sale)
    await shop.till_says(order.order_id, "rejected", reason="sold out")
    await is_told(meituan, sale["order_id"], "order/cancel")
    order = await becomes(shop, sale["order_id"], "CANCELLED")
    await poll(
        lambda: held(shop, sale["order_id"]),
        lambda seen: seen.amounts.refunded.minor_units == TOTAL,
    )


async def requests_of(shop: Shop, order_id: str) -> list[after_sale_pb2.AfterSale]:
    listing = after_sale_messages_pb2.ListAfterSalesRequest(order_id=order_id)
    return list((await shop.orders.ListAfterSales(listing, **shop.operator)).after_sales)


async def test_a_wish_for_money_back_is_answered_there_and_its_end_recorded(shop, push, meituan):
    sale = meituan.sell(STORE, "F1")
    order, number = await sold(shop, push, sale), sale["order_id"]
    await shop.till_says(order.order_id, "ready")
    food = '[{"app_food_code": "F1", "count": 1}]'
    wish = {"order_id": number, "refund_id": "R1", "money": "7.5", "food": food, "reason": "cold"}
    for _ in range(2):
        await push("part-refund", notify_type="apply", res_type="0", **wish)
    [request] = await requests_of(shop, order.order_id)
    assert (request.channel_refund_number, request.reason) == ("R1", "cold")
    assert [(line.line_id, line.quantity) for line in request.lines] == [("1", 1)]
    agree = payment_messages_pb2.AgreeAfterSaleRequest(
        request_id="a1", order_id=order.order_id, after_sale_id=request.after_sale_id
    )
    await shop.control.AgreeAfterSale(agree, **shop.operator)
    calls = ["order/confirm", "order/preparationMealComplete", "order/refund/agree"]
    await is_told(meituan, number, *calls)
    await push("part-refund", notify_type="agree", res_type="2", **wish)
    assert (await held(shop, number)).amounts.refunded.minor_units == 750
    # A second one that the desk agrees to, whose wish was never pushed.
    await push("part-refund", notify_type="agree", res_type="4", **wish | {"refund_id": "R2"})
    assert (await held(shop, number)).amounts.refunded.minor_units > 750


async def test_a_late_refusal_of_the_store_does_not_end_an_appeal_at_the_desk(shop, push, meituan):
    sale = meituan.sell(STORE, "F1")
    order, number = await sold(shop, push, sale), sale["order_id"]
    food = '[{"app_food_code": "F1", "count": 1}]'
    wish = {"order_id": number, "refund_id": "R5", "money": "7.5", "food": food}
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
    sale = meituan.sell(STORE, "F1")
    order, number = await sold(shop, push, sale), sale["order_id"]
    wish = {"order_id": number, "refund_id": "R6", "money": "19.5"}
    await push("refund", notify_type="apply", res_type="0", **wish)
    await push("cancelled", order_id=number, reason_code="1201", reason="desk")
    await push("refund", notify_type="agree", res_type="4", **wish)
    assert (await held(shop, number)).amounts.refunded.minor_units == TOTAL
    assert len(await requests_of(shop, order.order_id)) == 2


async def test_money_that_the_chain_gives_back_is_asked_of_meituan(shop, push, meituan):
    sale = meituan.sell(STORE, "F1")
    order, number = await sold(shop, push, sale), sale["order_id"]
    await shop.till_says(order.order_id, "accepted")
    ask = payment_messages_pb2.CancelOrderLinesRequest(
        request_id="c1", order_id=order.order_id, reason="one is sold out"
    )
    ask.lines.add(line_id="1", quantity=1)
    request = (await shop.control.CancelOrderLines(ask, **shop.operator)).after_sale
    await is_told(meituan, number, "order/confirm", "order/applyPartRefund")
    food = '[{"app_food_code": "F1", "count": 1}]'
    given = {"order_id": number, "refund_id": "R9", "money": "7.5", "food": food}
    await push("part-refund", notify_type="agree", res_type="2", **given)
    [request] = await requests_of(shop, order.order_id)
    assert request.status == after_sale_pb2.AFTER_SALE_STATUS_REFUNDED
    assert request.refunded == money_pb2.Money(minor_units=750, currency_code="CNY")


async def test_a_store_that_wants_it_accepts_by_itself(shop, push, meituan):
    sale = meituan.sell(KEEN, "F1")
    await sold(shop, push, sale)
    await becomes(shop, sale["order_id"], "ACCEPTED")
    await is_told(meituan, sale["order_id"], "order/confirm")


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


async def test_what_a_store_has_not_and_when_it_is_closed_is_shown_there(shop, push, meituan):
    code = "soy-milk"
    await is_shown(meituan, "food/initdata", skus=code)
    products: Any = ProductServiceStub(shop.channel)
    change = availability_pb2.AvailabilityChange(sku_id=shop.skus[code]["sku_id"], available=False)
    missing = availability_pb2.SetAvailabilityRequest(
        request_id=secrets.token_hex(8), store_id=shop.store_id, changes=[change]
    )
    await products.SetAvailability(missing, **shop.operator)
    await is_shown(meituan, "food/sku/sellStatus", sell_status="1", food_data=code)
    stores: Any = StoreServiceStub(shop.channel)
    for status, path in ((3, "poi/close"), (1, "poi/open")):
        meituan.told.clear()
        close = store_service_pb2.SetStoreStatusRequest(
            request_id=secrets.token_hex(8), store_id=shop.store_id, status=status
        )
        await stores.SetStoreStatus(close, **shop.operator)
        await is_shown(meituan, path)


async def is_shown(meituan: Meituan, path: str, **said: str) -> None:
    """The store is shown so on Meituan: by a call whose parameters hold these texts."""

    async def told() -> list[dict[str, str]]:
        return [asked for call, asked in meituan.told if call == path]

    def right(asked: dict[str, str]) -> bool:
        mine = asked["app_poi_code"] == STORE
        return mine and all(text in asked[name] for name, text in said.items())

    await poll(told, lambda seen: any(right(asked) for asked in seen))
