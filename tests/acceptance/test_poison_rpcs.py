"""Every field of every RPC is given odd values: none of them is ever a defect of ours."""

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
import pytest_asyncio
import zhongtai
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.promotion.v1 import hold_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub

from mesh.access import AccessTable
from mesh.errors_wire import refusal_of
from tests.acceptance.poison import poisoned, sound
from tests.acceptance.shop import Phone, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.postgres, pytest.mark.topology]

AT_ONCE = 32
# All of them where everything is one process; a part where calls are relayed to others.
EVERY = {"single": 1, "mesh": 6}
SECONDS = 30
A_LOOK_SECONDS = 0.2
DEFECTS = {
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.DATA_LOSS,
}
TAKING = ("PlaceOrder", "PreviewOrder", "ImportOrder", "StartPayment", "ReserveStock")
"""What takes stock, coupons or money."""
# They end or close what the others speak about, so they come last.
ENDING = (
    "Retire",
    "Archive",
    "Close",
    "End",
    "Revoke",
    "Rotate",
    "Merge",
    "Cancel",
    "Delete",
    "Set",
)


def methods() -> list[MethodDescriptor]:
    """Every method of the platform's contract."""
    found = []
    for module in pkgutil.walk_packages(zhongtai.__path__, "zhongtai."):
        if module.name.endswith("_service_pb2") and ".plugin." not in module.name:
            for service in importlib.import_module(
                module.name
            ).DESCRIPTOR.services_by_name.values():
                found += service.methods
    return sorted(found, key=lambda method: method.name.startswith(ENDING))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def anna(shop: Shop) -> Phone:
    return await shop.phone("anna")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def known(shop: Shop, anna: Phone) -> dict[str, str]:
    """Texts that name something there is, by the name of their field."""
    order = await anna.paid_order("cucumber")
    sku_id = shop.skus["cucumber"]["sku_id"]
    return {
        **dict.fromkeys(("store_id", "store_ids"), shop.store_id),
        **dict.fromkeys(("order_id", "order_ids"), order["order_id"]),
        **dict.fromkeys(("person_id", "person_ids"), anna.person_id),
        **dict.fromkeys(("sku_id", "sku_ids"), sku_id),
        **dict.fromkeys(("channel", "channels"), "miniapp"),
        **dict.fromkeys(("date", "business_date", "bill_date"), "2026-12-25"),
        **dict.fromkeys(("line_id", "line_ref", "contact_phone", "pickup_code"), "1"),
        "currency_code": "CNY",
        "time_zone": "Asia/Shanghai",
        "provider": "sandbox",
    }


class Caller:
    """Calls methods as the identity that may."""

    def __init__(self, shop: Shop, anna: Phone) -> None:
        self._shop = shop
        self._access = AccessTable.load(shop.platform.topology.folder / "access")
        self._slots = asyncio.Semaphore(AT_ONCE)
        platform = shop.platform
        self._tokens = {
            "operator": platform.metadata("operator", "olga"),
            "service": platform.metadata("service", "bi"),
            "person": platform.metadata("person", anna.person_id),
            "till": platform.metadata("till", "till_1", store=shop.store_id),
        }

    def metadata_for(self, method: MethodDescriptor) -> Any:
        """The token of somebody who may call the method; None when no outsider may."""
        named = {name.partition(":")[0] for name in self._access.names_for(_path(method))}
        return next((token for kind, token in self._tokens.items() if kind in named), None)

    async def fault(self, method: MethodDescriptor, request: Any) -> str:
        """What is wrong with how a call ended; empty when it went well or was refused."""
        async with self._slots:
            try:
                await self._call(method, request)
            except grpc.aio.AioRpcError as exc:
                told = refusal_of(exc)
                if exc.code() in DEFECTS or not told.reason:
                    return f"{exc.code().name} {exc.details()}"
        return ""

    async def is_refused(self, method: MethodDescriptor, request: Any) -> bool:
        """Whether a call ends with a refusal."""
        try:
            await self._call(method, request)
        except grpc.aio.AioRpcError:
            return True
        return False

    async def _call(self, method: MethodDescriptor, request: Any) -> None:
        channel, metadata = self._shop.channel, self.metadata_for(method)
        parse = GetMessageClass(method.output_type).FromString
        write = type(request).SerializeToString
        if not method.server_streaming:
            call = channel.unary_unary(_path(method), write, parse)
            await call(request, metadata=metadata, timeout=SECONDS)
            return
        stream = channel.unary_stream(_path(method), write, parse)(request, metadata=metadata)
        try:
            async with asyncio.timeout(A_LOOK_SECONDS):
                await anext(aiter(stream), None)
        except TimeoutError:
            pass
        finally:
            stream.cancel()


def _path(method: MethodDescriptor) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"


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
        if caller.metadata_for(method) is None:
            continue
        requests = list(_requests(method, known))[:: EVERY[topology]]
        ends = await asyncio.gather(*(caller.fault(method, each) for _, each in requests))
        calls += len(requests)
        faults += [
            f"{_path(method)} {field}: {fault}"
            for (field, _), fault in zip(requests, ends, strict=True)
            if fault
        ]
    assert faults == []
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
        if method.name in TAKING and caller.metadata_for(method) is not None:
            for _, request in list(_requests(method, known))[:: EVERY[topology]]:
                if await caller.is_refused(method, request):
                    refused.append((method, request))
    before = await held(shop)
    again = [await caller.is_refused(method, request) for method, request in refused]
    assert all(again)
    assert len(again) > 60 / EVERY[topology]
    assert await held(shop) == before
