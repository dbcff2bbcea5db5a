"""What a replay waits out: a platform, a till or a cashier that is being started again."""

from __future__ import annotations

from typing import Any

import grpc
import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_delay,
    wait_random_exponential,
)

from cli.problems import Problem
from mesh.call.errors_wire import refusal_of

PATIENCE_SECONDS = 180.0
"""How long the other side may be away before the replay gives up."""

LATER_REASON = "IN_PROGRESS"
"""The refusal that passes though its code does not say so: a twin is being placed."""

_LATER = {429, 502, 503, 504}
_LATER_CODES = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
}


class ComeBackLater(Exception):
    """The other side cannot answer now; the same request may be sent again."""


def may_pass(exc: BaseException) -> bool:
    """Return whether trying again later can help."""
    if isinstance(exc, grpc.aio.AioRpcError):
        return exc.code() in _LATER_CODES or refusal_of(exc).reason == LATER_REASON
    return isinstance(exc, httpx.TransportError | ComeBackLater)


def demand_answer(reply: httpx.Response) -> None:
    """Raise ComeBackLater for an answer that is none."""
    if reply.status_code in _LATER or (reply.status_code >= 500 and reply.status_code != 501):
        raise ComeBackLater(f"HTTP {reply.status_code}")


def patiently() -> AsyncRetrying:
    """Repeats what may pass, with growing pauses, for three minutes; then raises Problem."""
    return AsyncRetrying(
        retry=retry_if_exception(may_pass),
        wait=wait_random_exponential(multiplier=0.1, max=3.0),
        stop=stop_after_delay(PATIENCE_SECONDS),
        reraise=True,
        retry_error_callback=_give_up,
    )


def _give_up(state: RetryCallState) -> Any:
    why = state.outcome.exception() if state.outcome else None
    if why is None or not may_pass(why):
        raise why or AssertionError("given up without an attempt")
    said = why.code().name if isinstance(why, grpc.aio.AioRpcError) else str(why)
    raise Problem(
        f"No answer for {PATIENCE_SECONDS / 60:.0f} minutes ({said or type(why).__name__}). See "
        "`zhongtai status`; the same command, run again, goes on from here."
    ) from why
