"""Refusals on the wire: google.rpc.Status with ErrorInfo and BadRequest, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard, cast

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from mesh.pure.errors import DeadlineExceeded, PeerUnavailable, Refusal, Violation

DETAILS_KEY = "grpc-status-details-bin"
INTERNAL_REASON = "INTERNAL"
COMMON_DOMAIN = Refusal.domain

# Trailing metadata of HTTP/2 is small (8 KiB by default), so what travels there is bounded.
MAX_VIOLATIONS = 20
MAX_TEXT = 300
MAX_MESSAGE = 1000

_NO_EFFECT = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNIMPLEMENTED,
}
_CODES = {code.value[0]: code for code in grpc.StatusCode}


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call ended when it did not end well, ready for the wire.

    `details` is a serialised google.rpc.Status, empty where there is nothing to say beyond
    the code. `defect` marks an unexpected exception: ours to mend, not the caller's.
    """

    code: grpc.StatusCode
    message: str
    details: bytes = b""
    reason: str = ""
    defect: bool = False

    def trailing_metadata(self) -> tuple[tuple[str, bytes], ...]:
        """Return the trailing metadata that carries the details."""
        return ((DETAILS_KEY, self.details),) if self.details else ()

    def as_rpc_error(self) -> grpc.aio.AioRpcError:
        """The exception that a caller sees, whether it called locally or over the network."""
        return grpc.aio.AioRpcError(
            self.code,
            grpc.aio.Metadata(),
            grpc.aio.Metadata(*self.trailing_metadata()),
            details=self.message,
            debug_error_string=None,
        )


@dataclass(frozen=True, slots=True)
class RemoteRefusal:
    """What a failed call said: the caller's view of a refusal.

    `reason` and `domain` are empty when the peer gave no details (not one of ours, or the
    connection broke in an unusual way).
    """

    code: grpc.StatusCode
    message: str
    reason: str = ""
    domain: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()

    def __str__(self) -> str:
        """Return it in one line: why, and in words."""
        return f"{self.reason or self.code.name}: {self.message}"

    def is_a(self, refusal: type[Refusal]) -> bool:
        """Return whether this is the refusal that the given class describes."""
        return (self.domain, self.reason) == (refusal.domain, refusal.reason)


def _packed(
    code: grpc.StatusCode,
    message: str,
    info: error_details_pb2.ErrorInfo,
    violations: tuple[Violation, ...] = (),
) -> bytes:
    status = status_pb2.Status(code=code.value[0], message=message)
    status.details.add().Pack(info)
    if violations:
        bad_request = error_details_pb2.BadRequest()
        for violation in violations[:MAX_VIOLATIONS]:
            bad_request.field_violations.add(
                field=violation.field[:MAX_TEXT], description=violation.description[:MAX_TEXT]
            )
        status.details.add().Pack(bad_request)
    packed: bytes = status.SerializeToString()
    return packed


def failure_of_refusal(refusal: Refusal) -> Failure:
    """Return a refusal as it goes on the wire."""
    code = grpc.StatusCode[refusal.kind.name]
    message = refusal.message[:MAX_MESSAGE]
    info = error_details_pb2.ErrorInfo(
        reason=refusal.reason,
        domain=refusal.domain,
        metadata={key: value[:MAX_TEXT] for key, value in refusal.metadata.items()},
    )
    details = _packed(code, message, info, refusal.violations)
    return Failure(code, message, details, refusal.reason)


def failure_of(exc: BaseException, trace_id: str) -> Failure:
    """Return what the caller is told about an exception that a handler let fly.

    A refusal says itself; a peer's refusal passes unchanged; anything else is a defect of
    ours and says nothing but the trace id, because its text may hold secrets.
    """
    if isinstance(exc, Refusal):
        return failure_of_refusal(exc)
    if isinstance(exc, grpc.aio.AioRpcError):
        details = details_of(exc)
        if details:
            return Failure(exc.code(), exc.details() or "", details, refusal_of(exc).reason)
    message = f"An unexpected error happened; the operator finds it by the trace id {trace_id}."
    info = error_details_pb2.ErrorInfo(
        reason=INTERNAL_REASON, domain=COMMON_DOMAIN, metadata={"trace_id": trace_id}
    )
    code = grpc.StatusCode.INTERNAL
    return Failure(code, message, _packed(code, message, info), INTERNAL_REASON, defect=True)


def details_of(exc: grpc.aio.AioRpcError) -> bytes:
    """Return the serialised google.rpc.Status that came with a failed call, or empty."""
    pairs = cast("Iterable[tuple[str, str | bytes]]", exc.trailing_metadata() or ())
    for key, value in pairs:
        if key == DETAILS_KEY:
            return value if isinstance(value, bytes) else value.encode("latin-1")
    return b""


def refusal_of(exc: grpc.aio.AioRpcError) -> RemoteRefusal:
    """Read the refusal out of a failed call."""
    code, message = exc.code(), exc.details() or ""
    status = status_pb2.Status()
    try:
        status.ParseFromString(details_of(exc))
    except DecodeError:
        return RemoteRefusal(code, message)
    info = error_details_pb2.ErrorInfo()
    bad_request = error_details_pb2.BadRequest()
    for detail in status.details:
        if not detail.Unpack(info):
            detail.Unpack(bad_request)
    violations = tuple(Violation(v.field, v.description) for v in bad_request.field_violations)
    return RemoteRefusal(
        _CODES.get(status.code, code) if status.code else code,
        message,
        info.reason,
        info.domain,
        dict(info.metadata),
        violations,
    )


def surely_refused(exc: BaseException) -> TypeGuard[grpc.aio.AioRpcError]:
    """Return whether the call that raised this certainly had no effect."""
    return isinstance(exc, grpc.aio.AioRpcError) and exc.code() in _NO_EFFECT


def is_last_word(exc: BaseException) -> bool:
    """Return whether the call had no effect, and the same call would be refused again.

    An overloaded process has said none.
    """
    return surely_refused(exc) and exc.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED


def dressed(exc: grpc.aio.AioRpcError, peer: str) -> grpc.aio.AioRpcError:
    """Return a failed call to `peer` with details, also where the transport itself gave none.

    A broken connection becomes PEER_UNAVAILABLE and a passed deadline DEADLINE_EXCEEDED, so
    that callers need to know one way of reading failures only.
    """
    if details_of(exc):
        return exc
    if exc.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return failure_of_refusal(DeadlineExceeded()).as_rpc_error()
    if is_connection_failure(exc) or exc.code() is grpc.StatusCode.CANCELLED:
        return failure_of_refusal(PeerUnavailable(peer=peer)).as_rpc_error()
    return exc


def is_connection_failure(exc: grpc.aio.AioRpcError) -> bool:
    """Whether the connection failed, as opposed to a service that said UNAVAILABLE itself."""
    return exc.code() is grpc.StatusCode.UNAVAILABLE and not details_of(exc)
