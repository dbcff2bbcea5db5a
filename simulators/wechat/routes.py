"""The simulated WeChat over HTTP: the interface of Pay, signed both ways, and the login."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from simulators.core.clock import Clock
from simulators.wechat import signature
from simulators.wechat.account import Account
from simulators.wechat.authority import PUBLIC_KEY_ID, Authority
from simulators.wechat.book import Refusal
from simulators.wechat.faults import CallFault, Faults
from simulators.wechat.login import Login
from simulators.wechat.pay import BILL_FILE, Body, Pay

FRESH_SECONDS = 300
_TROUBLES = {
    CallFault.SYSTEM_ERROR: Refusal(500, "SYSTEM_ERROR", "系统错误"),
    CallFault.FREQUENCY_LIMITED: Refusal(429, "FREQUENCY_LIMITED", "频率超限"),
    CallFault.USERPAYING: Refusal(202, "USERPAYING", "用户支付中，需要输入密码"),
}

AnyRequest = Request[Any, Any, Any]


class Door:
    """Lets merchants in that sign as they should, and signs what they are answered."""

    def __init__(self, accounts: Mapping[str, Account], authority: Authority, clock: Clock) -> None:
        """`accounts` by the merchant's number."""
        self._accounts = accounts
        self._authority = authority
        self._clock = clock

    def merchant(self, request: AnyRequest, path: str, body: bytes) -> Account:
        """Return who has signed a call. Raise Refusal."""
        said = signature.read_authorization(request.headers.get("authorization", ""))
        account = self._accounts.get(said.mchid) if said else None
        if said is None or account is None or said.serial.upper() != account.serial.upper():
            raise Refusal(401, "SIGN_ERROR", "签名错误")
        if abs(self._clock.now() - int(said.timestamp)) > FRESH_SECONDS:
            raise Refusal(401, "SIGN_ERROR", "时间戳过期")
        parts = (request.method, path, said.timestamp, said.nonce)
        text = (*(part.encode() for part in parts), body)
        if not signature.is_right(account.public_key, said.signature, *text):
            raise Refusal(401, "SIGN_ERROR", "签名错误")
        return account

    def signed(self, request: AnyRequest, content: bytes, *, forged: bool) -> dict[str, str]:
        """Return the headers that prove an answer."""
        by_public_key = request.headers.get("wechatpay-serial", "") == PUBLIC_KEY_ID
        return self._authority.headers(content, by_public_key=by_public_key, forged=forged)


def pay_routes(pay: Pay, door: Door, faults: Faults) -> list[HTTPRouteHandler]:
    """Return the routes of WeChat Pay."""

    @route("/v3/{_rest:path}", http_method=["GET", "POST"], status_code=200)
    async def call(request: AnyRequest, _rest: FromPath[str]) -> Response[Any]:
        path = _path_of(request)
        fault = faults.next_call() if not path.startswith(BILL_FILE) else None
        body = await request.body()
        try:
            if fault in _TROUBLES:
                raise _TROUBLES[fault]
            account = door.merchant(request, path, body)
            answer = pay.answer(account, request.method, path, body)
        except Refusal as refusal:
            content = json.dumps({"code": refusal.code, "message": refusal.message}).encode()
            return _response(content, refusal.status, door.signed(request, content, forged=False))
        if fault == CallFault.LOST:
            return Response(b"", status_code=502)
        content = answer if isinstance(answer, bytes) else _json(answer)
        forged = fault == CallFault.WRONG_SIGNATURE
        proof = {} if fault == CallFault.UNSIGNED else door.signed(request, content, forged=forged)
        return _response(content, 200 if content else 204, proof)

    return [call]


def login_routes(login: Login) -> list[HTTPRouteHandler]:
    """Return the routes of the login."""

    @get("/sns/jscode2session")
    async def session(request: AnyRequest) -> Response[Any]:
        # As WeChat does: JSON that says it is plain text.
        content = json.dumps(login.session(dict(request.query_params))).encode()
        return Response(content, media_type="text/plain")

    return [session]


def _path_of(request: AnyRequest) -> str:
    raw = request.scope["raw_path"].decode("ascii").partition("?")[0]
    query = request.scope["query_string"].decode("ascii")
    return f"{raw}?{query}" if query else raw


def _json(answer: Body | None) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode() if answer is not None else b""


def _response(content: bytes, status: int, headers: Mapping[str, str]) -> Response[Any]:
    return Response(
        content if status != 204 else None,
        status_code=status,
        headers=dict(headers),
        media_type="application/json",
    )
