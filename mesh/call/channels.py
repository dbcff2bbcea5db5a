"""Channels to services of other processes, with the same behaviour as the local one.

Every call carries who calls, merchant, person and trace, has a deadline, and fails with
details. What may be repeated is repeated when the connection breaks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NoReturn, Self

import grpc
from google.protobuf.message import Message

from mesh.call.context import DEFAULT_TIMEOUT_SECONDS
from mesh.call.errors_wire import dressed, failure_of_refusal
from mesh.call.local import Rule, any_message, copied
from mesh.call.outgoing import Metadata, outgoing
from mesh.call.retries import RetryBudget, RetryPolicy, sent_with_retries
from mesh.pure.errors import Refusal

CHANNEL_OPTIONS: tuple[tuple[str, int], ...] = (
    # A peer that restarts is found again at once, not within gRPC's two minutes: the longest
    # pause is shorter than what the retries of a call wait together.
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 250),
    # A connection that died silently is noticed while calls wait on it.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    ("grpc.max_send_message_length", 64 * 1024 * 1024),
    # Proxies of the environment are for the outside, not for our own processes.
    ("grpc.enable_http_proxy", 0),
)


class RemoteChannel(grpc.aio.Channel):
    """A channel of one unit to a service of another process.

    `peer` is the name under which a failing connection is reported; `rule` is that of
    mesh.call.local.
    """

    def __init__(
        self,
        unit: str,
        peer: str,
        channel: grpc.aio.Channel,
        policy: RetryPolicy,
        rule: Rule = any_message,
    ) -> None:
        self._unit = unit
        self._peer = peer
        self._channel = channel
        self._policy = policy
        self._rule = rule
        self._budget = RetryBudget()

    def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Return a callable for a method with one answer, as generated stubs ask for it."""
        send = self._channel.unary_unary(method, *args, **kwargs)

        async def call(
            request: Message,
            timeout: float | None = None,
            metadata: Metadata | None = None,
            **options: Any,
        ) -> Message:
            self._demand_sound(request)
            out = outgoing(timeout, metadata, stream=False)
            pairs = [*out.metadata(self._unit), *(metadata or ())]

            async def once(seconds: float) -> Message:
                reply: Message = await send(request, timeout=seconds, metadata=pairs, **options)
                return reply

            def may_repeat() -> bool:
                return self._policy.may_repeat(method, request)

            limit = DEFAULT_TIMEOUT_SECONDS if out.timeout is None else out.timeout
            try:
                return await sent_with_retries(once, limit, may_repeat, self._budget)
            except grpc.aio.AioRpcError as exc:
                raise dressed(exc, self._peer) from None

        return call

    def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """A callable for a method with a stream of answers, as generated stubs ask for it."""
        send = self._channel.unary_stream(method, *args, **kwargs)

        def call(
            request: Message,
            timeout: float | None = None,
            metadata: Metadata | None = None,
            **options: Any,
        ) -> RemoteStream:
            self._demand_sound(request)
            out = outgoing(timeout, metadata, stream=True)
            pairs = [*out.metadata(self._unit), *(metadata or ())]
            # gRPC serialises later; the caller may reuse its message by then.
            stream = send(copied(request), timeout=out.timeout, metadata=pairs, **options)
            return RemoteStream(stream, self._peer)

        return call

    def _demand_sound(self, request: Message) -> None:
        try:
            self._rule(request)
        except Refusal as refusal:
            raise failure_of_refusal(refusal).as_rpc_error() from None

    def stream_unary(self, method: str, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: the contract has no streams of requests (see mesh.call.methods)."""
        raise TypeError(f"{method}: no service of ours takes a stream of requests")

    def stream_stream(self, method: str, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: the contract has no streams of requests (see mesh.call.methods)."""
        raise TypeError(f"{method}: no service of ours takes a stream of requests")

    async def close(self, grace: float | None = None) -> None:
        """Close the connection; calls under way get `grace` seconds."""
        await self._channel.close(grace)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:
        """Return the state of the connection."""
        return self._channel.get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """Wait until the state of the connection is another one."""
        await self._channel.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        """Wait until the connection stands."""
        await self._channel.channel_ready()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc_info: object) -> None:
        await self.close()


class RemoteStream:
    """The caller's end of a stream of another process; its errors carry details."""

    def __init__(self, call: Any, peer: str) -> None:
        self._call = call
        self._messages: AsyncIterator[Message] = aiter(call)
        self._peer = peer

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        try:
            return await anext(self._messages)
        except grpc.aio.AioRpcError as exc:
            raise dressed(exc, self._peer) from None
        except asyncio.CancelledError:
            # gRPC forgets to, when its reader is cancelled just as the request has been sent.
            self._call.cancel()
            raise

    async def read(self) -> Any:
        """Return the next message, or grpc.aio.EOF after the last."""
        return await anext(self, grpc.aio.EOF)  # type: ignore[attr-defined]

    def cancel(self) -> bool:
        """Stop the handler. False when the call has ended already."""
        return bool(self._call.cancel())

    def cancelled(self) -> bool:
        """Return whether the call ended by being cancelled."""
        return bool(self._call.cancelled())

    def done(self) -> bool:
        """Return whether the call has ended."""
        return bool(self._call.done())

    def __del__(self) -> None:
        # A forgotten stream must not keep a handler busy for ever.
        if not self._call.done():
            self._call.cancel()
