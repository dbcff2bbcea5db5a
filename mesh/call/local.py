"""A channel to services of the same process: the handler is called, no socket in between.

Messages are copied on the way in and out, so that neither side can change what the other
holds; those of a stream are handed over as they are, since one message is there for all who
follow: neither side may change it. With ZHONGTAI_LOCAL_SERIALIZE=1 all are serialised and parsed
instead, which also shows what would not survive a network.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from typing import Any, NoReturn, Self

import grpc
from google.protobuf.message import Message

from mesh.call.context import Identity, internal_identity
from mesh.call.dispatch import LOCAL, Arrival, Dispatcher, Failed
from mesh.call.errors_wire import failure_of_refusal
from mesh.call.methods import Method
from mesh.call.outgoing import Metadata, Outgoing, outgoing
from mesh.pure.errors import NotOfferedYet

SERIALIZE_VARIABLE = "ZHONGTAI_LOCAL_SERIALIZE"

Carry = Callable[[Message], Message]
"""Takes a message from one side to the other."""

Rule = Callable[[Message], None]
"""Raises a refusal for a request that must not be sent on."""


def any_message(_message: Message) -> None:
    """The rule between units of ours: what came in was looked at there."""


def copied(message: Message) -> Message:
    """Return an equal message that shares nothing with the given one."""
    copied = type(message)()
    copied.CopyFrom(message)
    return copied


def as_it_is(message: Message) -> Message:
    """Return the message itself."""
    return message


def through_bytes(message: Message) -> Message:
    """Return the message as it arrives over a network."""
    return type(message).FromString(message.SerializeToString())


def carry_from_environment(environment: Mapping[str, str] = os.environ) -> Carry:
    """Return how messages are isolated in this process."""
    return through_bytes if environment.get(SERIALIZE_VARIABLE) == "1" else copied


class LocalChannel(grpc.aio.Channel):
    """A channel of one unit to the methods that this process serves.

    `methods` may still be filled after the channel was made: units are built one by one.
    `rule` refuses what must not go through: a gateway passes on what strangers wrote.
    """

    def __init__(
        self,
        unit: str,
        methods: Mapping[str, Method],
        dispatcher: Dispatcher,
        carry: Carry = copied,
        rule: Rule = any_message,
    ) -> None:
        self._unit = unit
        self._methods = methods
        self._dispatcher = dispatcher
        self._carry = carry
        self._carry_streamed = as_it_is if carry is copied else carry
        self._rule = rule

    def unary_unary(self, method: str, *_args: object, **_kwargs: object) -> Any:
        """Return a callable for a method with one answer, as generated stubs ask for it."""

        async def call(
            request: Message,
            timeout: float | None = None,
            metadata: Metadata | None = None,
            **_options: object,
        ) -> Message:
            target = self._find(method)
            arrival = self._arrival(outgoing(timeout, metadata, stream=False))
            carry = self._carry

            async def read() -> Message:
                self._rule(request)
                return carry(request)

            try:
                return carry(await self._dispatcher.unary(target, arrival, read))
            except Failed as failed:
                raise failed.failure.as_rpc_error() from None

        return call

    def unary_stream(self, method: str, *_args: object, **_kwargs: object) -> Any:
        """A callable for a method with a stream of answers, as generated stubs ask for it."""

        def call(
            request: Message,
            timeout: float | None = None,
            metadata: Metadata | None = None,
            **_options: object,
        ) -> LocalStream:
            target = self._find(method)
            arrival = self._arrival(outgoing(timeout, metadata, stream=True))
            # Copied now: the caller may reuse its message before the handler starts.
            carried = self._carry(request)

            async def read() -> Message:
                self._rule(carried)
                return carried

            replies = self._dispatcher.stream(target, arrival, read)
            return LocalStream(replies, self._carry_streamed)

        return call

    def stream_unary(self, method: str, *_args: object, **_kwargs: object) -> NoReturn:
        """Refused: the contract has no streams of requests (see mesh.call.methods)."""
        raise TypeError(f"{method}: no service of ours takes a stream of requests")

    def stream_stream(self, method: str, *_args: object, **_kwargs: object) -> NoReturn:
        """Refused: the contract has no streams of requests (see mesh.call.methods)."""
        raise TypeError(f"{method}: no service of ours takes a stream of requests")

    async def close(self, grace: float | None = None) -> None:
        """Nothing is open."""

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:
        """Always ready: there is no connection that could be lost."""
        del try_to_connect
        return grpc.ChannelConnectivity.READY

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """Waits for ever when told the only state there is."""
        if last_observed_state is grpc.ChannelConnectivity.READY:
            await asyncio.get_running_loop().create_future()

    async def channel_ready(self) -> None:
        """At once."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc_info: object) -> None:
        return None

    def _find(self, path: str) -> Method:
        found = self._methods.get(path)
        if found is None:
            refusal = NotOfferedYet(method=path.lstrip("/"))
            raise failure_of_refusal(refusal).as_rpc_error()
        return found

    def _arrival(self, out: Outgoing) -> Arrival:
        def identify() -> Identity:
            return internal_identity(self._unit, out.merchant_id, out.acting_for)

        return Arrival(identify, out.timeout, out.trace_id, LOCAL, out.passages)


class _Pipe:
    """At most one message under way from a handler to its reader."""

    def __init__(self) -> None:
        self.waiting: deque[Message] = deque()
        self.ended = False
        self.error: BaseException | None = None
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    def change(self) -> None:
        self._changed.set()


async def _pump(replies: AsyncGenerator[Message, None], pipe: _Pipe, carry: Carry) -> None:
    try:
        async for reply in replies:
            pipe.waiting.append(carry(reply))
            pipe.change()
            await pipe.until(lambda: not pipe.waiting)
    except Failed as failed:
        pipe.error = failed.failure.as_rpc_error()
    except asyncio.CancelledError:
        # A reader of a cancelled call gets CancelledError, as from a real channel.
        pipe.error = asyncio.CancelledError()
        raise
    finally:
        pipe.ended = True
        pipe.change()
        await replies.aclose()


class LocalStream:
    """The caller's end of a local stream; it behaves like grpc.aio's UnaryStreamCall.

    The handler runs in a task of its own, at most one message ahead of its reader. It is
    stopped when the call is cancelled, when its reader is, and when the call is forgotten.
    """

    def __init__(self, replies: AsyncGenerator[Message, None], carry: Carry) -> None:
        self._pipe = _Pipe()
        self._task = asyncio.get_running_loop().create_task(_pump(replies, self._pipe, carry))

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        pipe = self._pipe
        try:
            await pipe.until(lambda: bool(pipe.waiting) or pipe.ended)
        except asyncio.CancelledError:
            self.cancel()
            raise
        if pipe.waiting:
            message = pipe.waiting.popleft()
            pipe.change()
            return message
        if pipe.error is not None:
            raise pipe.error
        raise StopAsyncIteration

    async def read(self) -> Any:
        """Return the next message, or grpc.aio.EOF after the last."""
        return await anext(self, grpc.aio.EOF)  # type: ignore[attr-defined]

    def cancel(self) -> bool:
        """Stop the handler. False when it has ended already."""
        return self._task.cancel()

    def cancelled(self) -> bool:
        """Return whether the call ended by being cancelled."""
        return self._task.cancelled()

    def done(self) -> bool:
        """Return whether the handler has ended."""
        return self._task.done()

    def __del__(self) -> None:
        if not self._task.done() and not self._task.get_loop().is_closed():
            self._task.cancel()
