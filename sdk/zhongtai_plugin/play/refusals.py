"""Why a call, or an item of it, did not succeed: in words, with what the contract says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import grpc
from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2

from zhongtai_plugin.errors import PluginFault, fault_of_call, fault_of_item
from zhongtai_plugin.play import words
from zhongtai_plugin.play.calls import Call, messages_in

NO_FAULT = {
    grpc.StatusCode.UNIMPLEMENTED: "it does not offer this call",
    grpc.StatusCode.DEADLINE_EXCEEDED: (
        "no answer in time: the effect is unknown, and a host looks it up by its key, or repeats it"
    ),
    grpc.StatusCode.UNAVAILABLE: (
        "it is away, or went away during the call: the effect is unknown, and a host looks it up "
        "by its key, or repeats it"
    ),
}
"""What calls that fail without the plug-in's own words mean."""
NAMELESS = "A plug-in gives a reason: RETRY, AUTH, REJECTED, CONFLICT, BAD_REQUEST or RATE_LIMITED."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reasoned no, or a failure. `item` is the item's id, empty when the whole call is meant."""

    reason: str
    code: str
    message: str
    contract: str
    item: str = ""


def of_failure(call: Call, error: grpc.aio.AioRpcError) -> Refusal:
    """Return why a call failed."""
    fault = fault_of_call(error)
    if fault is not None:
        return _of_fault(call, fault)
    status, details = error.code(), error.details() or ""
    if status in NO_FAULT:
        contract = call.comment if status is grpc.StatusCode.UNIMPLEMENTED else ""
        return Refusal(status.name, "", NO_FAULT[status], contract)
    return Refusal(
        status.name, "", f"{details or 'no words'}. {NAMELESS}", words.of("PluginService")
    )


def in_answer(call: Call, answer: Message) -> list[Refusal]:
    """Return the refusals of the items of an answer."""
    return [_of_fault(call, fault_of_item(error), item) for error, item in _errors_in(answer)]


def _of_fault(call: Call, fault: PluginFault, item: str = "") -> Refusal:
    reason = fault.class_name
    said = words.about_refusal(call.service, call.name, reason, fault.code)
    wait = f" (come back after {fault.retry_after_seconds:g} s)" * bool(fault.retry_after_seconds)
    return Refusal(reason, fault.code, f"{fault.message}{wait}", said, item)


def _errors_in(message: Message, item: str = "") -> Iterator[tuple[plugin_pb2.PluginError, str]]:
    if isinstance(message, plugin_pb2.PluginError):
        yield message, item
        return
    if isinstance(message, plugin_pb2.ItemResult):
        item = message.item_id
    for each in messages_in(message):
        yield from _errors_in(each, item)
