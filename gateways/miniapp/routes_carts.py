"""Routes: the customer's cart at a store, the same on all of their devices."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from zhongtai.cart.v1 import cart_pb2
from zhongtai.cart.v1 import messages_pb2 as cart_pb
from zhongtai.ordercontrol.v1 import messages_pb2

from gateways.miniapp import adapt, adapt_cart, bodies, views
from gateways.miniapp.peers import Peers
from gateways.miniapp.views_carts import CartsView, CartView
from mesh.call.context import current, passed
from mesh.edge.gate import Gate
from mesh.edge.parameters import SENT_ONCE, AcceptLanguage, IdempotencyKey, PageSize

Served = Annotated[bodies.ServiceName, QueryParameter(description="How it shall be served.")]


def cart_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about carts."""

    @get("/carts", summary="The customer's carts, the latest changed first")
    async def list_carts(page_size: PageSize = 20, page_token: FromQuery[str] = "") -> CartsView:
        """Without prices; read one for all of it."""
        request = cart_pb.ListCartsRequest(
            channel=adapt.CHANNEL,
            guest_id=current().identity.guest_id,
            page_size=page_size,
            page_token=page_token,
        )
        reply = await peers.cart.ListCarts(request)
        return CartsView(
            [adapt_cart.summary_view(each) for each in reply.carts], reply.next_page_token
        )

    @get("/stores/{store_id:str}/cart", summary="The cart, priced now")
    async def get_cart(
        store_id: FromPath[str],
        service_type: Served = "PICK_UP",
        accept_language: AcceptLanguage = "",
    ) -> CartView:
        """With what changed since its lines were put in; lines that cannot be had stay in it."""
        return await read(peers, store_id, served(service_type, accept_language))

    changes = [*_lines(peers), *_wholes(peers)]
    changing = Router("", route_handlers=changes, parameters=SENT_ONCE)
    filling = Router("", route_handlers=[changing, list_carts, get_cart], guards=[gate.customer])
    placing = Router("", route_handlers=[_place(peers)], guards=[gate.person], parameters=SENT_ONCE)
    return Router("", route_handlers=[filling, placing], tags=["Cart"])


def _lines(peers: Peers) -> list[HTTPRouteHandler]:
    @post("/stores/{store_id:str}/cart/lines", summary="Put a line in", status_code=200)
    async def add(
        store_id: FromPath[str],
        data: JSONBody[bodies.Line],
        idempotency_key: IdempotencyKey,
        service_type: Served = "PICK_UP",
        accept_language: AcceptLanguage = "",
    ) -> CartView:
        """The same choice again adds to its pieces."""
        request = cart_pb.AddCartLineRequest(
            request_id=idempotency_key, key=key_of(store_id), line=adapt.draft_line(data)
        )
        await peers.cart.AddCartLine(request)
        return await read(peers, store_id, served(service_type, accept_language))

    @post(
        "/stores/{store_id:str}/cart/lines/{line_id:str}",
        summary="Set the pieces of a line",
        status_code=200,
    )
    async def change(
        store_id: FromPath[str],
        line_id: FromPath[str],
        *,
        data: JSONBody[bodies.QuantityBody],
        idempotency_key: IdempotencyKey,
        service_type: Served = "PICK_UP",
        accept_language: AcceptLanguage = "",
    ) -> CartView:
        """0 takes the line out."""
        request = cart_pb.ChangeCartLineRequest(
            request_id=idempotency_key,
            key=key_of(store_id),
            line_id=line_id,
            quantity=data.quantity,
            expected_version=data.version,
        )
        await peers.cart.ChangeCartLine(request)
        return await read(peers, store_id, served(service_type, accept_language))

    return [add, change]


def _wholes(peers: Peers) -> list[HTTPRouteHandler]:
    @post("/stores/{store_id:str}/cart/preview", summary="What the cart costs so", status_code=200)
    async def preview(
        store_id: FromPath[str],
        data: JSONBody[bodies.WishesBody],
        accept_language: AcceptLanguage = "",
    ) -> CartView:
        """With coupons, an address, a wanted time. Changes nothing."""
        draft = adapt.wishes(data, adapt.language_of(accept_language))
        draft.without_unusable_coupons = True
        return await read(peers, store_id, draft)

    @post("/stores/{store_id:str}/cart/clear", summary="Take everything out", status_code=200)
    async def clear(
        store_id: FromPath[str],
        data: JSONBody[bodies.ClearBody],
        idempotency_key: IdempotencyKey,
    ) -> CartView:
        """All lines, also those that cannot be had."""
        request = cart_pb.ClearCartRequest(
            request_id=idempotency_key,
            key=key_of(store_id),
            expected_version=data.version,
        )
        await peers.cart.ClearCart(request)
        return await read(peers, store_id, served("PICK_UP", ""))

    @post("/stores/{store_id:str}/cart/accept", summary="Agree to changes", status_code=200)
    async def accept(
        store_id: FromPath[str],
        data: JSONBody[bodies.AcceptBody],
        idempotency_key: IdempotencyKey,
        service_type: Served = "PICK_UP",
        accept_language: AcceptLanguage = "",
    ) -> CartView:
        """What was shown of names and prices is told as a change no more."""
        request = cart_pb.AcceptCartChangesRequest(
            request_id=idempotency_key,
            key=key_of(store_id),
            lines=map(adapt_cart.seen_line, data.lines),
            language=adapt.language_of(accept_language),
        )
        await peers.cart.AcceptCartChanges(request)
        return await read(peers, store_id, served(service_type, accept_language))

    return [preview, clear, accept]


def _place(peers: Peers) -> HTTPRouteHandler:
    @post("/stores/{store_id:str}/cart/orders", summary="Order the cart, or lines of it")
    async def place(
        store_id: FromPath[str],
        data: JSONBody[bodies.PlaceCartBody],
        idempotency_key: IdempotencyKey,
        accept_language: AcceptLanguage = "",
    ) -> views.OrderView:
        """What is ordered leaves the cart, once. Refuses what placing an order refuses."""
        passed("gateway:miniapp")
        request = cart_pb.PlaceCartRequest(
            request_id=idempotency_key,
            key=key_of(store_id),
            draft=adapt.wishes(data, adapt.language_of(accept_language)),
            line_ids=data.line_ids,
            expected_version=data.version,
            expected_total=adapt.money(data.expected_total),
        )
        return adapt.order_view((await peers.cart.PlaceCart(request)).order)

    return place


def key_of(store_id: str) -> cart_pb2.CartKey:
    """Return which cart of the customer, person or guest, is meant."""
    return adapt_cart.key(store_id, current().identity.guest_id)


async def read(peers: Peers, store_id: str, draft: messages_pb2.OrderDraft) -> CartView:
    """Return the cart at a store, as the order that it would become."""
    request = cart_pb.GetCartRequest(key=key_of(store_id), draft=draft)
    return adapt_cart.cart_view((await peers.cart.GetCart(request)).cart)


def served(service_type: bodies.ServiceName, accepted: str) -> messages_pb2.OrderDraft:
    """Return an order that is served in a way, with no other wishes."""
    return adapt.wishes(bodies.WishesBody(service_type), adapt.language_of(accepted))
