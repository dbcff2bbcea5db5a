"""The only file that calls Ele.me."""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.eleme import adapt, bodies, reading, statuses
from gateways.takeaway.eleme.signature import signed_request
from gateways.takeaway.pace import Pace
from gateways.takeaway.plain import plain
from gateways.takeaway.platforms import NotLetIn, Refused, Unclear, account_of
from gateways.takeaway.tokens import Asked, Tokens
from mesh.edge.callbacks import Account
from mesh.edge.outside import Outside
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest, RateLimited

NAME, PATH, TOKEN_PATH = "Ele.me", "/api/v1", "/token"
KEY = "key"
"""What an account's table may say beside its secret: the app's key, where it is not its id."""
BUSY_SECONDS = 1
"""How long an account rests when Ele.me says that it calls too often."""
_NOP = "1.0.0"
_TOO_OFTEN, _OTHER_SIDE, _TOKEN_OVER = "EXCEED_LIMIT", "SERVER_ERROR", "UNAUTHORIZED"
_CREDENTIALS = frozenset(
    {_TOKEN_OVER, "ACCESS_DENIED", "PERMISSION_DENIED", "INVALID_SIGNATURE", "INVALID_TIMESTAMP"}
)
_ANSWERS = frozenset({Command.AGREE, Command.REFUSE})

log = structlog.get_logger()


class _Failure(msgspec.Struct):
    code: str = ""
    message: str = ""


class _Answer(msgspec.Struct):
    result: Any = None
    error: _Failure | None = None


@dataclass(frozen=True, slots=True)
class Eleme:
    """Ele.me's own interface; `accounts` are the chains' apps by their ids."""

    outside: Outside
    accounts: Mapping[str, Account]
    pace: Pace
    menu_pace: Pace
    tokens: Tokens
    channel: str = adapt.CHANNEL

    async def carry_out(self, task: Task) -> bool:
        """Tell it, or ask it. Return and raise as `Platform.carry_out` says."""
        app, number = self.app_of(task.order), task.order.channel_order_number
        if task.again:
            there = await self.order(app, number)
            done = True if gave_back(task, there) else became_of(task.command, there)
            if done is not None:
                return done
        method, params = call_of(task)
        try:
            await self.call(app, f"eleme.order.{method}", {"orderId": number, **params})
        except Refused as refused:
            if task.command is Command.REFUND:
                raise
            done = became_of(task.command, await self.order(app, number))
            if done is None and (task.command is Command.READY or _is_doubtful(task)):
                # Its first answer may have been lost; readiness nobody waits for where the store's
                # own riders bring it.
                log.warning(
                    "command_refused",
                    order_number=number,
                    command=task.command.name,
                    code=refused.code,
                )
                return False
            if done is None:
                raise
            return done
        return True

    async def order(self, app: str, number: str) -> bodies.Order:
        """Return an order as Ele.me has it now."""
        told = await self.call(app, "eleme.order.getOrder", {"orderId": number})
        return reading.read(told if isinstance(told, dict) else {}, bodies.Order)

    def app_of(self, order: order_pb2.Order) -> str:
        """Return the account that sold an order. Raise InvalidRequest when there is none now."""
        return account_of(order, adapt.APP, self.accounts, NAME)

    async def call(
        self, app: str, action: str, params: Mapping[str, Any], *, unhurried: bool = False
    ) -> Any:
        """Call it as an account, at the pace; return the result.

        What is `unhurried` has a pace of its own, so that it holds up no order. A token that is
        refused is renewed once. Raise PeerAway, RateLimited, NotLetIn or Refused.
        """
        token = await self.tokens.of(app)
        try:
            return await self._call(app, action, params, token, unhurried=unhurried)
        except NotLetIn as refused:
            if refused.metadata.get("code") != _TOKEN_OVER:
                raise
            self.tokens.forget(app, token)
        token = await self.tokens.of(app)
        return await self._call(app, action, params, token, unhurried=unhurried)

    async def call_of_app(self, app: str, action: str, params: Mapping[str, Any]) -> Any:
        """Call it about the app itself, which has no token. Raise as `call` does."""
        return await self._call(app, action, params, "", unhurried=False)

    async def _call(
        self, app: str, action: str, params: Mapping[str, Any], token: str, *, unhurried: bool
    ) -> Any:
        pace = self.menu_pace if unhurried else self.pace
        await pace.turn(app)
        now = time.time()
        metas = {"app_key": key_of(app, self.accounts[app]), "timestamp": int(now)}
        secret = self.accounts[app].secret
        body = {
            "nop": _NOP,
            "id": f"{str(uuid.uuid4()).upper()}|{int(now * 1000)}",
            "action": action,
            "token": token,
            "metas": metas,
            "params": params,
            "signature": signed_request(action, token, {**metas, **params}, secret),
        }
        answer = await self.outside.post(PATH, body)
        try:
            return _result(app, answer.content)
        except RateLimited:
            pace.rest(app, BUSY_SECONDS)
            raise


def tokens_of(outside: Outside, accounts: Mapping[str, Account]) -> Tokens:
    """Return what fetches the tokens of accounts."""

    def asks(app: str) -> Asked:
        key, secret = key_of(app, accounts[app]), accounts[app].secret
        basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
        return Asked(headers={"Authorization": f"Basic {basic}"})

    return Tokens(outside, NAME, TOKEN_PATH, asks)


def key_of(app: str, account: Account) -> str:
    """Return the key of an app."""
    return account.more.get(KEY, app)


def _result(app: str, content: bytes) -> Any:
    try:
        told = msgspec.json.decode(content)
        answer = msgspec.convert(told, _Answer, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PeerAway("Ele.me's answer is not what its interface answers.") from None
    if answer.error is None or not (answer.error.code or answer.error.message):
        return answer.result
    code, words = answer.error.code, answer.error.message
    if code == _TOO_OFTEN:
        raise RateLimited(retry_after_seconds=BUSY_SECONDS)
    if code in _CREDENTIALS:
        raise NotLetIn(platform=NAME, account=app, code=code)
    if code == _OTHER_SIDE:
        raise PeerAway("Ele.me answered SERVER_ERROR, an error of its own.")
    raise Refused(NAME, code or "?", words)


def _is_doubtful(task: Task) -> bool:
    """Whether a command may have been heard before, which the order there does not show; pure."""
    return task.again and task.command in (Command.DISPATCH, Command.DELIVER)


def gave_back(task: Task, there: bodies.Order) -> bool:
    """Return whether money that is asked for again is given already, as its order stands; pure.

    Its word is on the way. Raise Unclear where that may be other money of the order, which went
    back before.
    """
    if task.command is not Command.REFUND or there.refund_status != statuses.GIVEN_BACK:
        return False
    if not task.order.amounts.refunded.minor_units:
        return True
    if task.is_of_all:
        return False  # More than there is nobody gives back.
    raise Unclear(platform=NAME, why="some of it went back, which may be an earlier refund")


def became_of(command: Command, order: bodies.Order) -> bool | None:
    """Return whether a command was heard, by how its order stands; pure.

    None where it was not, or that cannot be seen; False where something else was decided.
    """
    status = statuses.ORDER.get(order.status)
    if status in statuses.HEARD.get(command, ()):
        return True
    if command in _ANSWERS:
        return None if order.refund_status in ("", statuses.WISHED) else False
    if status in statuses.OVER and command not in (Command.CANCEL, Command.REFUND):
        return False
    return None


def call_of(task: Task) -> tuple[str, dict[str, Any]]:
    """Return method and parameters of a command, beside the order's number; pure."""
    order = task.order
    match task.command:
        case Command.REFUND:
            return _refund(task)
        case Command.DISPATCH | Command.DELIVER:
            given = {"phone": order.delivery.rider_phone}
        case Command.CANCEL:
            words = order.cancel_note or "other"
            given = {"type": statuses.cancel_type(order.cancel_reason), "remark": words}
        case Command.REFUSE:
            given = {"reason": task.after_sale.answer or "refused"}
        case _:
            given = {}
    return statuses.METHODS[task.command], given


def _refund(task: Task) -> tuple[str, dict[str, Any]]:
    """Giving back all that is left is a cancellation, or a refund of what is over; pure."""
    request, reason = task.after_sale, task.after_sale.reason or "other"
    if task.is_of_all:
        over = task.order.status == order_pb2.ORDER_STATUS_COMPLETED
        why = statuses.cancel_type(order_pb2.CANCEL_REASON_STORE_REJECTED)
        return "applyRefund" if over else "cancelOrderLite", {"type": why, "remark": reason}
    if not request.lines:
        raise InvalidRequest("Ele.me gives back pieces, not amounts of money.")
    goods = adapt.returned_goods(task.order, request)
    return "refundPart", {"refundOrderMessage": {"reason": reason, "goodsList": goods}}


def listed(found: object) -> Sequence[dict[str, Any]]:
    """Return the objects of a list that Ele.me answers; none where it is no list; pure."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_of(found: dict[str, Any], name: str) -> str:
    """Return a field of an object as a text; empty where it is not said; pure."""
    return str(plain(found).get(name, ""))
