"""SF's interface: what a merchant asks, checked as SF checks it, and done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.core.riding import Refusal
from simulators.core.ways import RANGE_METRES, SHOP, fee_for, way
from simulators.sf import bodies
from simulators.sf.account import Account
from simulators.sf.bodies import Body
from simulators.sf.book import Asked, Book, Order
from simulators.sf.courier import Courier

OURS = 2
"""An order is asked for by the merchant's number."""


@dataclass
class Orders:
    """The interface. What it returns is the result in the answer."""

    book: Book
    courier: Courier

    def answer(self, account: Account, path: str, asked: Body) -> Body:
        """Do what a developer asks, who has proved its name. Raise Refusal."""
        calls: Mapping[str, Callable[[Account, Body], Body]] = {
            "precreateorder": self._price,
            "createorder": self._create,
            "getorderstatus": self._status,
            "riderlatestposition": self._position,
            "cancelorder": self._cancel,
        }
        work = calls.get(path)
        if work is None:
            raise Refusal(404, "接口不存在")
        return work(account, asked)

    def move(self, order: Order, state: int) -> None:
        """Have a rider take an order further, and tell the merchant. Raise Refusal."""
        self.book.move(order, state)
        self.courier.tell(order)

    def move_number(self, number: str, to: int) -> int:
        """Have a rider take an order further; return its state. Raise Refusal."""
        order = self.book.any(number)
        self.move(order, to)
        return order.state

    def listed(self) -> list[Mapping[str, Any]]:
        """Every order, oldest first."""
        return [
            {"order_id": order.asked.shop_order_id, "state": order.state, "fee": order.fee}
            for order in self.book.all()
        ]

    def give_back(self, order: Order, reason: str) -> None:
        """Have SF call an order off, and tell the merchant. Raise Refusal."""
        self.book.call_off(order, reason)
        self.courier.tell(order)

    def _now(self) -> float:
        return self.courier.clock.now()

    def _price(self, account: Account, asked: Body) -> Body:
        _shop_of(account, asked)
        _whole(asked, "weight")
        _whole(asked, "product_type")
        metres = self._metres(_degrees(asked, "user_lat"), _degrees(asked, "user_lng"))
        return bodies.price(metres, fee_for(metres), self._now(), asked.get("expect_time", 0))

    def _create(self, account: Account, asked: Body) -> Body:
        wanted = _asked(account, asked)
        metres = self._metres(wanted.latitude, wanted.longitude)
        if self.courier.faults.no_balance:
            raise Refusal(2006, "店铺余额不足")
        order = self.book.add(account, wanted, metres, fee_for(metres))
        return bodies.made(order, self._now())

    def _status(self, account: Account, asked: Body) -> Body:
        return bodies.status(self._found(account, asked), self._now())

    def _position(self, account: Account, asked: Body) -> Body:
        order = self._found(account, asked)
        if not order.has_rider:
            raise Refusal(2007, "暂无配送员坐标")
        return bodies.position(order, self._now())

    def _cancel(self, account: Account, asked: Body) -> Body:
        order = self._found(account, asked)
        self.book.call_off(order, str(asked.get("cancel_reason", "")))
        return bodies.called_off(order, self._now())

    def _found(self, account: Account, asked: Body) -> Order:
        if asked.get("order_type") != OURS:
            raise Refusal(2008, "order_type错误")
        return self.book.find(account, _shop_of(account, asked), _text(asked, "order_id"))

    def _metres(self, latitude: float, longitude: float) -> int:
        if self.courier.faults.no_riders:
            raise Refusal(2009, "当前运力紧张")
        metres = way(SHOP, (latitude, longitude))
        if metres > RANGE_METRES:
            raise Refusal(2010, "收货地址超出配送范围")
        return metres


def _asked(account: Account, asked: Body) -> Asked:
    for name in ("order_time", "version", "is_insured", "is_person_direct"):
        _whole(asked, name)
    _text(asked, "order_source")
    if asked.get("is_appoint") not in (0, 1):
        raise Refusal(2011, "is_appoint不能为空")
    if asked["is_appoint"] and not asked.get("expect_time"):
        raise Refusal(2011, "expect_time不能为空")
    receive, detail = asked.get("receive") or {}, asked.get("order_detail") or {}
    if not detail.get("product_detail"):
        raise Refusal(2011, "product_detail不能为空")
    return Asked(
        _text(asked, "shop_order_id"),
        _shop_of(account, asked),
        _text(receive, "user_name"),
        _text(receive, "user_phone"),
        _text(receive, "user_address"),
        _degrees(receive, "user_lat"),
        _degrees(receive, "user_lng"),
        _whole(detail, "total_price"),
        _whole(detail, "weight_gram"),
        str(asked.get("order_sequence", "")),
        str(asked.get("remark", "")),
        int(asked.get("expect_time", 0)),
    )


def _shop_of(account: Account, asked: Body) -> str:
    shop_id = _text(asked, "shop_id")
    right = asked.get("shop_type") == account.shop_type
    if not right or (account.shops and shop_id not in account.shops):
        raise Refusal(2012, "店铺不存在")
    return shop_id


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(2011, f"{name}不能为空")
    return value


def _whole(asked: Mapping[str, Any], name: str) -> int:
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(2011, f"{name}不能为空")
    return value


def _degrees(asked: Mapping[str, Any], name: str) -> float:
    """Return a coordinate, which SF has as texts."""
    try:
        return float(_text(asked, name))
    except ValueError:
        raise Refusal(2011, f"{name}错误") from None
