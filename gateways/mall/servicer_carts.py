"""The app's RPCs about the customer's cart at a store."""

from __future__ import annotations

from zhongtai.cart.v1 import cart_pb2
from zhongtai.cart.v1 import messages_pb2 as cart_pb
from zhongtai.mall.v1 import cart_messages_pb2 as pb

from gateways.mall import adapt
from gateways.mall.peers import Peers
from mesh.call.context import current, passed


class CartMethods:
    """Carts: each answer of a change has the cart's version now, a reading its prices."""

    _peers: Peers

    async def ListCarts(self, request: pb.ListCartsRequest, _: object) -> pb.ListCartsResponse:
        reply = await self._peers.cart.ListCarts(
            cart_pb.ListCartsRequest(
                channel=adapt.CHANNEL,
                guest_id=current().identity.guest_id,
                page_size=request.page_size,
                page_token=request.page_token,
            )
        )
        return pb.ListCartsResponse(carts=reply.carts, next_page_token=reply.next_page_token)

    async def GetCart(self, request: pb.GetCartRequest, _: object) -> pb.GetCartResponse:
        draft = adapt.wished(request.wishes)
        # What cannot be used gives nothing here; placing says no to it.
        draft.without_unusable_coupons = True
        asked = cart_pb.GetCartRequest(key=_key_of(request.store_id), draft=draft)
        return pb.GetCartResponse(cart=adapt.cart((await self._peers.cart.GetCart(asked)).cart))

    async def AddCartLine(
        self, request: pb.AddCartLineRequest, _: object
    ) -> pb.AddCartLineResponse:
        reply = await self._peers.cart.AddCartLine(
            cart_pb.AddCartLineRequest(
                request_id=request.request_id,
                key=_key_of(request.store_id),
                line=request.line,
            )
        )
        return pb.AddCartLineResponse(
            line_id=reply.line_id, quantity=reply.quantity, version=reply.version
        )

    async def ChangeCartLine(
        self, request: pb.ChangeCartLineRequest, _: object
    ) -> pb.ChangeCartLineResponse:
        reply = await self._peers.cart.ChangeCartLine(
            cart_pb.ChangeCartLineRequest(
                request_id=request.request_id,
                key=_key_of(request.store_id),
                line_id=request.line_id,
                quantity=request.quantity,
                expected_version=request.expected_version,
            )
        )
        return pb.ChangeCartLineResponse(version=reply.version)

    async def ClearCart(self, request: pb.ClearCartRequest, _: object) -> pb.ClearCartResponse:
        reply = await self._peers.cart.ClearCart(
            cart_pb.ClearCartRequest(
                request_id=request.request_id,
                key=_key_of(request.store_id),
                expected_version=request.expected_version,
            )
        )
        return pb.ClearCartResponse(version=reply.version)

    async def AcceptCartChanges(
        self, request: pb.AcceptCartChangesRequest, _: object
    ) -> pb.AcceptCartChangesResponse:
        await self._peers.cart.AcceptCartChanges(
            cart_pb.AcceptCartChangesRequest(
                request_id=request.request_id,
                key=_key_of(request.store_id),
                lines=request.lines,
                language=request.language,
            )
        )
        return pb.AcceptCartChangesResponse()

    async def PlaceCart(self, request: pb.PlaceCartRequest, _: object) -> pb.PlaceCartResponse:
        passed(adapt.NODE)
        reply = await self._peers.cart.PlaceCart(
            cart_pb.PlaceCartRequest(
                request_id=request.request_id,
                key=_key_of(request.store_id),
                draft=adapt.wished(request.wishes),
                line_ids=request.line_ids,
                expected_version=request.expected_version,
                expected_total=adapt.given(request, "expected_total"),
            )
        )
        return pb.PlaceCartResponse(order=adapt.order(reply.order))


def _key_of(store_id: str) -> cart_pb2.CartKey:
    """Return which cart of the customer, person or guest, is meant."""
    return adapt.cart_key(store_id, current().identity.guest_id)
