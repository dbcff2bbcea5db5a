"""The one interceptor of a plug-in: readiness, faults, the host's trace, calls under way."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
import structlog
from google.protobuf.message import Message

from zhongtai_plugin.errors import PluginFault, RetryLater
from zhongtai_plugin.held import HeldCalls, server_of_call
from zhongtai_plugin.journal import StateInUse

if TYPE_CHECKING:
    _Interceptor = grpc.aio.ServerInterceptor[Any, Any]
else:  # the class takes no parameters at run time
    _Interceptor = grpc.aio.ServerInterceptor

TRACE_KEY = "zhongtai-trace"
"""Metadata key under which the host hands the trace id over."""

_OWN_SERVICE = "/zhongtai.plugin.v1.PluginService/"


class Gate(_Interceptor):
    """Turns faults into statuses, refuses work before Configure and while ending."""

    def __init__(self, configured: Callable[[], bool]) -> None:
        self._configured = configured
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._held = HeldCalls()
        self.ending = False

    async def finish(self, timeout: float) -> bool:
        """Refuse new work and wait for the unary calls under way; False when time ran out."""
        self.ending = True
        self._held.end()
        try:
            async with asyncio.timeout(timeout):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Wrap the handler of one call."""
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or not method.startswith("/zhongtai.plugin."):
            return handler
        metadata = dict(handler_call_details.invocation_metadata or ())
        trace = str(metadata.get(TRACE_KEY, ""))
        if handler.unary_unary is not None:
            return grpc.unary_unary_rpc_method_handler(
                self._unary(handler.unary_unary, method, trace),
                request_deserializer=handler.request_deserializer,
                response_serializer=handler.response_serializer,
            )
        if handler.unary_stream is not None:
            return grpc.unary_stream_rpc_method_handler(
                self._stream(handler.unary_stream, method, trace),
                request_deserializer=handler.request_deserializer,
                response_serializer=handler.response_serializer,
            )
        return handler

    def _unary(
        self, behaviour: Callable[..., Awaitable[Message]], method: str, trace: str
    ) -> Callable[..., Awaitable[Message]]:
        async def call(request: Message, context: Any) -> Message:
            self._under_way += 1
            self._idle.clear()
            server_of_call.set(self._held)
            try:
                self._admit(method)
                return await behaviour(request, context)
            except Exception as error:  # noqa: BLE001 - the caller is told
                await self._abort(error, context, method, trace)
            finally:
                self._under_way -= 1
                if not self._under_way:
                    self._idle.set()

        return call

    def _stream(
        self, behaviour: Callable[..., AsyncIterator[Message]], method: str, trace: str
    ) -> Callable[..., AsyncIterator[Message]]:
        async def call(request: Message, context: Any) -> AsyncIterator[Message]:
            try:
                self._admit(method)
                async for message in behaviour(request, context):
                    yield message
            except Exception as error:  # noqa: BLE001 - the caller is told
                await self._abort(error, context, method, trace)

        return call

    def _admit(self, method: str) -> None:
        if method.startswith(_OWN_SERVICE):
            return
        if self.ending:
            raise RetryLater("ENDING", "The plug-in is ending.")
        if not self._configured():
            raise RetryLater("NOT_CONFIGURED", "Configure has not been called yet.")

    async def _abort(self, error: Exception, context: Any, method: str, trace: str) -> NoReturn:
        if isinstance(error, sqlite3.OperationalError) or _says_full(error):
            structlog.get_logger().error("the journal failed", method=method, reason=str(error))
            error = RetryLater("STORAGE", "The plug-in cannot write its state: is the disk full?")
        if isinstance(error, StateInUse):
            error = RetryLater("STATE_IN_USE", str(error))
        if isinstance(error, PluginFault):
            await context.abort(error.status, error.message, error.trailing_metadata())
        if isinstance(error, grpc.aio.AbortError):
            raise error
        if context.code() == grpc.StatusCode.UNIMPLEMENTED:
            # What a generated servicer answers for an RPC that a plug-in has not written.
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, f"Not offered here: {method}")
        structlog.get_logger().exception("call failed", method=method, trace_id=trace)
        # The exception's own words may hold what must not leave the process.
        await context.abort(grpc.StatusCode.INTERNAL, f"A defect in the plug-in: {method}")
        raise AssertionError


def _says_full(error: Exception) -> bool:
    """Return whether the disk has no room: nothing that the plug-in could mend."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
