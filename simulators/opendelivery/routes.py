"""The standard's interface over HTTP, with its troubles."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response, get, post, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from simulators.core.faults import CallFault
from simulators.core.interface import Interface
from simulators.opendelivery.commands import Commands, problem
from simulators.opendelivery.gate import Gate
from simulators.opendelivery.tokens import Tokens

AnyRequest = Request[Any, Any, Any]

RETRY_AFTER_SECONDS = "1"


def interface_routes(
    commands: Commands, gate: Gate, interface: Interface
) -> list[HTTPRouteHandler]:
    """Return the routes of the interface."""

    @post("/oauth/token", status_code=200)
    async def token(request: AnyRequest) -> Response[Any]:
        form = dict(parse_qsl((await request.body()).decode()))
        return _troubled(interface, lambda _lost: _granted(gate.tokens, form))

    @route("/v1/{path:path}", http_method=["GET", "POST"], status_code=200)
    async def call(request: AnyRequest, path: FromPath[str]) -> Response[Any]:
        content = await request.body()
        merchant = request.query_params.get("merchantId", "")

        def work(lost: bool) -> tuple[int, Any]:
            refusal = gate.refusal(request, content)
            if refusal is not None:
                return HTTPStatus.UNAUTHORIZED.value, refusal
            return commands.answer(request.method, path, merchant, _json(content), lost=lost)

        return _troubled(interface, work)

    @get("/simulator/menus/{store:str}")
    async def menu(store: FromPath[str]) -> Response[Any]:
        """What customers are shown of a store; for people, and asked for by nobody else."""
        kept = commands.menus.kept.get(store)
        return _response(*problem(HTTPStatus.NOT_FOUND)) if kept is None else _response(200, kept)

    return [token, call, menu]


def _granted(tokens: Tokens, form: dict[str, str]) -> tuple[int, Any]:
    granted = tokens.grant(form.get("client_id", ""), form.get("client_secret", ""))
    if granted is None or form.get("grant_type") != "client_credentials":
        return problem(HTTPStatus.UNAUTHORIZED)
    token, lasts = granted
    return 200, {"access_token": token, "token_type": "bearer", "expires_in": lasts}


def _troubled(interface: Interface, work: Callable[[bool], tuple[int, Any]]) -> Response[Any]:
    """Answer a call, or not: the platform is away, too busy, or its answer is lost."""
    if interface.is_away:
        return _response(*problem(HTTPStatus.SERVICE_UNAVAILABLE))
    fault = interface.fault()
    if fault is CallFault.THROTTLED:
        refused = _response(*problem(HTTPStatus.TOO_MANY_REQUESTS))
        refused.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return refused
    lost = fault is CallFault.ANSWER_LOST
    answer = work(lost)
    return _response(*problem(HTTPStatus.BAD_GATEWAY)) if lost else _response(*answer)


def _response(status: int, body: Any) -> Response[Any]:
    return Response(body, status_code=status)


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body) if body else {}
    except msgspec.DecodeError:
        return {}
