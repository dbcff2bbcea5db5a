"""Vouchers made void before their money goes back, each wish wholly or not at all.

pretix cancels a position whether it was redeemed or not. So the positions are blocked first, which
keeps them from being redeemed, then looked at, and cancelled only while none of them was used. The
name of the block follows from the wish, and stays with the position: that is how the wish, repeated
after a kill at any point, finds what it has begun. It is also the comment of the refund that is
booked then, and found by it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import structlog
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai_plugin import Conflict, Rejected, RetryLater

from plugins.oms_pretix import mapping
from plugins.oms_pretix.faults import Refused
from plugins.oms_pretix.model import Ours, Piece, Wanted
from plugins.oms_pretix.orders import Orders, State

KEY_SECONDS = 3600


class Voiding:
    """Makes vouchers of one chain void."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._client = orders.client
        self._list = orders.client.account.checkin_list

    async def void(self, wish: pb.OmsVoid, until: float) -> tuple[State, bool]:
        """Make pieces void; return how their order stands, and whether that was done before.

        What is not done at `until`, by the monotonic clock, is gone on with when the wish comes
        again (RetryLater). Raise Rejected (ORDER_UNKNOWN, VOUCHERS_USED), Conflict, BadRequest.
        """
        wanted, digest = mapping.wanted_of(wish)
        voids, key = self._orders.books.voids, f"{wish.merchant_id}/{wish.void_id}"
        async with self._orders.alone(wish.order_id):
            done = voids.find([key]).get(key)
            if done not in (None, digest.encode()):
                raise Conflict("VOID_DIFFERS", "This void_id was used for something else.")
            ours = await self._read(wish.order_id)
            if done is None:
                mark, amount = (
                    mapping.mark_of(wish.merchant_id, wish.void_id),
                    mapping.amount_of(wish),
                )
                ours = await self._make_void(ours, wanted, amount, mark, until)
                await self._book(ours, mapping.given_back(amount, ours, mark), mark)
                await voids.take(key, digest.encode())
            return await self._orders.keep(ours), done is not None

    async def _make_void(
        self,
        ours: Ours,
        wanted: Sequence[Wanted],
        amount: Decimal | None,
        mark: str,
        until: float,
    ) -> Ours:
        """Block pieces and cancel them; none stays blocked when pretix refuses it."""
        try:
            chosen = self._chosen(ours, wanted, mark)
            ours = await self._block(ours, chosen, mark, until)
            return await self._cancel(ours, wanted, amount, mark)
        except Refused:
            there = await self._read(ours.order_id)
            standing = [piece for piece in there.pieces if not mapping.is_void(there, piece)]
            await self._unblock([piece for piece in standing if piece.has(mark)], mark)
            raise

    async def _read(self, order_id: str) -> Ours:
        ours = await self._orders.read(order_id)
        if ours is None:
            raise Rejected("ORDER_UNKNOWN", "This order was never submitted.")
        return ours

    def _chosen(self, ours: Ours, wanted: Sequence[Wanted], mark: str) -> Sequence[Piece]:
        """Return the pieces that are still to be blocked for a wish. Raise Rejected, Conflict."""
        mine = Counter(piece.line_id for piece in ours.pieces if piece.has(mark))
        most = {each.line_id: each.quantity for each in wanted}
        if wanted and any(mine[line_id] > most.get(line_id, 0) for line_id in mine):
            raise Conflict("VOID_DIFFERS", "This void_id was used for something else.")
        free = [(self._stands(ours, x), x) for x in ours.pieces if not _is_claimed(x)]
        unused = [(state, piece) for state, piece in free if state in mapping.UNUSED]
        unused.sort(key=lambda each: mapping.UNUSED.index(each[0]))
        if not wanted:
            return [piece for _, piece in unused]
        chosen: list[Piece] = []
        for each in wanted:
            left = each.quantity - mine[each.line_id]
            fits = [piece for _, piece in unused if _fits(piece, each)][:left]
            if len(fits) < left and not mine:
                raise _used()
            chosen += fits
        return chosen

    async def _block(self, ours: Ours, chosen: Sequence[Piece], mark: str, until: float) -> Ours:
        """Block pieces, and return their order as it stands after that."""
        if not chosen:
            return ours
        for number, piece in enumerate(chosen):
            if time.monotonic() > until:
                words = f"pretix takes its time: {number} of {len(chosen)} are blocked."
                raise RetryLater("MORE_TO_COME", words)
            await self._client.block(piece.id, mark)
        return await self._read(ours.order_id)

    async def _cancel(
        self, ours: Ours, wanted: Sequence[Wanted], amount: Decimal | None, mark: str
    ) -> Ours:
        """Cancel what is blocked for a wish, unless some of it was used before that."""
        mine = [piece for piece in ours.pieces if piece.has(mark)]
        standing = [piece for piece in mine if not mapping.is_void(ours, piece)]
        used = [x for x in standing if self._stands(ours, x) == mapping.REDEEMED]
        counts = Counter(piece.line_id for piece in mine if piece not in used)
        if any(counts[each.line_id] < each.quantity for each in wanted):
            await self._unblock(standing, mark)
            raise _used()
        await self._unblock(used, mark)
        to_cancel = [piece for piece in standing if piece not in used]
        if not to_cancel:
            return ours
        left = [x for x in ours.pieces if not mapping.is_void(ours, x) and x not in to_cancel]
        if left or ours.others:
            prices = mapping.evened(left, to_cancel, amount)
            positions = [piece.id for piece in to_cancel]
            await self._client.cancel_positions(ours.code, positions, prices)
        else:
            await self._client.cancel_order(ours.code)
        return await self._read(ours.order_id)

    async def _book(self, ours: Ours, amount: Decimal, mark: str) -> None:
        """Book what goes back, once. What pretix refuses to book goes back all the same."""
        if not amount or mark in ours.booked:
            return
        # One that is still on its way is not found: under its key pretix takes it once. A key that
        # pretix has forgotten to let go, when it was killed, is another one soon.
        key = f"{mark}.{int(time.time() // KEY_SECONDS)}"
        try:
            body = mapping.refund_of(amount, mark, datetime.now(UTC))
            await self._client.book_refund(ours.code, body, key)
        except Rejected as refused:
            log = structlog.get_logger()
            log.error("a refund is not booked", order_id=ours.order_id, reason=refused.message)

    async def _unblock(self, pieces: Sequence[Piece], mark: str) -> None:
        for piece in pieces:
            await self._client.unblock(piece.id, mark)

    def _stands(self, ours: Ours, piece: Piece) -> int:
        now = datetime.now(UTC)
        canceled = ours.is_canceled
        return mapping.voucher_of(piece, self._list, now, is_canceled=canceled).state


def _fits(piece: Piece, wanted: Wanted) -> bool:
    named = not wanted.voucher_ids or mapping.voucher_id_of(piece) in wanted.voucher_ids
    return piece.line_id == wanted.line_id and named


def _is_claimed(piece: Piece) -> bool:
    """Return whether some wish has begun to make a piece void."""
    return any(str(name).startswith(f"api:{mapping.OURS}.") for name in piece.row["blocked"] or ())


def _used() -> Rejected:
    return Rejected("VOUCHERS_USED", "They are not all unused.")
