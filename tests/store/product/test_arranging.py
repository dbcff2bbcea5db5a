"""The order of dishes within categories, and codes that go to successors, in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from zhongtai.product.v1 import catalog_import_pb2 as import_pb
from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1 import product_pb2

from centers.product import errors
from mesh.pure.errors import InvalidRequest
from tests.store.product.build import menu_request, pizza, pizzeria, request_id, usd

UPDATED = import_pb.IMPORT_OUTCOME_UPDATED
UNCHANGED = import_pb.IMPORT_OUTCOME_UNCHANGED


async def on_menu(center) -> list[list[str]]:
    """The names of the products in each category of the menu."""
    menu = await center.servicer.GetMenu(menu_request(), None)
    names = {product.product_id: product.name for product in menu.products}
    return [[names[each] for each in category.product_ids] for category in menu.categories]


async def arrange(center, category_id: str, *product_ids: str, key: str = "") -> list[str]:
    request = pb.ArrangeCategoryRequest(
        request_id=key or request_id(), category_id=category_id, product_ids=product_ids
    )
    return list((await center.servicer.ArrangeCategory(request, None)).product_ids)


def coded(code: str, number: str, **more) -> import_pb.ImportProduct:
    """A pizza with a code on the hub."""
    made = pizza(code, m=1000)
    made.skus[0].channel_codes.add(channel="hub", code=number)
    made.MergeFrom(import_pb.ImportProduct(**more))
    return made


async def meant(center, number: str, at: datetime | None = None) -> str:
    """The name of what the hub's code means."""
    request = pb.ResolveItemCodesRequest(channel="hub", codes=[number])
    if at is not None:
        request.at.FromDatetime(at)
    items = (await center.servicer.ResolveItemCodes(request, None)).items
    return items[0].name if items else ""


async def test_a_category_is_arranged_once_and_every_process_sees_it(processes):
    center, other = processes
    results = await center.import_(pizzeria())
    category, ham, veggie = (results[n].item_id for n in (0, 2, 3))
    assert await on_menu(center) == [["Ham", "Veggie"]]
    assert await arrange(center, category, veggie, key="one") == [veggie, ham]
    assert await arrange(center, category, ham, veggie) == [ham, veggie]
    assert await arrange(center, category, veggie, key="one") == [veggie, ham]
    assert await on_menu(center) == [["Ham", "Veggie"]]
    await arrange(center, category, veggie, ham)
    get = pb.GetProductRequest(product_id=veggie)
    kept = (await other.servicer.GetProduct(get, None)).product
    assert [(each.category_id, each.position) for each in kept.category_places] == [(category, 1)]


async def test_what_is_not_in_the_category_is_refused_and_nothing_moves(center):
    results = await center.import_(pizzeria())
    category, ham = results[0].item_id, results[2].item_id
    with pytest.raises(errors.ReferenceBroken):
        await arrange(center, category, ham, "prd_none")
    with pytest.raises(InvalidRequest):
        await arrange(center, category, ham, ham)
    assert await on_menu(center) == [["Ham", "Veggie"]]


async def test_places_are_imported_by_code_and_a_repetition_changes_nothing(center):
    request = pizzeria()
    request.categories.add(code="best", name="Best")
    for product, place in zip(request.products, (2, 1), strict=True):
        product.category_codes.append("best")
        product.category_places.add(category_code="best", position=place)
    await center.import_(request)
    assert sorted(await on_menu(center)) == [["Ham", "Veggie"], ["Veggie", "Ham"]]
    assert {result.outcome for result in await center.import_(request)} == {UNCHANGED}
    request.products[0].category_places.add(category_code="nowhere", position=1)
    [*_, result, _, _] = await center.import_(request)
    assert [violation.field for violation in result.violations] == [
        "category_places[1].category_code",
        "category_places[1].category_code",
    ]


async def test_a_code_goes_to_the_successor_in_one_import_and_old_orders_still_find_theirs(
    processes,
):
    center, other = processes
    await center.import_(pizzeria())
    await center.import_(import_pb.ImportCatalogRequest(products=[coded("old", "7")]))
    sold_at = datetime.now(UTC)
    both = [coded("old", "7", archived=True), coded("new", "7")]
    results = await center.import_(import_pb.ImportCatalogRequest(products=both))
    assert not [violation for result in results for violation in result.violations]
    assert await meant(other, "7") == "New M"
    assert await meant(other, "7", sold_at) == "Old M"
    ask = pb.ResolveItemCodesRequest(channel="hub", codes=["7", "8"], with_former=True)
    answer = await other.servicer.ResolveItemCodes(ask, None)
    [item] = answer.items
    assert (item.product_name, item.sku_name) == ("New", "M")
    [former] = item.former
    assert (former.name, former.until.ToDatetime(UTC) > sold_at) == ("Old M", True)
    assert answer.unknown_codes == ["8"]
    again = await center.import_(import_pb.ImportCatalogRequest(products=both))
    assert {result.outcome for result in again} == {UNCHANGED}
    assert await meant(other, "7", sold_at) == "Old M"


async def test_a_code_that_nobody_took_still_means_the_dish_out_of_use(center):
    await center.import_(pizzeria())
    for archived in (False, True):
        old = coded("old", "7", archived=archived)
        await center.import_(import_pb.ImportCatalogRequest(products=[old]))
    assert await meant(center, "7") == "Old M"


async def test_of_many_successors_at_once_one_has_the_code(processes):
    await processes[0].import_(pizzeria())
    old = coded("old", "7", archived=True)
    await processes[0].import_(import_pb.ImportCatalogRequest(products=[old]))

    async def claim(number: int) -> str:
        sku = product_pb2.Sku(price=usd(900))
        sku.channel_codes.add(channel="hub", code="7")
        wanted = product_pb2.Product(name=f"New {number}", kind=1, skus=[sku])
        request = pb.CreateProductRequest(request_id=f"claim-{number}", product=wanted)
        await processes[number % 2].servicer.CreateProduct(request, None)
        return wanted.name

    claims = await asyncio.gather(*map(claim, range(12)), return_exceptions=True)
    winners = [each for each in claims if isinstance(each, str)]
    refused = [each for each in claims if isinstance(each, errors.ChannelCodeTaken)]
    assert (len(winners), len(refused)) == (1, 11)
    assert await meant(processes[1], "7") == winners[0]
    checks = (await processes[0].servicer.Audit(pb.AuditRequest(), None)).checks
    assert not [check.name for check in checks if check.breach_count]
