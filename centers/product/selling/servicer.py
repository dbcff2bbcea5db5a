"""The calls on the way of an order: menus, prices, and what is sold out."""

from __future__ import annotations

from zhongtai.product.v1 import availability_pb2, menu_pb2, pricing_pb2

from centers.product.menus.messages import menu_view_message
from centers.product.menus.rules import lay_out
from centers.product.selling import messages
from centers.product.selling.checks import check_availability
from centers.product.selling.operations import Selling
from mesh.call.context import merchant_id
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.data.snapshots import Derived

LAID_OUT_MENUS = 256


class SellingMethods:
    """GetMenu, PriceLines, SetAvailability, ListSoldOut."""

    def __init__(self, selling: Selling, changes: Changes) -> None:
        self._selling = selling
        self._changes = changes
        # By merchant and version: a menu is laid out once, and read as often as it is asked for.
        self._menus: Derived[tuple[str, str], menu_pb2.GetMenuResponse] = Derived(LAID_OUT_MENUS)

    def forget_menus(self) -> None:
        """Lay all menus out anew: their versions may come again."""
        self._menus.forget()

    async def GetMenu(
        self, request: menu_pb2.GetMenuRequest, _: object
    ) -> menu_pb2.GetMenuResponse:
        board = await self._selling.board(messages.place_of(request, self._selling.now()))
        version = board.version()
        if version == request.known_version:
            return menu_pb2.GetMenuResponse(menu_version=version, not_modified=True)
        return self._menus.get(
            (merchant_id(), version), lambda: menu_view_message(lay_out(board), version)
        )

    async def PriceLines(
        self, request: pricing_pb2.PriceLinesRequest, _: object
    ) -> pricing_pb2.PriceLinesResponse:
        place = messages.place_of(request, self._selling.now())
        priced, board = await self._selling.price(
            place,
            [messages.line_of(line) for line in request.lines],
            allow_problems=request.allow_problems,
            stock_is_asked=request.stock_is_asked,
        )
        return messages.priced_message(priced, board)

    async def SetAvailability(
        self, request: availability_pb2.SetAvailabilityRequest, _: object
    ) -> availability_pb2.SetAvailabilityResponse:
        said = [
            messages.availability_of(change, f"changes[{index}]")
            for index, change in enumerate(request.changes)
        ]
        check_availability(request.store_id, said, self._selling.now())
        self._selling.demand_right(request.store_id, said)
        return await self._changes.once(
            request,
            availability_pb2.SetAvailabilityResponse,
            lambda unit: self._selling.set_availability(unit, request.store_id, said),
            lambda missing: availability_pb2.SetAvailabilityResponse(
                sold_out=map(messages.sold_out_message, missing)
            ),
        )

    async def ListSoldOut(
        self, request: availability_pb2.ListSoldOutRequest, _: object
    ) -> availability_pb2.ListSoldOutResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._selling.list_sold_out(request.store_id, page)
        shown, token = page.cut(rows, key=lambda entry: (entry.item_id,))
        return availability_pb2.ListSoldOutResponse(
            sold_out=map(messages.sold_out_message, shown), next_page_token=token
        )
