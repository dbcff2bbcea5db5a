"""One malformed item of a batch is refused alone, with its reason, and its neighbours are done."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import create_messages_pb2, read_messages_pb2
from zhongtai.product.v1 import catalog_import_pb2, catalog_messages_pb2
from zhongtai.store.v1 import store_pb2
from zhongtai.user.v1 import person_requests_pb2

from mesh.pure.limits import ITEMS_APART
from tests.acceptance.caller import Caller, methods
from tests.acceptance.channel_orders import sound_order
from tests.acceptance.poison import TEXTS, poisoned, sound
from tests.acceptance.shop import Phone, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.postgres, pytest.mark.topology]

INVALID = "INVALID_REQUEST"
LOOK_UPS = {"BatchGetOrders", "BatchGetPersons", "ResolveItemCodes"}
"""They answer with what there is: a malformed name is one that nobody has."""
BATCHES = {
    method.full_name: method for method in methods() if method.input_type.full_name in ITEMS_APART
}


def odd_ones(good: Any) -> Iterator[Any]:
    """Items like the good one, each with one odd value."""
    if isinstance(good, str):
        yield from ("", *TEXTS)
    else:
        yield from (odd for _, odd in poisoned(good))


def list_of(method: MethodDescriptor) -> str:
    """The list of the request whose items are answered each; of several the first."""
    return ITEMS_APART[method.input_type.full_name][0]


def good_one(shop: Shop, method: MethodDescriptor, known: Mapping[str, str]) -> Any:
    request = sound(method.input_type, known)
    items = getattr(request, list_of(method))
    if isinstance(items[0], person_requests_pb2.RegisterPersonRequest):
        items[0].phone = "+8613800138000"
    if not isinstance(items[0], create_messages_pb2.NewOrder):
        return items[0]
    order = sound_order(shop)
    order.fulfilment_route = trade_pb2.FULFILMENT_ROUTE_TILL
    order.business_date = str(datetime.now(UTC).date())
    return order


def neighbour_of(good: Any) -> Any:
    """Another good item; the same where one may come twice."""
    if isinstance(good, catalog_import_pb2.ImportCategory):
        return catalog_import_pb2.ImportCategory(code="neighbour", name="Neighbour")
    if not isinstance(good, store_pb2.Store):
        return good
    store = store_pb2.Store()
    store.CopyFrom(good)
    store.external_code, store.address.country_code = "neighbour", "CN"
    store.hours.periods[0].closes_minute = 60
    for name in ("channel_codes", "services", "special_days", "delivery_areas"):
        store.ClearField(name)
    return store


def is_malformed(result: Any) -> bool:
    """Whether that is the outcome; an import tells the fields instead."""
    told = (getattr(result, name, "") for name in ("refusal_reason", "reason"))
    return INVALID in told or bool(getattr(result, "violations", ()))


async def results_of(
    caller: Caller, method: MethodDescriptor, known: Mapping[str, str], items: list[Any]
) -> list[Any]:
    request = sound(method.input_type, known)
    field = list_of(method)
    request.ClearField(field)
    getattr(request, field).extend(items)
    answer = await caller.call(method, request)
    results = answer.answers if method.name == "CheckStores" else answer.results
    return list(results)[: len(items)]


@pytest.mark.parametrize("name", [each for each in BATCHES if each.split(".")[-1] not in LOOK_UPS])
async def test_a_malformed_item_is_refused_alone(
    shop: Shop, anna: Phone, known: dict[str, str], name: str
):
    caller, method, refused = Caller(shop, anna), BATCHES[name], 0
    good = good_one(shop, method, known)
    for odd in odd_ones(good):
        first, second = await results_of(caller, method, known, [odd, neighbour_of(good)])
        if is_malformed(first):
            refused += 1
            assert not is_malformed(second), (odd, second)
    assert refused > 1


async def test_a_malformed_id_of_an_order_hides_no_other(
    shop: Shop, anna: Phone, known: dict[str, str]
):
    request = read_messages_pb2.BatchGetOrdersRequest(order_ids=["a\0b", known["order_id"], ""])
    method = BATCHES["zhongtai.order.v1.OrderService.BatchGetOrders"]
    found = (await Caller(shop, anna).call(method, request)).orders
    assert [order.order_id for order in found] == [known["order_id"]]


async def test_a_malformed_code_of_an_item_hides_no_other(shop: Shop, anna: Phone):
    request = catalog_messages_pb2.ResolveItemCodesRequest(codes=["a\0b", "soy-milk"])
    method = BATCHES["zhongtai.product.v1.ProductService.ResolveItemCodes"]
    answer = await Caller(shop, anna).call(method, request)
    assert [item.code for item in answer.items] == ["soy-milk"]
    assert list(answer.unknown_codes) == ["a\0b"]
