"""Tells the merchant's gateway of orders: every event is there to poll, most are pushed, too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from simulators.core.clock import Clock
from simulators.core.courier import Courier, Message
from simulators.core.entry import Entry, Refund
from simulators.core.faults import Fault, MessageFaults, Schedule
from simulators.core.life import ODD_IN, Kind
from simulators.core.world import Way
from simulators.opendelivery import codes, messages
from simulators.opendelivery.account import Account
from simulators.opendelivery.mailbox import Mailbox, Posted
from simulators.opendelivery.signature import sign

APP_ID = "a-platform-of-the-standard"
"""X-App-Id: the platform's own, for all its merchants the same."""
ONLY_POLLED_IN = 3
"""Of so many orders the events of one are not pushed."""


class Answers:
    """How a merchant answers a webhook."""

    def is_taken(self, answer: httpx.Response) -> bool:
        """Return whether the platform is content: with 200, or 204."""
        return answer.is_success


@dataclass
class Events:
    """Tells one merchant; `callbacks` is what its address begins with, `base` the platform's."""

    account: Account
    callbacks: str
    base: str
    courier: Courier
    schedule: Schedule
    clock: Clock
    mailbox: Mailbox
    in_base64: bool = False
    _numbers: int = 0
    _of_money: dict[str, bool] = field(default_factory=dict)

    async def tell(self, entry: Entry, kind: Kind, refund: Refund | None = None) -> None:
        """Tell how an order stands now; return when that was taken, or is to be late."""
        event = self._event_of(entry, kind, refund)
        if event is not None:
            await self._tell(entry, event)

    def echo(self, entry: Entry, event: str) -> None:
        """Tell of what the merchant itself has done, by and by."""
        self.courier.errands.start(self._tell(entry, event))

    def _event_of(self, entry: Entry, kind: Kind, refund: Refund | None) -> str | None:
        if refund is not None:
            of_money = self._of_money.setdefault(refund.number, codes.of_money(entry))
            return codes.of_refund(refund, of_money=of_money)
        if kind is Kind.RIDER:
            return codes.RIDER.get(entry.rider)
        if kind is Kind.ODD:
            return codes.PICKUP_AREA if entry.order.way is Way.PICK_UP else codes.ODD
        return codes.CANCELLED if kind is Kind.CANCELLED else codes.STAGES[kind]

    async def _tell(self, entry: Entry, event: str) -> None:
        self._numbers += 1
        number = f"{entry.order.number}-{self._numbers}"
        told = messages.event_json(entry, event, number, self.base, self.clock.now())
        if entry.order.place % ONLY_POLLED_IN:
            posted = self.mailbox.post(Posted(told))
            self.courier.errands.start(self._acknowledged(entry, posted))
            await self.courier.bring(entry, self._message(entry, told))
            return
        await self.courier.in_turn(entry, partial(self._polled, entry, told))

    async def _polled(self, entry: Entry, told: dict[str, Any], faults: MessageFaults) -> None:
        self.courier.counts["only polled"] += 1
        self.courier.counts["copies"] += faults.copies
        self.courier.counts["answers lost"] += faults.answer_lost
        posted = Posted(told, copies=faults.copies, deaf=faults.answer_lost)
        await self._acknowledged(entry, self.mailbox.post(posted))

    async def _acknowledged(self, entry: Entry, posted: Posted) -> None:
        try:
            async with asyncio.timeout(self.courier.patience):
                await posted.done.wait()
        except TimeoutError:
            entry.untaken.append(f"{posted.event['eventType']}: never acknowledged")

    def _message(self, entry: Entry, told: dict[str, Any]) -> Message:
        store, secret = entry.order.store.code, self.account.secret
        return Message(
            told["eventType"],
            self._signed(told, store, secret),
            self._signed(told, store, "what a stranger guessed"),
        )

    def _signed(self, told: dict[str, Any], store: str, secret: str) -> Callable[[], httpx.Request]:
        def request() -> httpx.Request:
            body = json.dumps(told, ensure_ascii=False).encode()
            headers = {
                "content-type": "application/json",
                "X-App-Id": APP_ID,
                "X-App-MerchantId": store,
                "X-App-Signature": sign(body, secret, in_base64=self.in_base64),
            }
            url = f"{self.callbacks.rstrip('/')}/v1/newEvent"
            return httpx.Request("POST", url, content=body, headers=headers)

        return request

    def odd(self, entry: Entry) -> bool:
        """Return whether an order comes with words that nobody knows."""
        return self.schedule.struck(Fault.UNKNOWN_CODE, entry.order.place, ODD_IN)
