"""Dada's interface: what a merchant asks, checked as Dada checks it, and done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.core.riding import Refusal
from simulators.core.ways import RANGE_METRES, SHOP, fee_for, way
from simulators.dada import bodies
from simulators.dada.account import Account
from simulators.dada.bodies import Body
from simulators.dada.book import Asked, Book, Order
from simulators.dada.courier import Courier

BY_MERCHANT, BY_SYSTEM = 2, 3
_REASONS = frozenset({1, 2, 3, 4, 5, 34, 35, 36, 37, 10000})
_OTHER = 10000


@dataclass
class Orders:
    """The interface. What it returns is the result in the answer."""

    book: Book
    courier: Courier

    def answer(self, account: Account, path: str, asked: Body) -> Body:
        """Do what a merchant asks, who has proved its name. Raise Refusal."""
        calls: Mapping[str, Callable[[Account, Body], Body]] = {
            "queryDeliverFee": self._price,
            "addOrder": self._add,
            "status/query": self._query,
            "formalCancel": self._cancel,
        }
        work = calls.get(path)
        if work is None:
            raise Refusal(2013, "请求接口参数异常,请查看开发文档参数设定")
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
            {"order_id": order.asked.origin_id, "state": order.state, "fee": order.fee}
            for order in self.book.all()
        ]

    def give_back(self, order: Order, reason: str) -> None:
        """Have Dada call an order off, and tell the merchant. Raise Refusal."""
        self.book.call_off(order, reason, BY_SYSTEM)
        self.courier.tell(order)

    def _price(self, account: Account, asked: Body) -> Body:
        wanted = self._asked(account, asked)
        metres = self._metres(wanted)
        return bodies.price(metres, fee_for(metres)) | {"deliveryNo": wanted.origin_id[:30]}

    def _add(self, account: Account, asked: Body) -> Body:
        wanted = self._asked(account, asked)
        metres = self._metres(wanted)
        if self.courier.faults.no_balance:
            raise Refusal(2155, "余额不足请充值")
        order = self.book.add(account, wanted, metres, fee_for(metres))
        self.courier.tell(order)
        return bodies.price(metres, order.fee)

    def _query(self, account: Account, asked: Body) -> Body:
        return bodies.order_body(self.book.find(account, _text(asked, "order_id", 1997)))

    def _cancel(self, account: Account, asked: Body) -> Body:
        order = self.book.find(account, _text(asked, "order_id", 1997))
        reason = asked.get("cancel_reason_id")
        if reason not in _REASONS:
            raise Refusal(2048, "订单取消原因ID不能为空")
        if reason == _OTHER and not asked.get("cancel_reason"):
            raise Refusal(2049, "订单取消原因ID对应其他,取消原因不能为空")
        self.book.call_off(order, str(asked.get("cancel_reason", "")), BY_MERCHANT)
        self.courier.tell(order)
        return {"deduct_fee": bodies.yuan(order.deducted)}

    def _metres(self, wanted: Asked) -> int:
        if self.courier.faults.no_riders:
            raise Refusal(2999, "当前运力紧张,暂不接单")
        metres = way(SHOP, (wanted.latitude, wanted.longitude))
        if metres > RANGE_METRES:
            raise Refusal(2998, "收货地址超出配送范围")
        return metres

    def _asked(self, account: Account, asked: Body) -> Asked:
        phone = asked.get("receiver_phone") or asked.get("receiver_tel")
        if not phone:
            raise Refusal(2122, "receiver_phone不能为空")
        shop_no = _text(asked, "shop_no", 2402)
        if account.shops and shop_no not in account.shops:
            raise Refusal(2402, "门店不存在")
        if asked.get("is_prepay") not in (0, 1):
            raise Refusal(2109, "is_prepay不能为空")
        return Asked(
            _text(asked, "origin_id", 2104),
            shop_no,
            _text(asked, "callback", 2123),
            _text(asked, "receiver_name", 2120),
            str(phone),
            _text(asked, "receiver_address", 2121),
            _number(asked, "receiver_lat", 2128),
            _number(asked, "receiver_lng", 2128),
            round(_number(asked, "cargo_price", 2113) * 100),
            round(_number(asked, "cargo_weight", 2112) * 1000),
            str(asked.get("info", "")),
        )


def _text(asked: Mapping[str, Any], name: str, code: int) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(code, f"{name}不能为空")
    return value


def _number(asked: Mapping[str, Any], name: str, code: int) -> float:
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal(code, f"{name}不能为空")
    return float(value)
