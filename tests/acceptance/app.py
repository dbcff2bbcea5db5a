"""A customer with the chain's own app, who calls it in one of the ways that there are."""

import asyncio
import json
import secrets
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from google.protobuf.json_format import MessageToJson, Parse
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from zhongtai.common.v1 import trade_pb2
from zhongtai.mall.v1 import (
    mall_service_pb2,
    order_messages_pb2,
    order_pb2,
    people_messages_pb2,
    wishes_pb2,
)
from zhongtai.mall.v1.mall_service_pb2_grpc import MallServiceStub
from zhongtai.ordercontrol.v1.messages_pb2 import DraftLine

from mesh.edge.rpc_frames import as_text, frame
from tests.acceptance.shop import Problem, Shop

SERVICE = mall_service_pb2.DESCRIPTOR.services_by_name["MallService"]
Watch = AsyncIterator[order_messages_pb2.WatchOrderResponse]
PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP
WISHES = wishes_pb2.Wishes(service_type=PICK_UP)


class App(ABC):
    """One customer; `token` may be set to another one."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.token = ""
        self.person_id = ""

    async def log_in(self, name: str) -> None:
        request = people_messages_pb2.LoginRequest(
            request_id=new_id(), app_id=f"app-{self.shop.merchant}", code=f"demo-{name}"
        )
        reply = await self.call("Login", request)
        self.token, self.person_id = reply.tokens.access_token, reply.person_id

    def line(self, sku: str, quantity: int = 1) -> DraftLine:
        """A line of a SKU (by code) with the choices that it demands."""
        [line] = self.shop.draft(sku)["lines"]
        return DraftLine(**line, quantity=quantity)

    async def pay(self, order_id: str) -> None:
        """Pay at the sandbox's cashier."""
        request = order_messages_pb2.StartPaymentRequest(
            request_id=new_id(), order_id=order_id, provider="sandbox"
        )
        payment = await self.call("StartPayment", request)
        await self.shop.pay(payment.payment_id)

    @abstractmethod
    async def call(self, method: str, request: Message) -> Any:
        """Call a method with one answer."""

    @abstractmethod
    def watch(self, order_id: str) -> Any:
        """Watch an order: a context with its changes."""

    def _url(self, method: str) -> str:
        return f"{self.shop.url}/{SERVICE.full_name}/{method}"

    def _headers(self, **more: str) -> dict[str, str]:
        shown = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return shown | {name.replace("_", "-"): value for name, value in more.items()}


class GrpcApp(App):
    """Over gRPC."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self._stub: Any = MallServiceStub(shop.channel)

    async def call(self, method: str, request: Message) -> Any:
        metadata = tuple(self._headers().items())
        return await getattr(self._stub, method)(request, metadata=metadata, timeout=30)

    @asynccontextmanager
    async def watch(self, order_id: str) -> AsyncIterator[Watch]:
        request = order_messages_pb2.WatchOrderRequest(order_id=order_id)
        stream = self._stub.WatchOrder(request, metadata=tuple(self._headers().items()))
        try:
            yield stream
        finally:
            stream.cancel()


class JsonApp(App):
    """JSON over HTTP."""

    async def call(self, method: str, request: Message) -> Any:
        answer = await self.shop.http.post(
            self._url(method),
            content=MessageToJson(request),
            headers=self._headers(content_type="application/json"),
        )
        if answer.status_code != 200:
            body = answer.json()
            raise Problem(answer.status_code, body | body["details"][0]["debug"])
        return Parse(answer.text, GetMessageClass(SERVICE.methods_by_name[method].output_type)())

    @asynccontextmanager
    async def watch(self, order_id: str) -> AsyncIterator[Watch]:
        body = json.dumps({"orderId": order_id}).encode()
        headers = self._headers(content_type="application/connect+json")
        async with self.shop.http.stream(
            "POST", self._url("WatchOrder"), content=frame(body), headers=headers, timeout=None
        ) as answer:
            yield (
                Parse(payload, order_messages_pb2.WatchOrderResponse())
                async for flags, payload in _frames(answer.aiter_bytes())
                if not flags
            )


class WebApp(App):
    """gRPC-Web, calls as bytes, streams as text."""

    async def call(self, method: str, request: Message) -> Any:
        answer = await self.shop.http.post(
            self._url(method),
            content=frame(request.SerializeToString()),
            headers=self._headers(content_type="application/grpc-web+proto", x_grpc_web="1"),
        )
        *messages, (flags, trailers) = [each async for each in _frames(_once(answer.content))]
        assert (answer.status_code, flags) == (200, 0x80)
        if messages == []:
            raise Problem(200, {"trailers": trailers.decode()})
        # A proxy writes them with or without a space.
        assert b"grpc-status:0" in trailers.replace(b" ", b"").splitlines()
        [(_, data)] = messages
        return GetMessageClass(SERVICE.methods_by_name[method].output_type).FromString(data)

    @asynccontextmanager
    async def watch(self, order_id: str) -> AsyncIterator[Watch]:
        request = order_messages_pb2.WatchOrderRequest(order_id=order_id)
        text = "application/grpc-web-text"
        headers = self._headers(content_type=text, accept=text, x_grpc_web="1")
        body = as_text(frame(request.SerializeToString()))
        async with self.shop.http.stream(
            "POST", self._url("WatchOrder"), content=body, headers=headers, timeout=None
        ) as answer:
            yield (
                order_messages_pb2.WatchOrderResponse.FromString(data)
                async for flags, data in _frames(_decoded(answer.aiter_bytes()))
                if not flags
            )


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _decoded(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The bytes of a text, of which four characters at a time can be read."""
    held = b""
    async for piece in pieces:
        held += piece
        whole = len(held) - len(held) % 4
        quads = [held[at : at + 4] for at in range(0, whole, 4)]
        yield b"".join(map(b64decode, quads))
        held = held[whole:]


async def _frames(pieces: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    held = b""
    async for piece in pieces:
        held += piece
        while len(held) >= 5 and len(held) >= (end := 5 + int.from_bytes(held[1:5], "big")):
            yield held[0], held[5:end]
            held = held[end:]


async def logged_in(kind: type[App], shop: Shop, name: str) -> App:
    app = kind(shop)
    await app.log_in(name)
    return app


async def until(watch: Watch, wanted: Callable[[order_pb2.Order], object]) -> order_pb2.Order:
    """The order as soon as it is as wanted."""
    async with asyncio.timeout(60):
        async for change in watch:
            if wanted(change.order):
                return change.order
    raise AssertionError("the stream ended before the order was as wanted")


async def placed(app: App, *skus: str, request_id: str = "", **wishes: Any) -> order_pb2.Order:
    """An order of a piece of each SKU, to be picked up."""
    request = order_messages_pb2.PlaceOrderRequest(
        request_id=request_id or new_id(),
        store_id=app.shop.store_id,
        lines=map(app.line, skus),
        wishes=wishes_pb2.Wishes(service_type=PICK_UP, **wishes),
    )
    return (await app.call("PlaceOrder", request)).order


def new_id() -> str:
    return secrets.token_hex(12)
