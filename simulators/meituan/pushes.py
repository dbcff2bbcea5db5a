"""Tells the merchant's gateway of orders: one registered address for each kind of message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

import httpx

from simulators.core.clock import Clock
from simulators.core.courier import Courier, Message
from simulators.core.entry import Entry, Refund
from simulators.core.faults import Fault, Schedule
from simulators.core.life import ODD_IN, Kind
from simulators.meituan import codes, messages
from simulators.meituan.account import Account
from simulators.meituan.signature import sign

PARTIAL_IN = 4
"""Of so many orders one is pushed with a part missing, while that fault is on."""
_MODULES = (codes.DETAIL, codes.DISCOUNTS, codes.ADDRESS, codes.LOGISTICS_MODE)


class Pushes:
    """Pushes to one merchant."""

    def __init__(
        self, account: Account, callbacks: str, courier: Courier, schedule: Schedule, clock: Clock
    ) -> None:
        """`callbacks` is what all registered addresses begin with."""
        self._account = account
        self._callbacks = callbacks.rstrip("/")
        self._courier = courier
        self._schedule = schedule
        self._clock = clock

    async def tell(self, entry: Entry, kind: Kind, refund: Refund | None = None) -> None:
        """Push how an order stands now; return when that was taken, or is to be late."""
        event = codes.PUSHES[kind]
        if refund is not None and not refund.whole:
            event = codes.PART_REFUND
        message = self._message(event, self._form(entry, kind, refund))
        await self._courier.bring(entry, replace(message, may_be_lost=kind is Kind.SOLD))

    def _form(self, entry: Entry, kind: Kind, refund: Refund | None) -> messages.Form:
        odd = self._schedule.struck(Fault.UNKNOWN_CODE, entry.order.place, ODD_IN)
        if refund is not None:
            return messages.refund_form(entry, refund)
        if kind is Kind.CANCELLED:
            return messages.cancel_form(entry, odd=odd)
        if kind in (Kind.RIDER, Kind.ODD):
            known = kind is Kind.RIDER
            status = codes.RIDER[entry.rider] if known else codes.UNKNOWN_RIDER
            return messages.rider_form(entry, status, self._clock.now())
        if kind is not Kind.SOLD:
            return messages.short_form(entry)
        form = messages.order_form(entry, odd=odd)
        place = entry.order.place
        if self._schedule.struck(Fault.PARTIAL, place, PARTIAL_IN):
            return messages.without(form, _MODULES[place // PARTIAL_IN % len(_MODULES)])
        return form

    def _message(self, event: str, form: Mapping[str, str]) -> Message:
        stamped = {
            **form,
            "app_id": self._account.app_id,
            "timestamp": str(int(self._clock.now())),
        }
        return Message(
            event,
            self._signed(event, stamped, self._account.secret),
            self._signed(event, stamped, "what a stranger guessed"),
        )

    def _signed(
        self, event: str, form: Mapping[str, str], secret: str
    ) -> Callable[[], httpx.Request]:
        def request() -> httpx.Request:
            url = f"{self._callbacks}/{event}"
            signed = {**form, "sig": sign(url, form, secret)}
            # Values arrive encoded once more than a form needs.
            body = urlencode({name: quote(value, safe="") for name, value in signed.items()})
            if event in codes.BY_GET:
                return httpx.Request("GET", f"{url}?{body}")
            kind = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}
            return httpx.Request("POST", url, content=body.encode(), headers=kind)

        return request
