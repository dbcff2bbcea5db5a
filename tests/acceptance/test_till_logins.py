"""One secret lets a till in everywhere: at the platform and at the till server."""

import grpc
import pytest
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.store.v1 import store_service_pb2, till_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from demo.till import DemoTill
from mesh.pure.ids import new_id
from plugins.pos_till.tills import FRESH_SECONDS

pytestmark = [
    pytest.mark.topology,
    pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="package"),
]
SOON_SECONDS = FRESH_SECONDS + 10


async def until(ask, *about):
    """Ask until the answer is yes."""
    retrying = AsyncRetrying(
        wait=wait_fixed(0.1),
        stop=stop_after_delay(SOON_SECONDS),
        retry=retry_if_result(lambda answer: not answer),
    )
    assert await retrying(ask, *about)


class Tills:
    """Tills of the store center, and their way into the till server."""

    def __init__(self, shop):
        self._shop = shop
        self._stores = StoreServiceStub(shop.channel)

    async def create(self, store_id):
        request = till_pb2.CreateTillRequest(
            request_id=new_id("req"), store_id=store_id, name=new_id("n")[:40]
        )
        return await self._stores.CreateTill(request, **self._shop.operator)

    async def rotate(self, till_id):
        request = till_pb2.RotateTillSecretRequest(request_id=new_id("req"), till_id=till_id)
        return (await self._stores.RotateTillSecret(request, **self._shop.operator)).secret

    async def disable(self, till_id):
        request = till_pb2.SetTillDisabledRequest(
            request_id=new_id("req"), till_id=till_id, disabled=True
        )
        await self._stores.SetTillDisabled(request, **self._shop.operator)

    async def log_in(self, secret):
        """Log in at the platform; metadata for calls."""
        request = till_pb2.AuthenticateTillRequest(secret=secret)
        token = (await self._stores.AuthenticateTill(request, **self._shop.operator)).access_token
        return (("authorization", f"Bearer {token}"),)

    async def store_is_shown(self, metadata):
        """Whether the platform answers a till that is logged in."""
        request = store_service_pb2.GetStoreRequest(store_id=self._shop.store_id)
        return await self._stores.GetStore(request, metadata=metadata, timeout=10)

    async def is_revoked(self, metadata):
        """Whether the platform refuses a token as a revoked one."""
        try:
            await self.store_is_shown(metadata)
        except grpc.aio.AioRpcError as error:
            return "revoked" in (error.details() or "")
        return False

    async def at_till_server(self, secret, what="till"):
        """Status and answer of asking the till server who one is, or for the orders."""
        headers = {"authorization": f"Bearer {secret}"}
        url = f"{self._shop._till_url}/till/v1/{what}"
        answer = await self._shop.http.get(url, headers=headers)
        return answer.status_code, answer.json()

    async def orders_at(self, secret):
        """The ids of the orders that a till sees."""
        _, page = await self.at_till_server(secret, "orders?limit=500")
        return {entry["order"]["order_id"] for entry in page["orders"]}

    async def is_refused(self, secret):
        """Whether the till server lets a secret in no more."""
        return (await self.at_till_server(secret))[0] == 401


async def test_a_till_of_the_store_center_works_the_orders_of_its_store_and_no_other(shop):
    tills = Tills(shop)
    there = next(each for each in shop.store_ids.values() if each != shop.store_id)
    both = [await tills.create(shop.store_id), await tills.create(there)]
    order_id = (await (await shop.phone("tilly")).paid_order("soy-milk"))["order_id"]

    async def arrived():
        return order_id in await tills.orders_at(both[0].secret)

    await until(arrived)
    for made, sees in zip(both, (True, False), strict=True):
        status, said = await tills.at_till_server(made.secret)
        assert (status, said["till_id"]) == (200, made.till.till_id)
        assert said["stores"] == [made.till.store_id]
        assert (order_id in await tills.orders_at(made.secret)) == sees
        ask = read_messages_pb2.GetOrderRequest(order_id=order_id)
        metadata = await tills.log_in(made.secret)
        if sees:
            assert (await shop.orders.GetOrder(ask, metadata=metadata, timeout=10)).order
        else:
            with pytest.raises(grpc.aio.AioRpcError, match="NOT_FOUND"):
                await shop.orders.GetOrder(ask, metadata=metadata, timeout=10)


async def test_a_disabled_till_is_refused_at_both(shop):
    tills = Tills(shop)
    made = await tills.create(shop.store_id)
    assert (await tills.at_till_server(made.secret))[0] == 200
    metadata = await tills.log_in(made.secret)
    assert await tills.store_is_shown(metadata)
    await tills.disable(made.till.till_id)
    await until(tills.is_revoked, metadata)
    with pytest.raises(grpc.aio.AioRpcError, match="UNAUTHENTICATED"):
        await tills.log_in(made.secret)
    await until(tills.is_refused, made.secret)


async def test_the_demos_till_keeps_its_secret_and_is_out_while_the_demo_is_not_open(shop):
    tills, demo = Tills(shop), DemoTill(shop.channel, shop.operator)
    assert await demo.open(shop.till_secret) == shop.till_secret
    await demo.shut()
    await until(tills.is_refused, shop.till_secret)
    assert await demo.open(shop.till_secret) == shop.till_secret
    assert (await tills.at_till_server(shop.till_secret))[0] == 200


async def test_a_new_secret_takes_the_place_of_the_old_one_at_both(shop):
    tills = Tills(shop)
    made = await tills.create(shop.store_id)
    assert (await tills.at_till_server(made.secret))[0] == 200
    metadata = await tills.log_in(made.secret)
    fresh = await tills.rotate(made.till.till_id)
    await until(tills.is_revoked, metadata)
    assert (await tills.at_till_server(fresh))[0] == 200
    assert await tills.log_in(fresh)
    with pytest.raises(grpc.aio.AioRpcError, match="UNAUTHENTICATED"):
        await tills.log_in(made.secret)
    await until(tills.is_refused, made.secret)
