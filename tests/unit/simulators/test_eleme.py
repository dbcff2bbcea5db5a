"""The simulated Ele.me: its words are those that the gateway reads, others stay outside."""

import base64
from datetime import UTC, datetime

import pytest
from zhongtai.common.v1 import trade_pb2

from gateways.takeaway.amounts import DIFFERENCE
from gateways.takeaway.eleme import adapt, bodies, reading
from simulators.core.book import Book
from simulators.core.chain import demo_chain
from simulators.core.clock import Clock
from simulators.core.entry import Entry
from simulators.core.faults import Fault
from simulators.core.shelves import Shelves
from simulators.core.world import World
from simulators.eleme import codes, messages
from simulators.eleme.account import Account
from simulators.eleme.commands import Commands
from simulators.eleme.dishes import Dishes
from simulators.eleme.shops import Shops
from simulators.eleme.signature import call_signature, push_signature
from simulators.eleme.unpushed import Unpushed

NOW = 1_800_000_000.0
ACCOUNT = Account("elekey", "elesecret")


def sold(count: int) -> list[Entry]:
    world = World(demo_chain(), 3, frozenset(Fault), 10**14)
    return [Entry(world.order(place, NOW)) for place in range(count)]


def test_its_signatures_are_those_of_the_vectors():
    call = {
        "action": "eleme.order.confirmOrderLite",
        "token": "tok",
        "metas": {"app_key": "elekey", "timestamp": 1700000000},
        "params": {"orderId": "1200897812792015983"},
    }
    push = {
        "appId": 22954133,
        "message": '{"orderId":"1200897812792015983","state":"valid","shopId":720032,'
        '"updateTime":1700000000,"role":3}',
        "requestId": "100000021764401594",
        "shopId": 720032,
        "timestamp": 1700000000000,
        "type": 12,
        "userId": 98587250597500702,
    }
    assert call_signature(call, "elesecret") == "973FFC8B9A4D6C4C888BD3F63FF4FDB3"
    assert push_signature(push, "elesecret") == "9604FDCB8C3A4F08C1B493B7E83E49F6"


def test_every_order_that_it_sells_is_read_with_the_same_amounts_and_payers():
    for entry in sold(200):
        body = reading.read(messages.order(entry), bodies.Order)
        at = datetime.fromtimestamp(NOW + 5, UTC)
        order = adapt.new_order(body, "sto_1", "a", trade_pb2.DELIVERED_BY_PLATFORM, at)
        mine = entry.order
        assert DIFFERENCE not in order.extension
        assert order.total.minor_units == mine.total
        assert order.packaging_fee.minor_units == mine.packaging
        assert [line.amount.minor_units for line in order.lines] == [x.amount for x in mine.lines]
        by = {1: 0, 2: 0}
        for each in order.discounts:
            by[each.paid_by] += each.amount.minor_units
        assert by[1] == sum(each.by_merchant for each in mine.discounts)
        assert by[2] == sum(each.by_platform for each in mine.discounts)
        assert order.expected_time.seconds == int(mine.wanted_at or 0)


def test_what_is_pushed_in_haste_says_so_and_what_is_pushed_briefly_is_not_whole():
    told = messages.order(sold(3)[2])
    assert reading.read(messages.downgraded(told), bodies.Order).downgraded
    assert not reading.read(messages.briefly(told), bodies.Order).order_activities


@pytest.fixture
def commands():
    book = Book(frozenset(store.code for store in demo_chain().stores))
    for entry in sold(70):
        book.entries[entry.order.number] = entry
    chain, clock = demo_chain(), Clock(now=lambda: NOW)
    return Commands(ACCOUNT, book, clock, Unpushed(), Dishes(chain), Shops(Shelves(chain)))


def call(commands: Commands, action: str, /, secret: str = "elesecret", **params):
    basic = base64.b64encode(b"elekey:elesecret").decode()
    granted = commands.grant(f"Basic {basic}")
    told = {
        "nop": "1.0.0",
        "id": "1",
        "action": action,
        "token": params.pop("token", granted["access_token"]),
        "metas": {"app_key": "elekey", "timestamp": int(NOW)},
        "params": params,
    }
    return commands.answer(told | {"signature": call_signature(told, secret)})


@pytest.mark.parametrize(
    ("action", "more", "code"),
    [
        ("eleme.order.getOrder", {"secret": "guess"}, codes.BAD_SIGNATURE),
        ("eleme.order.getOrder", {"token": "guess"}, codes.NO_TOKEN),
        ("eleme.order.getOrder", {"orderId": "1"}, codes.NO_SUCH),
        ("eleme.order.dance", {"orderId": "1"}, codes.NO_METHOD),
        ("eleme.msgNew.getPushFailMsg", {}, codes.NO_TOKEN),
        ("eleme.shop.getShop", {"shopId": 1}, codes.NO_SUCH),
    ],
)
def test_what_is_not_as_it_must_be_is_refused(commands, action, more, code):
    assert call(commands, action, **more)["error"]["code"] == code


def test_nobody_else_is_given_a_token(commands):
    assert commands.grant("Basic eDp5") is None
    assert commands.book.faults


def test_a_day_is_listed_by_pages_and_what_is_taken_on_waits_no_more(commands):
    shop = messages.shop_id("bund")
    waiting = call(commands, "eleme.order.getUnprocessOrders", shopId=shop)["result"]
    date = messages.time_of(NOW)[:10]
    pages = [
        call(commands, "eleme.order.getAllOrders", shopId=shop, date=date, pageNo=n, pageSize=20)
        for n in (1, 2, 3)
    ]
    listed = [each["id"] for page in pages for each in page["result"]["list"]]
    assert sorted(listed) == sorted(each["id"] for each in waiting)
    assert pages[0]["result"]["total"] == len(listed)
    assert call(commands, "eleme.order.confirmOrderLite", orderId=listed[0])["error"] is None
    again = call(commands, "eleme.order.confirmOrderLite", orderId=listed[0])
    assert again["error"]["code"] == codes.NOT_NOW
    assert commands.book.entries[listed[0]].faults
    left = call(commands, "eleme.order.getUnprocessOrders", shopId=shop)["result"]
    assert len(left) == len(waiting) - 1


async def test_dishes_that_are_told_are_kept_and_compared(commands):
    shop = messages.shop_id("bund")
    assert await commands.dishes.differences() == []
    own = call(commands, "eleme.product.category.createCategory", shopId=shop, name="c",
               description="")["result"]["id"]  # fmt: skip
    categories = "eleme.product.category.getShopCategories"
    assert call(commands, categories, shopId=shop)["result"] == [{"id": own, "name": "c"}]
    spec = {"name": "", "price": 8.0, "packingFee": 0.5, "extendCode": "scallion-pancake"}
    item = {"categoryId": own, "properties": {"name": "pancake", "specs": [spec]}}
    assert call(commands, "eleme.product.item.createItem", **item)["error"] is None
    told = {each.what for each in await commands.dishes.differences() if each.number == "bund"}
    assert "dish cucumber" in told
    assert "dish scallion-pancake" not in told
    wrong = {"categoryId": own, "properties": {"name": "pancake", "specs": [{"price": 8.0}]}}
    assert call(commands, "eleme.product.item.createItem", **wrong)["error"]
    assert len(commands.book.faults) == 1
    gone = call(commands, "eleme.product.item.createItem", **item | {"categoryId": own + 1})
    assert gone["error"]["code"] == "BIZ_NOT_FOUND"
    assert len(commands.book.faults) == 1


def test_what_is_told_of_shops_is_seen_by_customers(commands):
    shop = messages.shop_id("bund")
    item = "eleme.product.item"
    asked = call(
        commands, f"{item}.getItemByShopIdAndExtendCode", shopId=shop, extendCode="soy-milk"
    )
    spec = asked["result"]["specs"][0]["specId"]
    ids = [{"itemId": asked["result"]["id"], "itemSpecIds": [spec, 7]}]
    answer = call(commands, f"{item}.batchClearStock", specIds=ids)
    assert [each["id"] for each in answer["result"]["failures"]] == [7]
    call(commands, "eleme.shop.updateShop", shopId=shop, properties={"isOpen": 0})
    call(commands, "eleme.shop.setDeliveryTime", shopId=shop, deliveryBasicMins=40,
         deliveryAdjustMins=5)  # fmt: skip
    seen = commands.shops.shelves.of("bund")
    assert (seen.is_open, seen.minutes, seen.sold_out) == (False, 45, {"soy-milk"})
    assert commands.shops.shelves.of("xujiahui").sold_out == set()
    call(commands, f"{item}.batchFillStock", specIds=ids)
    assert seen.sold_out == set()
    assert call(commands, f"{item}.batchFillStock", specIds=[{}])["error"]
    assert len(commands.book.faults) == 1
