"""Meituan's interface over HTTP: /api/v1, by GET or as a form, with its troubles."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, route
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from simulators.core.faults import CallFault
from simulators.core.interface import Interface
from simulators.meituan import codes
from simulators.meituan.commands import Commands, refusal

PATH = "/api/v1"

AnyRequest = Request[Any, Any, Any]


def interface_routes(commands: Commands, interface: Interface) -> list[HTTPRouteHandler]:
    """Return the routes of the interface."""

    @route(PATH + "/{path:path}", http_method=["GET", "POST"], status_code=200)
    async def call(request: AnyRequest, path: FromPath[str]) -> Response[Any]:
        if interface.is_away:
            return Response(b"", status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        fault = interface.fault()
        if fault is CallFault.THROTTLED:
            return Response(refusal(codes.TOO_MANY))
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        parameters = dict(request.query_params.multi_items()) | dict(form)
        lost = fault is CallFault.ANSWER_LOST
        answer = commands.answer(path.lstrip("/"), parameters, lost=lost)
        if lost:
            return Response(b"", status_code=HTTPStatus.BAD_GATEWAY)
        return Response(answer)

    return [call]
