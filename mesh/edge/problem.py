"""Refusals as RFC 9457 problem+json: the one place where REST gateways get their errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import grpc
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from mesh.call.context import current_or_none
from mesh.call.errors_wire import INTERNAL_REASON, RemoteRefusal, failure_of, refusal_of
from mesh.pure.errors import (
    AccessDenied,
    InvalidRequest,
    RateLimited,
    Refusal,
    Unauthenticated,
    Violation,
)

CONTENT_TYPE = "application/problem+json"

HTTP_STATUS: Mapping[grpc.StatusCode, int] = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.CANCELLED: 499,
    grpc.StatusCode.UNIMPLEMENTED: 501,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
}
RETRY_AFTER = "retry_after_seconds"
SIGNED = "signed"
"""The note of a call, and the member of its refusal, that say what its signature is over."""
_HTTP_REASONS: Mapping[int, str] = {
    400: InvalidRequest.reason,
    401: Unauthenticated.reason,
    403: AccessDenied.reason,
    404: "NO_SUCH_PATH",
    429: RateLimited.reason,
}

CLIENT_GONE = 499
# How the web framework words that the client went away before its body was here.
_CLIENT_GONE = "client disconnected prematurely"
# How the web framework words what its answer has no field for.
_MISSING_PARAMETER = re.compile(r"^Missing required (\w+) parameter '([^']+)'")
_NAMED_FIELD = re.compile(r"(?:missing required|contains unknown) field `([^`]+)`")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as it is told over HTTP: status, headers and the JSON body's fields."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    def encoded(self) -> bytes:
        """Return the body as JSON."""
        return msgspec.json.encode(self.body)


def problem_of(exc: Exception, trace_id: str) -> Problem:
    """The problem that an exception is for an HTTP client; unexpected ones say no secrets."""
    if isinstance(exc, HTTPException):
        return _of_http(exc, trace_id)
    failure = failure_of(exc, trace_id)
    return of_refusal(refusal_of(failure.as_rpc_error()), trace_id)


def of_refusal(refusal: RemoteRefusal, trace_id: str) -> Problem:
    """Return the problem that a refusal of a service is for an HTTP client."""
    return _problem(HTTP_STATUS.get(refusal.code, 500), refusal, trace_id)


def of_status(status: int, message: str, trace_id: str, **metadata: str) -> Problem:
    """Return the problem that HTTP itself has a status for, refused before anybody was asked."""
    reason = _HTTP_REASONS.get(status, HTTPStatus(status).name)
    known = {key: value for key, value in metadata.items() if value}
    refusal = RemoteRefusal(grpc.StatusCode.UNKNOWN, message, reason, metadata=known)
    return _problem(status, refusal, trace_id)


def _problem(status: int, refusal: RemoteRefusal, trace_id: str) -> Problem:
    reason = refusal.reason or INTERNAL_REASON
    domain = refusal.domain or Refusal.domain
    body: dict[str, Any] = {
        "type": f"urn:zhongtai:refusal:{domain.removeprefix('zhongtai.')}:{reason}",
        "title": reason.replace("_", " ").capitalize(),
        "status": status,
        "detail": refusal.message,
        "reason": reason,
        "domain": domain,
        "trace_id": trace_id,
    }
    if refusal.metadata:
        body["metadata"] = dict(refusal.metadata)
    if refusal.violations:
        body["violations"] = [
            {"field": v.field, "description": v.description} for v in refusal.violations
        ]
    return Problem(status, headers_for(status, refusal.metadata), body)


def headers_for(status: int, metadata: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that a refusal with this status and metadata is told with."""
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if RETRY_AFTER in metadata:
        headers["Retry-After"] = metadata[RETRY_AFTER]
    return headers


def _of_http(exc: HTTPException, trace_id: str) -> Problem:
    """Return what the web framework itself refuses: bodies that do not parse, unknown paths."""
    status = exc.status_code
    if exc.detail == _CLIENT_GONE:
        return _problem(
            CLIENT_GONE, RemoteRefusal(grpc.StatusCode.CANCELLED, exc.detail, "CLIENT_GONE"),
            trace_id,
        )  # fmt: skip
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem_of(RuntimeError(), trace_id)
    reason = _HTTP_REASONS.get(status, HTTPStatus(status).name)
    message, violations = exc.detail, tuple[Violation, ...]()
    if status == HTTPStatus.BAD_REQUEST:
        message, violations = "The request is not what this path expects.", _violations(exc)
    elif status == HTTPStatus.NOT_FOUND:
        message = "There is nothing at this path."
    refusal = RemoteRefusal(grpc.StatusCode.UNKNOWN, message, reason, violations=violations)
    problem = _problem(status, refusal, trace_id)
    return replace(problem, headers={**problem.headers, **(exc.headers or {})})


def _violations(exc: HTTPException) -> tuple[Violation, ...]:
    missing = _MISSING_PARAMETER.search(exc.detail)
    if missing:
        return (Violation(_field(missing[1], missing[2]), f"is missing in the {missing[1]}"),)
    items = exc.extra if isinstance(exc.extra, list) else []
    return tuple(_violation(item) for item in items if isinstance(item, dict))


def _violation(item: Mapping[str, Any]) -> Violation:
    """One complaint of the framework; a field that only its words name belongs to the path."""
    message = str(item.get("message", ""))
    # The body as a whole is called after the handler's argument.
    parents = [key for key in [str(item.get("key", ""))] if key not in ("", "data")]
    named = _NAMED_FIELD.search(message)
    field = ".".join([*parents, *(named.groups() if named else ())])
    return Violation(_field(item.get("source", ""), field), message)


def _field(source: str, name: str) -> str:
    """Return a field as the client knows it: headers are arguments with other letters."""
    return name.replace("_", "-").lower() if source == "header" else name


def respond(_request: Request[Any, Any, Any], exc: Exception) -> Response[bytes]:
    """Return a Litestar exception handler: answers with the problem and logs a defect of ours."""
    call = current_or_none()
    problem = problem_of(exc, call.trace_id if call else "")
    if call is not None:
        call.notes["reason"] = problem.body["reason"]
        if SIGNED in call.notes:
            problem = replace(problem, body={**problem.body, SIGNED: call.notes[SIGNED]})
    if problem.status == 500 and not isinstance(exc, grpc.aio.AioRpcError):
        _log.error("http handler failed", exc_info=exc)
    return Response(
        content=problem.encoded(),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type=CONTENT_TYPE,
    )


def problem_handlers() -> dict[int | type[Exception], Callable[[Any, Any], Response[bytes]]]:
    """Exception handlers for a Litestar application: every error becomes problem+json."""
    return {Exception: respond, HTTPException: respond, Refusal: respond}
