"""The simulated Dada over HTTP: the interface for merchants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from simulators.core.clock import Clock
from simulators.core.on_demand import AnyRequest
from simulators.core.riding import Refusal
from simulators.dada import signature
from simulators.dada.account import Account
from simulators.dada.faults import CallFault, Faults
from simulators.dada.orders import Orders

FRESH_SECONDS = 600
_TROUBLES = {
    CallFault.SYSTEM_ERROR: Refusal(-1, "系统异常"),
    CallFault.IN_PROGRESS: Refusal(2012, "订单正在处理中,请稍后再试"),
    CallFault.STATE_CHANGED: Refusal(2073, "订单状态已经改变,取消失败"),
}


class Door:
    """Lets merchants in that sign as they should."""

    def __init__(self, accounts: Mapping[str, Account], clock: Clock) -> None:
        """`accounts` by the merchant's number."""
        self._accounts = accounts
        self._clock = clock

    def merchant(self, call: Mapping[str, Any]) -> Account:
        """Return who has signed a call. Raise Refusal."""
        account = self._accounts.get(str(call.get("source_id", "")))
        if account is None:
            raise Refusal(2401, "商家不存在")
        if call.get("app_key") != account.app_key:
            raise Refusal(2001, "app_key无效")
        if not signature.is_right(call, account.app_secret):
            raise Refusal(2003, "签名错误")
        if abs(self._clock.now() - int(call["timestamp"])) > FRESH_SECONDS:
            raise Refusal(2009, "timestamp不能为空")
        return account


def order_routes(orders: Orders, door: Door, faults: Faults) -> list[HTTPRouteHandler]:
    """Return the routes that merchants call."""

    @post("/api/order/{path:path}", status_code=200)
    async def call(request: AnyRequest, path: FromPath[str]) -> Response[Any]:
        fault = faults.next_call()
        if fault == CallFault.AWAY:
            return Response(b"", status_code=502)
        if fault == CallFault.THROTTLED:
            return Response(b"", status_code=429)
        try:
            if fault in _TROUBLES:
                raise _TROUBLES[fault]
            asked = json.loads(await request.body())
            account = door.merchant(asked)
            result = orders.answer(account, path.strip("/"), json.loads(asked["body"]))
        except Refusal as refusal:
            said = {"status": "fail", "code": refusal.code, "msg": refusal.message}
            return _answer(said | {"errorCode": refusal.code})
        if fault == CallFault.LOST:
            return Response(b"", status_code=504)
        if fault == CallFault.GARBLED:
            return Response(b"<html>", media_type="text/html")
        return _answer({"status": "success", "code": 0, "msg": "成功", "result": result})

    return [call]


def _answer(content: Mapping[str, Any]) -> Response[Any]:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(body, status_code=200, media_type="application/json")
