"""What a plug-in says when it cannot do something, in classes that tell the caller what to do.

PluginFault
├── RetryLater    the back office is away: repeat with the same key, or look it up
├── AuthRefused   the back office refuses our credentials: an operator must act
├── Rejected      the back office says no: final for this item
├── Conflict      the key was used for something else: look it up
├── BadRequest    the request breaks the contract: do not repeat
└── RateLimited   too many calls: come back after `retry_after_seconds`

Raise one from a handler and the call ends with the right gRPC status; put
`fault.as_message()` into an item's result where one item of a batch fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2
from zhongtai.plugin.v1 import plugin_pb2

DOMAIN = "zhongtai.plugin"
"""The domain of google.rpc.ErrorInfo in every failed call of a plug-in."""

DETAILS_KEY = "grpc-status-details-bin"

RawMetadata = tuple[tuple[str, str | bytes], ...]

LONGEST_PAUSE_SECONDS = 300.0
"""Nobody comes back later than this, whatever a system behind a plug-in says."""


class PluginFault(Exception):
    """A call or an item failed; use one of the subclasses.

    `code` is stable and in capitals; `message` is one sentence for a person and must not
    hold secrets or personal data.
    """

    error_class: ClassVar[plugin_pb2.ErrorClass] = plugin_pb2.ERROR_CLASS_UNSPECIFIED
    status: ClassVar[grpc.StatusCode] = grpc.StatusCode.UNKNOWN
    is_final: ClassVar[bool] = False
    """Whether repeating is useless, whoever mends what."""

    def __init__(self, code: str, message: str, *, retry_after_seconds: float = 0.0) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.retry_after_seconds = min(max(0.0, retry_after_seconds), LONGEST_PAUSE_SECONDS)

    @property
    def class_name(self) -> str:
        """The error class without its prefix, for example "REJECTED"."""
        return plugin_pb2.ErrorClass.Name(self.error_class).removeprefix("ERROR_CLASS_")

    def as_message(self) -> plugin_pb2.PluginError:
        """Return the fault as it stands in the result of one item."""
        error = plugin_pb2.PluginError(
            error_class=self.error_class, code=self.code, message=self.message
        )
        if self.retry_after_seconds > 0:
            error.retry_after.CopyFrom(_duration(self.retry_after_seconds))
        return error

    def trailing_metadata(self) -> RawMetadata:
        """Return the fault as a call carries it: a google.rpc.Status with an ErrorInfo."""
        info = error_details_pb2.ErrorInfo(reason=self.class_name, domain=DOMAIN)
        info.metadata["code"] = self.code
        if self.retry_after_seconds > 0:
            info.metadata["retry_after_seconds"] = f"{self.retry_after_seconds:g}"
        status = status_pb2.Status(code=self.status.value[0], message=self.message)
        status.details.add().Pack(info)
        return ((DETAILS_KEY, status.SerializeToString()),)


class RetryLater(PluginFault):
    """The back office is away or its answer got lost; the effect is unknown."""

    error_class = plugin_pb2.ERROR_CLASS_RETRY
    status = grpc.StatusCode.UNAVAILABLE


class AuthRefused(PluginFault):
    """The back office refuses our credentials; repeating is useless until they change."""

    error_class = plugin_pb2.ERROR_CLASS_AUTH
    status = grpc.StatusCode.PERMISSION_DENIED


class Rejected(PluginFault):
    """The back office understood and says no; final."""

    error_class = plugin_pb2.ERROR_CLASS_REJECTED
    status = grpc.StatusCode.FAILED_PRECONDITION
    is_final = True


class Conflict(PluginFault):
    """The key was used before for something else, or a newer change is there."""

    error_class = plugin_pb2.ERROR_CLASS_CONFLICT
    status = grpc.StatusCode.ABORTED
    is_final = True


class BadRequest(PluginFault):
    """The request breaks the contract or names what does not exist."""

    error_class = plugin_pb2.ERROR_CLASS_BAD_REQUEST
    status = grpc.StatusCode.INVALID_ARGUMENT
    is_final = True


class RateLimited(PluginFault):
    """Too many calls; `retry_after_seconds` says when to come back."""

    error_class = plugin_pb2.ERROR_CLASS_RATE_LIMITED
    status = grpc.StatusCode.RESOURCE_EXHAUSTED


_CLASSES: dict[int, type[PluginFault]] = {
    int(kind.error_class): kind
    for kind in (RetryLater, AuthRefused, Rejected, Conflict, BadRequest, RateLimited)
}

_BY_NAME: dict[str, type[PluginFault]] = {
    plugin_pb2.ErrorClass.Name(kind.error_class).removeprefix("ERROR_CLASS_"): kind
    for kind in _CLASSES.values()
}


def fault_of_item(error: plugin_pb2.PluginError) -> PluginFault:
    """Return the fault an item's result holds; an unknown class is read as BAD_REQUEST."""
    kind = _CLASSES.get(int(error.error_class), BadRequest)
    seconds = error.retry_after.ToNanoseconds() / 1e9 if error.HasField("retry_after") else 0.0
    return kind(error.code, error.message, retry_after_seconds=seconds)


def fault_of_call(failure: grpc.aio.AioRpcError) -> PluginFault | None:
    """Return the fault a failed call carries; None when the plug-in itself did not speak."""
    status = status_of_call(failure)
    for info in infos_of(status):
        if info.domain == DOMAIN:
            return _fault_of_info(info, status.message)
    return None


def status_of_call(failure: grpc.aio.AioRpcError) -> status_pb2.Status:
    """The google.rpc.Status that a failed call carries; an empty one when it carries none."""
    metadata: Any = failure.trailing_metadata()
    for key, value in metadata or ():
        if key == DETAILS_KEY and isinstance(value, bytes):
            return status_pb2.Status.FromString(value)
    return status_pb2.Status()


def infos_of(status: status_pb2.Status) -> Iterator[error_details_pb2.ErrorInfo]:
    """Every google.rpc.ErrorInfo in a status."""
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            yield info


def _fault_of_info(info: error_details_pb2.ErrorInfo, message: str) -> PluginFault:
    kind = _BY_NAME.get(info.reason, BadRequest)
    try:
        seconds = float(info.metadata.get("retry_after_seconds", "0"))
    except ValueError:
        seconds = 0.0
    return kind(info.metadata.get("code", ""), message, retry_after_seconds=seconds)


def _duration(seconds: float) -> Duration:
    span = Duration()
    span.FromNanoseconds(int(seconds * 1e9))
    return span
