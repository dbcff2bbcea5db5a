"""The simulated SF over HTTP: the interface for merchants."""

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
from simulators.sf import signature
from simulators.sf.account import Account
from simulators.sf.faults import CallFault, Faults
from simulators.sf.orders import Orders

FRESH_SECONDS = 600
_TROUBLES = {
    CallFault.SYSTEM_ERROR: Refusal(500, "系统异常"),
    CallFault.UNHEARD_OF: Refusal(9999, "天气太好"),
}


class Door:
    """Lets developers in that sign as they should. The numbers of refusals are the simulator's."""

    def __init__(self, accounts: Mapping[int, Account], clock: Clock) -> None:
        """`accounts` by the developer's number."""
        self._accounts = accounts
        self._clock = clock

    def developer(self, text: str, sign: str) -> tuple[Account, dict[str, Any]]:
        """Return who has signed a call, and what it asks. Raise Refusal."""
        try:
            asked = json.loads(text)
            account = self._accounts.get(asked["dev_id"])
            pushed = int(asked["push_time"])
        except (ValueError, KeyError, TypeError):
            raise Refusal(1001, "参数错误") from None
        if account is None:
            raise Refusal(1002, "开发者不存在")
        if not signature.is_right(text, sign, account.dev_id, account.dev_key):
            raise Refusal(1003, "签名错误")
        if abs(self._clock.now() - pushed) > FRESH_SECONDS:
            raise Refusal(1004, "push_time已过期")
        return account, asked


def order_routes(orders: Orders, door: Door, faults: Faults) -> list[HTTPRouteHandler]:
    """Return the routes that merchants call."""

    @post("/open/api/external/{path:path}", status_code=200)
    async def call(request: AnyRequest, path: FromPath[str]) -> Response[Any]:
        fault = faults.next_call()
        if fault == CallFault.AWAY:
            return Response(b"", status_code=502)
        if fault == CallFault.THROTTLED:
            return Response(b"", status_code=429)
        try:
            if fault in _TROUBLES:
                raise _TROUBLES[fault]
            text = (await request.body()).decode()
            account, asked = door.developer(text, request.query_params.get("sign", ""))
            result = orders.answer(account, path.strip("/"), asked)
        except Refusal as refusal:
            return _answer(
                {"error_code": refusal.code, "error_msg": refusal.message, "error_data": None}
            )
        if fault == CallFault.LOST:
            return Response(b"", status_code=504)
        if fault == CallFault.GARBLED:
            return Response(b"<html>", media_type="text/html")
        return _answer({"error_code": 0, "error_msg": "", "error_data": None, "result": result})

    return [call]


def _answer(content: Mapping[str, Any]) -> Response[Any]:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(body, status_code=200, media_type="application/json")
