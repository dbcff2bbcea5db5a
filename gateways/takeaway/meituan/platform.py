"""The only file that calls Meituan."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.meituan import adapt, bodies, reading, statuses
from gateways.takeaway.meituan.refund_records import was_asked
from gateways.takeaway.meituan.signature import APP_ID, SIG, TIMESTAMP, signed
from gateways.takeaway.pace import Pace
from gateways.takeaway.platforms import (
    NoSuchStore,
    NotLetIn,
    Refused,
    Unclear,
    account_of,
    accounts_of,
)
from mesh.call.context import merchant_id
from mesh.edge.callbacks import Account
from mesh.edge.outside import Outside
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest, RateLimited, Refusal

PATH = "/api/v1"
BUSY_SECONDS = 1
"""How long an account rests when Meituan says that it calls too often."""
_OTHER_SIDE, _TOO_OFTEN, _CHANGED_ALREADY = 700, 711, 808
_CREDENTIALS = frozenset({702, 703, 704})
_NO_STORE = 803
_IN_PART = "2"
"""The records of refunds of some pieces."""


class _Failure(msgspec.Struct):
    code: int = 0
    msg: str = ""


class _Answer(msgspec.Struct):
    data: Any = None
    error: _Failure | None = None


@dataclass(frozen=True, slots=True)
class Meituan:
    """Meituan's own interface; `accounts` are the chains' apps by their app_id."""

    outside: Outside
    accounts: Mapping[str, Account]
    pace: Pace
    menu_pace: Pace
    channel: str = adapt.CHANNEL
    _app_of_store: dict[tuple[str, str], str] = field(default_factory=dict)

    async def carry_out(self, task: Task) -> bool:
        """Tell it, or ask it. Return and raise as `Platform.carry_out` says."""
        app, number, command = (
            self.app_of(task.order),
            task.order.channel_order_number,
            task.command,
        )
        if task.again and await self._was_heard(app, task):
            return True
        method, path, parameters = call_of(task)
        try:
            await self.call(app, method, path, {"order_id": number, **parameters})
        except Refused as refused:
            if command in _REACHED and await self._is_done(app, number, command):
                return True
            if refused.code == _CHANGED_ALREADY and command is not Command.CANCEL:
                return False
            raise
        return True

    async def order(self, app: str, number: str) -> bodies.Order:
        """Return an order, whole, as Meituan has it now."""
        given = {"order_id": number, "is_mt_logistics": "1"}
        return reading.read(
            await self.call(app, "GET", "order/getOrderDetail", given), bodies.Order
        )

    async def status(self, app: str, number: str) -> order_pb2.OrderStatus | None:
        """Return where Meituan says that an order stands; None for a code we do not know."""
        told = await self.call(app, "GET", "order/viewstatus", {"order_id": number})
        return statuses.status_of(str(told.get("status", "")))

    def app_of(self, order: order_pb2.Order) -> str:
        """Return the account that sold an order. Raise InvalidRequest when there is none now."""
        return account_of(order, adapt.APP, self.accounts, "Meituan")

    async def call(
        self,
        app: str,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        *,
        unhurried: bool = False,
    ) -> dict[str, Any]:
        """Call it as an account, at the pace; return the answer's data, {} where it has no fields.

        What is `unhurried` has a pace of its own, so that it holds up no order. Raise PeerAway,
        RateLimited, NotLetIn or Refused.
        """
        told = await self._ask(app, method, path, parameters, unhurried=unhurried)
        return told if isinstance(told, dict) else {}

    async def _ask(
        self,
        app: str,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        *,
        unhurried: bool = False,
    ) -> Any:
        """Call it, and return the answer's data as it is. Raise as `call` does."""
        pace = self.menu_pace if unhurried else self.pace
        await pace.turn(app)
        system = {APP_ID: app, TIMESTAMP: str(int(time.time()))}
        full, secret = f"{PATH}/{path}", self.accounts[app].secret
        url = f"{self.outside.base}{full}"
        system[SIG] = signed(url, {**system, **parameters}, secret)
        if method == "GET":
            answer = await self.outside.send("GET", full, query={**parameters, **system})
        else:
            answer = await self.outside.send(method, full, query=system, form=parameters)
        try:
            return self._data(app, answer.content)
        except RateLimited:
            pace.rest(app, BUSY_SECONDS)
            raise

    async def call_of_store(
        self,
        store_code: str,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        *,
        unhurried: bool = False,
    ) -> tuple[str, dict[str, Any]]:
        """Call it about a store; return the account that has the store, and the answer's data.

        Each account of the caller's chain is tried until one has it, which is remembered. Raise
        what `call` raises, of several refusals the one that says most.
        """
        app, told = await self._ask_of_store(
            store_code, method, path, parameters, unhurried=unhurried
        )
        return app, told if isinstance(told, dict) else {}

    async def list_of_store(
        self, store_code: str, path: str, parameters: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        """Return a list of what a store has, unhurriedly. Raise as `call_of_store` does."""
        _app, told = await self._ask_of_store(store_code, "GET", path, parameters, unhurried=True)
        return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []

    async def _ask_of_store(
        self,
        store_code: str,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        *,
        unhurried: bool,
    ) -> tuple[str, Any]:
        key = merchant_id(), store_code
        known = self._app_of_store.get(key)
        given, refusals = {"app_poi_code": store_code, **parameters}, list[Refused | NotLetIn]()
        apps = accounts_of(merchant_id(), self.accounts)
        for app in sorted(apps, key=lambda each: each != known):
            try:
                told = await self._ask(app, method, path, given, unhurried=unhurried)
            except (Refused, NotLetIn) as exc:
                refusals.append(exc)
                if app == known and _says(exc) == _OF_THE_CALL:
                    break
            else:
                self._app_of_store[key] = app
                return app, told
        raise max(refusals, key=_says, default=InvalidRequest("The chain has no account there."))

    def _data(self, app: str, content: bytes) -> Any:
        try:
            answer = msgspec.json.decode(content, type=_Answer, strict=False)
        except msgspec.DecodeError:
            raise PeerAway("Meituan's answer is not JSON.") from None
        if (answer.error is not None and answer.error.code) or answer.data == "ng":
            failure = answer.error or _Failure()
            if failure.code == _TOO_OFTEN:
                raise RateLimited(retry_after_seconds=BUSY_SECONDS)
            if failure.code in _CREDENTIALS:
                raise NotLetIn(platform="Meituan", account=app, code=failure.code)
            if failure.code == _OTHER_SIDE:
                raise PeerAway("Meituan answered 700, an error of its own.")
            refused = NoSuchStore if failure.code == _NO_STORE else Refused
            raise refused("Meituan", failure.code, failure.msg)
        return answer.data

    async def _was_heard(self, app: str, task: Task) -> bool:
        """Whether a command that may have been told before was. Raise Unclear about money."""
        if task.command is not Command.REFUND or task.is_of_all:
            return await self._is_done(app, task.order.channel_order_number, task.command)
        asked = {"wm_order_id_view": adapt.shown_number_of(task.order), "refund_type": _IN_PART}
        try:
            told = await self._ask(app, "GET", "ecommerce/order/getOrderRefundDetail", asked)
        except Refused as refused:
            raise Unclear(platform="Meituan", why=refused.message) from None
        if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
            raise Unclear(platform="Meituan", why="it does not say what went back")
        return was_asked(task, [reading.read(each, bodies.RefundRecord) for each in told])

    async def _is_done(self, app: str, number: str, command: Command) -> bool:
        """Whether an order stands already where the command would take it, or is over."""
        if command not in _REACHED:
            return False
        return await self.status(app, number) in _REACHED[command]


_OF_THE_STORE, _OF_THE_ACCOUNT, _OF_THE_CALL = range(3)


def _says(refusal: Refusal) -> int:
    """Return what a refusal is about, from what says least of a store to what says most."""
    if isinstance(refusal, NotLetIn):
        return _OF_THE_ACCOUNT
    return _OF_THE_STORE if isinstance(refusal, NoSuchStore) else _OF_THE_CALL


_OVER = (order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED)
_REACHED: Mapping[Command, tuple[order_pb2.OrderStatus, ...]] = {
    Command.CONFIRM: (
        order_pb2.ORDER_STATUS_ACCEPTED,
        order_pb2.ORDER_STATUS_DELIVERING,
        *_OVER,
    ),
    Command.CANCEL: (order_pb2.ORDER_STATUS_CANCELLED,),
}
"""Where an order stands when a command that must not come twice has been heard, or is too late."""


_PATHS: Mapping[Command, str] = {
    Command.CONFIRM: "order/confirm",
    Command.READY: "order/preparationMealComplete",
    Command.DISPATCH: "order/delivering",
    Command.DELIVER: "order/arrived",
    Command.CANCEL: "order/cancel",
    Command.AGREE: "order/refund/agree",
    Command.REFUSE: "order/refund/reject",
}


def call_of(task: Task) -> tuple[str, str, dict[str, str]]:
    """Return method, path and parameters of a command, beside the order's number; pure."""
    if task.command is Command.REFUND:
        return _refund(task)
    order, given = task.order, dict[str, str]()
    if task.command is Command.DISPATCH:
        rider = order.delivery
        given = {"courier_name": rider.rider_name, "courier_phone": rider.rider_phone}
    elif task.command is Command.CANCEL:
        code = statuses.cancel_code(order.cancel_reason)
        given = {"reason_code": str(code), "reason": order.cancel_note or "other"}
    elif task.command in (Command.AGREE, Command.REFUSE):
        given = {"reason": task.after_sale.answer or task.command.name.lower()}
    return "GET", _PATHS[task.command], {key: value for key, value in given.items() if value}


def _refund(task: Task) -> tuple[str, str, dict[str, str]]:
    """Giving back all that is left is a cancellation; some pieces are a part refund."""
    request, reason = task.after_sale, task.after_sale.reason or "other"
    if task.is_of_all:
        code = str(statuses.cancel_code(order_pb2.CANCEL_REASON_STORE_REJECTED))
        return "GET", "order/cancel", {"reason_code": code, "reason": reason}
    if not request.lines:
        raise InvalidRequest("Meituan gives back pieces, not amounts of money.")
    food = adapt.returned_food(task.order, request)
    return "POST", "order/applyPartRefund", {"reason": reason, "food_data": food}
