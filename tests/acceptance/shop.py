"""A customer's phone, the cashier and the till of a running platform, as outsiders use them."""

import asyncio
import json
import random
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from demo.load import Loader, write_credentials
from demo.tables import Tables, read_chain
from demo.till import DemoTill
from tests.platform import Platform

PATIENCE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 5.0
TO_BE_MADE = ("PLACED", "ACCEPTED")
SETTLED = (*TO_BE_MADE, "CANCELLED")
"""What an order may be seen as when it is paid and its till has been told."""


class Problem(Exception):
    """The platform refused."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body)
        self.status = status
        self.reason = body.get("reason")
        self.body = body


class Phone:
    """One customer."""

    def __init__(self, shop: "Shop", name: str) -> None:
        self._shop = shop
        self.name = name
        self._token = ""
        self.person_id = ""

    async def log_in(self) -> None:
        body = {"app_id": self._shop.app_id, "code": self._shop.code_of(self.name)}
        tokens = await self.post("/login", body)
        self._token, self.person_id = tokens["access_token"], tokens["person_id"]

    async def get(self, path: str, **headers: str) -> Any:
        return await self._send("GET", path, None, headers)

    async def answer(self, path: str, **headers: str) -> httpx.Response:
        """Read, with status and headers."""
        return await self._request("GET", path, None, headers)

    async def post(self, path: str, body: Any, key: str = "", **headers: str) -> Any:
        """Send once, and again with the same key as long as the answer is that time ran out.

        Not at once, and not all at the same time: a crowd would keep itself waiting for ever.
        """
        key = key or secrets.token_hex(12)
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            fresh = {
                "idempotency-key": key,
                "zhongtai-timestamp": str(int(time.time())),
                "zhongtai-nonce": secrets.token_hex(12),
            }
            try:
                return await self._send("POST", path, body, fresh | headers)
            except Problem as problem:
                if problem.reason != "DEADLINE_EXCEEDED" or time.monotonic() > ends:
                    raise
                await asyncio.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))

    async def order(self, *skus: str, key: str = "", **wishes: Any) -> dict[str, Any]:
        """Place an order of these SKUs (by code), one piece each."""
        return await self.post("/orders", self._shop.draft(*skus, **wishes), key)

    async def pay(self, order_id: str) -> str:
        """Pay at the sandbox's cashier; the notice travels by itself. Gives the payment's id."""
        payment = await self.post(f"/orders/{order_id}/payments", {"provider": "sandbox"})
        await self._shop.pay(payment["payment_id"])
        return payment["payment_id"]

    async def paid_order(self, *skus: str, **wishes: Any) -> dict[str, Any]:
        """An order that the store has to make now.

        A till that answers by itself may have accepted it before anybody looks.
        """
        order = await self.order(*skus, **wishes)
        await self.pay(order["order_id"])
        seen = await self.until(order["order_id"], lambda seen: seen["status"] in SETTLED)
        assert seen["status"] in TO_BE_MADE
        return seen

    async def until(self, order_id: str, wanted: Any) -> dict[str, Any]:
        """Watch an order live until it is as wanted."""
        async with asyncio.timeout(PATIENCE_SECONDS), self.live(order_id) as orders:
            async for order in orders:
                if wanted(order):
                    return order
        raise AssertionError("the stream ended before the order was as wanted")

    @asynccontextmanager
    async def live(self, order_id: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """The order's own stream of changes."""
        url = f"{self._shop.url}/miniapp/v1/orders/{order_id}/live"
        headers = {"authorization": f"Bearer {self._token}"}
        async with self._shop.http.stream("GET", url, headers=headers, timeout=None) as stream:
            yield (
                json.loads(line.removeprefix("data:"))
                async for line in stream.aiter_lines()
                if line.startswith("data:")
            )

    async def _request(
        self, method: str, path: str, body: Any, headers: dict[str, str]
    ) -> httpx.Response:
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        url = f"{self._shop.url}/miniapp/v1{path}"
        return await self._shop.http.request(method, url, json=body, headers=headers)

    async def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        reply = await self._request(method, path, body, headers)
        if reply.status_code >= 400:
            raise Problem(reply.status_code, reply.json())
        return reply.json()


class Shop:
    """The demo chain as a merchant of a platform, with the platform's doors to the outside."""

    def __init__(self, platform: Platform, http: httpx.AsyncClient) -> None:
        self.platform = platform
        self.http = http
        self.merchant = platform.merchant
        self.app_id = f"wx-{platform.merchant}"
        self.url = platform.http_url
        self._till_url = f"http://127.0.0.1:{platform.env['ZHONGTAI_TILL_PORT']}"
        self._cashier_url = f"http://127.0.0.1:{platform.env['ZHONGTAI_CASHIER_PORT']}"
        self.channel = platform.channel()
        self.operator: dict[str, Any] = {
            "metadata": platform.metadata("operator", "olga"),
            "timeout": 30,
        }
        self.orders: Any = OrderServiceStub(self.channel)
        self.control: Any = OrderControlServiceStub(self.channel)
        self.store_id = ""
        self.store_ids: dict[str, str] = {}
        self.till_secret = ""
        self.skus: dict[str, dict[str, Any]] = {}
        self.names: dict[str, str] = {}
        self._choices: dict[str, list[dict[str, Any]]] = {}

    async def open(self) -> None:
        """Load the demo chain and read its menu."""
        tables = Tables(read_chain())
        loader = Loader(self.channel, self.operator["metadata"], tables)
        stores = await loader.load()
        self.till_secret = await DemoTill(self.channel, self.operator).open(self.till_secret)
        write_credentials(self.platform.home, self.merchant, stores, self.till_secret)
        self.store_ids, self.store_id = stores, stores["bund"]
        phone = await self.phone("opener")
        await self.learn(await phone.get(f"/stores/{self.store_id}/menu"))

    async def name_till(self, plugin: str) -> None:
        """Have the store name a POS plug-in; empty for the chain's."""
        request = store_service_pb2.UpdateStoreRequest(
            request_id=secrets.token_hex(8),
            store=store_pb2.Store(store_id=self.store_id, pos_plugin=plugin),
            update_mask=FieldMask(paths=["pos_plugin"]),
        )
        await StoreServiceStub(self.channel).UpdateStore(request, **self.operator)

    async def phone(self, name: str) -> Phone:
        """A customer who is logged in."""
        phone = Phone(self, name)
        await phone.log_in()
        return phone

    def code_of(self, name: str) -> str:
        """What the channel gives a customer to log in with."""
        return f"demo-{name}"

    async def learn(self, menu: dict[str, Any]) -> None:
        """Know the SKUs of a menu by their codes, and what each demands to be chosen."""
        groups = {group["modifier_group_id"]: group for group in menu["modifier_groups"]}
        for product in menu["products"]:
            chosen = [
                {"modifier_id": choice["modifier_id"], "quantity": 1}
                for group_id in product["modifier_group_ids"]
                for choice in groups[group_id]["modifiers"][: groups[group_id]["min_select"]]
            ]
            for sku in product["skus"]:
                self.skus[sku["external_code"]] = sku
                self.names[sku["external_code"]] = product["name"]
                self._choices[sku["external_code"]] = chosen

    def draft(self, *skus: str, **wishes: Any) -> dict[str, Any]:
        lines = [
            {"sku_id": self.skus[sku]["sku_id"], "modifiers": self._choices[sku]} for sku in skus
        ]
        return {"store_id": self.store_id, "service_type": "PICK_UP", "lines": lines} | wishes

    async def pay(self, payment_id: str) -> None:
        """Pay at the sandbox's cashier."""
        (await self.try_to_pay(payment_id)).raise_for_status()

    async def try_to_pay(self, payment_id: str) -> httpx.Response:
        """What the cashier answers: 409 for a payment that was closed before."""
        body = {"payment_id": payment_id}
        return await self.http.post(f"{self._cashier_url}/cashier/v1/pay", json=body)

    async def cashier_faults(self, **switches: Any) -> None:
        """Set the faults of the sandbox provider that are on from now."""
        door = self.platform.home / "plugins" / "payment_sandbox" / "cashier.json"
        headers = {"authorization": f"Bearer {json.loads(door.read_text())['token']}"}
        url = f"{self._cashier_url}/cashier/v1/faults"
        (await self.http.post(url, json=switches, headers=headers)).raise_for_status()

    async def till_says(self, order_id: str, kind: str, **more: Any) -> None:
        """Report one thing from the till, as soon as the till has the order."""
        update = {"update_id": secrets.token_hex(8), "order_id": order_id, "kind": kind, **more}
        while (await self.report([update]))[0]["outcome"] == "refused":
            # The till pulls with a wait: it is answered when something arrives.
            await self.pull("", wait_seconds=1)

    async def report(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        reply = await self.http.post(
            f"{self._till_url}/till/v1/updates", json={"updates": updates}, headers=self._till()
        )
        reply.raise_for_status()
        return reply.json()["results"]

    async def sell(self, sales: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Tell of sales at the counter."""
        reply = await self.http.post(
            f"{self._till_url}/till/v1/sales", json={"sales": sales}, headers=self._till()
        )
        reply.raise_for_status()
        return reply.json()["results"]

    async def at_counter(self, path: str, body: Any) -> Any:
        """Ask the till server for something that is sold at the counter."""
        reply = await self.http.post(
            f"{self._till_url}/till/v1/{path}", json=body, headers=self._till()
        )
        if reply.status_code >= 400:
            told = reply.json()
            raise Problem(reply.status_code, told | {"reason": told["code"]})
        return reply.json()

    async def pull(self, after: str, **query: Any) -> dict[str, Any]:
        reply = await self.http.get(
            f"{self._till_url}/till/v1/orders",
            params={"after": after, **query},
            headers=self._till(),
        )
        reply.raise_for_status()
        return reply.json()

    def _till(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.till_secret}"}
