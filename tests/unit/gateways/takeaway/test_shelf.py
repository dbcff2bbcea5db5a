"""What a platform shows of a store follows what the store has, and tells only what is new."""

from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import menu_pb2, product_pb2
from zhongtai.store.v1 import serving_pb2

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


def test_the_codes_of_the_channel_count():
    sku = product_pb2.Sku(
        sku_id="m",
        channel_codes=[
            product_pb2.ItemCode(channel="meituan", code="N-M"),
            product_pb2.ItemCode(channel="other", code="X"),
        ],
    )
    assert codes_on("meituan", [product_pb2.Product(skus=[sku])]) == {"m": "N-M"}


def test_what_is_on_the_menu_no_more_stands_sold_out_until_it_comes_back():
    empty = shelf_of(check(), menu_pb2.GetMenuResponse(), CODES)
    gone = without(shelf(), empty)
    assert gone.sold_out() == {("N", "N-M"): True, ("N", "N-L"): True}
    assert without(gone, empty) == gone
    assert without(gone, shelf()) == shelf()


def test_reasons_about_one_order_close_no_store():
    assert not shelf(said={"open": False, "reason": 1}).is_open
    assert shelf(said={"open": False, "reason": 6}).is_open
