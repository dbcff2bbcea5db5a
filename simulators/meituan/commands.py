"""What merchants ask and tell at Meituan's interface, checked as Meituan does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.core.book import Book
from simulators.core.clock import Clock
from simulators.core.entry import (
    AlreadyChanged,
    Entry,
    Finished,
    NotOfferedHere,
    Refused,
    Rider,
    TooEarly,
)
from simulators.core.shelves import Shelves
from simulators.meituan import codes, messages
from simulators.meituan.account import Account
from simulators.meituan.signature import sign

Parameters = Mapping[str, str]

MAX_AGE_SECONDS = 600
ONCE = frozenset({"order/confirm"})
"""What must not come again once it was answered; other repetitions are harmless."""
MENU = ("food/", "foodCat/", "poi/")
"""What is told of menus, stock and hours."""
_SOLD_OUT = {"0": False, "1": True}
_ERRORS: dict[type[Refused], int] = {
    AlreadyChanged: codes.STATE_CHANGED,
    Finished: codes.FINISHED,
    TooEarly: codes.NOT_CONFIRMED_YET,
    NotOfferedHere: codes.BAD_FORMAT,
}


class Failed(Exception):
    """The platform answers with this error code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Commands:
    """The interface of one platform for one merchant. `base` is where the merchant reaches it."""

    account: Account
    base: str
    book: Book
    clock: Clock
    shelves: Shelves

    def answer(self, path: str, parameters: Parameters, *, lost: bool = False) -> dict[str, Any]:
        """Return what is answered to a call: {"data": …}, or {"data": "ng", "error": …}.

        `lost` says that the answer will not arrive: whoever asks again then is right.
        """
        try:
            self._check(path, parameters)
            return {"data": self._do(path, parameters, lost=lost)}
        except Failed as failed:
            return refusal(failed.code)

    def _check(self, path: str, parameters: Parameters) -> None:
        for name in ("app_id", "timestamp", "sig"):
            if not parameters.get(name):
                raise Failed(codes.PARAMETER_MISSING)
        if parameters["app_id"] != self.account.app_id:
            raise Failed(codes.NO_SUCH_APP)
        if sign(f"{self.base}/{path}", parameters, self.account.secret) != parameters["sig"]:
            self.book.faults.append(f"{path} was called with a wrong signature")
            raise Failed(codes.WRONG_SIGNATURE)
        stamp = parameters["timestamp"]
        if not stamp.isdecimal() or abs(int(stamp) - self.clock.now()) > MAX_AGE_SECONDS:
            self.book.faults.append(f"{path} was called with the time {stamp}")
            raise Failed(codes.BAD_FORMAT)

    def _do(self, path: str, parameters: Parameters, *, lost: bool) -> Any:
        if path.startswith(MENU):
            return self._menu(path, parameters)
        if path == "order/getOrderIdByDaySeq":
            return self._by_day_number(parameters)
        if path == "ecommerce/order/getOrderRefundDetail":
            return self._refunds(_needed(parameters, "wm_order_id_view"))
        command = _COMMANDS.get(path)
        if command is None:
            self.book.faults.append(f"{path} is no call of this platform")
            raise Failed(codes.SYSTEM_FAULT)
        entry = self.book.entries.get(_needed(parameters, "order_id"))
        if entry is None:
            raise Failed(codes.NO_SUCH_ORDER)
        try:
            answer = command(entry, parameters)
        except Refused as refused:
            entry.refused(path, refused, parameters, once=path in ONCE)
            raise Failed(_ERRORS[type(refused)]) from None
        entry.carried_out(path, parameters, answered=not lost)
        return answer

    def _menu(self, path: str, parameters: Parameters) -> Any:
        store = _needed(parameters, "app_poi_code")
        if store not in self.book.store_codes:
            raise Failed(codes.NO_SUCH_STORE)
        shelf = self.shelves.of(store)
        if path == "food/list":
            begin = self._number(path, parameters, "offset")
            found = [messages.food(each) for each in self.shelves.chain.dishes]
            return found[begin : begin + self._number(path, parameters, "limit")]
        if path in ("poi/open", "poi/close"):
            shelf.is_open = path == "poi/open"
        elif path == "poi/sendtime/save":
            shelf.minutes = self._number(path, parameters, "send_time")
        elif path == "food/sku/sellStatus":
            sold_out = _SOLD_OUT.get(_needed(parameters, "sell_status"))
            if sold_out is None:
                raise self._odd(path)
            self.shelves.sell(store, self._sizes(path, parameters), sold_out=sold_out)
        return "ok"

    def _number(self, path: str, parameters: Parameters, name: str) -> int:
        text = _needed(parameters, name)
        if not text.isdecimal():
            raise self._odd(path)
        return int(text)

    def _sizes(self, path: str, parameters: Parameters) -> list[str]:
        """Return the codes of sizes that a call is about."""
        try:
            told = json.loads(_needed(parameters, "food_data"))
            return [str(sku["sku_id"]) for dish in told for sku in dish["skus"]]
        except (KeyError, TypeError, ValueError):
            raise self._odd(path) from None

    def _odd(self, path: str) -> Failed:
        self.book.faults.append(f"{path} was told in the wrong form")
        return Failed(codes.BAD_FORMAT)

    def _by_day_number(self, parameters: Parameters) -> dict[str, Any]:
        store, number = _needed(parameters, "app_poi_code"), _needed(parameters, "day_seq")
        if store not in self.book.store_codes:
            raise Failed(codes.NO_SUCH_STORE)
        for entry in self.book.entries.values():
            if (entry.order.store.code, str(entry.order.day_number)) == (store, number):
                return {"order_id": int(entry.order.number), "result": "ok"}
        raise Failed(codes.NO_SUCH_ORDER)

    def _refunds(self, shown_number: str) -> list[dict[str, Any]]:
        """Return what was asked back of some pieces, by whomever."""
        for entry in self.book.entries.values():
            if entry.order.shown_number == shown_number:
                pieces = (each for each in entry.refunds if not each.whole)
                return [messages.refund_record(entry, each) for each in pieces]
        raise Failed(codes.NO_SUCH_ORDER)


def refusal(code: int) -> dict[str, Any]:
    """Return the body that refuses."""
    return {"data": "ng", "error": {"code": code, "msg": codes.WORDS[code]}}


def _needed(parameters: Parameters, name: str) -> str:
    if not parameters.get(name):
        raise Failed(codes.PARAMETER_MISSING)
    return parameters[name]


def _received(_entry: Entry, _parameters: Parameters) -> str:
    return "ok"


def _confirm(entry: Entry, _parameters: Parameters) -> str:
    entry.confirm()
    return "ok"


def _cancel(entry: Entry, parameters: Parameters) -> str:
    entry.reject(_needed(parameters, "reason_code"), _needed(parameters, "reason"))
    return "ok"


def _prepared(entry: Entry, _parameters: Parameters) -> str:
    entry.prepare()
    return "ok"


def _delivering(entry: Entry, _parameters: Parameters) -> str:
    entry.ride(Rider.PICKED_UP)
    return "ok"


def _arrived(entry: Entry, _parameters: Parameters) -> str:
    entry.ride(Rider.DELIVERED)
    return "ok"


def _synced(entry: Entry, parameters: Parameters) -> str:
    """The store's own riders, step by step; steps that say nothing new are taken, too."""
    status = _needed(parameters, "logistics_status")
    for step in (Rider.PICKED_UP, Rider.DELIVERED):
        if status == str(codes.RIDER[step]):
            entry.ride(step)
    return "ok"


def _agree(entry: Entry, parameters: Parameters) -> str:
    entry.answer_refund(agreed=True, words=parameters.get("reason", ""))
    return "ok"


def _reject(entry: Entry, parameters: Parameters) -> str:
    entry.answer_refund(agreed=False, words=_needed(parameters, "reason"))
    return "ok"


def _part_refund(entry: Entry, parameters: Parameters) -> str:
    try:
        food = json.loads(_needed(parameters, "food_data"))
        wanted = [
            (each.get("sku_id") or each["app_food_code"], int(each["count"])) for each in food
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Failed(codes.BAD_FORMAT) from None
    entry.give_back(entry.pieces_of(wanted), _needed(parameters, "reason"))
    return "ok"


def _view_status(entry: Entry, _parameters: Parameters) -> dict[str, Any]:
    return {"order_id": int(entry.order.number), "status": codes.STATUS[entry.stage]}


def _detail(entry: Entry, _parameters: Parameters) -> dict[str, Any]:
    return dict(messages.order_form(entry))


def _day_number(entry: Entry, _parameters: Parameters) -> dict[str, Any]:
    return {"order_id": int(entry.order.number), "day_seq": entry.order.day_number}


def _rider(entry: Entry, _parameters: Parameters) -> dict[str, Any]:
    return {"order_id": entry.order.number, "logistics_status": codes.RIDER[entry.rider]}


_COMMANDS: dict[str, Callable[[Entry, Parameters], Any]] = {
    "order/poi_received": _received,
    "order/confirm": _confirm,
    "order/cancel": _cancel,
    "order/preparationMealComplete": _prepared,
    "order/delivering": _delivering,
    "order/arrived": _arrived,
    "ecommerce/order/logistics/sync": _synced,
    "order/refund/agree": _agree,
    "order/refund/reject": _reject,
    "order/applyPartRefund": _part_refund,
    "order/viewstatus": _view_status,
    "order/getOrderDetail": _detail,
    "order/getOrderDaySeq": _day_number,
    "order/logistics/status": _rider,
}
