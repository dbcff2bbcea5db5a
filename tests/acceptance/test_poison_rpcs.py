"""Every field of every RPC is given odd values: none of them is ever a defect of ours."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.promotion.v1 import hold_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub

from tests.acceptance.caller import Caller, methods, path_of
from tests.acceptance.poison import poisoned, sound
from tests.acceptance.shop import Phone, Shop
from tests.platform import Platform

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.postgres, pytest.mark.topology]

# All of them where everything is one process; a part where calls are relayed to others.
EVERY = {"single": 1, "mesh": 6}
TAKING = ("PlaceOrder", "PreviewOrder", "ImportOrder", "StartPayment", "ReserveStock")
"""What takes stock, coupons or money."""


@pytest.fixture(scope="module")
def platform(own_platform: Platform) -> Platform:
    """One of its own: nobody else is to meet what odd values leave behind."""
    return own_platform


def _requests(method: MethodDescriptor, known: dict[str, str]) -> Iterator[tuple[str, Any]]:
    base = sound(method.input_type, known)
    yield "", base
    yield "", type(base)()
    yield from poisoned(base)


async def test_no_value_of_any_field_is_a_defect(
    shop: Shop, anna: Phone, known: dict[str, str], topology: str
):
    caller, faults, calls = Caller(shop, anna), [], 0
    for method in methods():
        requests = list(_requests(method, known))[:: EVERY[topology]]
        ends = await asyncio.gather(*(caller.fault(method, each) for _, each in requests))
        calls += len(requests)
        faults += [
            f"{path_of(method)} {field}: {fault}"
            for (field, _), fault in zip(requests, ends, strict=True)
            if fault
        ]
    assert faults == []
    assert any(caller.is_inside(method) for method in methods())
    assert calls > 5_000 / EVERY[topology]


async def test_no_odd_value_left_a_traceback(shop: Shop):
    for log in shop.platform.home.glob("*.log"):
        assert "Traceback" not in log.read_text(), log.name


async def held(shop: Shop) -> list[tuple[str, int]]:
    """The orders for which stock or a promotion is held now."""
    inventory: Any = InventoryServiceStub(shop.channel)
    promotion: Any = PromotionServiceStub(shop.channel)
    stock = reservation_pb2.ListReservationsRequest(store_id=shop.store_id, page_size=200)
    coupons = hold_pb2.ListHoldsRequest(state=hold_pb2.HOLD_STATE_HELD, page_size=200)
    reserved = (await inventory.ListReservations(stock, **shop.operator)).reservations
    holds = (await promotion.ListHolds(coupons, **shop.operator)).holds
    return sorted(
        [(each.order_id, each.state) for each in reserved] + [(h.order_id, 0) for h in holds]
    )


async def test_what_is_refused_leaves_nothing_held(
    shop: Shop, anna: Phone, known: dict[str, str], topology: str
):
    caller, refused = Caller(shop, anna), []
    for method in methods():
        if method.name in TAKING and not caller.is_inside(method):
            for _, request in list(_requests(method, known))[:: EVERY[topology]]:
                if await caller.is_refused(method, request):
                    refused.append((method, request))
    before = await held(shop)
    again = [await caller.is_refused(method, request) for method, request in refused]
    assert all(again)
    assert len(again) > 60 / EVERY[topology]
    assert await held(shop) == before
