"""How a call over HTTP ended: as an error of the Connect protocol, and as gRPC-Web's trailers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import grpc
import msgspec
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from mesh.call.errors_wire import DETAILS_KEY, Failure, refusal_of
from mesh.edge.problem import headers_for

CODE_NAMES: Mapping[grpc.StatusCode, str] = {
    code: "canceled" if code is grpc.StatusCode.CANCELLED else code.name.lower()
    for code in grpc.StatusCode
    if code is not grpc.StatusCode.OK
}
"""What Connect calls the codes."""

CONNECT_STATUS: Mapping[grpc.StatusCode, int] = {
    grpc.StatusCode.CANCELLED: 499,
    grpc.StatusCode.UNKNOWN: 500,
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.FAILED_PRECONDITION: 400,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.UNIMPLEMENTED: 501,
    grpc.StatusCode.INTERNAL: 500,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DATA_LOSS: 500,
    grpc.StatusCode.UNAUTHENTICATED: 401,
}
"""The statuses that the Connect protocol has for the codes; not all are those of problem+json."""

_KNOWN = (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest)
# gRPC's own rule: printable ASCII but the percent sign stands for itself.
_PLAIN = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")


def connect_error(failure: Failure) -> dict[str, Any]:
    """Return a failure as the JSON object of the Connect protocol.

    The reason to switch on is `debug.reason` of the detail of type google.rpc.ErrorInfo.
    """
    error: dict[str, Any] = {"code": CODE_NAMES[failure.code], "message": failure.message}
    details = [_detail(each) for each in _status_of(failure).details]
    return error | ({"details": details} if details else {})


def connect_end(failure: Failure | None) -> bytes:
    """Return the payload of the last frame of a stream of the Connect protocol."""
    return msgspec.json.encode({} if failure is None else {"error": connect_error(failure)})


def headers_of(failure: Failure) -> dict[str, str]:
    """Return the HTTP headers that a failure asks for."""
    refusal = refusal_of(failure.as_rpc_error())
    return headers_for(CONNECT_STATUS[failure.code], refusal.metadata)


def trailers(failure: Failure | None) -> bytes:
    """Return the payload of the last frame of gRPC-Web: headers as HTTP/1.1 writes them."""
    if failure is None:
        return b"grpc-status: 0\r\n"
    lines = [
        f"grpc-status: {failure.code.value[0]}",
        f"grpc-message: {quote(failure.message, safe=_PLAIN)}",
    ]
    if failure.details:
        lines.append(f"{DETAILS_KEY}: {_unpadded(failure.details)}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _detail(packed: Packed) -> dict[str, Any]:
    name = packed.TypeName()
    detail: dict[str, Any] = {"type": name, "value": _unpadded(packed.value)}
    for known in _KNOWN:
        message = known()
        if packed.Unpack(message):
            detail["debug"] = MessageToDict(message)
    return detail


def _status_of(failure: Failure) -> status_pb2.Status:
    status = status_pb2.Status()
    try:
        status.ParseFromString(failure.details)
    except DecodeError:
        return status_pb2.Status()
    return status


def _unpadded(data: bytes) -> str:
    return b64encode(data).decode("ascii").rstrip("=")
