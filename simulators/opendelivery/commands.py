"""What merchants ask and tell at the standard's interface, checked as a platform does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from simulators.core.book import Book
from simulators.core.entry import Entry, Refused, Rider, Stage
from simulators.core.faults import Fault
from simulators.opendelivery import codes, messages
from simulators.opendelivery.events import Events
from simulators.opendelivery.hiding import hidden, opened
from simulators.opendelivery.menus import Menus, Unreadable

Body = Mapping[str, Any]
Told = tuple[str, ...]
"""Events that the platform tells because of a command."""

PARTIAL_IN = 4
"""Of so many orders one is answered without its parts at first, while that fault is on."""
ONCE = frozenset({"confirm"})
"""What must not come again once it was answered; other repetitions are harmless."""
_MOST_ACKNOWLEDGED = 100


class Failed(Exception):
    """The platform answers with this status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Commands:
    """The interface of one platform for one merchant."""

    book: Book
    events: Events
    menus: Menus
    hides: bool = False
    _asked: set[str] = field(default_factory=set)
    _asked_in_vain: set[str] = field(default_factory=set)

    def answer(
        self, method: str, path: str, merchant: str, body: Any, *, lost: bool
    ) -> tuple[int, Any]:
        """Return status and body of the answer to a call.

        `lost` says that it will not arrive: whoever asks again then is right.
        """
        try:
            match method, path.strip("/").split("/"):
                case "GET", ["events:polling"]:
                    events = self.events.mailbox.polled()
                    return (200, events) if events else (204, None)
                case "POST", ["events", "acknowledgment"]:
                    self._acknowledge(body)
                case "GET", ["orders", number]:
                    return 200, self._order(number)
                case "POST", ["batchDecrypt"] if self.hides:
                    return 200, opened(body)
                case "POST", ["orders", number, verb]:
                    self._do(number, verb, body, lost=lost)
                case "POST", ["merchantUpdate", *named] if len(named) <= 1:
                    self._update("".join(named) or merchant, body)
                    return 204, None
                case _:
                    self.book.faults.append(f"{method} {path} is no call of this platform")
                    raise Failed(HTTPStatus.NOT_FOUND)
        except Failed as failed:
            return problem(failed.status)
        return 202, {}

    def _order(self, number: str) -> dict[str, Any]:
        """Return an order as it stands; some at first without their parts. Raise Failed."""
        entry = self._entry(number)
        if messages.last_event(entry) in codes.WISHES:
            # While a wish waits an order says nothing but that: who asks cannot know the rest.
            self._asked_in_vain.add(number)
        told = messages.order_json(entry, odd=self.events.odd(entry))
        if self.hides:
            told = hidden(told)
        schedule, place = self.events.schedule, entry.order.place
        if schedule.struck(Fault.PARTIAL, place, PARTIAL_IN) and number not in self._asked:
            self._asked.add(number)
            return messages.without_parts(told)
        return told

    def _acknowledge(self, told: Any) -> None:
        """Take events as dealt with. Raise Failed."""
        if not isinstance(told, list) or len(told) > _MOST_ACKNOWLEDGED:
            self.book.faults.append("an acknowledgement of the wrong form")
            raise Failed(HTTPStatus.BAD_REQUEST)
        for each in told:
            if not {"id", "orderId", "eventType"} <= set(each):
                self.book.faults.append("an acknowledgement without id, orderId or eventType")
                raise Failed(HTTPStatus.BAD_REQUEST)
        self.events.mailbox.acknowledge(each["id"] for each in told)

    def _do(self, number: str, verb: str, body: Body, *, lost: bool) -> None:
        """Carry out a command; `lost` says that its answer will not arrive. Raise Failed."""
        command = _COMMANDS.get(verb)
        if command is None:
            self.book.faults.append(f"{verb} is no call of this platform")
            raise Failed(HTTPStatus.NOT_FOUND)
        entry = self._entry(number)
        try:
            events = command(entry, body)
        except Refused as refused:
            unknown = number in self._asked_in_vain
            self._asked_in_vain.discard(number)
            entry.refused(verb, refused, body, once=verb in ONCE and not unknown)
            raise Failed(HTTPStatus.UNPROCESSABLE_ENTITY) from None
        entry.carried_out(verb, body, answered=not lost)
        for event in events:
            self.events.echo(entry, event)

    def _update(self, merchant: str, body: Any) -> None:
        """Take news of a store: whether it takes orders, and of its menu. Raise Failed."""
        if merchant not in self.book.store_codes:
            raise Failed(HTTPStatus.NOT_FOUND)
        try:
            self.menus.update(merchant, body)
        except Unreadable:
            raise Failed(HTTPStatus.BAD_REQUEST) from None

    def _entry(self, number: str) -> Entry:
        entry = self.book.entries.get(number)
        if entry is None:
            raise Failed(HTTPStatus.NOT_FOUND)
        return entry


def problem(status: HTTPStatus) -> tuple[int, dict[str, Any]]:
    """Return status and body of a refusal."""
    return status.value, {"title": status.phrase, "status": status.value}


def _needed(body: Body, *names: str) -> None:
    if not all(body.get(name) for name in names):
        raise Failed(HTTPStatus.BAD_REQUEST)


def _confirm(entry: Entry, body: Body) -> Told:
    _needed(body, "createdAt", "orderExternalCode")
    entry.confirm()
    return ()


def _ready(entry: Entry, _body: Body) -> Told:
    entry.prepare()
    return (codes.READY,)


def _dispatch(entry: Entry, _body: Body) -> Told:
    entry.ride(Rider.PICKED_UP)
    return (codes.DISPATCHED,)


def _delivered(entry: Entry, _body: Body) -> Told:
    entry.ride(Rider.DELIVERED)
    return (codes.DELIVERED,)


def _request_cancellation(entry: Entry, body: Body) -> Told:
    """Refused, by and by, once the order is on its way."""
    _needed(body, "reason", "code", "mode")
    if body["code"] not in codes.CANCEL_CODES or body["mode"] not in ("AUTO", "MANUAL"):
        raise Failed(HTTPStatus.BAD_REQUEST)
    if entry.stage is Stage.CONFIRMED and entry.rider >= Rider.PICKED_UP:
        return codes.WE_WERE_ASKED, codes.WE_DENIED
    entry.reject(body["code"], body["reason"])
    return (codes.WE_WERE_ASKED,)


def _accept_cancellation(entry: Entry, _body: Body) -> Told:
    """The order ends by that, but where only money was asked back."""
    of_money = codes.of_money(entry)
    refund = entry.answer_refund(agreed=True)
    if not of_money:
        entry.cancel(refund.by)
    return ()


def _deny_cancellation(entry: Entry, body: Body) -> Told:
    _needed(body, "reason", "code")
    if body["code"] not in codes.DENY_CODES:
        raise Failed(HTTPStatus.BAD_REQUEST)
    entry.answer_refund(agreed=False, words=body["reason"])
    return ()


_COMMANDS: dict[str, Callable[[Entry, Body], Told]] = {
    "confirm": _confirm,
    "readyForPickup": _ready,
    "dispatch": _dispatch,
    "delivered": _delivered,
    "requestCancellation": _request_cancellation,
    "acceptCancellation": _accept_cancellation,
    "denyCancellation": _deny_cancellation,
}
