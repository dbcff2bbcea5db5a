"""Placing an order of a cart: kept, placed, taken out of the cart, each once.

1. What is to be ordered is kept (a checkout), with the order's request.
2. Order control places it under the checkout's own request id, so that a repetition is the same.
3. The order's id is kept and its pieces leave the cart, in one transaction.

A crash in between leaves the checkout open, and its lines are in no other order meanwhile. The
customer's repetition goes on with it; the sweeper looks among the person's orders for the one that
bears its id, and ends it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import grpc
from zhongtai.cart.v1 import messages_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.cart.checkouts.model import Checkout
from apps.cart.checkouts.store import CheckoutStore
from apps.cart.errors import CartEmpty, CartLineNotFound
from apps.cart.messages import draft_of
from apps.cart.model import Cart, Key, Line
from apps.cart.peers import Peers
from apps.cart.store import CartStore
from mesh.call.context import merchant_id
from mesh.call.digest import digest_of
from mesh.call.errors_wire import is_last_word
from mesh.call.pages import each_page
from mesh.data.change import Changes, Unit
from mesh.pure.errors import InProgress, RequestIdReused

EXTENSION = "cart_checkout_id"
"""Under which key an order bears the id of its checkout."""

CLOCKS_APART = timedelta(minutes=1)
"""How far the clocks of two processes may be apart."""


class Checkouts:
    """The operations on checkouts, for the merchant of the current call."""

    def __init__(self, changes: Changes, peers: Peers) -> None:
        self._changes = changes
        self._peers = peers

    async def place(self, key: Key, request: messages_pb2.PlaceCartRequest) -> order_pb2.Order:
        """Place an order once per request_id.

        Raise CartEmpty, CartChanged, CartLineNotFound, RequestIdReused, InProgress while another
        order of one of the lines is being placed, and what order control refuses.
        """
        checkout = await self._changes.run(lambda unit: _begin(unit, key, request))
        if checkout.order_id:
            get = read_messages_pb2.GetOrderRequest(order_id=checkout.order_id)
            return (await self._peers.order.GetOrder(get)).order  # type: ignore[no-any-return]
        wanted = order_pb.PlaceOrderRequest.FromString(checkout.order_request)
        try:
            order = (await self._peers.order_control.PlaceOrder(wanted)).order
        except grpc.aio.AioRpcError as exc:
            if is_last_word(exc):
                await self.drop(checkout)
            raise
        await self.end(checkout, order.order_id)
        return order  # type: ignore[no-any-return]

    async def end(self, checkout: Checkout, order_id: str) -> None:
        """Keep which order it became, and take its pieces out of the cart; once."""

        async def effect(unit: Unit) -> None:
            ended = await CheckoutStore(unit.connection, merchant_id()).end(checkout, order_id)
            if ended is None:
                return
            store = CartStore(unit.connection, merchant_id())
            if await store.raise_version(ended.cart_id, unit.now):
                await store.take_out(ended.cart_id, ended.line_ids, ended.quantities)

        await self._changes.run(effect)

    async def drop(self, checkout: Checkout) -> None:
        """Forget one that became no order; its pieces stay in the cart."""
        await self._changes.run(
            lambda unit: CheckoutStore(unit.connection, merchant_id()).drop(checkout.checkout_id)
        )

    async def settle(self, checkout: Checkout) -> None:
        """End a checkout of which no answer came, by what became of it.

        The call is on behalf of its person.
        """
        order_id = await self._find_order(checkout)
        if order_id:
            await self.end(checkout, order_id)
        else:
            await self.drop(checkout)

    async def _find_order(self, checkout: Checkout) -> str:
        """Return the id of the order that bears the checkout's; empty where there is none."""
        request = read_messages_pb2.ListOrdersRequest(
            person_id=checkout.person_id,
            # Only whole orders have their extension.
            view=read_messages_pb2.ORDER_VIEW_FULL,
            page_size=200,
        )
        request.created_from.FromDatetime(checkout.started_at - CLOCKS_APART)
        async for page in each_page(self._peers.order.ListOrders, request):
            for order in page.orders:
                if order.extension.get(EXTENSION) == checkout.checkout_id:
                    return str(order.order_id)
        return ""


async def _begin(unit: Unit, key: Key, request: messages_pb2.PlaceCartRequest) -> Checkout:
    """Return what a request led to before, or keep what it leads to now."""
    checkouts = CheckoutStore(unit.connection, merchant_id())
    carts = CartStore(unit.connection, merchant_id())
    digest = digest_of(request)
    person_id = key.owner.person_id
    # Twins take turns at the cart; the second finds what the first has kept.
    locked = await carts.take(key)
    known = await checkouts.find(person_id, request.request_id)
    if known is not None:
        if known.body_hash != digest:
            raise RequestIdReused
        return known
    if locked is not None:
        locked.demand(request.expected_version)
    lines = _chosen(await carts.find(key), request.line_ids)
    wanted = _order_request(key, request, lines)
    checkout_id = _name_for(wanted, digest)
    checkout = Checkout(
        merchant_id=merchant_id(),
        checkout_id=checkout_id,
        person_id=person_id,
        request_id=request.request_id,
        body_hash=digest,
        cart_id=locked.cart_id if locked else "",
        line_ids=[line.line_id for line in lines],
        quantities=[line.quantity for line in lines],
        order_request=wanted.SerializeToString(),
        started_at=unit.now,
    )
    if not await checkouts.begin(checkout):
        raise InProgress
    return checkout


def _chosen(cart: Cart, line_ids: Sequence[str]) -> list[Line]:
    """Return the lines to order, all where none are named. Raise CartLineNotFound, CartEmpty."""
    there = {line.line_id: line for line in cart.lines}
    for line_id in line_ids:
        if line_id not in there:
            raise CartLineNotFound(line_id=line_id)
    lines = [line for line in cart.lines if not line_ids or line.line_id in line_ids]
    if not lines:
        raise CartEmpty
    return lines


def _order_request(
    key: Key, request: messages_pb2.PlaceCartRequest, lines: Sequence[Line]
) -> order_pb.PlaceOrderRequest:
    placing = order_pb.PlaceOrderRequest(draft=request.draft)
    if request.HasField("expected_total"):
        placing.expected_total.CopyFrom(request.expected_total)
    draft_of(key, placing.draft, lines)
    return placing


def _name_for(placing: order_pb.PlaceOrderRequest, digest: bytes) -> str:
    """Name an order's request after what asks for it and what is ordered, and return its id.

    A repetition finds the order that it led to also where its checkout was forgotten.
    """
    ordered = placing.SerializeToString(deterministic=True)
    checkout_id = f"cko_{hashlib.sha256(digest + ordered).hexdigest()[:32]}"
    placing.request_id = placing.draft.extension[EXTENSION] = checkout_id
    return checkout_id
