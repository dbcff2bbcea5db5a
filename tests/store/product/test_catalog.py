"""The catalog in the database: imports and changes."""

from __future__ import annotations

import asyncio

import pytest
from zhongtai.product.v1 import catalog_import_pb2 as import_pb
from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1 import menu_pb2, product_feed_pb2, product_pb2

from centers.product import errors, store
from mesh.call import batch_answers
from mesh.call.context import as_call, internal_identity
from mesh.pure.errors import InvalidRequest, RequestIdReused
from tests.store.product.build import pizza, pizzeria, request_id, usd

CREATED = import_pb.IMPORT_OUTCOME_CREATED
UPDATED = import_pb.IMPORT_OUTCOME_UPDATED
UNCHANGED = import_pb.IMPORT_OUTCOME_UNCHANGED
REJECTED = import_pb.IMPORT_OUTCOME_REJECTED
TABLES = (
    "categories", "modifier_groups", "modifiers", "products", "skus", "menus", "menu_entries",
    "menu_modifier_prices", "revisions", "events",
)  # fmt: skip


async def everything_in(center) -> list:
    return [await center.db.fetch(f"SELECT * FROM {table} t ORDER BY t::text") for table in TABLES]


async def product(center, **key) -> product_pb2.Product:
    return (await center.servicer.GetProduct(pb.GetProductRequest(**key), None)).product


async def create(center, wanted: product_pb2.Product, key: str = "") -> product_pb2.Product:
    request = pb.CreateProductRequest(request_id=key or request_id(), product=wanted)
    return (await center.servicer.CreateProduct(request, None)).product


async def update(center, wanted: product_pb2.Product) -> product_pb2.Product:
    request = pb.UpdateProductRequest(request_id=request_id(), product=wanted)
    return (await center.servicer.UpdateProduct(request, None)).product


def tea(**more) -> product_pb2.Product:
    plain = product_pb2.Product(
        name="Tea", kind=product_pb2.PRODUCT_KIND_SIMPLE, skus=[product_pb2.Sku(price=usd(300))]
    )
    plain.MergeFrom(product_pb2.Product(**more))
    return plain


async def test_an_import_creates_everything_and_tells_the_ids(center):
    results = await center.import_(pizzeria())
    assert [(result.code, result.outcome) for result in results] == [
        (code, CREATED) for code in ("pizza", "extras", "ham", "veggie", "all")
    ]
    assert [part.code for part in results[2].parts] == ["ham_s", "ham_m"]
    ham = await product(center, sku_id=results[2].parts[1].part_id)
    assert (ham.product_id, ham.skus[1].price) == (results[2].item_id, usd(1600))


async def test_an_import_repeated_changes_nothing_at_all(center):
    first = await center.import_(pizzeria())
    before = await everything_in(center)
    again = await center.import_(pizzeria())
    assert {result.outcome for result in again} == {UNCHANGED}
    assert [result.item_id for result in again] == [result.item_id for result in first]
    assert await everything_in(center) == before


async def test_others_have_their_turn_at_each_item_of_an_import_that_is_written_in_parts(
    center, monkeypatch
):
    pauses, sleep = 0, asyncio.sleep

    async def counted(seconds):
        nonlocal pauses
        pauses += seconds == 0
        await sleep(seconds)

    monkeypatch.setattr(store, "WRITTEN_AT_ONCE", 7)
    monkeypatch.setattr(batch_answers, "AT_ONCE_SECONDS", 0.0)
    monkeypatch.setattr(asyncio, "sleep", counted)
    many = pizzeria()
    many.products.extend(pizza(f"p{number}", s=900) for number in range(60))
    results = await center.import_(many)
    assert {result.outcome for result in results} == {CREATED}
    assert pauses >= 7 * len(results)
    assert {result.outcome for result in await center.import_(many)} == {UNCHANGED}


async def test_the_same_import_at_once_from_two_processes_creates_each_item_once(processes):
    replies = await asyncio.gather(*(processes[n % 2].import_(pizzeria()) for n in range(6)))
    outcomes = sorted(result.outcome for results in replies for result in results)
    assert outcomes == [CREATED] * 5 + [UNCHANGED] * 25
    assert await processes[0].db.fetchval("SELECT count(*) FROM skus") == 3


async def test_an_import_changes_what_is_different_and_spares_the_rest(shop):
    request = pizzeria()
    request.products[0].skus[0].price.minor_units = 1250
    request.products[1].skus[0].price.minor_units = -1
    outcomes = [result.outcome for result in await shop.import_(request)]
    assert outcomes == [UNCHANGED, UNCHANGED, UPDATED, REJECTED, UNCHANGED]
    assert (await product(shop, external_code="ham")).skus[0].price == usd(1250)


async def test_an_item_that_cannot_be_read_is_rejected_alone(center):
    request = pizzeria()
    request.products[0].kind = 77
    outcomes = [result.outcome for result in await center.import_(request)]
    assert outcomes == [CREATED, CREATED, REJECTED, CREATED, CREATED]


async def test_a_sku_that_is_left_out_is_archived_and_kept_for_old_orders(shop):
    [sku_id] = await shop.ids("ham_m")
    await shop.import_(import_pb.ImportCatalogRequest(products=[pizza("ham", s=1200)]))
    ham = await product(shop, sku_id=sku_id)
    assert [(sku.external_code, sku.archived) for sku in ham.skus] == [
        ("ham_s", False),
        ("ham_m", True),
    ]


async def test_two_skus_may_exchange_their_codes(shop):
    ham = await product(shop, external_code="ham")
    ham.skus[0].external_code, ham.skus[1].external_code = "ham_m", "ham_s"
    changed = await update(shop, ham)
    assert [sku.external_code for sku in changed.skus] == ["ham_m", "ham_s"]


async def test_a_dry_run_of_an_import_writes_nothing_and_gives_no_ids(center):
    before = await everything_in(center)
    results = await center.import_(pizzeria(dry_run=True))
    assert {(result.outcome, result.item_id) for result in results} == {(CREATED, "")}
    assert await everything_in(center) == before


async def test_one_request_id_makes_one_product_whatever_comes_at_once(center):
    replies = await asyncio.gather(*(create(center, tea(), "once") for _ in range(20)))
    assert len({reply.product_id for reply in replies}) == 1
    with pytest.raises(RequestIdReused):
        await create(center, tea(description="other"), "once")


async def test_a_product_is_read_back_as_it_was_created(center):
    wanted = tea(description="Hot", tags=["new"], image_url="https://example.org/tea.png")
    created = await create(center, wanted)
    assert await product(center, product_id=created.product_id) == created
    assert (created.name, created.tags, created.description) == ("Tea", ["new"], "Hot")


async def test_an_old_revision_does_not_overwrite_a_newer_one(center):
    first = await create(center, tea())
    await update(center, first)
    with pytest.raises(errors.RevisionMismatch):
        await update(center, first)


async def test_a_product_with_a_broken_reference_is_refused(center):
    with pytest.raises(errors.ReferenceBroken):
        await create(center, tea(modifier_group_ids=["mgr_none"]))


async def test_a_code_of_another_product_is_refused(center):
    await create(center, tea(external_code="T"))
    with pytest.raises(errors.ExternalCodeTaken):
        await create(center, tea(external_code="T"))


async def test_categories_groups_and_menus_are_created_changed_and_listed(center):
    made = await center.servicer.CreateCategory(
        pb.CreateCategoryRequest(request_id="c", category=product_pb2.Category(name="Hot")), None
    )
    made.category.name = "Cold"
    await center.servicer.UpdateCategory(
        pb.UpdateCategoryRequest(request_id="u", category=made.category), None
    )
    request = pb.GetCategoryRequest(category_id=made.category.category_id)
    assert (await center.servicer.GetCategory(request, None)).category.name == "Cold"
    menu = menu_pb2.Menu(name="All", all_products=True)
    await center.servicer.CreateMenu(pb.CreateMenuRequest(request_id="m", menu=menu), None)
    listed = await center.servicer.ListMenus(pb.ListMenusRequest(), None)
    assert [menu.name for menu in listed.menus] == ["All"]


async def test_all_pages_of_products_show_each_product_once(center):
    made = [await create(center, tea(name=f"Tea {number}")) for number in range(5)]
    request, found = pb.ListProductsRequest(page_size=2), []
    while not found or request.page_token:
        page = await center.servicer.ListProducts(request, None)
        found += page.products
        request.page_token = page.next_page_token
    assert found == made


async def test_another_chain_sees_nothing_of_the_catalog(shop):
    ham = await product(shop, external_code="ham")
    with as_call(internal_identity("order_control", "other")):
        with pytest.raises(errors.ProductNotFound):
            await product(shop, product_id=ham.product_id)
        assert not (await shop.servicer.ListProducts(pb.ListProductsRequest(), None)).products


async def test_codes_are_resolved_and_unknown_ones_are_named(shop):
    request = pb.ResolveItemCodesRequest(codes=["ham_m", "nothing", "cheese"])
    reply = await shop.servicer.ResolveItemCodes(request, None)
    assert [item.name for item in reply.items] == ["Ham M", "Extra cheese"]
    assert reply.unknown_codes == ["nothing"]


async def test_a_product_needs_a_key_to_be_found(center):
    with pytest.raises(InvalidRequest):
        await product(center)


async def test_each_change_is_told_once_in_the_feed(shop):
    batches = shop.servicer.WatchEvents(product_feed_pb2.WatchEventsRequest(reader="sync"), None)
    told = (await anext(batches)).events
    await batches.aclose()
    assert [(event.kind, event.revision, len(event.item_ids)) for event in told] == [
        (product_feed_pb2.PRODUCT_EVENT_KIND_CATALOG_CHANGED, 1, 5)
    ]


async def test_an_audit_finds_what_is_wrong_and_nothing_else(shop):
    reply = await shop.servicer.Audit(pb.AuditRequest(), None)
    assert [check.breach_count for check in reply.checks] == [0] * len(reply.checks)
    assert (reply.totals["skus"], reply.totals["products"]) == (3, 2)
    await shop.db.execute("UPDATE skus SET archived = true WHERE external_code = 'veggie_s'")
    await shop.db.execute("UPDATE modifier_groups SET min_select = 9")
    reply = await shop.servicer.Audit(pb.AuditRequest(), None)
    assert [check.name for check in reply.checks if check.breach_count] == [
        "group_limits_possible",
        "products_have_skus",
    ]
