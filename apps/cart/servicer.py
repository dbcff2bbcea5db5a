"""The servicer of the cart: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.cart.v1 import cart_service_pb2
from zhongtai.cart.v1 import messages_pb2 as pb
from zhongtai.cart.v1.cart_service_pb2_grpc import CartServiceServicer

from apps.cart import checks, messages
from apps.cart.checkouts.operations import Checkouts
from apps.cart.model import Owner
from apps.cart.operations import Carts
from apps.cart.peers import Peers
from apps.cart.pricing import price_of
from apps.cart.scope import key_of, owner_meant
from mesh.call.context import current
from mesh.call.identity import person_meant
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.feed.center_methods import AuditMethods
from mesh.pure.validation import Check

SERVICE = cart_service_pb2.DESCRIPTOR.services_by_name["CartService"]


class CartServicer(AuditMethods, CartServiceServicer):
    """CartService of zhongtai.cart.v1."""

    def __init__(
        self, carts: Carts, checkouts: Checkouts, changes: Changes, peers: Peers, audit: Audit
    ) -> None:
        super().__init__(SERVICE, audit)
        self._carts = carts
        self._checkouts = checkouts
        self._changes = changes
        self._peers = peers

    async def GetCart(self, request: pb.GetCartRequest, _: object) -> pb.GetCartResponse:
        check = Check()
        checks.check_key(check, request.key)
        checks.check_draft(check, request.draft)
        check.raise_if_any()
        cart = await self._carts.get(key_of(request.key))
        if not cart.lines:
            return pb.GetCartResponse(cart=messages.cart_message(cart, (), None))
        price = await price_of(self._peers, cart, request.draft)
        looked = messages.looked_at(cart.lines, price, request.draft.language)
        await self._carts.note_seen(cart, looked, request.draft.language)
        return pb.GetCartResponse(cart=messages.cart_message(cart, looked, price))

    async def ListCarts(self, request: pb.ListCartsRequest, _: object) -> pb.ListCartsResponse:
        check = Check()
        check.channel("channel", request.channel)
        if request.guest_id:
            checks.check_guest(check, request.guest_id)
        check.raise_if_any()
        owner = owner_meant(request.channel, request.person_id, request.guest_id)
        page = page_of(request, key_types=(int,))
        rows = await self._carts.list_of(owner, request.channel, page)
        shown, token = page.cut(rows, key=lambda row: (row[0],))
        carts = messages.summary_message.each(cart for _, cart in shown)
        return pb.ListCartsResponse(carts=carts, next_page_token=token)

    async def AddCartLine(
        self, request: pb.AddCartLineRequest, _: object
    ) -> pb.AddCartLineResponse:
        checks.check_addition(request)
        key, line = key_of(request.key), messages.new_line_of(request.line)
        return await self._changes.once(
            request,
            pb.AddCartLineResponse,
            lambda unit: self._carts.add(unit, key, line),
            messages.added_message,
        )

    async def ChangeCartLine(
        self, request: pb.ChangeCartLineRequest, _: object
    ) -> pb.ChangeCartLineResponse:
        checks.check_quantity(request)
        key = key_of(request.key)
        return await self._changes.once(
            request,
            pb.ChangeCartLineResponse,
            lambda unit: self._carts.change(
                unit, key, request.line_id, request.quantity, request.expected_version
            ),
            lambda version: pb.ChangeCartLineResponse(version=version),
        )

    async def ClearCart(self, request: pb.ClearCartRequest, _: object) -> pb.ClearCartResponse:
        checks.check_clearing(request)
        key = key_of(request.key)
        return await self._changes.once(
            request,
            pb.ClearCartResponse,
            lambda unit: self._carts.clear(unit, key, request.expected_version),
            lambda version: pb.ClearCartResponse(version=version),
        )

    async def AcceptCartChanges(
        self, request: pb.AcceptCartChangesRequest, _: object
    ) -> pb.AcceptCartChangesResponse:
        checks.check_accepted(request)
        key, language = key_of(request.key), request.language
        seen = {line.line_id: messages.seen_of(line, language) for line in request.lines}
        return await self._changes.once(
            request,
            pb.AcceptCartChangesResponse,
            lambda unit: self._carts.accept(unit, key, seen, language),
            lambda _: pb.AcceptCartChangesResponse(),
        )

    async def PlaceCart(self, request: pb.PlaceCartRequest, _: object) -> pb.PlaceCartResponse:
        checks.check_placing(request)
        order = await self._checkouts.place(key_of(request.key), request)
        return pb.PlaceCartResponse(order=order)

    async def MergeCarts(self, request: pb.MergeCartsRequest, _: object) -> pb.MergeCartsResponse:
        check = Check()
        checks.check_guest(check, request.guest_id)
        check.raise_if_any()
        person = Owner(person_id=person_meant(current().identity, request.person_id))
        guest = Owner(guest_id=request.guest_id)
        joined = await self._changes.run(lambda unit: self._carts.merge(unit, guest, person))
        return pb.MergeCartsResponse(merged_line_count=joined)
