"""Codes that are shown: pretix lets each in once, and under the same nonce says so again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai_plugin import PluginFault, RetryLater

from plugins.oms_pretix import mapping
from plugins.oms_pretix.faults import bounded
from plugins.oms_pretix.model import Piece
from plugins.oms_pretix.orders import Orders

_OUTCOMES: Mapping[int, pb.OmsRedeemOutcome] = {
    mapping.REDEEMED: pb.OMS_REDEEM_OUTCOME_ALREADY_REDEEMED,
    mapping.EXPIRED: pb.OMS_REDEEM_OUTCOME_EXPIRED,
    mapping.VOIDED: pb.OMS_REDEEM_OUTCOME_VOIDED,
}
USED = pb.OMS_REDEEM_OUTCOME_REDEEMED
UNKNOWN = pb.OMS_REDEEM_OUTCOME_UNKNOWN
NOT_HERE = pb.OMS_REDEEM_OUTCOME_NOT_HERE
_REASONS = {
    "blocked": "It is blocked in pretix.",
    "unpaid": "Its order is not paid in pretix.",
    "unapproved": "Its order is not approved in pretix.",
    "product": "This product is not redeemed on the check-in list.",
    "rules": "A rule of the check-in list forbids it.",
    "invalid_time": "Its time has not begun.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A code that somebody shows in a store, under an id of its own."""

    redemption_id: str
    code: str
    store_id: str


class Redeeming:
    """Uses up vouchers of one chain."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._books = orders.books
        self._chain = orders.chain

    async def redeem(self, shown: Shown) -> pb.RedeemVoucherResponse:
        """Use a voucher up; return what came of it. Raise Conflict, and what pretix says."""
        shown, order_id = self._found(shown)
        # Of a code that is not known yet nobody else is held off: pretix lets one in.
        async with self._orders.alone(order_id or shown.code):
            key = (self._chain, shown.redemption_id)
            again = await self._books.begin_redemption(*key, shown.code, shown.store_id)
            if known := self._said_of(order_id, shown.code, again=again):
                if not again:
                    await self._books.end_redemption(*key, used=False)
                return known
            try:
                await self._orders.demand_ready()
                nonce = _nonce_of(self._chain, shown.redemption_id)
                said = await self._orders.client.redeem(shown.code, nonce)
            except PluginFault as fault:
                if not (again or isinstance(fault, RetryLater)):
                    await self._books.end_redemption(*key, used=False)
                raise
            used = again or said["status"] == "ok"
            await self._books.end_redemption(*key, used=used)
            return await self._answer(shown.code, order_id, said, used=used)

    def _found(self, shown: Shown) -> tuple[Shown, str]:
        """Return a code as it was issued, and its order; pretix's are in small letters."""
        for code in (shown.code, shown.code.lower()):
            if order_id := self._books.order_of_code(self._chain, code):
                return replace(shown, code=code), order_id
        return shown, ""

    def _said_of(self, order_id: str, code: str, *, again: bool) -> pb.RedeemVoucherResponse | None:
        """Return the answer to a code whose voucher has ended; None where pretix has to say."""
        known = self._books.order(self._chain, order_id)
        if known is None:
            return None
        found = [each for each in known.state.vouchers if each.code == code]
        ended = [each for each in found if each.state in (mapping.REDEEMED, mapping.VOIDED)]
        by_us = self._books.was_redeemed(self._chain, code)
        if not ended or (ended[0].state == mapping.REDEEMED and not by_us):
            return None  # only pretix knows who has used it
        outcome = USED if again else _OUTCOMES[ended[0].state]
        return pb.RedeemVoucherResponse(outcome=outcome, voucher=ended[0], state=known.state)

    async def _answer(
        self, code: str, order_id: str, said: Mapping[str, Any], *, used: bool
    ) -> pb.RedeemVoucherResponse:
        """Return the answer with the voucher's order as it stands after what pretix said."""
        position = said.get("position")
        if position is None and not order_id:
            return pb.RedeemVoucherResponse(outcome=UNKNOWN)
        state = await self._state_of(order_id, position)
        vouchers = [each for each in (state.vouchers if state else ()) if each.code == code]
        if not vouchers and position is not None and state is None:
            vouchers = [self._elsewhere(position, used=used)]
        if not vouchers:
            return pb.RedeemVoucherResponse(outcome=UNKNOWN)
        outcome = USED if used else _OUTCOMES.get(vouchers[0].state, NOT_HERE)
        return pb.RedeemVoucherResponse(
            outcome=outcome,
            voucher=vouchers[0],
            state=state,
            reason=_reason_of(said) if outcome == NOT_HERE else "",
        )

    async def _state_of(
        self, order_id: str, position: Mapping[str, Any] | None
    ) -> order_pb.OmsOrderState | None:
        """Return how a voucher's order stands; None for one that pretix has sold elsewhere."""
        if order_id:
            ours = await self._orders.read(order_id)
        else:
            row = await self._orders.client.order(str(position["order"])) if position else None
            ours = mapping.ours_of(row) if row is not None else None
        if ours is None or ours.merchant_id != self._chain:
            return None
        return await self._orders.keep(ours)

    def _elsewhere(self, position: Mapping[str, Any], *, used: bool) -> order_pb.OmsVoucher:
        """Return a position of an order that is none of the platform's."""
        piece = Piece(str(position["positionid"]), position)
        now, number = datetime.now(UTC), self._orders.client.account.checkin_list
        is_canceled = position["order__status"] == mapping.CANCELED
        found = mapping.voucher_of(piece, number, now, is_canceled=is_canceled)
        if used and found.state != mapping.REDEEMED:
            found.state = mapping.REDEEMED
            found.redeem_time.FromDatetime(now)
        return found


def _nonce_of(chain: str, redemption_id: str) -> str:
    return hashlib.sha256(f"{chain}/{redemption_id}".encode()).hexdigest()[:32]


def _reason_of(said: Mapping[str, Any]) -> str:
    reason = str(said.get("reason") or said["status"])
    words = bounded(said.get("reason_explanation") or "")
    return " ".join(filter(None, (_REASONS.get(reason, f"pretix says: {reason[:40]}."), words)))
