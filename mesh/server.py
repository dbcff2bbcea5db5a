"""The gRPC server of a process: its services, those it passes on, health, reflection, drain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, NoReturn

import grpc
from google.protobuf.message import DecodeError
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from mesh.context import Identity, current
from mesh.dispatch import Arrival, Dispatcher, Failed
from mesh.errors import InvalidRequest
from mesh.identity import Identifier, trace_of
from mesh.message_rule import check_message
from mesh.methods import Method
from mesh.outgoing import AUTHORIZATION
from mesh.relay import RelayedMethod

SERVER_OPTIONS: tuple[tuple[str, int], ...] = (
    # gRPC would share a taken port silently with the other copy; we want to hear of it.
    ("grpc.so_reuseport", 0),
    # Our channels ask every 30 s whether the connection lives (mesh.channels).
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    ("grpc.max_send_message_length", 64 * 1024 * 1024),
)
MAX_CONCURRENT_CALLS = 10_000
# What the last answers may take to leave once their handlers have given them.
LAST_WORDS_SECONDS = 0.3

_HEALTH = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name


class PortTaken(Exception):
    """An address cannot be listened on; the text says which and what to do."""


class RpcServer:
    """Serves methods of this process and passes on those of others.

    `methods` are run here; `relayed` are known by their path and hosted elsewhere.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        identifier: Identifier,
        methods: Mapping[str, Method],
        relayed: Mapping[str, RelayedMethod],
    ) -> None:
        self._dispatcher = dispatcher
        self._identifier = identifier
        self._health = health.aio.HealthServicer()  # type: ignore[attr-defined]
        self._server = grpc.aio.server(
            options=SERVER_OPTIONS, maximum_concurrent_rpcs=MAX_CONCURRENT_CALLS
        )
        binds = {path: _passed_on(method) for path, method in relayed.items()}
        binds |= {path: _own(method) for path, method in methods.items()}
        handlers = {path: self._handler_of(bind) for path, bind in binds.items()}
        self._services = sorted(
            {m.service for m in methods.values()} | {m.service for m in relayed.values()}
        )
        self._server.add_generic_rpc_handlers((_Table(handlers),))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = [*self._services, _HEALTH, reflection.SERVICE_NAME]
        reflection.enable_server_reflection(names, self._server)

    def listen(self, address: str, credentials: grpc.ServerCredentials | None = None) -> int:
        """Listen at host:port or unix:path; returns the port. Raises PortTaken."""
        try:
            if credentials is None:
                port = self._server.add_insecure_port(address)
            else:
                port = self._server.add_secure_port(address, credentials)
        except RuntimeError as exc:
            raise PortTaken(f"Cannot listen on {address}: another program may hold it.") from exc
        if port == 0:
            raise PortTaken(f"Cannot listen on {address}: another program may hold it.")
        return port

    async def start(self) -> None:
        """Take calls, and say so over the health service."""
        await self._server.start()
        for name in ("", *self._services):
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)

    async def announce_end(self) -> None:
        """Say NOT_SERVING over the health service, while calls are still taken."""
        await self._health.enter_graceful_shutdown()

    async def drain(self, grace: float) -> None:
        """Stop without breaking a call; what runs gets `grace` seconds.

        Streams have no natural end: they are ended with UNAVAILABLE, so that their readers
        come back to whoever serves then.
        """
        await self._health.enter_graceful_shutdown()
        self._dispatcher.end_streams()
        # Refuses new calls at once and would wait the whole grace for a watcher of our
        # health, which has no end; so it is cut short once our own calls are answered.
        stopping = asyncio.create_task(self._server.stop(grace))
        idle = asyncio.create_task(self._dispatcher.idle())
        await asyncio.wait({idle, stopping}, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        await self._server.stop(min(grace, LAST_WORDS_SECONDS))
        await stopping

    def _handler_of(self, bind: _Bind) -> grpc.RpcMethodHandler[Any, Any]:
        streams, method_for = bind
        if streams:
            return grpc.unary_stream_rpc_method_handler(self._stream(method_for))
        return grpc.unary_unary_rpc_method_handler(self._unary(method_for))

    def _unary(self, method_for: _MethodFor) -> Any:
        async def unary(request: bytes, context: Any) -> bytes:
            metadata = metadata_of(context)
            method, read, write = method_for(metadata)
            arrival = self._arrival(metadata, context)
            try:
                reply = await self._dispatcher.unary(method, arrival, lambda: read(request))
            except Failed as failed:
                await _abort(context, failed)
            return write(reply)

        return unary

    def _stream(self, method_for: _MethodFor) -> Any:
        async def stream(request: bytes, context: Any) -> AsyncIterator[bytes]:
            metadata = metadata_of(context)
            method, read, write = method_for(metadata)
            arrival = self._arrival(metadata, context)
            try:
                async for reply in self._dispatcher.stream(method, arrival, lambda: read(request)):
                    yield write(reply)
            except Failed as failed:
                await _abort(context, failed)

        return stream

    def _arrival(self, metadata: Mapping[str, str], context: Any) -> Arrival:
        def identify() -> Identity:
            # A token decides alone; reading the certificate costs more than reading the table.
            certificate = "" if AUTHORIZATION in metadata else certificate_name(context)
            return self._identifier.identify(metadata, certificate)

        return Arrival(identify, context.time_remaining(), trace_of(metadata), "grpc")


_MethodFor = Callable[
    [Mapping[str, str]], tuple[Method, Callable[[bytes], Any], Callable[[Any], bytes]]
]
_Bind = tuple[bool, _MethodFor]


class _Table(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    """Finds handlers by path in one look-up, for all services at once."""

    def __init__(self, handlers: Mapping[str, grpc.RpcMethodHandler[Any, Any]]) -> None:
        self._handlers = handlers

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        return self._handlers.get(handler_call_details.method)


def _own(method: Method) -> _Bind:
    def read(data: bytes) -> Any:
        try:
            request = method.request_type.FromString(data)
        except DecodeError:
            raise InvalidRequest(
                f"The bytes are not a {method.request_type.DESCRIPTOR.full_name}."
            ) from None
        # What our own units send was looked at where it came in.
        if not current().identity.is_internal:
            check_message(request)
        return request

    # Parsed only once the caller is admitted: strangers cost no more than a look-up.
    bound = (method, read, lambda reply: reply.SerializeToString())
    return method.streams, lambda _metadata: bound


def _passed_on(relayed: RelayedMethod) -> _Bind:
    def same(data: Any) -> Any:
        return data

    return relayed.streams, lambda metadata: (relayed.bound_to(metadata), same, same)


def metadata_of(context: Any) -> dict[str, str]:
    """The text metadata of a call; of a key that came twice, the last value."""
    pairs: Iterable[tuple[str, str | bytes]] = context.invocation_metadata() or ()
    return {key: value for key, value in pairs if isinstance(value, str)}


def certificate_name(context: Any) -> str:
    """The common name of the verified client certificate, or empty."""
    names = context.auth_context().get("x509_common_name") or (b"",)
    return bytes(next(iter(names))).decode("utf-8", "replace")


async def _abort(context: Any, failed: Failed) -> NoReturn:
    failure = failed.failure
    await context.abort(failure.code, failure.message, failure.trailing_metadata())
    raise AssertionError("abort always raises")
