"""Ele.me is told whether a shop is open, how long it takes and what is sold out, by its own ids."""

import pytest

from gateways.takeaway.eleme import shops
from gateways.takeaway.eleme.items import Items
from gateways.takeaway.eleme.shelves import OFFERED, UNASKED, Counter
from gateways.takeaway.platforms import NoSuchStore
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

    def __init__(self, parts=UNASKED) -> None:
        gateway = Gateway()
        self.platform, self.known = gateway.platform, dict(IDS)
        self.out: dict[int, bool] = {}
        self.shelves = Shelves(
            Counter(gateway.eleme, gateway.shops, Items(gateway.eleme)), frozenset(parts)
        )
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
        if any(each["itemId"] not in self.known.values() for each in call["params"]["specIds"]):
            return refused("BIZ_NONE")
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


def coded(store: Store, codes: dict[int, str]) -> None:
    """The app's shops have these codes by now; no other app has any."""
    store.platform.answers |= {
        "user.getUser": lambda call: (
            {"authorizedShops": [{"id": shop} for shop in codes]}
            if call["metas"]["app_key"] == "elekey"
            else []
        ),
        "shop.getShop": lambda call: {"openId": codes[call["params"]["shopId"]]},
    }


async def test_a_code_that_another_shop_has_by_now_is_of_that_and_all_of_it_is_told(
    store, monkeypatch
):
    coded(store, {720032: "S001", 720033: ""})
    await store.show(shelf("A"))
    coded(store, {720032: "", 720033: "S001"})
    assert await store.show(shelf("A")) == []
    monkeypatch.setattr(shops, "KEPT_SECONDS", 0.0)
    await store.show(shelf("A"))
    asked = [given["shopId"] for _, action, given in store.platform.told if action == OPEN]
    assert asked == [720033]
    assert store.out == {1: True, 2: False, 3: False}


async def test_a_code_that_no_shop_has_any_more_is_forgotten(store, monkeypatch):
    coded(store, {720032: ""})
    await store.show(shelf("A"))
    monkeypatch.setattr(shops, "KEPT_SECONDS", 0.0)
    with pytest.raises(NoSuchStore):
        await store.show(shelf("A"))


async def test_a_dish_that_somebody_made_anew_there_is_sold_out_by_its_new_id(store):
    await store.show(shelf())
    store.known["A-M"] = 9
    await store.show(shelf("A"))
    assert await store.show(shelf("A")) == []
    await store.show(shelf("A", "B"))
    await store.show(shelf("B"))
    assert store.out[2] is True
    store.shelves = Shelves(store.shelves.counter, store.shelves.parts)
    await store.show(shelf("A", "B"))
    assert (store.out[9], store.out[2]) == (True, True)


CREATE, UPDATE = "product.item.createItem", "product.item.updateItem"
CATEGORIES, NEW_CATEGORY = (
    "product.category.getShopCategories",
    "product.category.createCategory",
)


class Menus(Store):
    """The same shop, whose dishes are told, too: it keeps them by their first size."""

    def __init__(self) -> None:
        super().__init__(OFFERED)
        self.items: dict[str, dict] = {}
        self.platform.answers |= {
            ITEM: self._of,
            CATEGORIES: [{"id": 4, "name": "by hand"}],
            NEW_CATEGORY: lambda _call: {"id": 5},
            CREATE: self._make,
            UPDATE: self._change,
            CLEAR: None,
            FILL: None,
        }

    async def show(self, now: Shelf) -> list[str]:
        return [each for each in await super().show(now) if "category" in each or "Item" in each]

    def _of(self, call: dict):
        code = call["params"]["extendCode"]
        return next(
            (
                item
                for item in self.items.values()
                if code in [spec.get("extendCode") for spec in item["specs"]]
            ),
            None,
        )

    def _make(self, call: dict):
        self._keep(len(self.items) + 1, call["params"])

    def _change(self, call: dict):
        self._keep(call["params"]["itemId"], call["params"])

    def _keep(self, own: int, params: dict):
        specs = [
            {"specId": own * 10 + place} | spec
            for place, spec in enumerate(params["properties"]["specs"])
        ]
        name = params["properties"]["name"]
        self.items[name] = {"id": own, "categoryId": params["categoryId"], "specs": specs}


def dish(code: str, *prices: int) -> Dish:
    sizes = tuple(
        Size(f"{code}-{place}", f"size {place}", price, 100, False)
        for place, price in enumerate(prices)
    )
    return Dish(code, f"dish {code}", "c", sizes)


def menu_of(*dishes: Dish) -> Shelf:
    return Shelf(True, 15, {each.code: each for each in dishes})


async def test_dishes_that_are_not_there_are_made_in_their_category_and_then_changed():
    store = Menus()
    calls = await store.show(menu_of(dish("A", 1500), dish("B", 800, 1250)))
    assert calls == [CATEGORIES, NEW_CATEGORY, CREATE, CREATE]
    assert store.items["dish B"]["categoryId"] == 5
    [first, second] = store.items["dish B"]["specs"]
    assert (first["price"], first["packingFee"], first["onShelf"]) == (8.0, 1.0, 1)
    assert (second["extendCode"], second["name"], second["stock"]) == ("B-1", "size 1", 10_000)
    assert await store.show(menu_of(dish("A", 1500), dish("B", 800, 1250))) == []
    assert await store.show(menu_of(dish("A", 1600), dish("B", 800, 1250))) == [UPDATE]
    assert [each["price"] for each in store.items["dish A"]["specs"]] == [16.0]


async def test_a_category_that_somebody_removed_there_is_made_again():
    store = Menus()
    await store.show(menu_of(dish("A", 1500)))
    make, changed = store.platform.answers[CREATE], {"id": 9}
    store.platform.answers |= {
        CREATE: lambda call: refused("GONE") if call["params"]["categoryId"] == 5 else make(call),
        NEW_CATEGORY: lambda _call: changed,
    }
    calls = await store.show(menu_of(dish("A", 1500), dish("B", 800)))
    assert calls == [CREATE, CATEGORIES, NEW_CATEGORY, CREATE]
    assert store.items["dish B"]["categoryId"] == 9


async def test_what_is_kept_there_by_hand_stays():
    store = Menus()
    ours = {"specId": 7, "extendCode": "A-0", "price": 1.0, "stock": 3, "maxStock": 9, "onShelf": 0}
    theirs = {"specId": 8, "extendCode": "by hand", "price": 2.0}
    store.items["by hand"] = {"id": 3, "categoryId": 4, "specs": [ours, theirs]}
    assert await store.show(menu_of(dish("A", 1500))) == [UPDATE]
    told = store.items["dish A"]
    assert (told["id"], told["categoryId"]) == (3, 4)
    changed, kept = told["specs"]
    assert changed == ours | {"name": "size 0", "price": 15.0, "packingFee": 1.0}
    assert kept == theirs


async def test_a_refusal_makes_no_dish_a_second_time():
    store = Menus()
    store.platform.answers[ITEM] = refused("SOMETHING")
    assert await store.show(menu_of(dish("A", 1500))) == []
    assert store.items == {}


async def test_all_pages_of_what_ele_me_has_are_read(store):
    items = [
        {"id": number, "specs": [{"specId": number * 10, "extendCode": f"D{number}-M"}]}
        for number in range(1, 151)
    ]

    def page(call: dict):
        asked = call["params"]["queryPage"]
        assert asked["shopId"] == 720032
        return items[asked["offset"] : asked["offset"] + asked["limit"]]

    store.platform.answers["product.item.queryItemByPage"] = page
    with as_call(internal_identity("takeaway", "noodles")):
        found = await store.shelves.counter.has("S001")
    assert found == [(str(number), f"D{number}-M") for number in range(1, 151)]


async def test_what_is_gone_is_told_once_as_sold_out(store):
    gone = shelf(gone=[("99", "D-M")])
    store.known["D-M"] = 4
    await store.show(gone)
    assert store.out == {1: False, 2: False, 3: False, 4: True}
    assert await store.show(gone) == []
