"""What a plug-in said when it could not do something, as refusals an adapter can catch.

PluginFault
├── PluginRetry        the back office is away, effect unknown: repeat with the same key
├── PluginAuth         the back office refuses our credentials: an operator must act
├── PluginRejected     the back office says no: final for this item
├── PluginConflict     the key was used for something else: look it up
├── PluginBadRequest   we broke the contract: a defect
└── PluginRateLimited  come back later
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import grpc
from zhongtai.plugin.v1 import plugin_pb2

from mesh.call.errors_wire import refusal_of
from mesh.pure.errors import Kind, PluginUnavailable, Refusal
from mesh.pure.limits import LONGEST_PAUSE_SECONDS

DOMAIN = "zhongtai.plugin"


class PluginFault(Refusal):
    """The plug-in {plugin} could not do it ({code})."""

    domain = DOMAIN

    @property
    def code(self) -> str:
        """The plug-in's own stable code, for example "NOT_PAID"."""
        return self.metadata.get("code", "")

    @property
    def retry_after_seconds(self) -> float:
        """When to come back, after LONGEST_PAUSE_SECONDS at most; 0 when it did not say."""
        try:
            said = float(self.metadata.get("retry_after_seconds", "0"))
        except ValueError:
            return 0.0
        return min(max(0.0, said), LONGEST_PAUSE_SECONDS)


class PluginRetry(PluginFault):
    """The system behind the plug-in {plugin} did not answer: repeat with the same key."""

    kind = Kind.UNAVAILABLE
    reason = "RETRY"


class PluginAuth(PluginFault):
    """The system behind the plug-in {plugin} refuses our credentials: the operator must act."""

    kind = Kind.PERMISSION_DENIED
    reason = "AUTH"


class PluginRejected(PluginFault):
    """The system behind the plug-in {plugin} says no ({code})."""

    kind = Kind.FAILED_PRECONDITION
    reason = "REJECTED"


class PluginConflict(PluginFault):
    """The plug-in {plugin} knows this key with another content: look it up."""

    kind = Kind.ABORTED
    reason = "CONFLICT"


class PluginBadRequest(PluginFault):
    """The plug-in {plugin} cannot read this request ({code})."""

    kind = Kind.INVALID_ARGUMENT
    reason = "BAD_REQUEST"


class PluginRateLimited(PluginFault):
    """The plug-in {plugin} takes no more calls: come back in {retry_after_seconds} seconds."""

    kind = Kind.RESOURCE_EXHAUSTED
    reason = "RATE_LIMITED"


_FAULTS: dict[str, type[PluginFault]] = {
    fault.reason: fault
    for fault in (
        PluginRetry,
        PluginAuth,
        PluginRejected,
        PluginConflict,
        PluginBadRequest,
        PluginRateLimited,
    )
}


def fault_of_item(error: plugin_pb2.PluginError, plugin: str) -> PluginFault:
    """Return the fault of one item of a batch."""
    name = plugin_pb2.ErrorClass.Name(error.error_class).removeprefix("ERROR_CLASS_")
    fault = _FAULTS.get(name, PluginBadRequest)
    seconds = error.retry_after.ToNanoseconds() / 1e9
    return fault(error.message, plugin=plugin, code=error.code, retry_after_seconds=f"{seconds:g}")


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What a plug-in answered about one item of a batch: a fault, or that it is durable there."""

    item_id: str
    fault: PluginFault | None


def item_answers(results: Iterable[plugin_pb2.ItemResult], plugin: str) -> list[ItemAnswer]:
    """Return what a plug-in answered about each item of a batch."""
    return [
        ItemAnswer(
            result.item_id,
            fault_of_item(result.error, plugin) if result.HasField("error") else None,
        )
        for result in results
    ]


def refusal_of_call(exc: grpc.aio.AioRpcError, plugin: str) -> Refusal:
    """Return a failed call to a plug-in as a refusal: its own fault, or PluginUnavailable."""
    said = refusal_of(exc)
    fault = _FAULTS.get(said.reason) if said.domain == DOMAIN else None
    if said.code is grpc.StatusCode.UNIMPLEMENTED:
        return PluginBadRequest(plugin=plugin, code="NOT_OFFERED")
    if fault is None:
        return PluginUnavailable(plugin=plugin)
    seconds = said.metadata.get("retry_after_seconds", "0")
    code = said.metadata.get("code", "")
    return fault(said.message, plugin=plugin, code=code, retry_after_seconds=seconds)
