"""The RPCs of a service over HTTP: JSON and protobuf by the Connect protocol, and gRPC-Web.

One route for all methods of a service. It translates the form (mesh.edge.rpc_forms); identity,
access, limits, deadline, errors and the order of all that are those of a call over gRPC, since it
is run by the same dispatcher, and counted at the same door.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import grpc
import msgspec
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message
from litestar import Response, route
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream

from mesh.call.context import STRANGER, Call, Identity, current
from mesh.call.dispatch import HTTP, Arrival, Failed
from mesh.call.entrance import Entrance
from mesh.call.errors_wire import Failure, failure_of, failure_of_refusal
from mesh.call.local import LocalStream
from mesh.call.message_rule import check_message
from mesh.call.methods import Method
from mesh.call.rpc_door import Admitted
from mesh.edge.client_address import peer_of
from mesh.edge.incoming import Incoming, address_of
from mesh.edge.origins import Origins
from mesh.edge.rpc_endings import CONNECT_STATUS, connect_error, headers_of
from mesh.edge.rpc_forms import FORMS, Body, Form, form_of
from mesh.pure.errors import InvalidRequest, NotOfferedYet, Refusal, Unauthenticated

UNSUPPORTED_MEDIA_TYPE = 415
NOT_FOUND = 404
_JSON = "application/json"


def rpc_routes(
    service: ServiceDescriptor, path: str, entrance: Entrance, origins: Origins
) -> HTTPRouteHandler:
    """Return the route below `path` on which the methods of a service are called by their names.

    A browser may call from pages of `origins`.
    """

    # One handler for both, since the framework would answer OPTIONS by itself. The body is bounded
    # by who sends it, once that is known.
    @route(
        f"{path}/{{method:str}}",
        http_method=["POST", "OPTIONS"],
        status_code=200,
        include_in_schema=False,
        request_max_body_size=None,
    )
    async def call(method: FromPath[str], request: Incoming) -> Response[Any]:
        origin = request.headers.get("origin", "")
        if request.method == "OPTIONS":
            headers = {"Allow": "OPTIONS, POST"} | origins.preflight_headers(origin)
            return Response(None, status_code=204, headers=headers)
        answer = await answered(method, request)
        answer.headers.update(origins.answer_headers(origin))
        return answer

    async def answered(method: str, request: Incoming) -> Response[Any]:
        form = form_of(request.headers.get("content-type", ""))
        found = entrance.methods.get(f"/{service.full_name}/{method}")
        if form is None or (found is not None and not form.serves(streams=found.streams)):
            return _unsupported(found)
        if found is None:
            name = f"{service.full_name}/{method}"
            failure = failure_of_refusal(NotOfferedYet(f"There is no method {name}.", method=name))
            return _failed(form, failure, status=NOT_FOUND)
        arrived = _Arrived(entrance, found, form, request)
        return await (_stream(arrived) if found.streams else _unary(arrived))

    return call


class _Arrived:
    """One call that came over HTTP, from its headers to its end."""

    def __init__(self, entrance: Entrance, method: Method, form: Form, request: Incoming) -> None:
        self.form = form
        self.method = method
        self.dispatcher = entrance.dispatcher
        self.begun = asyncio.Event()
        self._identifier = entrance.identifier
        self._door = entrance.door
        self._request = request
        self._headers = {key.lower(): value for key, value in request.headers.items()}
        self._http: Call = current()
        self._admitted: Admitted | None = None

    def arrival(self) -> Arrival:
        """Return what the dispatcher must know of it. Raise InvalidRequest, NotOfferedYet."""
        self.form.demand_plain(self._headers)
        timeout = self.form.timeout(self._headers)
        return Arrival(self._identify, timeout, self._http.trace_id, HTTP)

    async def request(self) -> Message:
        """Return the request, once its caller is let in. Raise a Refusal."""
        identity = current().identity
        if identity is STRANGER:
            self._door.stranger(self._peer())
        else:
            streams = self.method.streams
            self._admitted = self._door.admit(identity, self._peer, streams=streams)
        body = await self._body(identity)
        kind: type[Message] = self.method.request_type
        message = self.form.read(body, kind, of_customer=identity.is_customer)
        check_message(message, of_customer=identity.is_customer)
        self.begun.set()
        return message

    def leave(self) -> None:
        """The call has ended."""
        if self._admitted is not None:
            self._admitted.leave()
        self.begun.set()

    def _identify(self) -> Identity:
        try:
            identity = self._identifier.identify(self._headers, "")
        except Unauthenticated:
            self._door.stranger(self._peer())
            raise
        self._http.identity = identity
        return identity

    async def _body(self, identity: Identity) -> bytes:
        limits, pieces, size = self._door.limits, list[bytes](), 0
        most = limits.http_body_bytes
        if identity.is_customer:
            most = limits.http_body_bytes_per_customer
        try:
            async for piece in self._request.stream():
                size += len(piece)
                if size > most:
                    raise InvalidRequest(f"The body has more than {most} bytes.")
                pieces.append(piece)
        except HTTPException:
            raise InvalidRequest("The body did not come in full.") from None
        return b"".join(pieces)

    def _peer(self) -> str:
        return peer_of(address_of(self._request))


async def _unary(arrived: _Arrived) -> Response[bytes]:
    form = arrived.form
    try:
        reply = await arrived.dispatcher.unary(arrived.method, arrived.arrival(), arrived.request)
    except Failed as failed:
        return _failed(form, failed.failure)
    except Refusal as refusal:
        return _failed(form, failure_of_refusal(refusal))
    finally:
        arrived.leave()
    return Response(form.write(reply) + form.end(None), media_type=form.media_type)


async def _stream(arrived: _Arrived) -> Response[Any]:
    form = arrived.form
    try:
        replies = LocalStream(_replies(arrived, arrived.arrival()), _as_it_is)
    except Refusal as refusal:
        return _failed(form, failure_of_refusal(refusal))
    # Whoever streams an answer listens for the end of the connection: the request is read before.
    await arrived.begun.wait()
    return Stream(_pieces(form, replies, current()), media_type=form.media_type)


async def _replies(arrived: _Arrived, arrival: Arrival) -> AsyncGenerator[Message, None]:
    try:
        async for reply in arrived.dispatcher.stream(arrived.method, arrival, arrived.request):
            yield reply
    finally:
        arrived.leave()


async def _pieces(form: Form, replies: LocalStream, http: Call) -> AsyncGenerator[bytes, None]:
    try:
        async for reply in replies:
            yield form.write(reply)
    except grpc.aio.AioRpcError as exc:
        failure = failure_of(exc, http.trace_id)
        http.notes["reason"] = failure.reason
        yield form.end(failure)
    else:
        yield form.end(None)


def _as_it_is(message: Message) -> Message:
    return message


def _failed(form: Form, failure: Failure, status: int = 0) -> Response[bytes]:
    """Return a call's failure in its own form; `status` is for what has another than the code."""
    current().notes["reason"] = failure.reason
    if form.body is not Body.WHOLE:
        return Response(form.end(failure), media_type=form.media_type)
    return Response(
        msgspec.json.encode(connect_error(failure)),
        status_code=status or CONNECT_STATUS[failure.code],
        headers=headers_of(failure),
        media_type=_JSON,
    )


def _unsupported(method: Method | None) -> Response[bytes]:
    """Return the answer to a content type that this method, or any, is not called with."""
    fitting = [
        name
        for name, form in FORMS.items()
        if method is None or form.serves(streams=method.streams)
    ]
    failure = failure_of_refusal(
        InvalidRequest(f"The content type is one of {', '.join(fitting)}.")
    )
    response = _failed(FORMS[_JSON], failure, status=UNSUPPORTED_MEDIA_TYPE)
    response.headers["Accept-Post"] = ", ".join(fitting)
    return response
