"""Items of an ERP become dishes; what is unclear is told and changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.plugin.v1 import erp_pb2
from zhongtai.product.v1 import catalog_messages_pb2 as pb

from centers.product.catalog.model import Content
from centers.product.erp.adapters import item_of
from centers.product.erp.operations import ErpItems
from centers.product.erp.store import ErpTold
from centers.product.operations import Items
from centers.product.store import CatalogStore
from mesh.data.change import Changes
from mesh.feed.feed import Feed
from mesh.feed.follower_items import Batch
from mesh.pure.clock import SystemClock
from tests.store.product.build import usd


@pytest.fixture
async def erp(shop):
    store, feed = CatalogStore(shop.db), Feed(shop.db)
    changes = Changes(shop.db, feed, SystemClock(), expire=lambda: store.expire("demo"))
    yield ErpItems(Items(store, changes, SystemClock()), ErpTold(shop.db))
    await store.close()
    await feed.close()


def item(code: str, name: str = "Soup", price: int | None = 900, **more) -> erp_pb2.ErpItem:
    message = erp_pb2.ErpItem(code=code, name=name, **more)
    if price is not None:
        message.price.CopyFrom(usd(price))
    return message


async def taken(erp: ErpItems, *items: erp_pb2.ErpItem) -> dict[str, str]:
    """What is wrong with which code."""
    batch = Batch([item_of(each, "demo") for each in items])
    await erp.take(batch)
    by_id = {each.item_id: each.message.code for each in batch.items}
    return {by_id[item_id]: undone.reason for item_id, undone in batch.undone.items()}


async def dish(center, code: str):
    request = pb.GetProductRequest(external_code=code)
    return (await center.servicer.GetProduct(request, None)).product


def sizes(product) -> list[tuple[str, str, int, bool]]:
    return [(s.external_code, s.name, s.price.minor_units, s.archived) for s in product.skus]


async def test_a_page_of_items_is_looked_at_in_one_catalog(shop, erp, monkeypatch):
    laid_out, with_items = 0, Content.with_items

    def counted(content, changed):
        nonlocal laid_out
        laid_out += 1
        return with_items(content, changed)

    monkeypatch.setattr(Content, "with_items", counted)
    page = [item(f"S{number}") for number in range(30)]
    assert (await taken(erp, *page, item("LONG", "x" * 2_000))).keys() == {"LONG"}
    assert laid_out <= 3
    assert sizes(await dish(shop, "S29")) == [("S29", "", 900, False)]


async def test_new_items_become_dishes_with_their_sizes(shop, erp):
    large = item("S2", product_code="SOUP", variant="Large", price=1200)
    small = item("S1", product_code="SOUP", variant="Small")
    assert await taken(erp, small, large, item("BREAD", "Bread", 200)) == {}
    assert sizes(await dish(shop, "SOUP")) == [
        ("S1", "Small", 900, False),
        ("S2", "Large", 1200, False),
    ]
    assert sizes(await dish(shop, "BREAD")) == [("BREAD", "", 200, False)]


async def test_what_the_erp_does_not_know_stays_and_the_same_again_changes_nothing(shop, erp):
    listed = await shop.servicer.ListProducts(pb.ListProductsRequest(), None)
    before = next(each for each in listed.products if each.modifier_group_ids)
    sku = before.skus[0]
    told = item(sku.external_code, "From the ERP", 4321, variant=sku.name)
    assert await taken(erp, told) == {}
    after = await dish(shop, before.external_code)
    assert (after.name, after.skus[0].price.minor_units) == ("From the ERP", 4321)
    assert after.modifier_group_ids == before.modifier_group_ids
    assert [each.sku_id for each in after.skus] == [each.sku_id for each in before.skus]
    assert await taken(erp, told) == {}
    assert (await dish(shop, before.external_code)).revision == after.revision


async def test_a_price_that_the_erp_does_not_know_stays(shop, erp):
    await taken(erp, item("S1"))
    assert await taken(erp, item("S1", "Stew", None)) == {}
    stew = await dish(shop, "S1")
    assert (stew.name, sizes(stew)) == ("Stew", [("S1", "", 900, False)])


async def test_an_archived_size_goes_and_with_the_last_the_dish_and_both_come_back(shop, erp):
    both = [item(f"S{n}", product_code="SOUP", variant=f"{n}") for n in (1, 2)]
    await taken(erp, *both)
    assert await taken(erp, item("S1", product_code="SOUP", archived=True)) == {}
    soup = await dish(shop, "SOUP")
    assert not soup.archived
    assert {code: gone for code, _, _, gone in sizes(soup)} == {"S1": True, "S2": False}
    await taken(erp, item("S2", "", None, archived=True))
    assert (await dish(shop, "SOUP")).archived
    await taken(erp, both[0])
    soup = await dish(shop, "SOUP")
    assert not soup.archived
    assert {code: gone for code, _, _, gone in sizes(soup)} == {"S1": False, "S2": True}
    assert await taken(erp, item("NEVER", archived=True)) == {}


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ([item("S1"), item("S1", "Other")], "more than once"),
        ([item("N/A")], "no code"),
        ([item("tbd")], "no code"),
        ([item("S1", product_code="-")], "no code"),
        ([item("S1", price=None)], "no price"),
        ([item("S1", "  ")], "no name"),
        ([item("S1", "x" * 500)], ""),
        ([item("S1", price=-1)], ""),
        ([item("S1", "a\0b")], ""),
    ],
)
async def test_an_odd_item_is_told_alone_and_its_neighbours_are_taken(shop, erp, odd, words):
    problems = await taken(erp, item("BREAD", "Bread"), *odd, item("TEA", "Tea"))
    assert set(problems) == {odd[0].code}
    assert words in problems[odd[0].code]
    assert (await dish(shop, "BREAD")).name == "Bread"
    assert (await dish(shop, "TEA")).name == "Tea"


async def test_a_size_of_another_dish_is_told_and_stays_there(shop, erp):
    await taken(erp, item("S1", product_code="SOUP"))
    problems = await taken(erp, item("S1", product_code="STEW"))
    assert "'SOUP'" in problems["S1"]
    assert sizes(await dish(shop, "SOUP")) == [("S1", "", 900, False)]


def test_the_same_item_of_two_chains_is_two_items():
    assert item_of(item("S1"), "a").item_id != item_of(item("S1"), "b").item_id


async def test_a_letter_of_a_code_that_was_told_of_again_is_done_and_changes_nothing(shop, erp):
    old = replace(item_of(item("S1", price=300), "demo"), letter_since=datetime.now(UTC))
    await taken(erp, item("S1", price=350))
    batch = Batch([old])
    await erp.take(batch)
    assert batch.undone == {}
    assert sizes(await dish(shop, "S1")) == [("S1", "", 350, False)]
    later = replace(old, letter_since=datetime.now(UTC) + timedelta(minutes=1))
    await erp.take(Batch([later]))
    assert sizes(await dish(shop, "S1")) == [("S1", "", 300, False)]


async def test_a_letter_that_was_itself_told_last_is_taken(shop, erp):
    since = datetime.now(UTC)
    last = item_of(item("S1", "  "), "demo")
    await taken(erp, item("S1", price=350))
    batch = Batch([last])
    await erp.take(batch)
    again = Batch([replace(last, letter_since=since)])
    await erp.take(again)
    assert set(again.undone) == {last.item_id}
