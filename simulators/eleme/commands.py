"""What merchants ask and tell at Ele.me's interface, checked as Ele.me does."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.core.book import Book
from simulators.core.clock import Clock
from simulators.core.entry import (
    Entry,
    Refused,
    Rider,
    Stage,
)
from simulators.eleme import codes, messages
from simulators.eleme.account import Account
from simulators.eleme.dishes import (
    CHANGE_ITEM,
    GET_CATEGORIES,
    NEW_CATEGORY,
    NEW_ITEM,
    BadForm,
    Dishes,
    NoCategory,
)
from simulators.eleme.shops import TOLD, OddForm, Shops
from simulators.eleme.signature import call_signature
from simulators.eleme.unpushed import Unpushed

Params = Mapping[str, Any]

MAX_AGE_SECONDS = 600
MOST_LISTED = 50
TOKEN_SECONDS = 3600
ONCE = frozenset({"confirmOrderLite"})
"""What must not come again once it was answered; other repetitions are harmless."""
_OF_AN_ORDER = "eleme.order."
_DISHES = frozenset({GET_CATEGORIES, NEW_CATEGORY, NEW_ITEM, CHANGE_ITEM})


class Failed(Exception):
    """The platform answers with this error code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Commands:
    """The interface of one platform for one merchant."""

    account: Account
    book: Book
    clock: Clock
    unpushed: Unpushed
    dishes: Dishes
    shops: Shops
    _token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def grant(self, authorization: str) -> dict[str, Any] | None:
        """Return a token for who shows key and secret; None for anybody else."""
        shown = f"{self.account.app_id}:{self.account.secret}".encode()
        if authorization != f"Basic {base64.b64encode(shown).decode()}":
            self.book.faults.append("a token was asked for with wrong credentials")
            return None
        return {"access_token": self._token, "token_type": "bearer", "expires_in": TOKEN_SECONDS}

    def answer(self, call: Mapping[str, Any], *, lost: bool = False) -> dict[str, Any]:
        """Return what is answered to a call: its result, or an error.

        `lost` says that the answer will not arrive: whoever asks again then is right.
        """
        own_id = call.get("id", "")
        try:
            self._check(call)
            result = self._do(call["action"], call["params"], lost=lost)
            return {"id": own_id, "result": result, "error": None}
        except Failed as failed:
            return refusal(own_id, failed.code)

    def _check(self, call: Mapping[str, Any]) -> None:
        names = ("nop", "id", "action", "metas", "params", "signature")
        if any(not isinstance(call.get(name), dict) for name in ("metas", "params")) or any(
            name not in call for name in names
        ):
            raise Failed(codes.BAD_FORM)
        action = call["action"]
        if call["metas"].get("app_key") != self.account.app_id:
            raise Failed(codes.NOT_YOURS)
        if call_signature(call, self.account.secret) != call["signature"]:
            self.book.faults.append(f"{action} was called with a wrong signature")
            raise Failed(codes.BAD_SIGNATURE)
        if abs(int(call["metas"].get("timestamp", 0)) - self.clock.now()) > MAX_AGE_SECONDS:
            self.book.faults.append(f"{action} was called with another time")
            raise Failed(codes.BAD_TIME)
        of_the_app = action.startswith("eleme.msgNew.")
        if call.get("token") != ("" if of_the_app else self._token):
            raise Failed(codes.NO_TOKEN)

    def _do(self, action: str, params: Params, *, lost: bool) -> Any:
        if action in _DISHES or action in TOLD:
            return self._told(action, params)
        asked = _ASKED.get(action)
        if asked is not None:
            return asked(self, params)
        method = action.removeprefix(_OF_AN_ORDER)
        command = _COMMANDS.get(method)
        if command is None or not action.startswith(_OF_AN_ORDER):
            self.book.faults.append(f"{action} is no call of this platform")
            raise Failed(codes.NO_METHOD)
        entry = self.book.entries.get(_needed(params, "orderId"))
        if entry is None:
            raise Failed(codes.NO_SUCH)
        try:
            answer = command(entry, params)
        except Refused as refused:
            entry.refused(method, refused, params, once=method in ONCE)
            raise Failed(codes.NOT_NOW) from None
        entry.carried_out(method, params, answered=not lost)
        return answer

    def _told(self, action: str, params: Params) -> Any:
        """What merchants tell of dishes and shops."""
        self.book.counts["dishes told"] += action in (NEW_ITEM, CHANGE_ITEM)
        kept = self.dishes if action in _DISHES else self.shops
        try:
            return kept.answer(action, params)
        except (BadForm, OddForm):
            self.book.faults.append(f"{action} was told in the wrong form")
            raise Failed(codes.BAD_FORM) from None
        except NoCategory:
            raise Failed(codes.NO_SUCH) from None

    def user(self, _params: Params) -> dict[str, Any]:
        """The shops that the merchant let its app work for."""
        shops = [{"id": messages.shop_id(code), "name": code} for code in self._codes()]
        return {"userId": 1, "userName": "demo", "authorizedShops": shops}

    def shop(self, params: Params) -> dict[str, Any]:
        """One shop, with the code that the merchant gave it."""
        code = self._shop(params)
        return {"id": messages.shop_id(code), "name": code, "openId": code}

    def waiting(self, params: Params) -> list[dict[str, Any]]:
        """The orders of a shop that nobody has taken on."""
        return [
            messages.order(entry) for entry in self._of_shop(params) if entry.stage is Stage.SOLD
        ]

    def listed(self, params: Params) -> dict[str, Any]:
        """A page of the orders that a shop had on a day, newest first."""
        date, size = _needed(params, "date"), int(params.get("pageSize", 20))
        if not 1 <= size <= MOST_LISTED or datetime.fromisoformat(date).time().hour:
            raise Failed(codes.BAD_FORM)
        sold = [messages.order(entry) for entry in reversed(self._of_shop(params))]
        sold = [each for each in sold if each["createdAt"].startswith(date)]
        begin = (int(params.get("pageNo", 1)) - 1) * size
        return {"list": sold[begin : begin + size], "total": len(sold)}

    def item(self, params: Params) -> dict[str, Any]:
        """A dish by the code that the merchant gave it."""
        number = self.shops.spec(self._shop(params), _needed(params, "extendCode"))
        return {"id": number, "specs": [{"specId": number, "extendCode": params["extendCode"]}]}

    def items(self, params: Params) -> list[dict[str, Any]]:
        """A page of the dishes of a shop."""
        page = _object(params, "queryPage")
        codes_of = [dish.code for dish in self.shops.shelves.chain.dishes]
        begin = _count(page.get("offset"))
        return [
            self.item({"shopId": page.get("shopId"), "extendCode": code})
            for code in codes_of[begin : begin + _count(page.get("limit"))]
        ]

    def failed_pushes(self, _params: Params) -> dict[str, Any]:
        """Messages that could not be pushed."""
        return {"messages": self.unpushed.all()}

    def confirm_pulled(self, params: Params) -> bool:
        """The merchant has them."""
        self.unpushed.forget(_object(params, "msgConfirmRequest").get("requestIds", []))
        return True

    def _codes(self) -> list[str]:
        return sorted(self.book.store_codes)

    def _shop(self, params: Params) -> str:
        for code in self._codes():
            if messages.shop_id(code) == params.get("shopId"):
                return code
        raise Failed(codes.NO_SUCH)

    def _of_shop(self, params: Params) -> list[Entry]:
        code = self._shop(params)
        return [entry for entry in self.book.all() if entry.order.store.code == code]


def refusal(own_id: str, code: str) -> dict[str, Any]:
    """Return the body that refuses."""
    words = {"code": code, "message": codes.WORDS[code]}
    return {"id": own_id, "result": None, "error": words}


def _needed(params: Params, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not value:
        raise Failed(codes.BAD_FORM)
    return value


def _object(params: Params, name: str) -> dict[str, Any]:
    value = params.get(name)
    if not isinstance(value, dict):
        raise Failed(codes.BAD_FORM)
    return value


def _confirm(entry: Entry, _params: Params) -> None:
    entry.confirm()


def _cancel(entry: Entry, params: Params) -> None:
    entry.reject(_needed(params, "type"), _needed(params, "remark"))


def _prepared(entry: Entry, _params: Params) -> None:
    entry.prepare()


def _started(entry: Entry, params: Params) -> None:
    if "phone" not in params:
        raise Failed(codes.BAD_FORM)
    entry.ride(Rider.PICKED_UP)


def _completed(entry: Entry, _params: Params) -> None:
    entry.ride(Rider.DELIVERED)


def _agree(entry: Entry, _params: Params) -> None:
    entry.answer_refund(agreed=True)


def _disagree(entry: Entry, params: Params) -> None:
    entry.answer_refund(agreed=False, words=_needed(params, "reason"))


def _apply_refund(entry: Entry, params: Params) -> None:
    left = {number: count for number, count in entry.pieces_left().items() if count}
    entry.give_back(left, _needed(params, "remark"))


def _refund_part(entry: Entry, params: Params) -> None:
    told = _object(params, "refundOrderMessage")
    codes_of = {str(messages.sku_id(each.dish.code)): each.dish.code for each in entry.order.lines}
    wanted = [
        (codes_of.get(str(each.get("skuId")), ""), _count(each.get("quantity")))
        for each in told.get("goodsList", [])
    ]
    entry.give_back(entry.pieces_of(wanted), str(told.get("reason", "")))


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _order(entry: Entry, _params: Params) -> dict[str, Any]:
    return messages.order(entry)


_ASKED: dict[str, Callable[[Commands, Params], Any]] = {
    "eleme.user.getUser": Commands.user,
    "eleme.shop.getShop": Commands.shop,
    "eleme.order.getUnprocessOrders": Commands.waiting,
    "eleme.order.getAllOrders": Commands.listed,
    "eleme.product.item.getItemByShopIdAndExtendCode": Commands.item,
    "eleme.product.item.queryItemByPage": Commands.items,
    "eleme.msgNew.getPushFailMsg": Commands.failed_pushes,
    "eleme.msgNew.confirmPullMsg": Commands.confirm_pulled,
}
_COMMANDS: dict[str, Callable[[Entry, Params], Any]] = {
    "confirmOrderLite": _confirm,
    "cancelOrderLite": _cancel,
    "setOrderPrepared": _prepared,
    "startDeliveryBySelf": _started,
    "completeDeliveryBySelf": _completed,
    "agreeRefundLite": _agree,
    "disagreeRefundLite": _disagree,
    "applyRefund": _apply_refund,
    "refundPart": _refund_part,
    "getOrder": _order,
}
