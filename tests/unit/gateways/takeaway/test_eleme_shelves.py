"""Ele.me is told whether a shop is open, how long it takes and what is sold out, by its own ids."""

import pytest

from gateways.takeaway.eleme.shelves import OFFERED, Counter
from gateways.takeaway.shelf import Dish, Shelf, Size
from gateways.takeaway.shelves import Shelves
from mesh.call.context import as_call, internal_identity
from tests.unit.gateways.takeaway.eleme_gateway import Gateway, refused

ITEM = "product.item.getItemByShopIdAndExtendCode"
CLEAR, FILL = "product.item.batchClearStock", "product.item.batchFillStock"
OPEN, MINUTES = "shop.updateShop", "shop.setDeliveryTime"
IDS = {"A-M": 1, "B-M": 2, "C-M": 3}


def shelf(*out: str, **changes) -> Shelf:
    dishes = {
        code: Dish(code, code, "c", (Size(f"{code}-M", "M", 1500, 0, code in out),))
        for code in "ABC"
    }
    return Shelf(**({"is_open": True, "minutes": 15, "dishes": dishes} | changes))


class Store:
    """The shop S001: which of its items Ele.me knows, and what it was told."""

    def __init__(self) -> None:
        gateway = Gateway()
        self.platform, self.known = gateway.platform, dict(IDS)
        self.out: dict[int, bool] = {}
        self.shelves = Shelves(Counter(gateway.eleme, gateway.shops), frozenset(OFFERED))
        gateway.shops.learn("noodles", "S001", ("22954133", "720032"))
        self.platform.answers |= {
            ITEM: self._item,
            CLEAR: lambda call: self._sell(call, sold_out=True),
            FILL: lambda call: self._sell(call, sold_out=False),
        }

    async def show(self, now: Shelf) -> list[str]:
        self.platform.told.clear()
        with as_call(internal_identity("takeaway", "noodles")):
            await self.shelves.show("S001", now)
        return [action for action in self.platform.actions if action != ITEM]

    def _item(self, call: dict):
        own = self.known.get(call["params"]["extendCode"])
        return {"id": own, "specs": [{"specId": own * 10}]} if own else refused("BIZ_NONE")

    def _sell(self, call: dict, *, sold_out: bool):
        for each in call["params"]["specIds"]:
            assert each["itemSpecIds"] == [each["itemId"] * 10]
            self.out[each["itemId"]] = sold_out
        return {"modifications": [], "failures": []}


@pytest.fixture
def store():
    return Store()


async def test_at_first_all_is_told_and_then_only_what_changes(store):
    assert await store.show(shelf("A")) == [OPEN, MINUTES, CLEAR, FILL]
    assert store.out == {1: True, 2: False, 3: False}
    assert await store.show(shelf("A")) == []
    assert await store.show(shelf("A", is_open=False)) == [OPEN]
    assert store.platform.told[-1][2] == {"shopId": 720032, "properties": {"isOpen": 0}}
    assert await store.show(shelf("A", is_open=False, minutes=40)) == [MINUTES]
    assert await store.show(shelf("B", is_open=False, minutes=40)) == [CLEAR, FILL]
    assert store.out == {1: False, 2: True, 3: False}


async def test_a_dish_that_ele_me_does_not_know_holds_up_no_other(store):
    del store.known["B-M"]
    await store.show(shelf("A", "B"))
    assert store.out == {1: True, 3: False}
