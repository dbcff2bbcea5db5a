"""The only file that calls an OpenDelivery platform."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec
import structlog
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.opendelivery import adapt, bodies, statuses
from gateways.takeaway.pace import Pace
from gateways.takeaway.plain import plain
from gateways.takeaway.platforms import NotLetIn
from gateways.takeaway.refund_news import left_of
from mesh.edge.callbacks import Account
from mesh.edge.outside import NotAdmitted, Outside
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest, RateLimited

T = TypeVar("T")

EARLY_SECONDS = 60.0
"""A token is renewed so long before its end."""
_ASKED = frozenset({Command.CANCEL, Command.REFUND})
"""What the platform decides about, and tells by an event."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenDelivery:
    """A platform's own interface; `accounts` are the chains' clients by their client_id."""

    outside: Outside
    accounts: Mapping[str, Account]
    pace: Pace
    channel: str = adapt.CHANNEL
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _unread: dict[str, set[str]] = field(default_factory=dict)

    async def carry_out(self, task: Task) -> bool:
        """Tell it, or ask it. Return and raise as `Platform.carry_out` says."""
        app, number = task.order.extension.get(adapt.APP, ""), task.order.channel_order_number
        if app not in self.accounts:
            raise InvalidRequest(f"There is no account {app!r} at the platform any more.")
        if task.again and await self._has_heard(app, number, task.command):
            return True
        path = f"/v1/orders/{number}/{statuses.VERBS[task.command]}"
        try:
            await self.call(app, "POST", path, body_of(task))
        except InvalidRequest:
            if not await self._has_heard(app, number, task.command):
                raise
        return task.command not in _ASKED

    async def order(self, app: str, number: str) -> bodies.Order:
        """Return an order as the platform has it now."""
        return _read(await self.call(app, "GET", f"/v1/orders/{number}"), bodies.Order)

    async def events(self, app: str) -> list[bodies.Event]:
        """Return what the platform has to tell, the oldest first.

        An event that cannot be read is left out, and logged when it was not in the poll before.
        """
        answer = await self.call(app, "GET", "/v1/events:polling")
        found, unread = list[bodies.Event](), set[str]()
        for told in _parts(answer):
            try:
                found.append(_shaped(told, bodies.Event))
            except msgspec.DecodeError as exc:
                digest = hashlib.sha256(told).hexdigest()
                unread.add(digest)
                if digest not in self._unread.get(app, ()):
                    # Neither its content nor acknowledged: the platform keeps it.
                    log.warning("event_not_read", account=app, digest=digest, why=str(exc)[:200])
        self._unread[app] = unread
        return sorted(found, key=lambda event: event.created_at)

    async def acknowledge(self, app: str, events: Sequence[bodies.Event]) -> None:
        """Say that events are dealt with: the platform tells them no more."""
        told = [
            {"id": each.event_id, "orderId": each.order_id, "eventType": each.event_type}
            for each in events
        ]
        await self.call(app, "POST", "/v1/events/acknowledgment", told)

    async def call(self, app: str, method: str, path: str, body: object = None) -> httpx.Response:
        """Call it as an account, at the pace.

        Raise PeerAway, RateLimited, NotLetIn or InvalidRequest.
        """
        await self.pace.turn(app)
        headers = {"Authorization": f"Bearer {await self._token(app)}"}
        try:
            return await self.outside.send(method, path, json=body, headers=headers)
        except NotAdmitted as refused:
            # It may be the token: the next call fetches another.
            self._tokens.pop(app, None)
            raise _not_let_in(app, refused.status) from None
        except RateLimited as limited:
            self.pace.rest(app, float(limited.metadata["retry_after_seconds"]))
            raise

    async def _token(self, app: str) -> str:
        token, until = self._tokens.get(app, ("", 0.0))
        if until > time.monotonic():
            return token
        form = {
            "grant_type": "client_credentials",
            "client_id": app,
            "client_secret": self.accounts[app].secret,
        }
        try:
            answer = await self.outside.send("POST", "/oauth/token", form=form)
        except NotAdmitted as refused:
            raise _not_let_in(app, refused.status) from None
        except InvalidRequest as refused:
            # Its words are not repeated: they may hold what was sent.
            status = int(refused.metadata["status"])
            if status >= HTTPStatus.BAD_REQUEST:
                raise _not_let_in(app, status) from None
            raise PeerAway(f"The platform answered {status} when asked for a token.") from None
        granted = _read(answer, bodies.Token)
        lasts = max(1.0, granted.expires_in - EARLY_SECONDS)
        self._tokens[app] = (granted.access_token, time.monotonic() + lasts)
        return granted.access_token

    async def _has_heard(self, app: str, number: str, command: Command) -> bool:
        """Whether an order stands where the command takes it, or beyond."""
        if command not in statuses.HEARD:
            return False
        now = statuses.REACHED.get((await self.order(app, number)).last_event)
        return now is not None and now >= statuses.HEARD[command]


def body_of(task: Task) -> dict[str, Any] | None:
    """Return what is sent with a command; pure."""
    order, request = task.order, task.after_sale
    match task.command:
        case Command.CONFIRM:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            return {"createdAt": now, "orderExternalCode": order.order_id}
        case Command.CANCEL:
            return {
                "reason": order.cancel_note or "store",
                "code": statuses.cancel_code(order.cancel_reason),
                "mode": "MANUAL",
            }
        case Command.REFUND:
            if request.amount.minor_units != left_of(order):
                raise InvalidRequest("OpenDelivery gives back whole orders only.")
            code = statuses.cancel_code(order_pb2.CANCEL_REASON_STORE_REJECTED)
            return {"reason": request.reason, "code": code, "mode": "MANUAL"}
        case Command.REFUSE:
            return {
                "reason": request.answer or "refused",
                "code": statuses.deny_code(order.status),
            }
    return None


def _not_let_in(app: str, status: int) -> NotLetIn:
    return NotLetIn(platform="OpenDelivery", account=app, code=status)


def _parts(answer: httpx.Response) -> list[msgspec.Raw]:
    """Return the members of a list, each to be read apart."""
    if not answer.content:
        return []
    with _standard():
        return msgspec.json.decode(answer.content, type=list[msgspec.Raw])


def _read(answer: httpx.Response, shape: type[T]) -> T:
    with _standard():
        return _shaped(answer.content, shape)


def _shaped(content: bytes | msgspec.Raw, shape: type[T]) -> T:
    return msgspec.convert(plain(msgspec.json.decode(content)), shape, strict=False)


@contextmanager
def _standard() -> Iterator[None]:
    try:
        yield
    except msgspec.DecodeError as exc:
        raise PeerAway(f"The platform's answer is not the standard's: {str(exc)[:200]}") from None
