"""What a platform shows of a store follows what the store has, and tells only what is new."""

import json

import pytest
from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import menu_pb2, product_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.takeaway.meituan.shelves import BUSY, MENU, OPENING, SOLD_OUT, calls
from gateways.takeaway.shelf import Shelf, codes_on, shelf_of, without


def check(**said) -> serving_pb2.CheckStoreResponse:
    return serving_pb2.CheckStoreResponse(**{"open": True, "preparation_minutes": 15} | said)


def menu(price: int = 1500, **sold_out: bool) -> menu_pb2.GetMenuResponse:
    """Noodles in two sizes, and milk that has no code on the channel."""

    def sku(sku_id: str) -> menu_pb2.MenuSku:
        cost = money_pb2.Money(minor_units=price, currency_code="CNY")
        return menu_pb2.MenuSku(
            sku_id=sku_id, name=sku_id, price=cost, sold_out=sold_out.get(sku_id, False)
        )

    noodles = menu_pb2.MenuProduct(
        product_id="p1", name="面", external_code="N", skus=[sku("m"), sku("l")]
    )
    milk = menu_pb2.MenuProduct(product_id="p2", name="奶", skus=[sku("milk")])
    categories = [menu_pb2.MenuCategory(category_id="c", name="主食", product_ids=["p1"])]
    return menu_pb2.GetMenuResponse(products=[noodles, milk], categories=categories)


CODES = {"m": "N-M", "l": "N-L"}


def shelf(price: int = 1500, said: dict | None = None, **sold_out: bool) -> Shelf:
    return shelf_of(check(**said or {}), menu(price, **sold_out), CODES)


def told(before: Shelf | None, now: Shelf) -> list[tuple[str, str]]:
    return [(part, path) for part, (path, _) in calls("S001", before, now)]


def test_the_codes_of_the_channel_count():
    sku = product_pb2.Sku(
        sku_id="m",
        channel_codes=[
            product_pb2.ItemCode(channel="meituan", code="N-M"),
            product_pb2.ItemCode(channel="other", code="X"),
        ],
    )
    assert codes_on("meituan", [product_pb2.Product(skus=[sku])]) == {"m": "N-M"}


def test_at_first_all_of_a_store_is_told_and_then_nothing():
    parts = [part for part, _ in told(None, shelf(m=True))]
    assert parts == [OPENING, BUSY, MENU, SOLD_OUT, SOLD_OUT]
    assert told(shelf(m=True), shelf(m=True)) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (shelf(m=True), [(SOLD_OUT, "food/sku/sellStatus")]),
        (shelf(1600), [(MENU, "food/initdata")]),
        (shelf(said={"preparation_minutes": 40}), [(BUSY, "poi/sendtime/save")]),
        (shelf(said={"open": False, "reason": 1}), [(OPENING, "poi/close")]),
        (shelf(said={"open": False, "reason": 6}), []),
    ],
    ids=["sold out", "price", "busy", "closed", "no address given"],
)
def test_only_what_changed_is_told(now, expected):
    assert told(shelf(), now) == expected


def test_a_size_that_is_sold_out_is_named_by_its_codes():
    [(_, (_, asked))] = calls("S001", shelf(), shelf(m=True))
    assert asked["sell_status"] == "1"
    assert asked["app_poi_code"] == "S001"
    assert json.loads(asked["food_data"]) == [{"app_food_code": "N", "skus": [{"sku_id": "N-M"}]}]


def test_what_is_on_the_menu_no_more_is_shown_as_sold_out_and_once():
    empty = shelf_of(check(), menu_pb2.GetMenuResponse(), CODES)
    now = without(shelf(), empty)
    assert told(shelf(), now) == [(SOLD_OUT, "food/sku/sellStatus")]
    assert told(now, without(now, empty)) == []
    assert told(now, without(now, shelf())) == [(SOLD_OUT, "food/sku/sellStatus")]
