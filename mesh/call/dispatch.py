"""The one way a call is run, whether it came over the network or from the same process.

identity → access → merchant → handler under a deadline → error mapping → one log line.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import grpc

from mesh.call.context import DEFAULT_TIMEOUT_SECONDS, STRANGER, Call, Identity, enter, leave
from mesh.call.errors_wire import Failure, failure_of, failure_of_refusal
from mesh.call.methods import Handler, Method
from mesh.call.personal_data import PersonalData
from mesh.pure.errors import AccessDenied, DeadlineExceeded, NotOfferedYet, PeerUnavailable
from mesh.pure.passage import Passage

LOCAL = "local"
"""How a call of the same process came; others say the name of their transport."""
HTTP = "http"
"""How a call came whose request has a line of its own in the log."""

Read = Callable[[], Awaitable[Any]]
"""Gives the request of a call, which may still be on its way."""

CANCELLED = Failure(grpc.StatusCode.CANCELLED, "The caller went away.")


class Failed(Exception):
    """A call ended with a failure; only servers and channels see this exception."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a call before it is looked at.

    `identify` authenticates the caller or raises Unauthenticated; `timeout` is in seconds,
    None when the caller set none; `via` says how it came, for the log. `passages` are the
    nodes that it says to have passed, believed only of our own units.
    """

    identify: Callable[[], Identity]
    timeout: float | None
    trace_id: str
    via: str
    passages: tuple[Passage, ...] = ()


class Access(Protocol):
    """Says which identity may call which method."""

    def is_open(self, path: str) -> bool:
        """Return whether the method at `path` is called without an identity."""

    def allows(self, identity: Identity, path: str) -> bool:
        """Return whether `identity` may call the method at `path`."""

    def callers(self, path: str) -> str:
        """Return who may call the method at `path`, in words."""


class CallLog(Protocol):
    """Is told of every call that ended."""

    def ended(
        self, call: Call, via: str, seconds: float, failure: Failure | None, exc: Exception | None
    ) -> None:
        """Take note of a call: `failure` is None when it went well, `exc` is its cause."""


class _NoContext:
    """Stands where generated code passes a gRPC context: the same handler runs without one."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"no context.{name} here: handlers use mesh.call.context.current()")


_NO_CONTEXT = _NoContext()


class Dispatcher:
    """Runs the calls of one process."""

    def __init__(self, access: Access, log: CallLog, personal: PersonalData | None = None) -> None:
        self._access = access
        self._personal = personal or PersonalData({})
        self._log = log
        self._streams: set[asyncio.Task[Any]] = set()
        self._draining = False
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def unary(self, method: Method, arrival: Arrival, read: Read) -> Any:
        """Run a call with one answer; raises Failed. `read` gives the request, once admitted."""
        call, started = _call_of(method, arrival, DEFAULT_TIMEOUT_SECONDS), time.perf_counter()
        failure: Failure | None = None
        cause: Exception | None = None
        token = enter(call)
        self._running += 1
        self._idle.clear()
        try:
            handler = self._admit(method, arrival, call)
            async with asyncio.timeout(_limit(call)):
                reply = _checked(await handler(await read(), _NO_CONTEXT), method)
                return self._personal.shown(call.identity, reply)
        except asyncio.CancelledError:
            failure = CANCELLED
            raise
        except Exception as exc:  # noqa: BLE001  every error has an answer
            failure, cause = self._failure(exc, call), exc
            raise Failed(failure) from None
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()
            leave(token)
            self._log.ended(call, arrival.via, time.perf_counter() - started, failure, cause)

    async def stream(
        self, method: Method, arrival: Arrival, read: Read
    ) -> AsyncGenerator[Any, None]:
        """Run a call with a stream of answers; raises Failed. Needs a task of its own.

        Without a timeout of the caller it lasts until one side ends it.
        """
        call, started = _call_of(method, arrival, math.inf), time.perf_counter()
        failure: Failure | None = None
        cause: Exception | None = None
        enter(call)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a coroutine always runs in a task
        self._streams.add(task)
        try:
            handler = self._admit(method, arrival, call)
            async with aclosing(handler(await read(), _NO_CONTEXT)) as replies:
                while (reply := await self._next(replies, call)) is not None:
                    if arrival.via != LOCAL:
                        # Its token may have ended, or have been revoked, since the stream began.
                        arrival.identify()
                    yield self._personal.shown(call.identity, _checked(reply, method))
        except (asyncio.CancelledError, GeneratorExit) as exc:
            if not (self._draining and isinstance(exc, asyncio.CancelledError)):
                failure = CANCELLED
                raise
            task.uncancel()
            failure = failure_of_refusal(PeerUnavailable(peer=method.service))
            raise Failed(failure) from None
        except Exception as exc:  # noqa: BLE001  every error has an answer
            failure, cause = self._failure(exc, call), exc
            raise Failed(failure) from None
        finally:
            self._streams.discard(task)
            self._log.ended(call, arrival.via, time.perf_counter() - started, failure, cause)

    def end_streams(self) -> None:
        """End all streams, telling their readers to come back; they have no natural end."""
        self._draining = True
        for task in tuple(self._streams):
            task.cancel()

    async def idle(self) -> None:
        """Wait until no call with one answer is running."""
        await self._idle.wait()

    def _admit(self, method: Method, arrival: Arrival, call: Call) -> Handler:
        if self._access.is_open(method.path):
            # Whatever it shows: who logs in again may still show a token that has ended.
            call.identity = STRANGER
        else:
            self._admit_known(method, arrival, call)
        if method.handler is None:
            raise NotOfferedYet(method=method.path.lstrip("/"))
        return method.handler

    def _admit_known(self, method: Method, arrival: Arrival, call: Call) -> None:
        identity = call.identity = arrival.identify()
        if identity.is_internal:
            # Strangers cannot say what their call has passed.
            call.passages = arrival.passages
        if not self._access.allows(identity, method.path):
            callers = self._access.callers(method.path)
            raise AccessDenied(
                f"This identity may not call {method.name}. Callers: {callers}.",
                method=method.path.lstrip("/"),
                callers=callers,
            )
        if not (identity.merchant_id or identity.is_internal or _is_for_all(method)):
            raise AccessDenied("Name the merchant in the metadata zhongtai-merchant.")

    async def _next(self, replies: AsyncGenerator[Any, None], call: Call) -> Any:
        limit = _limit(call)
        if limit is None:
            return await anext(replies, None)
        async with asyncio.timeout(limit):
            return await anext(replies, None)

    def _failure(self, exc: Exception, call: Call) -> Failure:
        if isinstance(exc, TimeoutError) and not call.remaining():
            return failure_of_refusal(DeadlineExceeded())
        return failure_of(exc, call.trace_id)


def _is_for_all(method: Method) -> bool:
    """Whether an operator of no merchant may call it without naming one, to see those of all."""
    return method.path.endswith(("/ListMerchants", "/ListLetters"))


_NOBODY = Identity("service", "", "")


def _call_of(method: Method, arrival: Arrival, default_timeout: float) -> Call:
    timeout = default_timeout if arrival.timeout is None else arrival.timeout
    return Call(_NOBODY, method.path, time.monotonic() + timeout, arrival.trace_id)


def _checked(reply: Any, method: Method) -> Any:
    # Noticed here it is a defect with a trace id; on the wire it would be half an answer.
    if not isinstance(reply, method.reply_type):
        raise TypeError(f"{method.path} answered with a {type(reply).__name__}")
    return reply


def _limit(call: Call) -> float | None:
    remaining = call.remaining()
    return None if math.isinf(remaining) else remaining
