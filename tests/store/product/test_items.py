"""Items of every kind: as they come back from another process, replaced, listed by filter."""

from __future__ import annotations

import pytest
from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1 import menu_pb2, product_pb2

from centers.product import errors
from mesh.pure.errors import InvalidRequest, PageTokenInvalid
from tests.store.product.build import PICK_UP, pizzeria, request_id, usd


async def test_a_group_is_replaced_whole_and_read_by_another_process(processes):
    here, there = processes
    milk = product_pb2.Modifier(name="Milk", price=usd(50), max_quantity=2)
    group = product_pb2.ModifierGroup(name="Extras", max_select=2, modifiers=[milk])
    create = pb.CreateModifierGroupRequest(request_id=request_id(), modifier_group=group)
    made = (await here.servicer.CreateModifierGroup(create, None)).modifier_group
    made.free_quantity = 1
    made.modifiers[0].channel_codes.add(channel="hub", code="m")
    update = pb.UpdateModifierGroupRequest(request_id=request_id(), modifier_group=made)
    assert (await here.servicer.UpdateModifierGroup(update, None)).modifier_group == made
    get = pb.GetModifierGroupRequest(modifier_group_id=made.modifier_group_id)
    assert (await there.servicer.GetModifierGroup(get, None)).modifier_group == made


async def test_a_menu_is_replaced_whole_and_read_by_another_process(processes):
    here, there = processes
    await here.import_(pizzeria())
    [ham, veggie] = await here.ids("ham_s", "veggie_s")
    menu = menu_pb2.Menu(name="Late", first_date="2026-01-01", order_packaging_fee=usd(20))
    create = pb.CreateMenuRequest(request_id=request_id(), menu=menu)
    made = (await here.servicer.CreateMenu(create, None)).menu
    made.service_types.append(PICK_UP)
    made.dayparts.add(weekdays=[1, 5], begin_minute=1300, end_minute=1500)
    made.entries.extend([menu_pb2.MenuEntry(sku_id=ham), menu_pb2.MenuEntry(sku_id=veggie)])
    made.entries[1].price.CopyFrom(usd(900))
    update = pb.UpdateMenuRequest(request_id=request_id(), menu=made)
    assert (await here.servicer.UpdateMenu(update, None)).menu == made
    menus = (await there.servicer.ListMenus(pb.ListMenusRequest(), None)).menus
    assert made in menus


async def test_items_that_do_not_exist_are_refused_by_their_kind(center):
    with pytest.raises(errors.CategoryNotFound):
        await center.servicer.GetCategory(pb.GetCategoryRequest(category_id="cat_0"), None)
    get = pb.GetModifierGroupRequest(modifier_group_id="mgr_0")
    with pytest.raises(errors.ModifierGroupNotFound):
        await center.servicer.GetModifierGroup(get, None)
    menu = menu_pb2.Menu(menu_id="mnu_0", name="x")
    update = pb.UpdateMenuRequest(request_id=request_id(), menu=menu)
    with pytest.raises(errors.MenuNotFound):
        await center.servicer.UpdateMenu(update, None)


async def test_a_change_without_a_request_id_is_refused(center):
    create = pb.CreateCategoryRequest(category=product_pb2.Category(name="Hot"))
    with pytest.raises(InvalidRequest):
        await center.servicer.CreateCategory(create, None)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["Ham"]),
        ({"with_archived": True}, ["Ham", "Veggie"]),
        ({"with_archived": True, "name_contains": "vEG"}, ["Veggie"]),
        ({"category_id": "cat_0"}, []),
    ],
)
async def test_products_are_listed_by_filter(center, filters, names):
    request = pizzeria()
    request.products[1].archived = True
    await center.import_(request)
    listed = await center.servicer.ListProducts(pb.ListProductsRequest(**filters), None)
    assert sorted(product.name for product in listed.products) == names


async def test_a_page_token_fits_only_the_same_filters(shop):
    first = await shop.servicer.ListProducts(pb.ListProductsRequest(page_size=1), None)
    other = pb.ListProductsRequest(page_token=first.next_page_token, with_archived=True)
    with pytest.raises(PageTokenInvalid):
        await shop.servicer.ListProducts(other, None)
