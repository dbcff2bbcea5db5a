"""What is set aside for an order, so that nobody else gets it; each can be undone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime

import grpc
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.promotion.v1 import hold_pb2

from apps.order_control.errors import OutOfStock
from apps.order_control.flash_sales import FlashSales
from apps.order_control.peers import Peers
from apps.order_control.quote import Quote
from apps.order_control.shelf import reserve, stock_lines
from mesh.call.context import going_on
from mesh.call.errors_wire import surely_refused

RELEASE_SECONDS = 1.0
"""What a step has taken can be released for so long, at least.

Short: all of it has ended before another process may go on with the placement, after 15 seconds.
"""


class Holding:
    """Takes admissions, stock and promotions for orders."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._flash_sales = FlashSales(peers)

    async def take(
        self, order_id: str, quote: Quote, until: datetime, undo: AsyncExitStack
    ) -> tuple[bool, bool]:
        """Take what it needs out of the reach of others, until `undo` is closed.

        Return whether any stock is set aside, and whether anything of promotions is.
        """
        reserved = held = False
        if quote.admission is not None:
            async with _undone_by(undo, self._flash_sales.release, order_id):
                await self._flash_sales.hold(order_id, quote, quote.admission)
        if lines := stock_lines(quote):
            wanted = reservation_pb2.ReserveStockRequest(
                order_id=order_id, store_id=quote.draft.store_id, lines=lines
            )
            wanted.expire_time.FromDatetime(until)
            async with _undone_by(undo, self._release_stock, order_id):
                reserved = await reserve(self._peers, quote, wanted)
        if not quote.evaluation.nothing_to_hold:
            hold = hold_pb2.HoldPromotionsRequest(
                order_id=order_id,
                person_id=quote.person_id,
                discounts=quote.evaluation.discounts,
                business_date=quote.store.business_date,
            )
            hold.expire_time.FromDatetime(until)
            async with _undone_by(undo, self._release_holds, order_id):
                reply = await self._peers.promotion.HoldPromotions(hold)
                held = reply.hold.state != hold_pb2.HOLD_STATE_NOT_NEEDED
        return reserved, held

    async def _release_stock(self, order_id: str) -> None:
        request = reservation_pb2.ReleaseReservationsRequest(order_ids=[order_id])
        await self._peers.inventory.ReleaseReservations(request)

    async def _release_holds(self, order_id: str) -> None:
        request = hold_pb2.ReleaseHoldsRequest(order_ids=[order_id])
        await self._peers.promotion.ReleaseHolds(request)


@asynccontextmanager
async def _undone_by(
    undo: AsyncExitStack, release: Callable[[str], Awaitable[None]], order_id: str
) -> AsyncIterator[None]:
    """Have `undo` release what the block takes, unless that was refused.

    What cannot be released then, because a center is away, lapses by itself. It is released also
    where what failed has used up the time.
    """

    async def quietly() -> None:
        with suppress(grpc.aio.AioRpcError), going_on(RELEASE_SECONDS):
            await release(order_id)

    try:
        yield
    except BaseException as exc:
        if not (isinstance(exc, OutOfStock) or surely_refused(exc)):
            undo.push_async_callback(quietly)
        raise
    undo.push_async_callback(quietly)
