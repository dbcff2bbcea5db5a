"""Orders that channels have sold: some over long ago, some of dishes that we do not know yet."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.delivery.v1 import messages_pb2 as delivery_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.order.v1 import (
    create_messages_pb2,
    finished_pb2,
    line_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.ordercontrol.v1 import messages_pb2, unmapped_messages_pb2
from zhongtai.product.v1 import catalog_import_pb2, product_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from tests.acceptance.shop import Shop
from tests.acceptance.test_journey import available, points_become, poll, restock

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

CHANNEL = "hub"
DISH = "soy-milk"
COMPLETED, CANCELLED = order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED
PLACED = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)
ENDED = PLACED + timedelta(minutes=35)


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


def new_order(
    shop: Shop, *, code: str = "", dish: str = DISH, **fields: Any
) -> create_messages_pb2.NewOrder:
    """Three pieces of one dish: of ours, or of one that the channel has a code for."""
    sku_id = "" if code else shop.skus[dish]["sku_id"]
    line = line_pb2.OrderLine(
        line_id="1",
        sku_id=sku_id,
        channel_item_code=code,
        name="豆浆",
        quantity=3,
        unit_price=cny(1000),
        amount=cny(3000),
        components=[] if code else [line_pb2.StockComponent(sku_id=sku_id, quantity=3)],
    )
    given = {"channel_order_number": secrets.token_hex(8), "channel": CHANNEL} | fields
    return create_messages_pb2.NewOrder(
        store_id=shop.store_id,
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        total=cny(3000),
        **given,
    )


def finished(
    shop: Shop, at: datetime = PLACED, dish: str = DISH, **how: Any
) -> create_messages_pb2.NewOrder:
    """An order of long ago; `how` it went."""
    over = {"status": COMPLETED, "end_time": ENDED} | how
    person_id = over.pop("person_id", "")
    said = finished_pb2.FinishedOrder(**over)
    order = new_order(shop, dish=dish, person_id=person_id, finished=said)
    order.channel_place_time.FromDatetime(at)
    return order


async def imported(
    shop: Shop, *orders: create_messages_pb2.NewOrder
) -> list[create_messages_pb2.ImportedOrder]:
    request = messages_pb2.BatchImportOrdersRequest(orders=orders)
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    return list((await shop.control.BatchImportOrders(request, **hub)).results)


async def seen(shop: Shop, order_id: str) -> order_pb2.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await shop.orders.GetOrder(request, **shop.operator)).order


async def at_the_till(shop: Shop) -> set[str]:
    return {entry["order"]["order_id"] for entry in (await shop.pull("", limit=500))["orders"]}


async def test_an_order_of_long_ago_enters_as_it_ended_and_nobody_makes_it(shop: Shop):
    await restock(shop, DISH, 50)
    over = finished(shop)
    over.service_type, over.delivered_by = trade_pb2.SERVICE_TYPE_DELIVERY, 1
    over.delivery_address.street, over.delivery_address.contact_name = "滇池路 2 号", "Li"
    over.delivery_address.contact_phone = "139"
    why = order_pb2.CANCEL_REASON_CHANNEL
    off = finished(shop, status=CANCELLED, cancel_reason=why)
    results = await imported(shop, over, off, new_order(shop))
    done, cancelled, running = [await seen(shop, result.order_id) for result in results]
    assert (done.status, cancelled.status) == (COMPLETED, CANCELLED)
    assert (done.business_date, done.times.complete_time.ToDatetime(UTC)) == ("2025-03-01", ENDED)
    assert cancelled.amounts.refunded == cny(3000)
    # Events are followed in order: when this one is made and counted, those were looked at.
    await poll(lambda: at_the_till(shop), lambda ids: running.order_id in ids)
    await poll(lambda: available(shop, DISH), lambda left: left == 47)
    assert not {done.order_id, cancelled.order_id} & await at_the_till(shop)
    listing = delivery_pb.ListDeliveriesRequest(order_id=done.order_id)
    stub: Any = DeliveryServiceStub(shop.channel)
    assert not (await stub.ListDeliveries(listing, **shop.operator)).deliveries


async def test_stock_and_points_move_for_an_order_of_long_ago_only_where_it_says_so(shop: Shop):
    phone = await shop.phone("past")
    await phone.get("/me")
    dish = "soup-dumplings"
    await restock(shop, dish, 50)
    mine = {"person_id": phone.person_id, "dish": dish}
    await imported(shop, finished(shop, **mine), finished(shop, dish=dish, takes_stock=True))
    await imported(shop, finished(shop, **mine, earns_points=True, refunded=cny(1000)))
    await poll(lambda: available(shop, dish), lambda left: left == 47)
    await points_become(phone, 20)


async def test_a_dish_without_mapping_is_taken_flagged_listed_and_then_mapped(shop: Shop):
    code = f"dish-{secrets.token_hex(4)}"
    [first, _] = await imported(shop, new_order(shop, code=code), new_order(shop, code=code))
    [line] = (await seen(shop, first.order_id)).lines
    assert (line.unmapped, line.sku_id, line.channel_item_code) == (True, code, code)
    [dish] = [each for each in await unmapped(shop) if each.item.channel_item_code == code]
    assert (dish.item.order_count, dish.item.piece_count, dish.item.name) == (2, 6, "豆浆")
    assert (dish.item.channel, dish.item.store_id, dish.sku_id) == (CHANNEL, shop.store_id, "")
    sku_id = await map_dish(shop, code)
    [dish] = [each for each in await unmapped(shop) if each.item.channel_item_code == code]
    assert (dish.sku_id, dish.sku_name) == (sku_id, code)
    left = await unmapped(shop, only_unmapped=True)
    assert code not in {each.item.channel_item_code for each in left}
    [result] = await imported(shop, new_order(shop, code=code))
    [line] = (await seen(shop, result.order_id)).lines
    assert (line.unmapped, line.sku_id, line.sku_code) == (False, sku_id, code)
    assert [(used.sku_id, used.quantity) for used in line.components] == [(sku_id, 3)]


async def test_an_order_that_comes_again_after_its_dish_was_mapped_is_the_same(shop: Shop):
    code = f"dish-{secrets.token_hex(4)}"
    order = new_order(shop, code=code)
    [first] = await imported(shop, order)
    await map_dish(shop, code)
    [again] = await imported(shop, order)
    assert (again.order_id, again.created) == (first.order_id, False)


async def test_an_order_that_comes_again_after_its_stores_route_changed_is_the_same(shop: Shop):
    order = new_order(shop)
    [first] = await imported(shop, order)
    stores: Any = StoreServiceStub(shop.channel)
    get = store_service_pb2.GetStoreRequest(store_id=shop.store_id)
    store = (await stores.GetStore(get, **shop.operator)).store
    usual = list(store.services)
    other = [store_pb2.ServiceOffer.FromString(each.SerializeToString()) for each in usual]
    for offer in other:
        offer.fulfilment_route = trade_pb2.FULFILMENT_ROUTE_NONE
    try:
        await shop.name_till("choosy_till")
        await offer_services(shop, other)
        [again] = await imported(shop, order)
        [next_one] = await imported(shop, new_order(shop))
    finally:
        await shop.name_till("")
        await offer_services(shop, usual)
    assert (again.order_id, again.created) == (first.order_id, False)
    routes = [(await seen(shop, each.order_id)).fulfilment_route for each in (first, next_one)]
    assert routes == [trade_pb2.FULFILMENT_ROUTE_TILL, trade_pb2.FULFILMENT_ROUTE_NONE]


async def offer_services(shop: Shop, services: list[store_pb2.ServiceOffer]) -> None:
    """Have the store offer these."""
    request = store_service_pb2.UpdateStoreRequest(
        request_id=secrets.token_hex(8),
        store=store_pb2.Store(store_id=shop.store_id, services=services),
        update_mask=FieldMask(paths=["services"]),
    )
    await StoreServiceStub(shop.channel).UpdateStore(request, **shop.operator)


async def test_a_batch_is_numbered_by_the_time_of_placing(shop: Shop):
    day = datetime(2025, 4, 2, 4, 0, tzinfo=UTC)
    at = [day + timedelta(minutes=minutes) for minutes in (3, 1, 2, 0)]
    ended = day + timedelta(hours=1)
    results = await imported(shop, *(finished(shop, each, end_time=ended) for each in at))
    assert [result.daily_number for result in results] == [4, 2, 3, 1]


async def test_what_cannot_have_happened_is_refused_and_its_neighbours_are_taken(shop: Shop):
    ahead = datetime.now(UTC) + timedelta(hours=1)
    nowhere = new_order(shop)
    nowhere.store_id = "sto_nowhere"
    abroad = new_order(shop)
    for price in (abroad.total, abroad.lines[0].unit_price, abroad.lines[0].amount):
        price.currency_code = "USD"
    odd = [finished(shop, ahead, end_time=ahead), finished(shop, end_time=ahead), nowhere, abroad]
    results = await imported(shop, *odd, new_order(shop))
    reasons = [result.refusal_reason for result in results]
    invalid = "INVALID_REQUEST"
    assert reasons == [invalid, invalid, "STORE_NOT_FOUND", invalid, ""]
    assert "must be CNY" in results[3].refusal_message


async def unmapped(shop: Shop, **asked: Any) -> list[unmapped_messages_pb2.UnmappedDish]:
    request = unmapped_messages_pb2.ListUnmappedItemsRequest(channel=CHANNEL, **asked)
    return list((await shop.control.ListUnmappedItems(request, **shop.operator)).dishes)


async def map_dish(shop: Shop, code: str) -> str:
    """Give a new SKU the channel's code; gives its id."""
    sku = catalog_import_pb2.ImportSku(
        code=code, price=cny(1000), channel_codes=[product_pb2.ItemCode(channel=CHANNEL, code=code)]
    )
    product = catalog_import_pb2.ImportProduct(code=code, name=code, skus=[sku])
    request = catalog_import_pb2.ImportCatalogRequest(products=[product])
    [result] = (
        await ProductServiceStub(shop.channel).ImportCatalog(request, **shop.operator)
    ).results
    return result.parts[0].part_id
