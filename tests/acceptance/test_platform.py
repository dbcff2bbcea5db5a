"""The platform as a stranger meets it, the same on both topologies."""

import asyncio

import asyncpg
import grpc
import httpx
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from zhongtai.order.v1 import order_service_pb2_grpc, read_messages_pb2

from mesh.call.contract import services_of
from mesh.call.errors_wire import refusal_of
from mesh.process.topology import deploy_folder, load_units
from mesh.pure.ids import new_id, new_order_id
from tests.platform import running_platform

pytestmark = [pytest.mark.topology, pytest.mark.postgres]
CENTERS = [
    *("user", "member", "store", "product", "inventory"),
    *("promotion", "order", "payment", "delivery"),
]


def contract_services():
    offers = [package for unit in load_units(deploy_folder()).values() for package in unit.offers]
    return {service.full_name for package in offers for service in services_of(package)}


async def reflected(channel):
    async def ask():
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    replies = [reply async for reply in stub.ServerReflectionInfo(ask())]
    return {service.name for service in replies[0].list_services_response.service}


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


async def check_order_access(platform):
    orders = order_service_pb2_grpc.OrderServiceStub(platform.channel())
    ask = read_messages_pb2.GetOrderRequest(order_id=new_order_id(new_id("sto")))
    nobody = await refused(orders.GetOrder(ask))
    assert nobody.code is grpc.StatusCode.UNAUTHENTICATED
    stranger = platform.metadata("operator", "olga", "other")
    theirs = await refused(orders.GetOrder(ask, metadata=stranger))
    assert theirs.code in {grpc.StatusCode.NOT_FOUND, grpc.StatusCode.PERMISSION_DENIED}


@pytest.mark.asyncio(loop_scope="package")
async def test_the_platform_lists_its_services_serves_them_and_lets_no_stranger_in(platform):
    names = await reflected(platform.channel())
    assert contract_services() <= names
    assert {f"zhongtai.{center}.v1" for center in CENTERS} <= {n.rpartition(".")[0] for n in names}
    health = health_pb2_grpc.HealthStub(platform.channel())
    for service in contract_services():
        reply = await health.Check(health_pb2.HealthCheckRequest(service=service))
        assert reply.status == health_pb2.HealthCheckResponse.SERVING
    await check_order_access(platform)
    async with httpx.AsyncClient(base_url=platform.http_url) as client:
        for path in ("/docs", "/metrics"):
            assert (await client.get(path)).status_code == 200


async def test_a_center_that_was_killed_is_found_again(database_url):
    async with running_platform("mesh", database_url) as platform:
        await check_order_access(platform)
        await platform.kill("order")
        metadata = platform.metadata("operator", "olga")
        orders = order_service_pb2_grpc.OrderServiceStub(platform.channel())
        ask = read_messages_pb2.GetOrderRequest(order_id=new_order_id(new_id("sto")))
        away = await refused(orders.GetOrder(ask, metadata=metadata))
        assert (away.code, away.reason) == (grpc.StatusCode.UNAVAILABLE, "PEER_UNAVAILABLE")
        await platform.start("order")
        await check_order_access(platform)


async def another_place(database_url, known):
    """Up to where the sales of tills have been read, as soon as that is a place not known yet."""
    connection = await asyncpg.connect(database_url)
    try:
        async with asyncio.timeout(60):
            place = None
            while place is None or place in known:
                await asyncio.sleep(0.1)
                place = await connection.fetchval('SELECT cursor FROM "order".pulled_places')
            return place
    finally:
        await connection.close()


async def test_a_new_state_folder_takes_over_the_database_of_another(database_url):
    places = []
    for _ in range(2):
        async with running_platform("single", database_url):
            places.append(await another_place(database_url, places))
    assert len(set(places)) == 2
