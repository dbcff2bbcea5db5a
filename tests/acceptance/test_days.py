"""Orders for later wait across midnight and across the days on which clocks are changed."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio
from zhongtai.common.v1 import geo_pb2, trade_pb2
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.product.v1 import catalog_import_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import hours_pb2, store_import_pb2, store_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from tests.acceptance.shop import Phone, Shop
from tests.acceptance.test_journey import poll
from tests.moved_clock import AHEAD_FILE, MovedClock
from tests.platform import running_platform

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "soy-milk"
PREPARATION = timedelta(minutes=15)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> MovedClock:
    return MovedClock(tmp_path_factory.mktemp("clock") / "ahead")


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(topology: str, own_database_url: str, clock: MovedClock) -> AsyncIterator[Shop]:
    """The demo chain on a platform whose clock is moved."""
    env = {AHEAD_FILE: str(clock.file)}
    async with (
        running_platform(topology, own_database_url, apart=True, **env) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        yield shop


async def new_store(shop: Shop, zone: str, opens: int = 0, closes: int = 1440) -> str:
    """A store of that zone, open from minute to minute of every day; gives its id."""
    weekdays = hours_pb2.Weekday.values()[1:]
    hours = hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_WEEKLY)
    for day in weekdays:
        hours.periods.add(weekday=day, opens_minute=opens, closes_minute=closes)
    code = f"night-{secrets.token_hex(4)}"
    offer = store_pb2.ServiceOffer(
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        preparation_minutes=int(PREPARATION / MINUTE),
    )
    store = store_pb2.Store(
        external_code=code,
        name=code,
        point=geo_pb2.GeoPoint(latitude=31, longitude=121),
        time_zone=zone,
        currency_code="CNY",
        services=[offer],
        hours=hours,
    )
    stores: Any = StoreServiceStub(shop.channel)
    request = store_import_pb2.ImportStoresRequest(stores=[store])
    store_id = (await stores.ImportStores(request, **shop.operator)).results[0].store_id
    entry = catalog_import_pb2.ImportMenuEntry(sku_code=DISH)
    menu = catalog_import_pb2.ImportMenu(
        code=code, name=code, store_ids=[store_id], entries=[entry]
    )
    products: Any = ProductServiceStub(shop.channel)
    request = catalog_import_pb2.ImportCatalogRequest(menus=[menu])
    await products.ImportCatalog(request, **shop.operator)
    return str(store_id)


async def at_the_till(shop: Shop, order_id: str) -> dict[str, Any] | None:
    """The order as the till has it; None while it has not."""
    entries = (await shop.pull("", limit=500))["orders"]
    orders = {entry["order"]["order_id"]: entry["order"] for entry in entries}
    return orders.get(order_id)


async def demand_waits_until(
    shop: Shop, phone: Phone, clock: MovedClock, order: dict[str, Any], begin: datetime
) -> None:
    """The order waits until a minute before `begin`, also at its till, and is due right then."""
    order_id = order["order_id"]
    assert datetime.fromisoformat(order["prepare_from"]) == begin
    clock.move_to(begin - MINUTE)
    now_one = await phone.paid_order(DISH, store_id=order["store_id"])
    # What is wanted at once reaches the till; what waits has been looked at by then.
    await poll(lambda: at_the_till(shop, now_one["order_id"]), lambda seen: seen is not None)
    assert (await phone.get(f"/orders/{order_id}"))["waits"]
    assert (await poll(lambda: at_the_till(shop, order_id), lambda seen: seen is not None))["waits"]
    clock.move_to(begin)
    shown = await poll(lambda: at_the_till(shop, order_id), lambda seen: "waits" not in seen)
    assert shown["expected_at"] == order["expected_time"]
    assert not (await phone.get(f"/orders/{order_id}"))["waits"]


async def counts_for(shop: Shop, order_id: str) -> tuple[str, int]:
    """The day that an order counts for, and its number there."""
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    order = (await shop.orders.GetOrder(request, **shop.operator)).order
    return order.business_date, order.daily_number


@pytest.mark.parametrize(("closes", "day_of_trade"), [(1440, 1), (1440 + 120, 0)])
async def test_an_order_for_after_midnight_waits_and_counts_for_the_stores_own_day(
    shop: Shop, clock: MovedClock, closes: int, day_of_trade: int
):
    opens = 0 if closes == 1440 else 18 * 60
    store_id = await new_store(shop, "Asia/Shanghai", opens, closes)
    zone = ZoneInfo("Asia/Shanghai")
    today = (clock.now().astimezone(zone) + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    clock.move_to(today + 23 * HOUR)
    phone = await shop.phone("owl")
    first = await phone.paid_order(DISH, store_id=store_id)
    wanted = today + DAY + 25 * MINUTE
    order = await phone.paid_order(
        DISH, store_id=store_id, expected_time=wanted.astimezone(UTC).isoformat()
    )
    assert order["waits"]
    assert await counts_for(shop, first["order_id"]) == (today.date().isoformat(), 1)
    day = (today + day_of_trade * DAY).date().isoformat()
    assert await counts_for(shop, order["order_id"]) == (day, 2 - day_of_trade)
    await demand_waits_until(shop, phone, clock, order, wanted - PREPARATION)
    assert (await at_the_till(shop, order["order_id"]))["time_zone"] == "Asia/Shanghai"


def next_change(after: datetime, *, forward: bool) -> datetime:
    """The next moment at which New York's clocks are put forward, or back."""
    at = after.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while True:
        before, at = summer_time(at), at + HOUR
        if before != summer_time(at) == forward:
            return at


def summer_time(at: datetime) -> bool:
    return bool(at.astimezone(NEW_YORK).dst())


@pytest.mark.parametrize("forward", [True, False])
async def test_an_order_for_after_the_clocks_change_waits_for_its_own_moment(
    shop: Shop, clock: MovedClock, forward: bool
):
    change = next_change(clock.now(), forward=forward)
    store_id = await new_store(shop, NEW_YORK.key)
    clock.move_to(change - 5 * HOUR)
    phone = await shop.phone("owl")
    # Right behind the change: its preparation begins before it, by the clock that held then.
    wanted = change + 5 * MINUTE
    local = wanted.astimezone(NEW_YORK)
    order = await phone.paid_order(DISH, store_id=store_id, expected_time=local.isoformat())
    shown = (wanted - PREPARATION).astimezone(NEW_YORK)
    assert shown.strftime("%H:%M") == "01:50"
    assert local.strftime("%H:%M") == ("03:05" if forward else "01:05")
    assert (await counts_for(shop, order["order_id"]))[0] == local.date().isoformat()
    await demand_waits_until(shop, phone, clock, order, wanted - PREPARATION)
