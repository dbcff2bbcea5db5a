"""How a failed call is told: Connect's errors, gRPC-Web's trailers."""

import json
from base64 import b64decode

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from mesh.call.errors_wire import Failure, failure_of_refusal
from mesh.edge.rpc_endings import (
    CODE_NAMES,
    CONNECT_STATUS,
    connect_end,
    connect_error,
    headers_of,
    trailers,
)
from mesh.pure.errors import InvalidRequest, Kind, RateLimited, Refusal, Unauthenticated, Violation


class OutOfTea(Refusal):
    """There is no {sort} left: 100 % sold."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OUT_OF_TEA"
    domain = "zhongtai.tea"


FAILURE = failure_of_refusal(OutOfTea(sort="龙井"))


def unpadded(text):
    return b64decode(text + "=" * (-len(text) % 4))


def test_an_error_has_code_words_and_the_reason_to_switch_on():
    error = connect_error(FAILURE)
    assert (error["code"], error["message"]) == (
        "failed_precondition",
        "There is no 龙井 left: 100 % sold.",
    )
    [detail] = error["details"]
    assert detail["type"] == "google.rpc.ErrorInfo"
    assert detail["debug"] == {
        "reason": "OUT_OF_TEA",
        "domain": "zhongtai.tea",
        "metadata": {"sort": "龙井"},
    }
    info = error_details_pb2.ErrorInfo.FromString(unpadded(detail["value"]))
    assert info.reason == "OUT_OF_TEA"
    assert "=" not in detail["value"]


def test_an_error_names_the_fields_that_break_a_rule():
    refusal = InvalidRequest(violations=[Violation("lines", "must have at least 1")])
    _, detail = connect_error(failure_of_refusal(refusal))["details"]
    assert detail["type"] == "google.rpc.BadRequest"
    assert detail["debug"]["fieldViolations"] == [
        {"field": "lines", "description": "must have at least 1"}
    ]


def test_an_error_without_readable_details_is_its_code():
    failure = Failure(grpc.StatusCode.UNKNOWN, "odd", b"\xff\xff")
    assert connect_error(failure) == {"code": "unknown", "message": "odd"}


def test_every_code_has_a_name_and_a_status():
    assert CODE_NAMES[grpc.StatusCode.CANCELLED] == "canceled"
    assert CODE_NAMES[grpc.StatusCode.DATA_LOSS] == "data_loss"
    assert CODE_NAMES.keys() == CONNECT_STATUS.keys() == set(grpc.StatusCode) - {grpc.StatusCode.OK}


def test_a_stream_of_connect_ends_with_its_error_or_with_none():
    assert connect_end(None) == b"{}"
    assert json.loads(connect_end(FAILURE))["error"] == connect_error(FAILURE)


def test_trailers_are_headers_of_http_1_with_words_in_ascii():
    assert trailers(None) == b"grpc-status: 0\r\n"
    status, message, details, end = trailers(FAILURE).split(b"\r\n")
    assert status == b"grpc-status: 9"
    assert message == (b"grpc-message: There is no %E9%BE%99%E4%BA%95 left: 100 %25 sold.")
    name, _, value = details.decode().partition(": ")
    assert name == "grpc-status-details-bin"
    assert status_pb2.Status.FromString(unpadded(value)).code == 9
    assert end == b""


def test_words_cannot_add_a_line_to_the_trailers():
    failure = Failure(grpc.StatusCode.INTERNAL, "a\r\ngrpc-status: 0")
    assert trailers(failure) == b"grpc-status: 13\r\ngrpc-message: a%0D%0Agrpc-status: 0\r\n"


@pytest.mark.parametrize(
    ("refusal", "headers"),
    [
        (Unauthenticated(), {"WWW-Authenticate": "Bearer"}),
        (RateLimited(retry_after_seconds=7), {"Retry-After": "7"}),
        (OutOfTea(sort="tea"), {}),
    ],
)
def test_a_failure_asks_for_the_headers_of_its_kind(refusal, headers):
    assert headers_of(failure_of_refusal(refusal)) == headers
