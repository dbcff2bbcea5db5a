"""The cart on a real database, called through its servicer; order control is in memory."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from zhongtai.cart.v1 import cart_pb2
from zhongtai.cart.v1 import messages_pb2 as pb
from zhongtai.common.v1 import trade_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.cart.peers import Peers
from apps.cart.store import MIGRATIONS
from apps.cart.wiring import CartApp, assemble
from mesh.call.context import Call, Identity, as_call, internal_identity
from mesh.data.database import Database
from mesh.pure.clock import FixedClock
from mesh.pure.ids import new_id
from tests.store.cart.shelves import OrderControl

PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP


@dataclass(frozen=True)
class Carts:
    """The cart, with calls by name; those of a person unless a guest is named."""

    app: CartApp
    db: Database
    control: OrderControl
    clock: FixedClock

    async def add(self, sku: str, quantity: int = 1, key: cart_pb2.CartKey | None = None, **more):
        line = order_pb.DraftLine(sku_id=sku, quantity=quantity, **more)
        request = pb.AddCartLineRequest(request_id=new_id("req"), key=key or MINE, line=line)
        return await self.app.servicer.AddCartLine(request, None)

    async def change(self, line_id: str, quantity: int, version: int = 0):
        request = pb.ChangeCartLineRequest(
            request_id=new_id("req"),
            key=MINE,
            line_id=line_id,
            quantity=quantity,
            expected_version=version,
        )
        return await self.app.servicer.ChangeCartLine(request, None)

    async def get(self, key: cart_pb2.CartKey | None = None, **wishes) -> cart_pb2.Cart:
        draft = order_pb.OrderDraft(service_type=PICK_UP, **wishes)
        request = pb.GetCartRequest(key=key or MINE, draft=draft)
        return (await self.app.servicer.GetCart(request, None)).cart

    async def pieces(self, key: cart_pb2.CartKey | None = None) -> dict[str, int]:
        return {x.wanted.sku_id: x.wanted.quantity for x in (await self.get(key)).lines}

    async def place(self, request_id: str = "", **more):
        request = pb.PlaceCartRequest(
            request_id=request_id or new_id("req"),
            key=MINE,
            draft=order_pb.OrderDraft(service_type=PICK_UP),
            **more,
        )
        return (await self.app.servicer.PlaceCart(request, None)).order


MINE = cart_pb2.CartKey(store_id="sto_1", channel="miniapp")
GUEST = cart_pb2.CartKey(store_id="sto_1", channel="miniapp", guest_id="guest-0123456789abcdef")


@pytest.fixture
async def carts(center_database) -> Carts:
    db = await center_database("cart", MIGRATIONS)
    clock = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    control = OrderControl()
    peers = Peers(order_control=control, order=control, user=control)
    app = assemble(db, clock, peers, partial(internal_identity, "cart"))
    return Carts(app, db, control, clock)


@pytest.fixture(autouse=True)
def anna() -> Iterator[None]:
    """A person of the merchant "demo" calls."""
    with as_person("per_anna"):
        yield


def as_person(person_id: str) -> AbstractContextManager[Call]:
    """The block's calls are those of a person."""
    return as_call(Identity("person", person_id, "demo", channel="miniapp"), timeout=120)


def as_gateway() -> AbstractContextManager[Call]:
    """The block's calls are those of a gateway, for nobody in particular."""
    return as_call(internal_identity("mall", "demo"), timeout=120)
