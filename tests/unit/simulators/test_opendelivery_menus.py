"""The simulated OpenDelivery keeps a store's menu as it is told, and names what is odd about it."""

import copy
import json

import httpx
import pytest

from simulators.core.book import Book
from simulators.core.chain import demo_chain
from simulators.core.errands import Errands
from simulators.core.shelves import Shelves
from simulators.opendelivery.menu_rules import odd_of, unlike
from simulators.opendelivery.menus import Menus, Unreadable

CHAIN = demo_chain()
BUND = CHAIN.stores[0]


def merchant():
    """The demo's store as the standard has it, written apart from the gateway."""
    items, offers, groups = {}, [], []
    for dish in CHAIN.dishes:
        if not dish.mapped:
            continue
        asked = []
        for place, choices in enumerate(dish.choices):
            own = f"g-{dish.code}-{place}"
            options = []
            for choice in choices:
                items[f"c-{choice.name}"] = item(f"c-{choice.name}", choice.name, choice.name)
                options.append({"id": choice.name, "itemId": f"c-{choice.name}",
                                "price": price(choice.price)})  # fmt: skip
            groups.append({"id": own, "index": 0, "name": own, "externalCode": own,
                           "status": "AVAILABLE", "minPermitted": 1, "maxPermitted": 1,
                           "options": options})  # fmt: skip
            asked.append(own)
        items[dish.code] = item(dish.code, dish.code, dish.name)
        offers.append({"id": f"o-{dish.code}", "itemId": dish.code, "index": 0,
                       "status": "AVAILABLE", "price": price(dish.price),
                       "optionGroupsId": asked})  # fmt: skip
    basic = dict.fromkeys(
        ("name", "corporateName", "description", "averagePreparationTime", "minOrderValue",
         "merchantType", "merchantCategories", "address", "contactEmails", "contactPhones"), "-"
    ) | {"averagePreparationTime": 20}  # fmt: skip
    return {
        "id": BUND.code,
        "status": "AVAILABLE",
        "basicInfo": basic,
        "services": [{"id": "s", "status": "AVAILABLE", "serviceType": "DELIVERY",
                      "menuId": "m", "serviceHours": {}}],
        "menus": [{"id": "m", "name": "m", "externalCode": "m", "categoryId": ["c"]}],
        "categories": [{"id": "c", "index": 0, "name": "c", "externalCode": "c",
                        "status": "AVAILABLE", "itemOfferId": [each["id"] for each in offers]}],
        "items": list(items.values()),
        "itemOffers": offers,
        "optionGroups": groups,
    }  # fmt: skip


def item(own, code, name):
    return {"id": own, "name": name, "description": name, "externalCode": code, "unit": "UN"}


def price(fen):
    return {"value": fen / 100, "originalValue": fen / 100, "currency": "CNY"}


def test_a_right_menu_has_nothing_odd():
    assert [*odd_of(merchant()), *unlike(CHAIN, BUND, merchant())] == []


def spoil(how):
    whole = copy.deepcopy(merchant())
    offer = next(each for each in whole["itemOffers"] if each["optionGroupsId"])
    if how == "no items":
        del whole["items"]
    elif how == "a name is missing":
        del whole["items"][0]["name"]
    elif how == "leads nowhere":
        offer["optionGroupsId"] = ["nowhere"]
    elif how == "an option of nothing":
        whole["optionGroups"][0]["options"][0]["itemId"] = "nothing"
    elif how == "another price":
        offer["price"]["value"] += 1
    elif how == "not offered":
        whole["categories"][0]["itemOfferId"].pop()
    elif how == "a choice is missing":
        whole["optionGroups"][0]["options"].pop()
    return whole


@pytest.mark.parametrize(
    "how",
    ["no items", "a name is missing", "leads nowhere", "an option of nothing", "another price",
     "not offered", "a choice is missing"],
)  # fmt: skip
def test_what_is_odd_is_named(how):
    whole = spoil(how)
    assert [*odd_of(whole)] or [*unlike(CHAIN, BUND, whole)]


class Merchant:
    """Answers pulls with the store as it is."""

    def __init__(self) -> None:
        self.now, self.status = merchant(), 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["x-api-key"] == "key"
        return httpx.Response(self.status, content=json.dumps(self.now | {"TTL": 500}))


@pytest.fixture
def side():
    return Merchant()


@pytest.fixture
def menus(side):
    book = Book(frozenset({BUND.code}))
    http = httpx.AsyncClient(transport=httpx.MockTransport(side))
    chain = type(CHAIN)(CHAIN.merchant, CHAIN.currency, 0, (BUND,), CHAIN.dishes)
    address = "http://gw/{}".format
    return Menus(book, chain, http, address, "key", Errands(), Shelves(chain))


async def test_a_menu_is_pulled_kept_and_compared(side, menus):
    assert [each.platform for each in await menus.differences()] == ["never told"]
    menus.begin()
    await menus.errands.all_done()
    assert await menus.differences() == []
    side.now["itemOffers"][0]["status"] = "UNAVAILABLE"
    assert [each.what for each in await menus.differences()] == ["menu: itemOffers"]
    told = {"entityType": "ITEM_OFFER", "updatedObjects": [side.now["itemOffers"][0]]}
    menus.update(BUND.code, told)
    menus.update(BUND.code, {"merchantStatus": "UNAVAILABLE"})
    side.now["status"] = "UNAVAILABLE"
    assert await menus.differences() == []
    side.now["menus"][0]["name"] = "another"
    menus.update(BUND.code, {})
    await menus.errands.all_done()
    assert await menus.differences() == []
    assert menus.book.faults == []


@pytest.mark.parametrize(("status", "said"), [(503, 0), (500, 1), (403, 1)])
async def test_a_pull_that_is_refused_is_said_unless_the_gateway_only_starts_again(
    side, menus, monkeypatch, status, said
):
    monkeypatch.setattr("simulators.opendelivery.menus.AGAIN_SECONDS", 0.0)
    answers = iter([status])
    right = side.__class__.__call__

    def answer(request: httpx.Request) -> httpx.Response:
        side.status = next(answers, 200)
        return right(side, request)

    menus.http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    menus.begin()
    await menus.errands.all_done()
    assert await menus.differences() == []
    assert len(menus.book.faults) == said


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"x": 1},
        {"merchantStatus": "MAYBE"},
        {"entityType": "MOON", "updatedObjects": [{}]},
        {"entityType": "ITEM_OFFER", "updatedObjects": []},
        {"entityType": "ITEM_OFFER"},
        {"entityType": "ITEM_OFFER", "updatedObjects": [{"id": "o"}]},
        {"entityType": "ITEM", "updatedObjects": [item("nobody", "x", "x")]},
    ],
)
async def test_news_of_the_wrong_form_is_refused_and_said_in_the_book(menus, body):
    menus.kept[BUND.code] = merchant()
    with pytest.raises(Unreadable):
        menus.update(BUND.code, body)
    assert len(menus.book.faults) == 1


async def test_where_only_whole_menus_are_taken_parts_are_refused(menus):
    menus.whole_only = True
    menus.update(BUND.code, {"entityType": "MERCHANT", "updatedObjects": [merchant()]})
    with pytest.raises(Unreadable):
        menus.update(
            BUND.code, {"entityType": "BASIC_INFO", "updatedObjects": [merchant()["basicInfo"]]}
        )
    assert await menus.differences() == []
