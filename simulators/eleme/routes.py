"""Ele.me's interface over HTTP: one address for all calls, one for tokens, with its troubles."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler

from simulators.core.faults import CallFault
from simulators.core.interface import Interface
from simulators.eleme import codes
from simulators.eleme.commands import Commands, refusal

AnyRequest = Request[Any, Any, Any]


def interface_routes(commands: Commands, interface: Interface) -> list[HTTPRouteHandler]:
    """Return the routes of the interface."""

    @post("/api/v1", status_code=200)
    async def call(request: AnyRequest) -> Response[Any]:
        if interface.is_away:
            return Response(b"", status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        fault = interface.fault()
        if fault is CallFault.THROTTLED:
            return Response(refusal("", codes.TOO_MANY))
        lost = fault is CallFault.ANSWER_LOST
        answer = commands.answer(_object(await request.body()), lost=lost)
        if lost:
            return Response(b"", status_code=HTTPStatus.BAD_GATEWAY)
        return Response(answer)

    @post("/token", status_code=200)
    async def token(request: AnyRequest) -> Response[Any]:
        if interface.is_away:
            return Response(b"", status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        granted = commands.grant(request.headers.get("authorization", ""))
        if granted is None:
            return Response({"error": "unauthorized"}, status_code=HTTPStatus.UNAUTHORIZED)
        return Response(granted)

    return [call, token]


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
