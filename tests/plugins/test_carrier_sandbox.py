"""The sandbox carrier: riders move by hand or by the clock, and every step is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1.carrier_pb2_grpc import CarrierServiceStub

from mesh.plugins.faults import PluginRejected
from mesh.plugins.handle import PluginHandle
from tests.plugins.world import access, hosted

BY_HAND = {"ZHONGTAI_CARRIER_SANDBOX_STEP_MILLISECONDS": "0"}
BY_CLOCK = {"ZHONGTAI_CARRIER_SANDBOX_STEP_MILLISECONDS": "1"}


def place(latitude: float) -> pb.DeliveryPlace:
    """A place on one street from south to north."""
    found = pb.DeliveryPlace()
    found.address.street = "North Road"
    found.address.point.latitude, found.address.point.longitude = latitude, 121.47
    return found


async def create(handle: PluginHandle, delivery_id: str) -> pb.CarrierDelivery:
    """Order a delivery over some kilometres."""
    stub = handle.stub(CarrierServiceStub)
    request = pb.CreateDeliveryRequest(
        delivery_id=delivery_id,
        merchant_id="demo",
        store_id="sto_1",
        pickup=place(31.20),
        dropoff=place(31.23),
        goods_value=Money(minor_units=1600, currency_code="CNY"),
    )
    return (await handle.call(stub.CreateDelivery, request)).delivery


async def cancel(handle: PluginHandle, delivery_id: str) -> pb.CancelDeliveryResponse:
    """Call a delivery off."""
    stub = handle.stub(CarrierServiceStub)
    request = pb.CancelDeliveryRequest(delivery_id=delivery_id, reason="changed mind")
    return await handle.call(stub.CancelDelivery, request)


async def news(handle: PluginHandle, until: int) -> list[pb.DeliveryUpdate]:
    """Updates up to the first one with a status."""
    stub = handle.stub(CarrierServiceStub)
    seen: list[pb.DeliveryUpdate] = []
    async for batch in handle.stream(
        stub.WatchDeliveryUpdates, pb.WatchDeliveryUpdatesRequest(max_batch=1)
    ):
        seen += batch.updates
        if seen and seen[-1].delivery.status == until:
            return seen
    raise AssertionError("the stream ended")


@asynccontextmanager
async def at_dispatch(home: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The dispatcher's interface."""
    door = access(home, "carrier_sandbox", "dispatch.json")
    headers = {"authorization": f"Bearer {door['token']}"}
    async with httpx.AsyncClient(base_url=door["url"], headers=headers) as http:
        yield http


async def test_the_clock_brings_a_delivery_to_the_door_step_by_step(tmp_path: Path) -> None:
    async with hosted("carrier_sandbox", tmp_path, **BY_CLOCK) as handle:
        await create(handle, "del_1")
        seen = await news(handle, pb.CARRIER_DELIVERY_STATUS_DELIVERED)
        assert [update.delivery.status for update in seen] == [2, 3, 4, 5, 6]
        assert {(update.merchant_id, update.store_id) for update in seen} == {("demo", "sto_1")}
        assert seen[-1].delivery.rider.name


async def test_a_dispatcher_moves_a_rider_and_never_back(tmp_path: Path) -> None:
    async with (
        hosted("carrier_sandbox", tmp_path, **BY_HAND) as handle,
        at_dispatch(tmp_path) as http,
    ):
        await create(handle, "del_1")
        for status, code in (("picked_up", 200), ("assigned", 409), ("teleported", 409)):
            answer = await http.post("/carrier/v1/deliveries/del_1", json={"status": status})
            assert answer.status_code == code
        assert (
            await http.post("/carrier/v1/deliveries/x", json={"status": "x"})
        ).status_code == 404


async def test_calling_off_costs_half_once_a_rider_is_on_the_way(tmp_path: Path) -> None:
    async with (
        hosted("carrier_sandbox", tmp_path, **BY_HAND) as handle,
        at_dispatch(tmp_path) as http,
    ):
        early, late = await create(handle, "del_1"), await create(handle, "del_2")
        assert early.fee.minor_units > 0
        await http.post("/carrier/v1/deliveries/del_2", json={"status": "assigned"})
        assert (await cancel(handle, "del_1")).cancel_fee.minor_units == 0
        assert (await cancel(handle, "del_2")).cancel_fee.minor_units == late.fee.minor_units // 2
        await create(handle, "del_3")
        await http.post("/carrier/v1/deliveries/del_3", json={"status": "picked_up"})
        with pytest.raises(PluginRejected) as refused:
            await cancel(handle, "del_3")
        assert refused.value.code == "TOO_LATE"


async def test_deliveries_outlive_the_process(tmp_path: Path) -> None:
    async with hosted("carrier_sandbox", tmp_path, **BY_HAND) as handle:
        number = (await create(handle, "del_1")).carrier_delivery_no
    async with hosted("carrier_sandbox", tmp_path, **BY_HAND) as handle:
        assert (await create(handle, "del_1")).carrier_delivery_no == number
        assert len(await news(handle, pb.CARRIER_DELIVERY_STATUS_CREATED)) == 1


async def test_the_dispatcher_needs_a_token(tmp_path: Path) -> None:
    async with hosted("carrier_sandbox", tmp_path), at_dispatch(tmp_path) as http:
        del http.headers["authorization"]
        assert (await http.get("/carrier/v1/deliveries")).status_code == 401
