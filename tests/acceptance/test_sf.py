"""A chain whose orders SF's riders bring, from the quote to the customer's door."""

from typing import Any

import pytest
import pytest_asyncio
from zhongtai.common.v1 import money_pb2
from zhongtai.delivery.v1 import delivery_pb2, rule_messages_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub

from simulators.core.ways import LATE_FEE
from simulators.sf import book
from simulators.sf.faults import CallFault
from simulators.sf.platform import Sf
from tests.acceptance.conftest import SF_CHAIN
from tests.acceptance.shop import Phone, Shop
from tests.acceptance.test_deliveries_and_times import (
    HOME,
    as_the_operator_sees,
    delivered_home,
    deliveries_of,
    has_rider,
)
from tests.acceptance.test_journey import poll

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


@pytest.fixture(scope="module")
def merchant() -> str:
    return SF_CHAIN


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def deliveries(shop: Shop, sf_side: Sf) -> Any:
    """The delivery center, whose rule for the chain is that SF brings it."""
    stub: Any = DeliveryServiceStub(shop.channel)
    rule = delivery_pb2.DispatchRule(
        strategy=delivery_pb2.CHOICE_STRATEGY_IN_ORDER, carriers=["sf"]
    )
    await stub.SetDispatchRule(rule_messages_pb2.SetDispatchRuleRequest(rule=rule), **shop.operator)
    return stub


async def at_sf(side: Sf, shop: Shop, phone: Phone) -> tuple[str, book.Order]:
    """An order that the store has accepted, and what SF has of it.

    By its number: what a test before has left may be booked once more at the same time.
    """
    order_id = (await delivered_home(phone))["order_id"]
    await shop.till_says(order_id, "accepted")

    async def there() -> list[book.Order]:
        bookings = [each for one in await deliveries_of(shop, order_id) for each in one.bookings]
        ours = {each.booking_id for each in bookings}
        return [each for each in side.book.all() if each.asked.shop_order_id in ours]

    return order_id, (await poll(there, bool))[-1]


async def test_a_price_is_sfs_own(shop: Shop, sf_side: Sf, deliveries: Any):
    request = pb.QuoteDeliveryRequest(store_id=shop.store_id)
    request.parcel.goods_value.CopyFrom(money_pb2.Money(minor_units=3000, currency_code="CNY"))
    for place in (request.pickup, request.dropoff):
        place.address.contact_name = HOME["contact_name"]
        place.address.contact_phone = HOME["contact_phone"]
        place.address.street = HOME["street"]
        place.address.point.latitude = HOME["latitude"]
        place.address.point.longitude = HOME["longitude"]
    [quote] = (await deliveries.QuoteDelivery(request, **shop.operator)).quotes
    assert (quote.carrier, quote.unavailable_reason) == ("sf", "")
    assert quote.fee.minor_units > 0


async def test_sfs_rider_is_on_the_phone_until_the_goods_are_there(
    shop: Shop, sf_side: Sf, deliveries: Any
):
    phone = await shop.phone("anna")
    order_id, found = await at_sf(sf_side, shop, phone)
    assert found.asked.total_price > 0
    sf_side.orders.move(found, book.TAKEN)
    seen = await phone.until(order_id, has_rider)
    where = await phone.get(f"/orders/{order_id}/rider")
    assert where["rider_name"] == seen["delivery"]["rider_name"] == "李师傅"
    assert abs(where["latitude"] - HOME["latitude"]) < 1e-4
    sf_side.orders.move(found, book.AT_STORE)
    for state, status in ((book.DELIVERING, "DELIVERING"), (book.DONE, "FULFILLED")):
        sf_side.orders.move(found, state)
        await phone.until(order_id, lambda order, status=status: order["status"] == status)
    shown = (await as_the_operator_sees(shop, order_id)).delivery
    assert (shown.carrier, shown.fee.minor_units) == ("sf", found.fee)
    assert not sf_side.courier.misconduct


async def test_what_is_called_off_costs_what_sf_takes_for_it(
    shop: Shop, sf_side: Sf, deliveries: Any
):
    phone = await shop.phone("anna")
    order_id, found = await at_sf(sf_side, shop, phone)
    sf_side.orders.move(found, book.TAKEN)
    await phone.until(order_id, has_rider)
    [delivery] = await deliveries_of(shop, order_id)
    request = pb.CancelDeliveryRequest(
        request_id="off", delivery_id=delivery.delivery_id, reason="The store is out of soup."
    )
    await deliveries.CancelDelivery(request, **shop.operator)
    # The center's own round may be the one that asks the carrier.
    cancelled = delivery_pb2.DELIVERY_STATUS_CANCELLED
    [gone] = await poll(lambda: deliveries_of(shop, order_id), lambda x: x[0].status == cancelled)
    assert (found.state, found.cancel_reason) == (book.CANCELLED, request.reason)
    [booking] = gone.bookings
    assert booking.cancel_fee.minor_units == LATE_FEE


async def test_goods_that_went_back_to_the_store_are_not_with_the_customer(
    shop: Shop, sf_side: Sf, deliveries: Any, monkeypatch: pytest.MonkeyPatch
):
    async def become(status: int) -> None:
        await poll(lambda: deliveries_of(shop, order_id), lambda seen: seen[0].status == status)

    phone = await shop.phone("anna")
    order_id, found = await at_sf(sf_side, shop, phone)
    found.receipt_type = book.BY_THE_STORE
    sf_side.orders.move(found, book.TAKEN)
    sf_side.orders.move(found, book.DELIVERING)
    await become(delivery_pb2.DELIVERY_STATUS_PICKED_UP)
    await sf_side.courier.errands.all_done()
    # A look-up would find the goods with the customer, SF says no better: none is answered.
    monkeypatch.setattr(sf_side.courier.faults, "calls", [CallFault.AWAY] * 99)
    sf_side.orders.move(found, book.DONE)
    await become(delivery_pb2.DELIVERY_STATUS_FAILED)
    assert (await phone.get(f"/orders/{order_id}"))["status"] != "FULFILLED"
