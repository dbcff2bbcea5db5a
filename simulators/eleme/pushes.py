"""Tells the merchant's gateway of orders: one address for all messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from simulators.core.clock import Clock
from simulators.core.courier import Courier, Message
from simulators.core.entry import Entry, Refund, RefundState
from simulators.core.faults import Fault, Schedule
from simulators.core.life import ODD_IN, Kind
from simulators.eleme import codes, messages
from simulators.eleme.account import Account
from simulators.eleme.signature import compact, push_signature
from simulators.eleme.unpushed import Unpushed

PARTIAL_IN = 4
"""Of so many orders one is pushed with parts missing, while that fault is on."""


class Pushes:
    """Pushes to one merchant."""

    def __init__(
        self,
        account: Account,
        callbacks: str,
        courier: Courier,
        schedule: Schedule,
        clock: Clock,
        *,
        unpushed: Unpushed,
    ) -> None:
        """`callbacks` is the address that is told of everything."""
        self._account = account
        self._callbacks = callbacks.rstrip("/")
        self._courier = courier
        self._schedule = schedule
        self._clock = clock
        self._unpushed = unpushed
        self._asked: set[str] = set()
        self._numbers = 0

    async def tell(self, entry: Entry, kind: Kind, refund: Refund | None = None) -> None:
        """Push how an order stands now; return when that was taken, or is to be late."""
        type_, told = self._told(entry, kind, refund)
        push = self._push(entry, type_, told)
        message = Message(
            f"{kind} ({type_})",
            self._request(push, self._account.secret),
            self._request(push, "what a stranger guessed"),
            may_be_lost=kind is Kind.SOLD,
        )
        brought = await self._courier.bring(entry, message)
        if not brought and entry.order.number[-1] in "02468" and type_ in codes.PULLED:
            # Half of what is lost Ele.me knows of; the other half must be looked for.
            self._unpushed.keep(push)

    def _told(
        self, entry: Entry, kind: Kind, refund: Refund | None
    ) -> tuple[int, messages.Message]:
        """Return the type of a message, and what it says."""
        place, now = entry.order.place, self._clock.now()
        odd = self._schedule.struck(Fault.UNKNOWN_CODE, place, ODD_IN)
        if refund is not None:
            if refund.state is RefundState.ASKED:
                self._asked.add(refund.number)
            type_ = codes.refund_type(entry, refund, asked=refund.number in self._asked)
            return type_, messages.refund(entry, refund, now)
        if kind is Kind.RIDER:
            return codes.RIDER[entry.rider], messages.waybill(entry, now)
        if kind is Kind.SOLD:
            return self._sold(entry, odd=odd)
        type_ = {
            Kind.CONFIRMED: codes.CONFIRMED,
            Kind.DONE: codes.DONE,
            Kind.CANCELLED: codes.cancel_type(entry),
            Kind.ODD: codes.UNKNOWN_TYPE,
        }[kind]
        return type_, messages.change(entry, now, odd=odd)

    def _sold(self, entry: Entry, *, odd: bool) -> tuple[int, messages.Message]:
        """An order: under the older type or, every other one, briefly under the newer."""
        told, place = messages.order(entry, odd=odd), entry.order.place
        if self._schedule.struck(Fault.PARTIAL, place, PARTIAL_IN):
            return codes.SOLD, messages.downgraded(told)
        if place % 2:
            return codes.SOLD_BRIEFLY, messages.briefly(told)
        return codes.SOLD, told

    def _push(self, entry: Entry, type_: int, told: messages.Message) -> dict[str, Any]:
        self._numbers += 1
        return {
            "requestId": f"{entry.order.number}{self._numbers:06d}",
            # Some messages have their type as a text.
            "type": str(type_) if self._numbers % 3 == 0 else type_,
            "appId": self._account.app_id,
            "message": compact(told),
            "shopId": messages.shop_id(entry.order.store.code),
            "timestamp": int(self._clock.now() * 1000),
            "userId": 98587250597500702,
        }

    def _request(self, push: dict[str, Any], secret: str) -> Callable[[], httpx.Request]:
        def request() -> httpx.Request:
            signed = {**push, "signature": push_signature(push, secret)}
            kind = {"content-type": "application/json;charset=utf-8"}
            body = compact(signed).encode()
            return httpx.Request("POST", self._callbacks, content=body, headers=kind)

        return request
