"""What Ele.me sold and never told of is looked for."""

from datetime import datetime

import pytest
from structlog.testing import capture_logs
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.day_numbers import ZONE
from gateways.takeaway.eleme import adapt
from gateways.takeaway.eleme.missed import PAGE, Missed
from gateways.takeaway.missing import AGAIN, MOST_AT_ONCE, Missing
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock
from tests.unit.gateways.takeaway.eleme_gateway import Gateway, refused
from tests.unit.gateways.takeaway.eleme_order import order

STORE = store_pb2.Store(store_id="sto_1")
SHOPS = {720032: "S001", 720033: "S002"}
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)


class Sold:
    """What S001 (720032) and S002 (720033) of the app 22954133 sold; no other app has them."""

    def __init__(self, gateway: Gateway) -> None:
        self.orders: dict[str, dict] = {}
        self.waiting: list[str] = []
        gateway.platform.answers |= {
            "user.getUser": self._user,
            "shop.getShop": lambda call: {"openId": SHOPS[call["params"]["shopId"]]},
            "order.getUnprocessOrders": lambda _call: [self.orders[n] for n in self.waiting],
            "order.getAllOrders": self._page,
            "order.getOrder": lambda call: self.orders[call["params"]["orderId"]],
        }

    def add(self, number: int, at: datetime = NOON, **more) -> str:
        own = f"{number:019d}"
        placed = at.strftime("%Y-%m-%dT%H:%M:%S")
        self.orders[own] = order(id=own, orderId=own, createdAt=placed, activeAt=placed, **more)
        return own

    def _user(self, call: dict):
        if call["metas"]["app_key"] != "elekey":
            return refused("ACCESS_DENIED")
        return {"authorizedShops": [{"id": shop, "name": "S"} for shop in SHOPS]}

    def _page(self, call: dict):
        params = call["params"]
        asked = params["shopId"], params["date"]
        orders = self.orders.values()
        sold = [each for each in orders if (each["shopId"], each["createdAt"][:10]) == asked]
        begin = (params["pageNo"] - 1) * params["pageSize"]
        return {"list": sold[begin : begin + params["pageSize"]], "total": len(sold)}


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
        gateway.peers, pushes.intake, clock, pushes.numbers, adapt.DAY, adapt.SHOP, adapt.number_of
    )
    missed = Missed(gateway.eleme, gateway.shops, pushes, missing)

    async def sweep(shop: str = "S001") -> int:
        with as_call(internal_identity("takeaway", "noodles")):
            return await missed.missed(STORE, shop)

    return sweep


async def test_orders_that_wait_and_all_others_of_the_day_are_fetched_once(gateway, sold, sweep):
    numbers = [sold.add(number) for number in range(1, 4)]
    sold.waiting = numbers[2:]
    assert (await sweep(), await sweep()) == (3, 0)
    taken = [kept.channel_order_number for _, kept in gateway.centers.imported]
    assert taken == [numbers[2], *numbers[:2]]
    assert gateway.centers.imported[0][1].extension[adapt.APP] == "22954133"


async def test_pages_are_read_until_all_is_there_and_then_one(gateway, sold, sweep):
    for number in range(1, PAGE + 5):
        sold.add(number)
    while await sweep():
        pass
    assert len(gateway.centers.imported) == PAGE + 4
    gateway.platform.told.clear()
    await sweep()
    assert gateway.platform.actions == ["order.getUnprocessOrders", "order.getAllOrders"]


async def test_an_order_that_cannot_be_taken_is_said_once_and_holds_up_no_other(
    gateway, sold, sweep, clock
):
    numbers = [sold.add(number) for number in range(1, 4)]
    gateway.centers.refused = {numbers[0]}
    with capture_logs() as logs:
        assert (await sweep(), await sweep()) == (2, 0)
    assert [each["order_number"] for each in logs] == [numbers[0]]
    gateway.centers.refused = set()
    clock.advance(AGAIN.total_seconds())
    assert await sweep() == 1


async def test_what_was_sold_before_midnight_while_nobody_could_sweep_is_fetched_the_next_day(
    gateway, sold, sweep, clock
):
    for number in range(1, MOST_AT_ONCE + 2):
        sold.add(number, NOON.replace(hour=23))
    clock.advance(24 * 3600)
    assert (await sweep(), await sweep(), await sweep()) == (MOST_AT_ONCE, 1, 0)
    gateway.platform.told.clear()
    await sweep()
    dates = {given.get("date") for *_, given in gateway.platform.told} - {None}
    assert dates == {"2026-03-03"}


async def test_a_code_that_no_shop_of_the_chain_has_is_asked_for_once(gateway, sold, sweep):
    await sweep()
    gateway.platform.told.clear()
    with as_call(internal_identity("takeaway", "noodles")):
        for _ in range(2):
            with pytest.raises(Exception, match="no account of the chain"):
                await gateway.shops.of("S009")
        assert await gateway.shops.of("720032") == ("22954133", "720032")
    assert gateway.platform.told == []
    with as_call(internal_identity("takeaway", "pizza")), pytest.raises(Exception, match="ACCESS"):
        await gateway.shops.of("S001")


async def test_shops_whose_code_is_known_are_not_asked_for_again_because_of_a_wrong_one(
    gateway, sold, monkeypatch
):
    monkeypatch.setattr("gateways.takeaway.eleme.shops.AGAIN_SECONDS", 0.0)
    codes = {720032: "S001", 720033: ""}
    gateway.platform.answers |= {
        "user.getUser": {"authorizedShops": [{"id": shop} for shop in codes]},
        "shop.getShop": lambda call: {"openId": codes[call["params"]["shopId"]]},
    }
    with as_call(internal_identity("takeaway", "noodles")):
        await gateway.shops.of("S001")
        gateway.platform.told.clear()
        codes[720033] = "S002"
        assert (await gateway.shops.of("S002"))[1] == "720033"
    asked = [given["shopId"] for _, action, given in gateway.platform.told if "Shop" in action]
    assert set(asked) == {720033}


async def test_two_shops_of_one_store_are_swept_each_by_itself(gateway, sold, sweep):
    for number in range(1, PAGE + 2):
        sold.add(number)
    while await sweep():
        pass
    for number in range(PAGE + 2, 2 * PAGE + 3):
        sold.add(number, shopId=720033, openId="S002")
    while await sweep("S002"):
        pass
    assert len(gateway.centers.imported) == 2 * PAGE + 2
