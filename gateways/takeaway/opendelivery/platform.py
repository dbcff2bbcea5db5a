"""The only file that calls an OpenDelivery platform."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import httpx
import structlog
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.opendelivery import adapt, bodies, statuses
from gateways.takeaway.opendelivery.canonical import encoded
from gateways.takeaway.opendelivery.dialect import STANDARD, Dialect
from gateways.takeaway.opendelivery.persons import hidden_in, opened
from gateways.takeaway.opendelivery.reading import of, parts, read
from gateways.takeaway.opendelivery.signature import HEADER, UNSIGNED, signed_call
from gateways.takeaway.opendelivery.times import moment
from gateways.takeaway.pace import Pace
from gateways.takeaway.platforms import NotLetIn, OrderUnreadable, account_of
from gateways.takeaway.reading import decoded
from gateways.takeaway.tokens import Asked, Tokens
from mesh.edge.callbacks import Account
from mesh.edge.outside import NotAdmitted, Outside
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest, RateLimited

MOST_ACKNOWLEDGED = 100
"""So many events the standard lets one call acknowledge."""
MOST_HIDDEN = 50
"""So many hidden texts one call opens."""
_ASKED = frozenset({Command.CANCEL, Command.REFUND})
"""What the platform decides about, and tells by an event."""
_ANSWERS = frozenset({Command.AGREE, Command.REFUSE})
_OF_ITS_STATE = frozenset({"409", "422"})
"""How a platform refuses what does not fit to where its order stands, or came before."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenDelivery:
    """A platform's own interface; `accounts` are the chains' clients by their client_id."""

    outside: Outside
    accounts: Mapping[str, Account]
    pace: Pace
    menu_pace: Pace
    tokens: Tokens
    dialect: Dialect = STANDARD
    signs: str = UNSIGNED
    """How signatures of calls are encoded, where calls are signed."""
    _unread: dict[str, set[str]] = field(default_factory=dict)

    @property
    def channel(self) -> str:
        """Name of its channel."""
        return self.dialect.channel

    async def carry_out(self, task: Task) -> bool:
        """Tell it, or ask it. Return and raise as `Platform.carry_out` says."""
        app = account_of(task.order, adapt.APP, self.accounts, self.dialect.name)
        number, command = task.order.channel_order_number, task.command
        if command is Command.DELIVER and adapt.WANTS_DELIVERED not in task.order.extension:
            return False
        if task.again:
            done = statuses.became_of(command, await self._last_event(app, number, command))
            if done is not None:
                return done
        path = f"/v1/orders/{number}/{statuses.VERBS[command]}"
        try:
            await self.call(app, "POST", path, body_of(task))
        except InvalidRequest as refused:
            if refused.metadata.get("status") not in _OF_ITS_STATE:
                raise
            if command in _ANSWERS:
                return False  # Nobody asks any more: how it ended is told by an event.
            last = await self._last_event(app, number, command)
            done = statuses.became_of(command, last)
            if done is None and last not in statuses.NEGOTIATION:
                raise
            return bool(done)
        return command not in _ASKED

    async def order(self, app: str, number: str) -> bodies.Order:
        """Return an order as the platform has it now. Raise OrderUnreadable, and as `call`."""
        answer = await self.call(app, "GET", f"/v1/orders/{number}")
        try:
            told = decoded(answer.content)
            if self.dialect.hides_persons:
                told = await self._opened(app, told)
            return of(told, bodies.Order)
        except InvalidRequest as odd:
            raise OrderUnreadable(why=odd.message) from None

    async def events(self, app: str) -> list[bodies.Event]:
        """Return what the platform has to tell, the oldest first.

        An event that cannot be read is left out, and logged when it was not in the poll before.
        """
        answer = await self.call(app, "GET", "/v1/events:polling")
        found, unread = list[bodies.Event](), set[str]()
        try:
            told = parts(answer.content)
        except InvalidRequest as odd:
            raise PeerAway(f"The platform's events cannot be read: {odd.message}") from None
        for each in told:
            try:
                found.append(read(each, bodies.Event))
            except InvalidRequest as odd:
                digest = hashlib.sha256(each).hexdigest()
                unread.add(digest)
                if digest not in self._unread.get(app, ()):
                    # Neither its content nor acknowledged: the platform keeps it.
                    log.warning("event_not_read", account=app, digest=digest, why=odd.message)
        self._unread[app] = unread
        return sorted(found, key=_time_of)

    async def acknowledge(self, app: str, events: Sequence[bodies.Event]) -> None:
        """Say that events are dealt with: the platform tells them no more."""
        told = [
            {"id": each.event_id, "orderId": each.order_id, "eventType": each.event_type}
            for each in events
        ]
        for begin in range(0, len(told), MOST_ACKNOWLEDGED):
            some = told[begin : begin + MOST_ACKNOWLEDGED]
            await self.call(app, "POST", "/v1/events/acknowledgment", some)

    async def call(
        self,
        app: str,
        method: str,
        path: str,
        body: object = None,
        *,
        unhurried: bool = False,
    ) -> httpx.Response:
        """Call it as an account, at the pace; a token that is refused is renewed once.

        What is `unhurried` has a pace of its own, so that it holds up no order. Raise PeerAway,
        RateLimited, NotLetIn or InvalidRequest.
        """
        content = None if body is None else encoded(body)
        pace = self.menu_pace if unhurried else self.pace
        try:
            return await self._call(app, method, path, content, pace)
        except NotAdmitted as refused:
            if refused.status != HTTPStatus.UNAUTHORIZED:
                raise self._not_let_in(app, refused) from None
        try:
            return await self._call(app, method, path, content, pace)
        except NotAdmitted as refused:
            raise self._not_let_in(app, refused) from None

    async def _call(
        self, app: str, method: str, path: str, content: bytes | None, pace: Pace
    ) -> httpx.Response:
        await pace.turn(app)
        try:
            token = await self.tokens.of(app)
            headers = {"Authorization": f"Bearer {token}", **self._signed(app, path, content)}
            try:
                return await self.outside.send(method, path, content=content, headers=headers)
            except NotAdmitted:
                self.tokens.forget(app, token)
                raise
        except RateLimited as limited:
            pace.rest(app, float(limited.metadata["retry_after_seconds"]))
            raise

    def _signed(self, app: str, path: str, content: bytes | None) -> dict[str, str]:
        """Return the header that signs a call, where calls are signed."""
        if self.signs == UNSIGNED:
            return {}
        place, _, query = path.partition("?")
        url, secret = f"{self.outside.base}{place}", self.accounts[app].secret
        told = dict(parse_qsl(query, keep_blank_values=True))
        return {HEADER: signed_call(url, told, content or b"", secret, self.signs)}

    def _not_let_in(self, app: str, refused: NotAdmitted) -> NotLetIn:
        return NotLetIn(platform=self.dialect.name, account=app, code=refused.status)

    async def _opened(self, app: str, told: dict[str, Any]) -> dict[str, Any]:
        """Return an order with what is hidden of its customer; empty where that stays hidden.

        Riders of the platform's own need it, the store then does not: that is no failure.
        """
        hidden = sorted(set(hidden_in(told)))[:MOST_HIDDEN]
        plain: dict[str, str] = {}
        if hidden:
            asked = {"cipherInfos": [{"cipherText": each} for each in hidden]}
            try:
                answer = await self.call(app, "POST", "/v1/batchDecrypt", asked)
                infos = read(answer.content, bodies.OpenedAll).plain_infos
                plain = {each.cipher_text: each.plain_text for each in infos if not each.error_code}
            except InvalidRequest as refused:
                log.warning("person_not_opened", account=app, status=refused.metadata.get("status"))
        shown: dict[str, Any] = opened(told, plain)
        return shown

    async def _last_event(self, app: str, number: str, command: Command) -> str:
        """Return the last event of an order where that may say whether a command was heard."""
        return (await self.order(app, number)).last_event if command in statuses.HEARD else ""


def tokens(
    outside: Outside, accounts: Mapping[str, Account], dialect: Dialect = STANDARD
) -> Tokens:
    """Return the tokens of the accounts, which ask with their id and secret in the form."""

    def asks(app: str) -> Asked:
        return Asked(form={"client_id": app, "client_secret": accounts[app].secret})

    return Tokens(outside, dialect.name, "/oauth/token", asks)


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
            if not task.is_of_all:
                raise InvalidRequest("OpenDelivery gives back whole orders only.")
            code = statuses.cancel_code(order_pb2.CANCEL_REASON_STORE_REJECTED)
            return {"reason": request.reason, "code": code, "mode": "MANUAL"}
        case Command.REFUSE:
            return {
                "reason": request.answer or "refused",
                "code": statuses.deny_code(order.status),
            }
    return None


def _time_of(event: bodies.Event) -> datetime:
    return moment(event.created_at) or datetime.max.replace(tzinfo=UTC)
