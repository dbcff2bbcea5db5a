"""Ele.me's side in a test: pushes what it signs, and keeps what it is told."""

import hashlib
import json
import secrets
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.acceptance.side import Side

APP, KEY, SECRET = "22954133", "elekey", "what Ele.me gave"
TOKEN = "a token"
SHOPS = {"S001": 720032, "S002": 720033}
CODES = {shop: code for code, shop in SHOPS.items()}


class Eleme(Side):
    """Its interface, the orders that it has sold, and the messages that it could not push."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.orders: dict[str, dict[str, Any]] = {}
        self.unpushed: dict[str, dict[str, Any]] = {}
        self.confirmed: list[str] = []
        super().__init__()

    def answer(self, path: str, body: str) -> dict[str, Any]:
        """What it answers to a call, whose signature must be right."""
        if path == "/token":
            return {"access_token": TOKEN, "expires_in": 3600}
        call = json.loads(body)
        action, params = call["action"].removeprefix("eleme."), call["params"]
        signed = "".join(
            f"{name}={compact(value)}"
            for name, value in sorted({**call["metas"], **params}.items())
        )
        if call["signature"] != md5(f"{call['action']}{call['token']}{signed}{SECRET}"):
            return refused("INVALID_SIGNATURE")
        if call["token"] != ("" if action.startswith("msgNew.") else TOKEN):
            return refused("UNAUTHORIZED")
        self.told.append((action, params))
        return {"result": self._result(action, params), "error": None}

    def _result(self, action: str, params: dict[str, Any]) -> Any:
        answers = {
            "user.getUser": lambda: {"authorizedShops": [{"id": each} for each in SHOPS.values()]},
            "shop.getShop": lambda: {"openId": CODES[params["shopId"]]},
            "order.getOrder": lambda: self.orders[params["orderId"]],
            "order.getAllOrders": lambda: self._page(params),
            "msgNew.getPushFailMsg": lambda: {"messages": list(self.unpushed.values())},
            "msgNew.confirmPullMsg": lambda: self._confirm(params["msgConfirmRequest"]),
            "product.item.getItemByShopIdAndExtendCode": lambda: item_of(params["extendCode"]),
        }
        return answers.get(action, lambda: None)()

    def _page(self, params: dict[str, Any]) -> dict[str, Any]:
        sold = [each for each in self.orders.values() if each["shopId"] == params["shopId"]]
        listed = [each for each in sold if each["createdAt"][:10] == params["date"]]
        begin = (params["pageNo"] - 1) * params["pageSize"]
        return {"list": listed[begin : begin + params["pageSize"]], "total": len(listed)}

    def _confirm(self, pulled: dict[str, Any]) -> bool:
        for own in pulled["requestIds"]:
            self.unpushed.pop(own, None)
            self.confirmed.append(own)
        return True

    def calls(self, number: str) -> list[str]:
        """What it was told of an order, and not only asked."""
        named = [call for call, asked in self.told if asked.get("orderId") == number]
        return [call.removeprefix("order.") for call in named if not call.endswith("getOrder")]

    def sell(self, store: str, code: str, **changes: Any) -> dict[str, Any]:
        """Sell two pieces of a dish; gives the order as it is asked for."""
        number = str(secrets.randbelow(10**18) + 10**18)
        placed = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M:%S")
        item = {"skuId": 71, "extendCode": code, "name": "豆浆", "quantity": 2, "price": 10.0}
        offer = {"id": 9, "name": "满减", "amount": -5.0, "elemePart": -2.0, "restaurantPart": -3.0}
        order = {
            "id": number,
            "orderId": number,
            "shopId": SHOPS[store],
            "openId": store,
            "daySn": len(self.orders) + 1,
            "status": "unprocessed",
            "refundStatus": "noRefund",
            "createdAt": placed,
            "activeAt": placed,
            "consignee": "张三",
            "phoneList": ["13812345678"],
            "deliveryPoiAddress": "滇池路 2 号",
            "deliveryGeo": "121.49,31.24",
            "totalPrice": 19.5,
            "deliverFee": 4.0,
            "packageFee": 0.5,
            "groups": [{"name": "1", "type": "normal", "items": [item]}],
            "orderActivities": [offer],
            "downgraded": False,
        }
        sold = self.orders[number] = order | changes
        return sold


class Pushes:
    """Pushes to the gateway."""

    def __init__(self, http: httpx.AsyncClient, base: str) -> None:
        self._http = http
        self._url = f"{base}/takeaway/eleme"

    async def __call__(
        self, kind: int | str, message: dict[str, Any], secret: str = SECRET, app: str = APP
    ) -> httpx.Response:
        push = pushed(kind, message) | {"appId": int(app)}
        return await self._http.post(self._url, json=push | {"signature": signed(push, secret)})


async def taken(push: Pushes, kind: int | str, **message: Any) -> None:
    """Push something, and be content with the answer."""
    answer = await push(kind, message)
    assert answer.json() == {"message": "ok"}, answer.text


def pushed(kind: int | str, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "requestId": secrets.token_hex(8),
        "type": kind,
        "appId": int(APP),
        "message": compact(message),
        "shopId": 720032,
        "timestamp": int(time.time() * 1000),
        "userId": 98587250597500702,
    }


def item_of(code: str) -> dict[str, Any]:
    """An item with its one size, by our code."""
    number = sum(code.encode())
    return {"id": number, "specs": [{"specId": number}]}


def signed(push: dict[str, Any], secret: str = SECRET) -> str:
    return md5("".join(f"{name}={push[name]}" for name in sorted(push)) + secret)


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest().upper()


def refused(code: str) -> dict[str, Any]:
    return {"result": None, "error": {"code": code, "message": "no"}}
