"""What Meituan sold and never pushed is fetched: of any account, over midnight, one by one."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.day_numbers import ZONE, ShopDay
from gateways.takeaway.meituan import adapt
from gateways.takeaway.meituan.missed import Missed
from gateways.takeaway.missing import AGAIN, Missing
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock
from tests.unit.gateways.takeaway.meituan_gateway import Gateway
from tests.unit.gateways.takeaway.meituan_order import fields

STORE = store_pb2.Store(store_id="sto_1")
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)


class Sold:
    """What the app 4444 sold in its shops, by day and number; no other app has them."""

    def __init__(self, gateway: Gateway) -> None:
        self._orders: dict[str, dict[str, str]] = {}
        gateway.platform.answers |= {
            "order/getOrderIdByDaySeq": self._number,
            "order/getOrderDetail": lambda asked: {"data": self._orders[asked["order_id"]]},
        }

    def add(self, at: datetime, number: int, shop: str = "S001") -> None:
        order_id = _id(shop, at.strftime("%Y%m%d"), number)
        placed, told = int(at.timestamp()), {"app_poi_code": shop, "day_seq": str(number)}
        self._orders[order_id] = fields(order_id=order_id, ctime=placed, **told)

    def _number(self, asked: dict[str, str]):
        if asked["app_id"] != "4444" or asked["app_poi_code"] not in ("S001", "S002"):
            return refused(803)
        order_id = _id(asked["app_poi_code"], asked["date_time"], int(asked["day_seq"]))
        return {"data": {"order_id": order_id}} if order_id in self._orders else refused(806)


def _id(shop: str, day: str, number: int) -> str:
    return f"{day}{number:04d}" + ("" if shop == "S001" else "2")


def refused(code: int):
    return {"data": "ng", "error": {"code": code, "msg": "no"}}


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def sold(gateway):
    return Sold(gateway)


@pytest.fixture
def sweep(gateway, clock, sold):
    pushes = gateway.pushes
    missing = Missing(
        gateway.peers,
        pushes.intake,
        clock,
        pushes.numbers,
        adapt.DAY,
        adapt.SHOP,
        adapt.day_number_of,
    )
    missed = Missed(gateway.meituan, pushes, missing)

    async def sweep(shop: str = "S001") -> int:
        with as_call(internal_identity("takeaway", "noodles")):
            return await missed.missed(STORE, shop)

    return sweep


def taken(gateway: Gateway) -> list[str]:
    return [order.channel_order_number for _, order in gateway.centers.imported]


async def test_the_app_that_has_the_store_is_found_among_those_of_the_chain_and_asked_alone(
    gateway, sold, sweep
):
    sold.add(NOON, 1)
    assert await sweep() == 1
    assert gateway.centers.imported[0][1].extension[adapt.APP] == "4444"
    gateway.platform.told.clear()
    sold.add(NOON, 2)
    assert await sweep() == 1
    assert {asked["app_id"] for path, asked in gateway.platform.told if "Seq" in path} == {"4444"}


async def test_an_order_that_cannot_be_taken_is_said_once_and_holds_up_no_other(
    gateway, sold, sweep, clock
):
    for number in range(1, 5):
        sold.add(NOON, number)
    gateway.centers.refused = {"202603020002"}
    with capture_logs() as logs:
        assert (await sweep(), await sweep()) == (3, 0)
        clock.advance(AGAIN.total_seconds())
        await sweep()
    assert [each["order_number"] for each in logs] == ["202603020002"]
    gateway.centers.refused = set()
    clock.advance(AGAIN.total_seconds())
    assert await sweep() == 1
    assert len(set(taken(gateway))) == len(taken(gateway)) == 4


async def test_what_was_sold_just_before_midnight_is_fetched_after_it(gateway, sold, sweep, clock):
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    sold.add(midnight - timedelta(minutes=5), 1)
    clock.advance(11.9 * 3600)
    assert await sweep() == 1
    sold.add(midnight - timedelta(seconds=20), 2)
    clock.advance(0.2 * 3600)
    sold.add(midnight + timedelta(minutes=1), 1)
    assert await sweep() == 2
    assert taken(gateway) == ["202603020001", "202603020002", "202603030001"]
    clock.advance(3600)
    await sweep()
    gateway.platform.told.clear()
    await sweep()
    assert {asked["date_time"] for _, asked in gateway.platform.told} == {"20260303"}


async def test_an_order_that_could_not_be_taken_is_tried_again_at_once_when_the_clock_is_put_back(
    gateway, sold, sweep, clock
):
    sold.add(NOON, 1)
    gateway.centers.refused = {"202603020001"}
    clock.advance(3600)
    assert await sweep() == 0
    gateway.centers.refused = set()
    clock.advance(-3600)
    assert await sweep() == 1


async def test_what_was_sold_before_midnight_while_nobody_could_sweep_is_fetched_the_next_day(
    gateway, sold, sweep, clock
):
    evening = NOON.replace(hour=23)
    for number in (1, 2):
        sold.add(evening, number)
    gateway.centers.refused = {"202603020002"}
    clock.advance(24 * 3600)
    assert await sweep() == 1
    gateway.centers.refused = set()
    clock.advance(AGAIN.total_seconds())
    assert (await sweep(), await sweep()) == (1, 0)
    assert taken(gateway) == ["202603020001", "202603020002"]
    gateway.platform.told.clear()
    await sweep()
    assert {asked["date_time"] for _, asked in gateway.platform.told} == {"20260303"}


async def test_a_number_that_meituan_did_not_know_at_first_is_asked_for_again(
    gateway, sold, sweep, clock
):
    for number in (1, 3):
        sold.add(NOON, number)
    gateway.pushes.numbers.note(ShopDay("sto_1", "S001", "20260302"), "3")
    assert (await sweep(), await sweep()) == (1, 0)
    sold.add(NOON, 2)
    gateway.platform.told.clear()
    assert await sweep() == 0
    assert [asked["day_seq"] for _, asked in gateway.platform.told] == ["4"]
    clock.advance(AGAIN.total_seconds())
    assert await sweep() == 1


async def test_what_is_known_of_a_day_is_kept_however_many_stores_there_are_and_goes_with_it(
    gateway, sold, sweep, clock
):
    numbers = gateway.pushes.numbers
    for number in (1, 2):
        sold.add(NOON, number)
    assert await sweep() == 2
    for store in range(6_000):
        numbers.note(ShopDay(f"sto_{store + 2}", "S001", "20260302"), "1")
    gateway.platform.told.clear()
    assert await sweep() == 0
    assert [asked["day_seq"] for _, asked in gateway.platform.told] == ["3"]
    clock.advance(timedelta(days=2).total_seconds())
    await sweep()
    assert len(numbers) == 2  # of the shop that is swept, today and the day before


async def test_two_shops_of_one_store_have_numbers_of_their_own(gateway, sold, sweep):
    for shop in ("S001", "S002"):
        for number in (1, 2):
            sold.add(NOON, number, shop)
    assert [await sweep(shop) for shop in ("S001", "S002")] == [2, 2]
    assert [await sweep(shop) for shop in ("S001", "S002")] == [0, 0]
    assert len(set(taken(gateway))) == len(taken(gateway)) == 4


async def test_what_one_shop_of_a_store_has_sold_is_not_taken_for_anothers_after_a_start(
    gateway, sold, sweep
):
    sold.add(NOON, 1)
    with as_call(internal_identity("takeaway", "noodles")):
        await gateway.pushes.known("4444", {"order_id": _id("S001", "20260302", 1)})
    gateway.pushes.numbers.forget_all_but(())
    sold.add(NOON, 1, "S002")
    assert await sweep("S002") == 1
    assert await sweep() == 0


async def test_the_end_of_one_shops_day_is_not_anothers(gateway, sold, sweep, clock):
    sold.add(NOON.replace(hour=23), 1, "S002")
    clock.advance(24 * 3600)
    assert [await sweep(shop) for shop in ("S001", "S002")] == [0, 1]
