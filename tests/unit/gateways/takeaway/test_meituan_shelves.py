"""Meituan is told what is new of a store, all that it takes of it, and sold-out before the menu."""

import json

import httpx
import pytest

from gateways.takeaway import shelves
from gateways.takeaway.meituan.shelves import Counter
from gateways.takeaway.shelf import Dish, Shelf, Size
from gateways.takeaway.shelves import Shelves
from mesh.call.context import as_call, internal_identity
from mesh.feed.follower_items import PeerAway
from tests.unit.gateways.takeaway.meituan_gateway import Gateway

OPEN, BUSY, SOLD_OUT, MENU = "poi/open", "poi/sendtime/save", "food/sku/sellStatus", "food/initdata"


def shelf(*out: str, dishes: str = "ABCDE", price: int = 1500, **changes) -> Shelf:
    """A shelf of dishes with one size each; `out` are sold out."""
    sizes = {code: Size(f"{code}-M", "M", price, 0, code in out) for code in dishes}
    shown = {code: Dish(code, code, "c", (size,)) for code, size in sizes.items()}
    return Shelf(**({"is_open": True, "minutes": 15, "dishes": shown} | changes))


class Store:
    """The store S001 of the app 4444: what it shows, and what Meituan refuses of it."""

    def __init__(self, gateway: Gateway) -> None:
        self.refuses: set[str] = set()
        self.out: dict[str, bool] = {}
        self.loses_answers = False
        self.has: dict[str, str] = {}
        """What was told last, by path and dish."""
        self.calls = gateway.platform.told
        self.shelves = Shelves(Counter(gateway.meituan))
        for path in (OPEN, "poi/close", BUSY, MENU, SOLD_OUT):
            gateway.platform.answers[path] = lambda asked, path=path: self._answer(path, asked)

    async def show(self, now: Shelf) -> list[str]:
        """Return the paths that its own app was told."""
        self.calls.clear()
        with as_call(internal_identity("takeaway", "noodles")):
            await self.shelves.show("S001", now)
        return [path for path, asked in self.calls if asked["app_id"] == "4444"]

    def _answer(self, path: str, asked: dict[str, str]):
        if (asked["app_id"], asked["app_poi_code"]) != ("4444", "S001"):
            return refused(803)
        named = [each["app_food_code"] for each in json.loads(asked.get("food_data", "[]"))]
        if self.refuses & {path, asked.get("app_food_code"), *named}:
            return refused(810)
        self.out |= dict.fromkeys(named, asked.get("sell_status") == "1")
        if path == MENU:
            self.out[asked["app_food_code"]] = False
        what = "poi" if path in (OPEN, "poi/close") else path + asked.get("app_food_code", "")
        self.has[what] = path + asked.get("skus", "") + asked.get("send_time", "")
        if self.loses_answers:
            return httpx.ReadTimeout("lost")
        return {"data": "ok"}


def refused(code: int):
    return {"data": "ng", "error": {"code": code, "msg": "no"}}


@pytest.fixture
def store():
    return Store(Gateway())


async def test_at_first_all_of_a_store_is_told_and_then_nothing(store):
    menus = [MENU] * 5
    assert await store.show(shelf("A")) == [OPEN, BUSY, SOLD_OUT, SOLD_OUT, *menus, SOLD_OUT]
    assert store.out == {"A": True, "B": False, "C": False, "D": False, "E": False}
    assert await store.show(shelf("A")) == []
    assert store.calls == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (shelf("A", "B"), [SOLD_OUT]),
        (shelf(), [SOLD_OUT]),
        (shelf("A", minutes=40), [BUSY]),
        (shelf("A", minutes=0), []),
        (shelf("A", is_open=False), ["poi/close"]),
        (shelf("A", price=1600), [*[MENU] * 5, SOLD_OUT]),
    ],
)
async def test_only_what_changed_is_told_and_a_menu_puts_nothing_on_sale(store, now, expected):
    await store.show(shelf("A"))
    assert await store.show(now) == expected
    assert store.out == {dish: size for (dish, _), size in now.sold_out().items()}


async def test_what_meituan_forces_or_refuses_holds_up_nothing_else(store):
    store.refuses = {OPEN, BUSY, "C"}
    await store.show(shelf("A", "E"))
    assert store.out == {"A": True, "B": False, "D": False, "E": True}
    assert await store.show(shelf("A", "D")) == [OPEN, BUSY, SOLD_OUT, SOLD_OUT]
    assert store.out == {"A": True, "B": False, "D": True, "E": False}


@pytest.mark.parametrize(
    "then",
    [shelf(is_open=False), shelf(minutes=40), shelf(price=1600), shelf("A")],
    ids=["opening", "minutes", "price", "sold out"],
)
async def test_what_may_have_been_heard_is_told_as_it_was_when_it_is_so_again(store, then):
    await store.show(shelf())
    before = store.has | store.out
    store.loses_answers = True
    with pytest.raises(PeerAway):
        await store.show(then)
    assert store.has | store.out != before
    store.loses_answers = False
    await store.show(shelf())
    assert store.has | store.out == before


async def test_a_dish_that_somebody_removed_there_is_told_of_again(store, monkeypatch):
    await store.show(shelf("B"))
    store.refuses = {"B", "C"}
    await store.show(shelf("C"))
    store.refuses = set()
    # What is not on sale is not made anew: it may be off the menu.
    monkeypatch.setattr(shelves, "AGAIN_SECONDS", 0)
    assert await store.show(shelf("C")) == [SOLD_OUT, SOLD_OUT, MENU]
    assert store.calls[-1][1]["app_food_code"] == "B"
    store.refuses = {"C"}
    await store.show(shelf())
    store.refuses = set()
    assert await store.show(shelf()) == [SOLD_OUT, MENU]
    assert store.calls[-1][1]["app_food_code"] == "C"
    assert await store.show(shelf()) == []


async def test_what_was_refused_is_told_later_and_at_once_when_it_changes(store, monkeypatch):
    store.refuses = {"C"}
    await store.show(shelf())
    store.refuses = set()
    assert await store.show(shelf()) == []
    assert await store.show(shelf("C")) == [SOLD_OUT]
    monkeypatch.setattr(shelves, "AGAIN_SECONDS", 0)
    assert await store.show(shelf("C")) == [MENU, SOLD_OUT]
    assert store.out["C"] is True


async def test_what_was_refused_is_told_at_once_when_it_comes_about_again(store):
    await store.show(shelf())
    store.refuses = {"C"}
    await store.show(shelf("C", price=1600))
    store.refuses = set()
    await store.show(shelf())
    assert (await store.show(shelf("C", price=1600))).count(MENU) == 5
    assert store.out["C"] is True


async def test_a_store_that_refuses_much_is_left_and_gone_on_with_in_the_next_round(
    store, monkeypatch
):
    monkeypatch.setattr(shelves, "MOST_REFUSED", 4)
    store.refuses = {"A", "B", "C"}
    for _ in range(9):
        try:
            told = await store.show(shelf("E"))
        except shelves.Refused:
            continue
    assert (told, store.out) == ([], {"D": False, "E": True})


async def test_a_store_that_no_app_of_the_chain_has_is_asked_for_once_in_a_round(store):
    with (
        as_call(internal_identity("takeaway", "noodles")),
        pytest.raises(shelves.Refused, match="803"),
    ):
        await store.shelves.show("S009", shelf())
    assert [path for path, _ in store.calls] == [OPEN, OPEN]


async def test_what_was_told_of_dishes_that_are_gone_is_forgotten_and_told_anew(store):
    await store.show(shelf("A"))
    await store.show(shelf(dishes="BC"))
    (told,) = store.shelves._told.values()
    assert (set(told.menu), {dish for dish, _ in told.sold_out}) == (set("BC"), set("BC"))
    again = await store.show(shelf(dishes="ABC"))
    assert again.count(MENU) == 1
    assert store.out["A"] is False


async def test_what_is_gone_is_told_once_as_sold_out_and_never_offered(store):
    gone = shelf(dishes="AB", gone=[("C", "C-M")])
    assert await store.show(gone) == [OPEN, BUSY, SOLD_OUT, SOLD_OUT, MENU, MENU]
    assert store.out == {"A": False, "B": False, "C": True}
    assert await store.show(gone) == []
    await store.show(shelf(dishes="ABC"))
    assert store.out["C"] is False


async def test_all_pages_of_what_meituan_has_are_read():
    gateway = Gateway()
    counter, has = Counter(gateway.meituan), [f"D{number}" for number in range(450)]

    def page(asked: dict[str, str]):
        if asked["app_id"] != "4444":
            return refused(803)
        begin = int(asked["offset"])
        skus = json.dumps([{"sku_id": "L"}, {"sku_id": "M"}])
        foods = has[begin : begin + int(asked["limit"])]
        return {"data": [{"app_food_code": each, "skus": skus} for each in foods]}

    gateway.platform.answers["food/list"] = page
    with as_call(internal_identity("takeaway", "noodles")):
        found = await counter.has("S001")
    assert found == [(each, size) for each in has for size in "LM"]


async def test_a_list_in_another_form_names_nothing():
    gateway = Gateway()
    gateway.platform.answers["food/list"] = {"data": {"total": 3}}
    with as_call(internal_identity("takeaway", "noodles")):
        assert await Counter(gateway.meituan).has("S001") == []
