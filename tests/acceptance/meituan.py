"""Meituan's side in a test: pushes what it signs, and keeps what it is told."""

import hashlib
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import httpx

from tests.acceptance.side import Side

APP, SECRET = "4444", "what Meituan gave"
MOVED_BY = {"order/confirm": "4", "order/cancel": "9"}
"""The status in which an order stands once Meituan was told so."""


class Meituan(Side):
    """Its interface, listening, and the orders that it has sold."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []
        self.orders: dict[str, dict[str, str]] = {}
        self.numbered: dict[tuple[str, str], str] = {}
        super().__init__()

    def answer(self, path: str, body: str) -> dict[str, Any]:
        """What it answers to a call, whose signature must be right."""
        split = urlsplit(path)
        asked = dict(parse_qsl(split.query)) | dict(parse_qsl(body))
        if asked.get("sig") != signed(f"{self.url}{split.path}", asked):
            return refused(703)
        call = split.path.removeprefix("/api/v1/")
        self.told.append((call, asked))
        number = asked.get("order_id", "")
        if call == "order/getOrderIdByDaySeq":
            found = self.numbered.get((asked["app_poi_code"], asked["day_seq"]))
            return {"data": {"order_id": int(found)}} if found else refused(806)
        if call == "ecommerce/order/getOrderRefundDetail":
            return {"data": []}
        if call == "order/getOrderDetail":
            return {"data": self.orders[number]} if number in self.orders else refused(806)
        if call == "order/viewstatus":
            return {"data": {"order_id": number, "status": self.orders[number]["status"]}}
        if call in MOVED_BY and number in self.orders:
            self.orders[number]["status"] = MOVED_BY[call]
        return {"data": "ok"}

    def calls(self, number: str) -> list[str]:
        """What it was told of an order."""
        return [call for call, asked in self.told if asked.get("order_id") == number]

    def sell(self, store: str, code: str, **changes: Any) -> dict[str, str]:
        """Sell two pieces of a dish; gives the order as it is pushed."""
        now = int(time.time())
        dish = {"app_food_code": code, "food_name": "豆浆", "quantity": 2, "price": 10}
        extra = {"reduce_fee": 5, "mt_charge": 2, "poi_charge": 3, "remark": "满减", "type": 2}
        order = {
            "order_id": str(secrets.randbelow(10**18) + 10**18),
            "app_poi_code": store,
            "status": 2,
            "ctime": now,
            "utime": now,
            "recipient_name": "张三",
            "recipient_phone": "13812345678_123456",
            "recipient_address": "滇池路 2 号",
            "total": "19.5",
            "shipping_fee": 4,
            "package_bag_money": 50,
            "logistics_code": "1001",
            "detail": json.dumps([dish]),
            "extras": json.dumps([extra]),
        }
        sold = {key: str(value) for key, value in (order | changes).items()}
        self.orders[sold["order_id"]] = dict(sold)
        return sold

    def sell_with_a_gift(self, store: str, code: str) -> dict[str, str]:
        """Sell a piece of a cent beside a dish; of the merchant's discount it bears its cent."""
        gift = {"app_food_code": code, "food_name": "豆浆", "quantity": 1, "price": 0.01}
        dish = {"app_food_code": "F2", "food_name": "油条", "quantity": 1, "price": 8}
        extra = {"reduce_fee": 5, "mt_charge": 0, "poi_charge": 5, "remark": "满减", "type": 2}
        told = {"detail": json.dumps([gift, dish]), "extras": json.dumps([extra])}
        return self.sell(store, code, total="7.51", **told)


class Pushes:
    """Pushes to a platform's gateway, encoded twice as Meituan does."""

    def __init__(self, http: httpx.AsyncClient, base: str) -> None:
        self._http = http
        self._base = f"{base}/takeaway/meituan"

    async def __call__(
        self, event: str, secret: str = SECRET, app: str = APP, **fields: Any
    ) -> httpx.Response:
        url = f"{self._base}/{event}"
        told = {key: str(value) for key, value in fields.items()}
        told |= {"app_id": app, "timestamp": str(int(time.time()))}
        told["sig"] = signed(url, told, secret)
        return await self._http.post(url, data={key: quote(value) for key, value in told.items()})


def signed(url: str, fields: dict[str, str], secret: str = SECRET) -> str:
    pairs = "&".join(f"{key}={fields[key]}" for key in sorted(fields) if key != "sig")
    return hashlib.md5(f"{url}?{pairs}{secret}".encode()).hexdigest()


def refused(code: int) -> dict[str, Any]:
    return {"data": "ng", "error": {"code": code, "msg": "no"}}
