"""Menus, prices and what is sold out, as those who sell see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import (
    availability_pb2,
    error_reason_pb2,
    product_feed_pb2,
)
from zhongtai.product.v1 import catalog_import_pb2 as import_pb

from centers.product import errors
from mesh.call.context import Identity, as_call
from mesh.data import snapshots
from mesh.pure.errors import AccessDenied, InvalidRequest
from tests.store.product.build import (
    extras,
    line,
    menu_request,
    pizzeria,
    price_request,
    request_id,
    usd,
)

NOT_ON_MENU = error_reason_pb2.ERROR_REASON_NOT_ON_MENU


async def price(center, *lines, **more):
    return await center.servicer.PriceLines(price_request(*lines, **more), None)


async def menu(center, **more):
    return await center.servicer.GetMenu(menu_request(**more), None)


async def say(center, available: bool, store_id: str = "sto_1", **item):
    until = item.pop("until", None)
    change = availability_pb2.AvailabilityChange(available=available, **item)
    if until is not None:
        change.until.FromDatetime(until)
    request = availability_pb2.SetAvailabilityRequest(
        request_id=request_id(), store_id=store_id, changes=[change]
    )
    return (await center.servicer.SetAvailability(request, None)).sold_out


async def test_lines_are_priced_with_names_to_freeze_and_stock_to_take(shop):
    ham, cheese = await shop.ids("ham_m", "cheese")
    reply = await price(shop, line(ham, 3, (cheese, 2)))
    [priced] = reply.lines
    assert (priced.name, priced.sku_name) == ("Ham", "M")
    assert (priced.unit_price, priced.modifiers_amount) == (usd(1600), usd(300))
    assert priced.amount == reply.total == usd(3 * 1900)
    assert [(c.sku_id, c.quantity) for c in priced.components] == [(ham, 3)]


async def test_packaging_is_kept_and_told_by_every_process(processes):
    first, second = processes
    request = pizzeria()
    request.products[0].skus[1].packaging_fee.CopyFrom(usd(40))
    request.menus[0].order_packaging_fee.CopyFrom(usd(25))
    request.menus[0].entries.add(sku_code="veggie_s").packaging_fee.CopyFrom(usd(60))
    await first.import_(request)
    unchanged = import_pb.IMPORT_OUTCOME_UNCHANGED
    assert {result.outcome for result in await second.import_(request)} == {unchanged}
    ham, veggie = await second.ids("ham_m", "veggie_s")
    reply = await price(second, line(ham, 2, ref="a"), line(veggie, ref="b"))
    assert [each.packaging_fee for each in reply.lines] == [usd(80), usd(60)]
    assert reply.order_packaging_fee == usd(25)
    shown = [sku.packaging_fee.minor_units for p in (await menu(second)).products for sku in p.skus]
    assert shown == [0, 40, 60]
    free = await price(second, line(ham, 2), without_packaging_fee=True)
    assert free.lines[0].packaging_fee == free.order_packaging_fee == money_pb2.Money()


async def test_the_first_wrong_line_refuses_the_call_and_is_named(shop):
    [ham] = await shop.ids("ham_m")
    with pytest.raises(errors.SkuNotFound) as caught:
        await price(shop, line(ham, ref="a"), line("sku_none", ref="b"))
    assert caught.value.metadata["line_ref"] == "b"


async def test_wrong_lines_are_listed_beside_the_right_ones_when_allowed(shop):
    ham, cheese = await shop.ids("ham_m", "cheese")
    wrong = line(ham, 1, (cheese, 3), ref="b")
    reply = await price(shop, line(ham, ref="a"), wrong, allow_problems=True)
    assert [priced.line_ref for priced in reply.lines] == ["a"]
    [problem] = reply.problems
    assert (problem.line_ref, problem.reason) == (
        "b",
        error_reason_pb2.ERROR_REASON_MODIFIER_LIMIT,
    )
    assert reply.total == usd(1600)


@pytest.mark.parametrize(
    "bad",
    [
        {"channel": "Mini App"},
        {"store_id": ""},
        {"service_type": 0},
        {"time_zone": "Mars/Olympus"},
    ],
)
async def test_a_question_without_a_proper_place_is_refused(shop, bad):
    with pytest.raises(InvalidRequest):
        await price(shop, line("sku_1"), **bad)
    with pytest.raises(InvalidRequest):
        await menu(shop, **bad)


async def test_two_lines_of_one_name_and_quantities_below_one_are_refused(shop):
    [ham] = await shop.ids("ham_m")
    with pytest.raises(InvalidRequest):
        await price(shop, line(ham), line(ham))
    with pytest.raises(InvalidRequest):
        await price(shop, line(ham, 0))


async def test_a_menu_shows_what_can_be_ordered_at_its_price(shop):
    shown = await menu(shop)
    assert [product.name for product in shown.products] == ["Ham", "Veggie"]
    assert [sku.price for sku in shown.products[0].skus] == [usd(1200), usd(1600)]
    assert [group.name for group in shown.modifier_groups] == ["Extras"]
    assert shown.categories[0].product_ids == [p.product_id for p in shown.products]


async def test_a_menu_that_has_not_changed_is_not_sent_again(shop):
    version = (await menu(shop)).menu_version
    again = await menu(shop, known_version=version)
    assert again.not_modified
    assert not again.products
    assert (await price(shop, line((await shop.ids("ham_s"))[0]))).menu_version == version


async def test_a_menu_of_some_stores_sells_nothing_elsewhere(shop):
    here = import_pb.ImportMenu(code="all", name="Here", all_products=True, store_ids=["sto_1"])
    await shop.import_(import_pb.ImportCatalogRequest(menus=[here]))
    [ham] = await shop.ids("ham_s")
    assert (await price(shop, line(ham))).total == usd(1200)
    with pytest.raises(errors.NotOnMenu):
        await price(shop, line(ham), store_id="sto_2")


async def test_what_is_sold_out_is_refused_at_once_and_only_there(shop):
    [ham] = await shop.ids("ham_s")
    assert [entry.sku_id for entry in await say(shop, False, sku_id=ham)] == [ham]
    with pytest.raises(errors.SoldOut):
        await price(shop, line(ham))
    assert (await menu(shop)).products[0].skus[0].sold_out
    assert (await price(shop, line(ham), store_id="sto_2")).total == usd(1200)
    assert not await say(shop, True, sku_id=ham)
    assert (await price(shop, line(ham))).total == usd(1200)


async def test_a_change_in_one_process_is_seen_in_another_within_a_second(
    processes, shop, monkeypatch
):
    there = processes[1]
    [ham] = await shop.ids("ham_s")
    assert (await price(there, line(ham))).total == usd(1200)
    await say(shop, False, sku_id=ham)
    later = snapshots.time.monotonic() + snapshots.STALE_SECONDS
    monkeypatch.setattr(snapshots, "time", SimpleNamespace(monotonic=lambda: later))
    with pytest.raises(errors.SoldOut):
        await price(there, line(ham))


async def test_what_is_sold_out_for_a_while_can_be_ordered_for_later(shop):
    [ham] = await shop.ids("ham_s")
    soon = datetime.now(UTC) + timedelta(hours=1)
    await say(shop, False, sku_id=ham, until=soon)
    later = price_request(line(ham))
    later.at.FromDatetime(soon + timedelta(minutes=1))
    assert (await shop.servicer.PriceLines(later, None)).total == usd(1200)
    with pytest.raises(errors.SoldOut):
        await price(shop, line(ham))


async def test_a_sold_out_modifier_cannot_be_chosen(shop):
    ham, cheese = await shop.ids("ham_s", "cheese")
    await say(shop, False, modifier_id=cheese)
    with pytest.raises(errors.SoldOut):
        await price(shop, line(ham, 1, (cheese, 1)))


async def test_an_item_that_does_not_exist_cannot_run_out(shop):
    with pytest.raises(errors.ReferenceBroken):
        await say(shop, False, sku_id="sku_none")
    past = datetime.now(UTC) - timedelta(hours=1)
    with pytest.raises(InvalidRequest):
        await say(shop, False, sku_id=(await shop.ids("ham_s"))[0], until=past)


async def test_a_till_speaks_for_its_own_store_only(shop):
    [ham] = await shop.ids("ham_s")
    with as_call(Identity("till", "til_1", "demo", store_id="sto_1")):
        await say(shop, False, "sto_1", sku_id=ham)
        with pytest.raises(AccessDenied):
            await say(shop, False, "sto_2", sku_id=ham)


async def test_what_a_store_has_none_of_is_listed_page_by_page(shop):
    items = sorted(await shop.ids("ham_s", "ham_m", "veggie_s"))
    for sku_id in items:
        await say(shop, False, sku_id=sku_id)
    request = availability_pb2.ListSoldOutRequest(store_id="sto_1", page_size=2)
    first = await shop.servicer.ListSoldOut(request, None)
    request.page_token = first.next_page_token
    second = await shop.servicer.ListSoldOut(request, None)
    assert [e.sku_id for e in (*first.sold_out, *second.sold_out)] == items


async def test_running_out_is_told_in_the_feed_with_the_item(shop):
    [ham] = await shop.ids("ham_s")
    await say(shop, False, sku_id=ham)
    batches = shop.servicer.WatchEvents(product_feed_pb2.WatchEventsRequest(reader="s"), None)
    told = (await anext(batches)).events[-1]
    await batches.aclose()
    assert (told.store_id, told.availability[0].sku_id) == ("sto_1", ham)


async def test_an_archived_group_is_asked_no_more(shop):
    ham, cheese = await shop.ids("ham_s", "cheese")
    gone = extras()
    gone.archived = True
    await shop.import_(import_pb.ImportCatalogRequest(modifier_groups=[gone]))
    with pytest.raises(errors.ModifierNotAllowed):
        await price(shop, line(ham, 1, (cheese, 1)))
    assert not (await menu(shop)).products[0].modifier_group_ids


BY_STOCK = {"cause": availability_pb2.SOLD_OUT_CAUSE_STOCK}


async def test_what_stock_and_what_somebody_said_end_each_for_itself(shop):
    [ham] = await shop.ids("ham_s")
    manual, stock = availability_pb2.SOLD_OUT_CAUSE_MANUAL, availability_pb2.SOLD_OUT_CAUSE_STOCK
    await say(shop, False, sku_id=ham, **BY_STOCK)
    [entry] = await say(shop, False, sku_id=ham)
    assert list(entry.causes) == [manual, stock]
    [entry] = await say(shop, True, sku_id=ham, **BY_STOCK)
    assert list(entry.causes) == [manual]
    [entry] = await say(shop, False, sku_id=ham, **BY_STOCK)
    [entry] = await say(shop, True, sku_id=ham)
    assert list(entry.causes) == [stock]
    assert not await say(shop, True, sku_id=ham, **BY_STOCK)
    assert (await price(shop, line(ham))).total == usd(1200)


async def test_both_causes_are_seen_by_another_process(processes, shop):
    [ham] = await shop.ids("ham_s")
    await say(processes[1], False, sku_id=ham)
    await say(shop, False, sku_id=ham, **BY_STOCK)
    await say(processes[1], True, sku_id=ham)
    [entry] = await say(shop, False, sku_id=ham, **BY_STOCK)
    assert list(entry.causes) == [availability_pb2.SOLD_OUT_CAUSE_STOCK]


async def test_who_asks_the_stock_prices_what_only_the_stock_has_none_of(shop):
    [ham] = await shop.ids("ham_s")
    await say(shop, False, sku_id=ham, **BY_STOCK)
    with pytest.raises(errors.SoldOut, match="sold out") as caught:
        await price(shop, line(ham))
    assert caught.value.metadata["item_name"].startswith("Ham")
    request = price_request(line(ham))
    request.stock_is_asked = True
    assert (await shop.servicer.PriceLines(request, None)).total == usd(1200)
    await say(shop, False, sku_id=ham)
    with pytest.raises(errors.SoldOut):
        await shop.servicer.PriceLines(request, None)


async def test_only_our_own_units_speak_for_the_stock(shop):
    [ham] = await shop.ids("ham_s")
    for kind in ("till", "operator"):
        with as_call(Identity(kind, "x", "demo")), pytest.raises(AccessDenied):
            await say(shop, False, sku_id=ham, **BY_STOCK)
    with pytest.raises(InvalidRequest):
        await say(shop, False, sku_id=ham, until=datetime.now(UTC) + timedelta(hours=1), **BY_STOCK)


async def test_what_no_menu_knows_may_be_out_of_stock(shop):
    [entry] = await say(shop, False, sku_id="sku_flour", **BY_STOCK)
    assert entry.sku_id == "sku_flour"


async def test_what_is_sold_at_another_hour_is_told_apart_from_what_is_not_sold_here(shop):
    [ham] = await shop.ids("ham_s")
    early = import_pb.ImportMenu(code="all", name="Early", all_products=True, store_ids=["sto_1"])
    early.dayparts.add(weekdays=range(1, 8), begin_minute=0, end_minute=1)
    await shop.import_(import_pb.ImportCatalogRequest(menus=[early]))
    told = {}
    for store_id in ("sto_1", "sto_2"):
        [problem] = (await price(shop, line(ham), store_id=store_id, allow_problems=True)).problems
        told[store_id] = (problem.reason, problem.sold_at_other_times)
    assert told == {"sto_1": (NOT_ON_MENU, True), "sto_2": (NOT_ON_MENU, False)}
