"""The app's gateway behind a real Envoy, with the configuration that the project ships."""

import copy
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from google.protobuf.json_format import MessageToJson
from zhongtai.mall.v1 import order_messages_pb2, order_pb2, store_messages_pb2
from zhongtai.order.v1 import order_pb2 as order_states
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from tests.acceptance.app import (
    PICK_UP,
    SERVICE,
    App,
    GrpcApp,
    JsonApp,
    WebApp,
    logged_in,
    placed,
    until,
)
from tests.acceptance.shop import Shop
from tests.acceptance.test_journey import poll
from tests.envoy import needs_envoy, running_envoy

pytestmark = [
    needs_envoy,
    pytest.mark.asyncio(loop_scope="package"),
    # What stands before the gRPC port does not see where the centers run.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def behind(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """The shop, as apps find it through Envoy."""
    folder: Path = tmp_path_factory.mktemp("envoy")
    with running_envoy(folder, shop.platform.env["ZHONGTAI_GRPC_PORT"]) as address:
        async with grpc.aio.insecure_channel(address) as channel:
            seen = copy.copy(shop)
            seen.url, seen.channel = f"http://{address}", channel
            yield seen


@pytest.mark.parametrize("way", [GrpcApp, JsonApp, WebApp])
async def test_an_order_is_placed_paid_and_read_through_envoy(behind: Shop, way: type[App]):
    app = await logged_in(way, behind, f"envoy-{way.__name__}")
    menu = store_messages_pb2.GetMenuRequest(store_id=behind.store_id, service_type=PICK_UP)
    assert (await app.call("GetMenu", menu)).products
    first = await placed(app, "soy-milk", request_id="the-same-wish")
    again = await placed(app, "soy-milk", request_id="the-same-wish")
    assert again.order_id == first.order_id
    await app.pay(first.order_id)
    order = await paid(app, first.order_id)
    assert order.amounts.total == first.amounts.total


async def paid(app: App, order_id: str) -> order_pb2.Order:
    """The order once it is paid: watched, where the way can."""
    if not isinstance(app, JsonApp):
        async with app.watch(order_id) as watch:
            return await until(watch, lambda o: o.status == order_states.ORDER_STATUS_PLACED)
    request = order_messages_pb2.GetOrderRequest(order_id=order_id)

    async def read() -> order_pb2.Order:
        return (await app.call("GetOrder", request)).order

    return await poll(read, lambda order: order.status == order_states.ORDER_STATUS_PLACED)


async def test_a_refusal_is_told_as_json_with_its_reason(behind: Shop):
    app = await logged_in(JsonApp, behind, "envoy-refused")
    request = order_messages_pb2.GetOrderRequest(order_id=f"ord_{'0' * 26}-{behind.store_id}")
    answer = await behind.http.post(
        f"{behind.url}/{SERVICE.full_name}/GetOrder",
        content=MessageToJson(request),
        headers=app._headers(content_type="application/json"),
    )
    assert (answer.status_code, answer.json()["code"]) == (404, 5)
    reasons = [detail.get("reason") for detail in answer.json()["details"]]
    assert "ORDER_NOT_FOUND" in reasons


async def test_without_a_token_nobody_comes_in(behind: Shop):
    answer = await behind.http.post(f"{behind.url}/{SERVICE.full_name}/GetMe", json={})
    assert answer.status_code == 401
    assert answer.json()["details"][0]["reason"] == "UNAUTHENTICATED"


async def test_nothing_but_the_apps_service_is_behind_envoy(behind: Shop):
    request = read_messages_pb2.ListOrdersRequest()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await OrderServiceStub(behind.channel).ListOrders(request, **behind.operator)
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
    unknown = await behind.http.post(f"{behind.url}/{SERVICE.full_name}/NoSuchMethod", json={})
    assert unknown.status_code == 404


async def test_a_page_of_a_named_origin_may_call_from_a_browser(behind: Shop):
    asked = {
        "origin": "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-grpc-web,content-type,authorization",
    }
    url = f"{behind.url}/{SERVICE.full_name}/GetMe"
    answer = await behind.http.options(url, headers=asked)
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    other = await behind.http.options(url, headers=asked | {"origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers
