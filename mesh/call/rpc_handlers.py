"""Takes the calls that come over gRPC: finds the method, lets the caller in, reads, runs.

Every method is served as one that takes a stream of requests, also those that take one: only
so is a message read when we ask for it, after the caller was let in, and not before.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn

import grpc
from google.protobuf.message import DecodeError
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection, reflection_pb2

from mesh.call.context import STRANGER, Identity, current
from mesh.call.dispatch import Arrival, Dispatcher, Failed
from mesh.call.errors_wire import failure_of_refusal
from mesh.call.health import Health
from mesh.call.identity import Identifier, trace_of
from mesh.call.message_rule import check_message
from mesh.call.methods import Method
from mesh.call.outgoing import AUTHORIZATION, PASSED
from mesh.call.relay import RelayedMethod
from mesh.call.rpc_door import Admitted, RpcDoor
from mesh.edge.places import Places
from mesh.pure.errors import (
    DeadlineExceeded,
    InvalidRequest,
    RateLimited,
    Refusal,
    Unauthenticated,
)
from mesh.pure.passage import passages_in

HEALTH_READ_SECONDS = 2
HEALTH = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name

Opened = tuple[Method, Callable[[bytes], Any], Callable[[Any], bytes]]
"""A method, how its request is read, how its reply is written."""
Bound = tuple[bool, Callable[[Mapping[str, str]], Opened]]
"""Whether a method streams, and what it is for a call with that metadata."""


class RpcHandlers(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    """The methods of a process by path, as one port of it serves them.

    `inside` is the port for our own processes, which has no limits.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        identifier: Identifier,
        bound: Mapping[str, Bound],
        health: Health,
        door: RpcDoor,
        *,
        inside: bool,
    ) -> None:
        self._dispatcher = dispatcher
        self._identifier = identifier
        self._health = health
        self._door = door
        self._inside = inside
        names = {path.split("/")[1] for path in bound} | {HEALTH, reflection.SERVICE_NAME}
        self._reflection = reflection.aio.ReflectionServicer(  # type: ignore[attr-defined]
            sorted(names)
        )
        handlers = {path: self._handler_of(*bind) for path, bind in bound.items()}
        handlers[f"/{HEALTH}/Check"] = grpc.stream_unary_rpc_method_handler(self._check)
        handlers[f"/{HEALTH}/Watch"] = grpc.stream_stream_rpc_method_handler(self._watch)
        handlers[f"/{reflection.SERVICE_NAME}/ServerReflectionInfo"] = (
            grpc.stream_stream_rpc_method_handler(
                self._reflect,
                reflection_pb2.ServerReflectionRequest.FromString,
                reflection_pb2.ServerReflectionResponse.SerializeToString,
            )
        )
        self._handlers = handlers

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        """Return the handler of a path: one look-up, for all services at once."""
        return self._handlers.get(handler_call_details.method)

    def _handler_of(
        self, streams: bool, method_for: Callable[[Mapping[str, str]], Opened]
    ) -> grpc.RpcMethodHandler[Any, Any]:
        async def unary(_requests: object, context: Any) -> bytes:
            incoming = _Incoming(self._identifier, self._limiting_door, context, streams=False)
            method, read, write = method_for(incoming.metadata)
            try:
                reply = await self._dispatcher.unary(
                    method, incoming.arrival(), lambda: incoming.request(read)
                )
            except Failed as failed:
                await self._refuse(context, failed, later=incoming.is_flood)
            finally:
                incoming.leave()
            return write(reply)

        async def stream(_requests: object, context: Any) -> AsyncIterator[bytes]:
            incoming = _Incoming(self._identifier, self._limiting_door, context, streams=True)
            method, read, write = method_for(incoming.metadata)
            try:
                async for reply in self._dispatcher.stream(
                    method, incoming.arrival(), lambda: incoming.request(read)
                ):
                    yield write(reply)
            except Failed as failed:
                await self._refuse(context, failed, later=incoming.is_flood)
            finally:
                incoming.leave()

        if streams:
            return grpc.stream_stream_rpc_method_handler(stream)
        return grpc.stream_unary_rpc_method_handler(unary)

    @property
    def _limiting_door(self) -> RpcDoor | None:
        return None if self._inside else self._door

    async def _check(self, _requests: object, context: Any) -> bytes:
        try:
            with self._place(self._door.checks, context):
                status = self._health.status((await _health_request(context)).service)
        except Refusal as refusal:
            failed = Failed(failure_of_refusal(refusal))
            await self._refuse(context, failed, later=isinstance(refusal, RateLimited))
        if status is None:
            await context.abort(grpc.StatusCode.NOT_FOUND, "There is no service of that name.")
            raise AssertionError("abort always raises")
        return _health_reply(status)

    async def _watch(self, _requests: object, context: Any) -> AsyncIterator[bytes]:
        try:
            with self._place(self._door.watches, context):
                request = await _health_request(context)
                async for status in self._health.watch(request.service):
                    yield _health_reply(status)
        except Refusal as refusal:
            failed = Failed(failure_of_refusal(refusal))
            await self._refuse(context, failed, later=isinstance(refusal, RateLimited))

    async def _reflect(self, requests: Any, context: Any) -> AsyncIterator[Any]:
        try:
            with self._place(self._door.reflections, context):
                async with asyncio.timeout(self._door.limits.reflection_seconds):
                    async for reply in self._reflection.ServerReflectionInfo(requests, context):
                        yield reply
        except TimeoutError:
            failed = Failed(failure_of_refusal(DeadlineExceeded()))
            await self._refuse(context, failed, later=False)
        except Refusal as refusal:
            failed = Failed(failure_of_refusal(refusal))
            await self._refuse(context, failed, later=isinstance(refusal, RateLimited))

    async def _refuse(self, context: Any, failed: Failed, *, later: bool) -> NoReturn:
        """Answer with a failure. `later` makes a flood wait for itself.

        A connection has a bounded number of calls: while it holds refusals that were not given
        yet it cannot make new ones.
        """
        if later and self._door.slow.take(None):
            seconds = self._door.limits.grpc_refusal_seconds
            try:
                # Apart from each other, so that they do not all come back together.
                await asyncio.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            finally:
                self._door.slow.give_back(None)
        failure = failed.failure
        await context.abort(failure.code, failure.message, failure.trailing_metadata())
        raise AssertionError("abort always raises")

    def _place(self, places: Places, context: Any) -> AbstractContextManager[None]:
        if self._inside:
            return nullcontext()
        peer = self._door.peer(context.peer(), metadata_of(context))
        return self._door.place(places, peer, peer)


class _Incoming:
    """One call that came over gRPC, from its metadata to its end."""

    __slots__ = (
        *("_admitted", "_context", "_door", "_identifier", "_streams"),
        *("is_flood", "metadata"),
    )

    def __init__(
        self, identifier: Identifier, door: RpcDoor | None, context: Any, *, streams: bool
    ) -> None:
        self._identifier = identifier
        self._door = door
        self._context = context
        self._streams = streams
        self._admitted: Admitted | None = None
        self.metadata = metadata_of(context)
        self.is_flood = False

    def arrival(self) -> Arrival:
        """Return what the dispatcher must know of it."""
        remaining = self._context.time_remaining()
        passages = passages_in(self.metadata.get(PASSED, ""))
        return Arrival(self._identify, remaining, trace_of(self.metadata), "grpc", passages)

    async def request(self, read: Callable[[bytes], Any]) -> Any:
        """Return the request, once its caller is let in. Raise a Refusal."""
        seconds = None
        if self._door is not None:
            seconds = self._door.limits.grpc_read_seconds
            identity = current().identity
            if identity is STRANGER:
                self._count_stranger(self._door)
            else:
                self._admitted = self._door.admit(identity, self._peer, streams=self._streams)
        message = await _message(self._context, seconds)
        if self._door is not None:
            self._door.demand_size(current().identity, len(message), self._peer)
        return read(message)

    def leave(self) -> None:
        """The call has ended."""
        if self._admitted is not None:
            self._admitted.leave()

    def _identify(self) -> Identity:
        # A token decides alone; reading the certificate costs more than reading the table.
        certificate = "" if AUTHORIZATION in self.metadata else certificate_name(self._context)
        try:
            return self._identifier.identify(self.metadata, certificate)
        except Unauthenticated:
            if self._door is not None:
                self._count_stranger(self._door)
            raise

    def _count_stranger(self, door: RpcDoor) -> None:
        try:
            door.stranger(self._peer())
        except RateLimited:
            self.is_flood = True
            raise

    def _peer(self) -> str:
        assert self._door is not None  # noqa: S101  only a door asks
        return self._door.peer(self._context.peer(), self.metadata)


def own(method: Method) -> Bound:
    """Return a method of this process."""

    def read(data: bytes) -> Any:
        try:
            request = method.request_type.FromString(data)
        except DecodeError:
            raise InvalidRequest(
                f"The bytes are not a {method.request_type.DESCRIPTOR.full_name}."
            ) from None
        # What our own units send was looked at where it came in.
        identity = current().identity
        if not identity.is_internal:
            check_message(request, of_customer=identity.is_customer)
        return request

    opened = (method, read, lambda reply: reply.SerializeToString())
    return method.streams, lambda _metadata: opened


def passed_on(relayed: RelayedMethod) -> Bound:
    """Return a method of another process."""

    def same(data: Any) -> Any:
        return data

    return relayed.streams, lambda metadata: (relayed.bound_to(metadata), same, same)


def metadata_of(context: Any) -> dict[str, str]:
    """Return the text metadata of a call; of a key that came twice, the last value."""
    pairs: Iterable[tuple[str, str | bytes]] = context.invocation_metadata() or ()
    return {key: value for key, value in pairs if isinstance(value, str)}


def certificate_name(context: Any) -> str:
    """Return the common name of the verified client certificate, or empty."""
    names = context.auth_context().get("x509_common_name") or (b"",)
    return bytes(next(iter(names))).decode("utf-8", "replace")


async def _message(context: Any, seconds: float | None) -> bytes:
    """Return the one message of a call, which may take `seconds` to come."""
    try:
        async with asyncio.timeout(seconds):
            message = await context.read()
    except TimeoutError:
        raise DeadlineExceeded("The message did not come in time.") from None
    if message is grpc.aio.EOF:  # type: ignore[attr-defined]
        raise InvalidRequest("The call carries no message.")
    return bytes(message)


async def _health_request(context: Any) -> health_pb2.HealthCheckRequest:
    data = await _message(context, HEALTH_READ_SECONDS)
    try:
        return health_pb2.HealthCheckRequest.FromString(data)
    except DecodeError:
        raise InvalidRequest("The bytes are not a HealthCheckRequest.") from None


def _health_reply(status: int) -> bytes:
    return bytes(health_pb2.HealthCheckResponse(status=status).SerializeToString())
