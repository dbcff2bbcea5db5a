"""Two workers of one platform: both doors lead to both, and what either does the other knows."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
import pytest_asyncio
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.product.v1 import availability_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from mesh.call.pages import each_page
from mesh.process.control import ask
from tests.acceptance.auditing import settled
from tests.acceptance.conftest import SHARED
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import poll
from tests.acceptance.workers import at, channel_to, shop_at
from tests.platform import Platform, running_platform

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.postgres,
    pytest.mark.topology,
    # Workers are of a topology of one process.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]

FIRST, SECOND = "platform", "platform-2"
BOTH = (FIRST, SECOND)
DISH = "cucumber"
TWINS = 8


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def platform(own_database_url: str, merchant: str) -> AsyncIterator[Platform]:
    """A platform of two workers."""
    async with running_platform("single", own_database_url, workers=2, **SHARED) as platform:
        platform.merchant = merchant
        yield platform


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def ways(shop: Shop) -> AsyncIterator[dict[str, Shop]]:
    """The shop by way of each worker."""
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(shop_at(shop, name)) for name in BOTH}


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def channels(platform: Platform) -> AsyncIterator[dict[str, object]]:
    """A gRPC channel to each worker."""
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(channel_to(platform, name)) for name in BOTH}


async def orders_of(shop: Shop) -> list[str]:
    """All orders that the chain has."""
    request = read_messages_pb2.ListOrdersRequest(page_size=200)
    pages = each_page(lambda wanted, **_: shop.orders.ListOrders(wanted, **shop.operator), request)
    return [order.order_id async for page in pages for order in page.orders]


async def persistently(phone: Phone, path: str, body: object, key: str) -> dict:
    """Send the same request until it is answered, as phones do when a connection is lost."""
    while True:
        try:
            return await phone.post(path, body, key)
        except httpx.TransportError:
            continue
        except Problem as problem:
            if problem.status < 500 and problem.reason != "IN_PROGRESS":
                raise
        await asyncio.sleep(0.1)


async def test_the_same_request_at_both_workers_at_once_is_one_order(shop: Shop, ways):
    phone = await shop.phone("twins")
    before = set(await orders_of(shop))
    given = set()
    for _ in range(TWINS):
        key = secrets.token_hex(12)
        twins = await asyncio.gather(
            *(at(way, phone).order(DISH, key=key) for way in ways.values())
        )
        assert len({twin["order_id"] for twin in twins}) == 1
        given.add(twins[0]["order_id"])
    assert set(await orders_of(shop)) - before == given
    assert len(given) == TWINS


async def test_the_same_call_at_both_workers_at_once_is_one_order(shop: Shop, channels):
    before = set(await orders_of(shop))
    metadata = shop.platform.metadata("service", "app")
    line = messages_pb2.DraftLine(sku_id=shop.skus[DISH]["sku_id"], quantity=1)
    draft = messages_pb2.OrderDraft(
        store_id=shop.store_id,
        channel="app",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
    )
    for _ in range(TWINS):
        request = messages_pb2.PlaceOrderRequest(request_id=secrets.token_hex(12), draft=draft)
        first, second = await asyncio.gather(
            *(
                OrderControlServiceStub(channel).PlaceOrder(request, metadata=metadata)
                for channel in channels.values()
            )
        )
        assert first.order.order_id == second.order.order_id
    assert len(set(await orders_of(shop)) - before) == TWINS


@pytest.mark.parametrize(("watched", "changed"), [BOTH, BOTH[::-1]])
async def test_a_live_order_shows_what_another_worker_commits(
    shop: Shop, ways, channels, watched: str, changed: str
):
    phone = await shop.phone("watcher")
    order = await at(ways[changed], phone).order(DISH)
    order_id = order["order_id"]
    watch = read_messages_pb2.WatchOrderRequest(order_id=order_id)
    seen = OrderServiceStub(channels[watched]).WatchOrder(watch, metadata=shop.operator["metadata"])
    async with shop_at(shop, watched) as there, at(there, phone).live(order_id) as shown:
        assert (await anext(shown))["status"] == "PENDING_PAYMENT"
        assert (await seen.read()).order.status == order_pb2.ORDER_STATUS_PENDING_PAYMENT
        await at(ways[changed], phone).post(f"/orders/{order_id}/cancel", {"note": "changed"})
        assert (await anext(shown))["status"] == "CANCELLED"
    assert (await seen.read()).order.status == order_pb2.ORDER_STATUS_CANCELLED
    seen.cancel()
    read = await at(ways[watched], phone).get(f"/orders/{order_id}")
    assert read["status"] == "CANCELLED"


async def test_an_order_is_paid_and_made_whichever_worker_is_asked(shop: Shop, ways):
    phone = await shop.phone("mover")
    order_id = (await at(ways[SECOND], phone).order(DISH))["order_id"]
    await at(ways[FIRST], phone).pay(order_id)
    async with shop_at(shop, SECOND) as there:
        await at(there, phone).until(order_id, lambda seen: seen["status"] == "PLACED")
        await shop.till_says(order_id, "accepted", pickup_code="42")
        made = await at(there, phone).until(order_id, lambda seen: seen["pickup_code"])
    assert made["pickup_code"] == "42"
    assert (await at(ways[FIRST], phone).get(f"/orders/{order_id}"))["status"] == "ACCEPTED"


async def test_what_one_worker_is_told_is_sold_out_the_other_refuses(shop: Shop, channels, ways):
    phone = await shop.phone("hungry")
    sku_id = shop.skus["scallion-pancake"]["sku_id"]

    async def tell(*, available: bool) -> None:
        change = availability_pb2.AvailabilityChange(sku_id=sku_id, available=available)
        request = availability_pb2.SetAvailabilityRequest(
            request_id=secrets.token_hex(8), store_id=shop.store_id, changes=[change]
        )
        stub = ProductServiceStub(channels[FIRST])
        await stub.SetAvailability(request, **shop.operator)

    async def refused() -> bool:
        try:
            await at(ways[SECOND], phone).post("/orders/preview", shop.draft("scallion-pancake"))
        except Problem:
            return True
        return False

    await tell(available=False)
    await poll(refused, bool)
    await tell(available=True)
    await poll(refused, lambda gone: not gone)


async def test_each_worker_tells_how_the_readers_are_that_the_first_one_runs(shop: Shop, channels):
    request = payment_messages_pb2.ListFollowersRequest(page_size=200)
    told = [
        await OrderControlServiceStub(channel).ListFollowers(request, **shop.operator)
        for channel in channels.values()
    ]
    first, second = ([each.reader for each in reply.followers] for reply in told)
    assert first == second
    assert "order_control.payments" in second


async def test_a_message_that_one_worker_took_the_other_refuses(shop: Shop, ways):
    phone = await shop.phone("careful")
    headers = {
        "authorization": f"Bearer {phone._token}",
        "idempotency-key": secrets.token_hex(12),
        "zhongtai-timestamp": str(int(time.time())),
        "zhongtai-nonce": secrets.token_hex(12),
    }
    url = f"{shop.url}/miniapp/v1/orders/preview"
    statuses = [
        (await way.http.post(url, json=shop.draft(DISH), headers=headers)).status_code
        for way in ways.values()
    ]
    assert statuses == [200, 401]


async def test_metrics_are_those_of_both_workers(shop: Shop):
    text = (await shop.http.get(f"{shop.url}/metrics")).text
    assert text.count("# TYPE zhongtai_statements_total counter") == 1
    for name in BOTH:
        assert f',process="{name}"}}' in text


async def test_plug_ins_are_started_once_and_found_by_both(shop: Shop, platform: Platform):
    told = {name: await ask(platform.home, name, "state", 5) for name in BOTH}
    pids = {name: [p["pid"] for p in told[name]["plugins"] if p["pid"]] for name in BOTH}
    assert pids[FIRST]
    assert not pids[SECOND]
    assert {p["state"] for p in told[SECOND]["plugins"]} == {"ready"}
    assert not told[SECOND]["followers"]


async def buy_three(shop: Shop, phone: Phone, placed: list[str], few: asyncio.Event) -> None:
    """Place and pay orders one after the other; `few` is set when the first six are placed."""
    for _ in range(3):
        order = await persistently(phone, "/orders", shop.draft(DISH), secrets.token_hex(12))
        placed.append(order["order_id"])
        path = f"/orders/{order['order_id']}/payments"
        payment = await persistently(phone, path, {"provider": "sandbox"}, secrets.token_hex(12))
        await paid(shop, payment["payment_id"])
        if len(placed) >= 6:
            few.set()


@pytest.mark.parametrize("victim", [SECOND, FIRST])
async def test_nothing_is_lost_or_done_twice_when_a_worker_is_killed(
    shop: Shop, platform: Platform, victim: str
):
    phones = [await shop.phone(f"{victim}-{number}") for number in range(6)]
    before, placed = set(await orders_of(shop)), []
    few = asyncio.Event()
    shopping = asyncio.gather(*(buy_three(shop, phone, placed, few) for phone in phones))
    await few.wait()
    await platform.kill(victim)
    await platform.start(victim)
    await shopping
    await shop.channel.channel_ready()
    assert sorted(set(await orders_of(shop)) - before) == sorted(placed)
    assert await settled(shop) == {}
    at_till = await poll(
        lambda: till_has(shop), lambda counts: set(placed) <= counts.keys(), seconds=60
    )
    assert {at_till[order_id] for order_id in placed} == {1}


async def paid(shop: Shop, payment_id: str) -> None:
    """Pay at the cashier, which is a plug-in of the first worker, and may be down with it."""
    while True:
        try:
            reply = await shop.try_to_pay(payment_id)
        except httpx.TransportError:
            await asyncio.sleep(0.1)
            continue
        if reply.status_code < 500:
            return


async def till_has(shop: Shop) -> Counter[str]:
    """How often the till has each order."""
    entries, after = [], ""
    while (page := await shop.pull(after, limit=500))["orders"]:
        entries += page["orders"]
        after = page["cursor"]
    return Counter(entry["order"]["order_id"] for entry in entries)
