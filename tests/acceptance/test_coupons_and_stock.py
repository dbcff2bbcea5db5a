"""Coupons and stock through an order's whole life, and who may touch them."""

import asyncio

import asyncpg
import grpc
import pytest
from zhongtai.inventory.v1 import feed_pb2, reservation_pb2, stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.promotion.v1 import promotion_requests_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub

from mesh.call.errors_wire import refusal_of
from mesh.pure.ids import new_order_id
from tests.acceptance.coupons import coupon_becomes, coupon_for
from tests.acceptance.shop import Problem, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


async def test_a_coupon_is_held_used_and_comes_back_with_the_money(shop: Shop):
    phone = await shop.phone(f"coupon-{shop.platform.topology.name}")
    coupon_id = await coupon_for(shop, phone.person_id)
    plain = await phone.order("wonton-soup")
    order = await phone.order("wonton-soup", coupon_ids=[coupon_id])
    await coupon_becomes(shop, coupon_id, "HELD")
    assert plain["amounts"]["total"] - order["amounts"]["total"] == 600
    await phone.pay(order["order_id"])
    await coupon_becomes(shop, coupon_id, "REDEEMED")
    await phone.post(f"/orders/{order['order_id']}/cancel", {})
    await coupon_becomes(shop, coupon_id, "ISSUED")


async def test_two_orders_at_once_cannot_both_have_the_coupon(shop: Shop):
    phone = await shop.phone(f"greedy-{shop.platform.topology.name}")
    coupon_id = await coupon_for(shop, phone.person_id)
    full_price = (await phone.order("wonton-soup"))["amounts"]["total"]
    calls = (phone.order("wonton-soup", coupon_ids=[coupon_id]) for _ in range(10))
    told = await asyncio.gather(*calls, return_exceptions=True)
    reasons = {each.reason for each in told if isinstance(each, Problem)}
    assert reasons == {"COUPON_NOT_USABLE"}
    totals = [each["amounts"]["total"] for each in told if not isinstance(each, Problem)]
    assert totals == [full_price - 600]


async def test_customers_and_tills_reach_neither_stock_nor_holds(shop: Shop):
    inventory, promotions = InventoryServiceStub(shop.channel), PromotionServiceStub(shop.channel)
    person = {"metadata": shop.platform.metadata("person", "per_stranger"), "timeout": 30}
    take = reservation_pb2.ReserveStockRequest(
        order_id=new_order_id(shop.store_id), store_id=shop.store_id
    )
    assert (await refused(inventory.ReserveStock(take, **person))).reason == "ACCESS_DENIED"
    audit = promotion_requests_pb2.AuditRequest()
    assert (await refused(promotions.Audit(audit, **person))).reason == "ACCESS_DENIED"
    assert (await refused(promotions.Audit(audit))).code is grpc.StatusCode.UNAUTHENTICATED


async def test_another_chain_finds_no_stock_here(shop: Shop):
    inventory = InventoryServiceStub(shop.channel)
    request = stock_pb2.ListStockRequest(store_id=shop.store_id)
    ours = await inventory.ListStock(request, **shop.operator)
    foreign = shop.platform.metadata("operator", "eve", "another-chain")
    theirs = await inventory.ListStock(request, metadata=foreign, timeout=30)
    assert (len(ours.stocks) > 0, len(theirs.stocks)) == (True, 0)


async def test_an_outside_system_reads_the_stock_feed_and_goes_on_where_it_was(shop: Shop):
    inventory = InventoryServiceStub(shop.channel)
    erp = {"metadata": shop.platform.metadata("service", "erp")}
    reader = f"erp-{shop.platform.topology.name}"
    watch = feed_pb2.WatchEventsRequest(reader=reader, max_batch=1)
    stream = inventory.WatchEvents(watch, **erp)
    first = await stream.read()
    stream.cancel()
    ack = feed_pb2.AckEventsRequest(reader=reader, cursor=first.cursor)
    await inventory.AckEvents(ack, **erp)
    again = inventory.WatchEvents(watch, **erp)
    second = await again.read()
    again.cancel()
    assert second.events[0].event_id != first.events[0].event_id


async def totals(shop: Shop) -> list[dict[str, int]]:
    """What there is of stock and promotions in all."""
    asked = [(InventoryServiceStub, feed_pb2), (PromotionServiceStub, promotion_requests_pb2)]
    replies = [
        await stub(shop.channel).Audit(module.AuditRequest(), **shop.operator)
        for stub, module in asked
    ]
    return [dict(reply.totals) for reply in replies]


async def test_the_demo_loaded_again_changes_nothing_whoever_remembers_its_requests(shop: Shop):
    inventory = InventoryServiceStub(shop.channel)
    listing = stock_pb2.ListStockRequest(store_id=shop.store_id)
    stock = (await inventory.ListStock(listing, **shop.operator)).stocks[0]
    count = stock_pb2.StockCount(sku_id=stock.sku_id, counted=stock.on_hand - 3)
    counted = stock_pb2.SetStockRequest(
        request_id="counted", store_id=shop.store_id, counts=[count]
    )
    await inventory.SetStock(counted, **shop.operator)
    before = await totals(shop)
    database = await asyncpg.connect(shop.platform.database_url)
    for center in ("inventory", "promotion"):
        await database.execute(f"DELETE FROM {center}.requests")
    await database.close()
    await shop.open()
    assert await totals(shop) == before


async def test_after_all_this_stock_and_coupons_add_up(shop: Shop):
    inventory, promotions = InventoryServiceStub(shop.channel), PromotionServiceStub(shop.channel)
    found = [
        *(await inventory.Audit(feed_pb2.AuditRequest(), **shop.operator)).checks,
        *(await promotions.Audit(promotion_requests_pb2.AuditRequest(), **shop.operator)).checks,
    ]
    assert {check.name: list(check.breaches) for check in found if check.breach_count} == {}
    assert sum(check.checked_count for check in found) > 0
