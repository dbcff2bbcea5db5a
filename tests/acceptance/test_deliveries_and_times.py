"""Orders that a rider brings and orders wanted for later, through the public doors."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.delivery.v1 import delivery_pb2, rule_messages_pb2
from zhongtai.delivery.v1 import messages_pb2 as delivery_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.order.v1 import create_messages_pb2, line_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import catalog_import_pb2, menu_pb2
from zhongtai.promotion.v1 import promotion_pb2, rule_pb2
from zhongtai.store.v1 import hours_pb2

from demo.tables import TIME_ZONE
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.stores import everything, like_the_first, open_store, sell
from tests.acceptance.test_journey import poll
from tests.acceptance.test_promotions import cny, promote

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

HOME = {
    "contact_name": "Anna",
    "contact_phone": "13800000000",
    "street": "滇池路 1 号",
    "latitude": 31.2405,
    "longitude": 121.4905,
}
PREPARATION = timedelta(minutes=15)
"""What the demo's stores say they need."""
PICKED_UP = delivery_pb2.DELIVERY_STATUS_PICKED_UP
DELIVERED = delivery_pb2.DELIVERY_STATUS_DELIVERED
WEEK = range(1, 8)
DAY_MINUTES = 1440
ENOUGH = ("beef-noodles-m", "beef-noodles-m")


async def delivered_home(phone: Phone, **wishes: Any) -> dict[str, Any]:
    return await phone.paid_order(*ENOUGH, service_type="DELIVERY", address=HOME, **wishes)


def has_rider(order: dict[str, Any]) -> bool:
    return order["delivery"] is not None and bool(order["delivery"]["rider_name"])


async def deliveries_of(shop: Shop, order_id: str) -> list[Any]:
    stub: Any = DeliveryServiceStub(shop.channel)
    request = delivery_pb.ListDeliveriesRequest(order_id=order_id)
    return list((await stub.ListDeliveries(request, **shop.operator)).deliveries)


def from_platform(shop: Shop, **fields: Any) -> create_messages_pb2.NewOrder:
    """A paid delivery order of a takeaway platform."""
    price = money_pb2.Money(minor_units=2000, currency_code="CNY")
    sku = shop.skus["soy-milk"]["sku_id"]
    line = line_pb2.OrderLine(
        line_id="1", sku_id=sku, name="豆浆", quantity=1, unit_price=price, amount=price
    )
    address = geo_pb2.Address(contact_name="Li", contact_phone="139", street="滇池路 2 号")
    return create_messages_pb2.NewOrder(
        store_id=shop.store_id,
        channel="meituan",
        channel_order_number=secrets.token_hex(8),
        service_type=trade_pb2.SERVICE_TYPE_DELIVERY,
        lines=[line],
        total=price,
        delivery_address=address,
        **fields,
    )


async def as_the_operator_sees(shop: Shop, order_id: str) -> order_pb2.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await shop.orders.GetOrder(request, **shop.operator)).order


async def imported(shop: Shop, order: create_messages_pb2.NewOrder) -> str:
    request = messages_pb2.ImportOrderRequest(order=order)
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    return (await shop.control.ImportOrder(request, **hub)).result.order_id


@pytest.mark.parametrize("first_word", ["accepted", "preparing", "ready"])
async def test_whatever_the_till_says_first_a_rider_comes_and_the_customer_sees_it(
    shop: Shop, first_word: str
):
    phone = await shop.phone("anna")
    order = await delivered_home(phone)
    assert order["delivered_by"] == "CARRIER"
    await shop.till_says(order["order_id"], first_word)
    seen = await phone.until(order["order_id"], has_rider)
    rider = await phone.get(f"/orders/{order['order_id']}/rider")
    assert rider["rider_name"] == seen["delivery"]["rider_name"]
    assert len(await deliveries_of(shop, order["order_id"])) == 1


async def test_goods_that_are_ready_are_brought_and_the_operator_sees_the_cost(shop: Shop):
    phone = await shop.phone("anna")
    order = await delivered_home(phone)
    await at_the_till(shop, order["order_id"], "")
    before = await shop.pull("")
    await shop.till_says(order["order_id"], "ready")
    await phone.until(order["order_id"], lambda seen: seen["status"] == "FULFILLED")
    shown = await as_the_operator_sees(shop, order["order_id"])
    seen = await last_at_the_till(shop, order["order_id"], before["cursor"])
    assert (seen["state"], seen["order"]["rider"]["step"]) == ("completed", "delivered")
    assert shown.delivery.fee.minor_units > 0
    assert shown.delivery.carrier == "sandbox"


@pytest.mark.parametrize("words", [["ready", "fulfilled"], ["delivering", "fulfilled"]])
async def test_no_rider_comes_for_what_the_store_has_brought_itself(shop: Shop, words: list[str]):
    phone = await shop.phone("anna")
    # Wanted later, so that the carrier's rider is not there yet.
    wanted = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    order_id = (await delivered_home(phone, expected_time=wanted))["order_id"]
    await shop.till_says(order_id, "accepted")
    await phone.until(order_id, lambda seen: seen["delivery"] is not None)
    for word in words:
        await shop.till_says(order_id, word)
    await phone.until(
        order_id,
        lambda seen: (
            seen["status"] == "FULFILLED" and (seen["delivery"] or {}).get("step") == "CANCELLED"
        ),
    )
    [delivery] = await deliveries_of(shop, order_id)
    assert delivery.status == delivery_pb2.DELIVERY_STATUS_CANCELLED


async def test_no_carrier_is_paid_for_what_the_platforms_riders_bring(shop: Shop):
    phone = await shop.phone("anna")
    theirs = await imported(shop, from_platform(shop))
    await shop.till_says(theirs, "accepted")
    await until_followed(shop, phone)
    assert not await deliveries_of(shop, theirs)


async def test_no_rider_is_called_where_the_first_word_is_that_it_is_on_its_way_or_there(
    shop: Shop,
):
    phone = await shop.phone("anna")
    words = {"delivering": "DELIVERING", "fulfilled": "FULFILLED", "completed": "COMPLETED"}
    orders = {word: (await delivered_home(phone))["order_id"] for word in words}
    for word, order_id in orders.items():
        await shop.till_says(order_id, word)
    await until_followed(shop, phone)
    for word, order_id in orders.items():
        assert (await phone.get(f"/orders/{order_id}"))["status"] == words[word]
        assert not await deliveries_of(shop, order_id)


async def until_followed(shop: Shop, phone: Phone) -> None:
    """Wait until what follows of all orders before was done.

    Events are followed in order: when this one has its rider, the others have been looked at.
    """
    ours = (await delivered_home(phone))["order_id"]
    await shop.till_says(ours, "accepted")
    await phone.until(ours, lambda seen: seen["delivery"] is not None)


async def test_what_the_stores_own_people_bring_is_told_to_them_and_costs_no_carrier(shop: Shop):
    phone = await shop.phone("anna")
    store = like_the_first("own-people")
    for offer in store.services:
        if offer.service_type == trade_pb2.SERVICE_TYPE_DELIVERY:
            offer.delivered_by = trade_pb2.DELIVERED_BY_STORE
    store_id = await open_store(shop, store)
    await sell(shop, everything(store_id, store.external_code))
    order = await delivered_home(phone, store_id=store_id)
    assert order["delivered_by"] == "STORE"
    seen = (await at_the_till(shop, order["order_id"], ""))["order"]
    assert (seen["delivered_by"], seen["delivery"]["street"]) == ("store", HOME["street"])
    assert seen["delivery_fee"] == order["amounts"]["delivery_fee"] == 500
    for word in ("accepted", "delivering", "fulfilled"):
        await shop.till_says(order["order_id"], word)
    done = await phone.until(order["order_id"], lambda seen: seen["status"] == "FULFILLED")
    await until_followed(shop, phone)
    assert done["delivery"] is None
    assert not await deliveries_of(shop, order["order_id"])


async def open_with_own_riders(shop: Shop) -> str:
    """A store that asks the chain's own riders before any carrier; gives its id."""
    store = like_the_first("own-riders")
    store_id = await open_store(shop, store)
    await sell(shop, everything(store_id, store.external_code))
    rule = delivery_pb2.DispatchRule(store_id=store_id, strategy=1, own_riders_first=True)
    request = rule_messages_pb2.SetDispatchRuleRequest(rule=rule)
    await DeliveryServiceStub(shop.channel).SetDispatchRule(request, **shop.operator)
    return store_id


async def test_the_customer_sees_where_the_chains_own_rider_is(shop: Shop):
    phone, deliveries = await shop.phone("anna"), DeliveryServiceStub(shop.channel)
    order = await delivered_home(phone, store_id=await open_with_own_riders(shop))
    await shop.till_says(order["order_id"], "accepted")
    await phone.until(order["order_id"], lambda seen: seen["delivery"] is not None)
    [delivery] = await deliveries_of(shop, order["order_id"])
    path = f"/orders/{order['order_id']}/rider"
    assert (await phone.get(path))["latitude"] is None
    rita = delivery_pb.AssignRiderRequest(
        request_id="rita",
        delivery_id=delivery.delivery_id,
        rider=delivery_pb2.Rider(name="Rita"),
    )
    await deliveries.AssignRider(rita, **shop.operator)
    for step, longitude in ((PICKED_UP, 121.4902), (DELIVERED, 121.4904)):
        progress = delivery_pb.ReportProgressRequest(
            request_id=str(step), delivery_id=delivery.delivery_id, status=step
        )
        progress.position.latitude, progress.position.longitude = 31.2403, longitude
        await deliveries.ReportProgress(progress, **shop.operator)
        where = await phone.get(path)
        assert (where["rider_name"], where["longitude"]) == ("Rita", longitude)
    await phone.until(order["order_id"], lambda seen: seen["status"] == "FULFILLED")


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (timedelta(days=-2500), "TIME_PASSED"),
        (timedelta(minutes=-10), "TIME_PASSED"),
        (timedelta(days=8), "TOO_FAR_AHEAD"),
        (timedelta(days=60_000), "TOO_FAR_AHEAD"),
    ],
)
async def test_a_wanted_time_back_then_or_far_ahead_is_refused(
    shop: Shop, after: timedelta, cause: str
):
    phone = await shop.phone("anna")
    wanted = (datetime.now(UTC) + after).isoformat()
    for path in ("/orders/preview", "/orders"):
        with pytest.raises(Problem) as refused:
            await phone.post(path, shop.draft("soy-milk", expected_time=wanted))
        assert refused.value.reason == "STORE_NOT_TAKING_ORDERS"
        assert refused.value.body["metadata"]["cause"] == cause


def by_the_clock(at: datetime) -> int:
    """The minute of the day in the demo's stores."""
    local = at.astimezone(ZoneInfo(TIME_ZONE))
    return local.hour * 60 + local.minute


async def open_with_a_cheap_hour(shop: Shop, around: datetime) -> str:
    """A store with a menu and a promotion for the hour around a moment; gives its id.

    It is closed each day from two to three hours after that moment.
    """
    store, begin = like_the_first("cheap-hour"), by_the_clock(around - timedelta(minutes=30))
    opens = by_the_clock(around + timedelta(hours=3))
    store.hours.Clear()
    store.hours.kind = hours_pb2.HOURS_KIND_WEEKLY
    for day in WEEK:
        store.hours.periods.add(weekday=day, opens_minute=opens, closes_minute=opens + 23 * 60)
    store_id = await open_store(shop, store)
    cheap = catalog_import_pb2.ImportMenu(
        code="cheap",
        name="Cheap",
        store_ids=[store_id],
        priority=9,
        dayparts=[menu_pb2.Daypart(weekdays=WEEK, begin_minute=begin, end_minute=begin + 60)],
        entries=[catalog_import_pb2.ImportMenuEntry(sku_code="soy-milk", price=cny(100))],
    )
    await sell(shop, everything(store_id, store.external_code), cheap)
    until = (begin + 60) % DAY_MINUTES or DAY_MINUTES
    hour = promotion_pb2.WeeklyWindow(weekdays=WEEK, from_minute=begin, until_minute=until)
    scope = rule_pb2.ItemScope(sku_ids=[shop.skus["soy-milk"]["sku_id"]])
    off = rule_pb2.ItemDiscount(scope=scope, amount_per_piece=cny(10))
    conditions = promotion_pb2.Conditions(store_ids=[store_id], weekly_windows=[hour])
    rule = rule_pb2.PromotionRule(item_discount=off)
    await promote(shop, rule, name="Cheap hour", conditions=conditions)
    return store_id


async def test_price_promotions_and_hours_are_those_of_the_wanted_moment(shop: Shop):
    phone = await shop.phone("anna")
    wanted = datetime.now(UTC) + timedelta(hours=3)
    store_id = await open_with_a_cheap_hour(shop, wanted)

    def draft(at: datetime) -> dict[str, Any]:
        return shop.draft("soy-milk", store_id=store_id, expected_time=at.isoformat())

    async def cost(body: dict[str, Any]) -> tuple[int, int]:
        amounts = (await phone.post("/orders/preview", body))["amounts"]
        return amounts["lines"], amounts["discount"]

    await poll(lambda: cost(draft(wanted)), lambda seen: seen == (100, 10))
    usual = shop.skus["soy-milk"]["price"]["minor_units"]
    assert await cost(shop.draft("soy-milk", store_id=store_id)) == (usual, 0)
    assert await cost(draft(wanted + timedelta(hours=1))) == (usual, 0)
    order = await phone.post("/orders", draft(wanted))
    assert order["amounts"]["total"] == 90
    refused = {"TIME_PASSED": timedelta(days=-1), "OUTSIDE_HOURS": timedelta(hours=2, minutes=30)}
    for cause, after in refused.items():
        with pytest.raises(Problem) as told:
            await phone.post("/orders", draft(wanted + after))
        assert told.value.body["metadata"]["cause"] == cause


async def test_an_order_for_later_waits_paid_and_the_till_is_told_when_it_is_due(shop: Shop):
    phone = await shop.phone("anna")
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=12)
    wanted = begin + PREPARATION
    order = await phone.paid_order("soy-milk", expected_time=wanted.isoformat())
    order_id = order["order_id"]
    assert order["waits"]
    assert (await as_the_operator_sees(shop, order_id)).waits
    assert datetime.fromisoformat(order["prepare_from"]) == begin
    entry = await at_the_till(shop, order_id, "")
    assert (entry["state"], entry["order"]["waits"]) == ("new", True)
    assert datetime.fromisoformat(entry["order"]["prepare_from"]) == begin
    await phone.until(order_id, lambda seen: not seen["waits"])
    assert datetime.now(UTC) >= begin
    while "waits" in entry["order"]:
        await asyncio.sleep(0.1)
        entry = await at_the_till(shop, order_id, "")
    assert datetime.fromisoformat(entry["order"]["expected_at"]) == wanted


async def test_an_order_that_waits_can_be_cancelled_and_is_off_the_till_then(shop: Shop):
    phone = await shop.phone("anna")
    wanted = datetime.now(UTC) + timedelta(days=2)
    order = await phone.paid_order("soy-milk", expected_time=wanted.isoformat())
    await phone.post(f"/orders/{order['order_id']}/cancel", {})
    back = await until_refunded(phone, order["order_id"])
    assert (back["status"], back["waits"]) == ("CANCELLED", False)
    while order["order_id"] in await open_at_the_till(shop):
        await shop.pull("", wait_seconds=1)


async def open_at_the_till(shop: Shop) -> set[str]:
    return {entry["order"]["order_id"] for entry in (await shop.pull(""))["orders"]}


async def until_refunded(phone: Phone, order_id: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            order = await phone.get(f"/orders/{order_id}")
            if order["amounts"]["refunded"] == order["amounts"]["paid"]:
                return order
            await asyncio.sleep(0.2)


async def last_at_the_till(shop: Shop, order_id: str, after: str) -> dict[str, Any]:
    """The order as the till has it when nothing is left to do."""
    while (entry := await at_the_till(shop, order_id, after))["state"] != "completed":  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    return entry


async def at_the_till(shop: Shop, order_id: str, after: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            page = await shop.pull(after, wait_seconds=2)
            for entry in page["orders"]:
                if entry["order"]["order_id"] == order_id:
                    return entry
            after = page["cursor"]
