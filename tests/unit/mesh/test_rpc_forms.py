"""The forms in which calls come over HTTP: what each reads, and what it writes."""

import json
from contextlib import suppress

import pytest
from zhongtai.mall.v1 import order_messages_pb2 as pb
from zhongtai.mall.v1 import order_pb2

from mesh.edge.rpc_forms import FORMS, Body, form_of
from mesh.edge.rpc_frames import as_text, frame
from mesh.pure.errors import InvalidRequest, NotOfferedYet, Refusal
from mesh.pure.limits import MAX_VALUES_OF_CUSTOMERS

REQUEST = pb.PlaceOrderRequest(request_id="r-1", store_id="sto_1")
REQUEST.wishes.remark = "少放葱"
DATA = REQUEST.SerializeToString()
JSON = '{"requestId": "r-1", "storeId": "sto_1", "wishes": {"remark": "少放葱"}}'.encode()
OF_PROTO_NAMES = JSON.replace(b"requestId", b"request_id").replace(b"storeId", b"store_id")


def read(name, body, kind=pb.PlaceOrderRequest):
    return FORMS[name].read(body, kind, of_customer=True)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("application/json", JSON),
        ("application/json", OF_PROTO_NAMES),
        ("application/proto", DATA),
        ("application/connect+json", frame(JSON)),
        ("application/connect+proto", frame(DATA)),
        ("application/grpc-web", frame(DATA)),
        ("application/grpc-web+proto", frame(DATA)),
        ("application/grpc-web+json", frame(JSON)),
        ("application/grpc-web-text", as_text(frame(DATA))),
        ("application/grpc-web-text+proto", as_text(frame(DATA))),
    ],
)
def test_the_same_request_comes_in_every_form(name, body):
    assert read(name, body) == REQUEST


def test_an_empty_body_of_json_is_an_empty_request():
    assert read("application/json", b"") == pb.PlaceOrderRequest()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'{"unheardOf": 1}',
        b'{"storeId": 1}',
        b'{"storeId": "\xff"}',
        b'{"wishes": {"expectedTime": "tomorrow"}}',
        b'{"wishes": {"serviceType": "BY_BALLOON"}}',
        b'{"lines": [{"quantity": 2.5}]}',
        b'{"lines": [{"quantity": 99999999999}]}',
        b'{"storeId": "a", "storeId": "b"}',
        b'{"lines": ' + b"[" * 100_000,
        b'{"wishes": {"diningCount": ' + b"9" * 10_000 + b"}}",
    ],
)
def test_json_that_is_not_the_request_is_an_invalid_argument(body):
    with pytest.raises(InvalidRequest):
        read("application/json", body)


def test_json_with_too_much_in_it_is_refused_before_it_becomes_a_message():
    many = json.dumps({"lines": [{}] * (MAX_VALUES_OF_CUSTOMERS + 1)}).encode()
    with pytest.raises(InvalidRequest, match="values"):
        read("application/json", many)


ODD = [
    *(None, True, 0, -1, 1.5, 10**30, float("nan"), "", "x", "9" * 40, "NaN", [], {}, [[]], [None]),
    *({"a": {}}, {"": 1}, {"@type": "x"}, {"seconds": 1}, [{}, 1], "2026-01-01", "-1s", "\ud800"),
]


def with_each_field(value):
    """Objects with the value in the place of one field, at whatever depth."""
    for field in pb.PlaceOrderRequest.DESCRIPTOR.fields:
        yield {field.json_name: value}
        if field.message_type is not None:
            for inner in field.message_type.fields:
                held = {inner.json_name: value}
                yield {field.json_name: [held] if field.is_repeated else held}


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_value_in_the_place_of_a_field_is_a_defect(value):
    for body in with_each_field(value):
        with suppress(Refusal):
            read("application/json", json.dumps(body).encode())


@pytest.mark.parametrize("name", ["application/proto", "application/grpc-web"])
def test_bytes_that_are_no_message_are_an_invalid_argument(name):
    body = b"\xff\xff" if name == "application/proto" else frame(b"\xff\xff")
    with pytest.raises(InvalidRequest, match="PlaceOrderRequest"):
        read(name, body)


def test_answers_are_written_in_the_form_of_the_request():
    reply = pb.GetOrderResponse(order=order_pb2.Order(order_id="ord_1", version=7))
    data = reply.SerializeToString()
    assert json.loads(FORMS["application/json"].write(reply)) == {
        "order": {"orderId": "ord_1", "version": "7"}
    }
    assert FORMS["application/proto"].write(reply) == data
    web, text = FORMS["application/grpc-web"], FORMS["application/grpc-web-text"]
    assert web.write(reply) + web.end(None) == frame(data) + frame(b"grpc-status: 0\r\n", 0x80)
    assert text.write(reply) == as_text(frame(data))
    connect = FORMS["application/connect+proto"]
    assert connect.write(reply) + connect.end(None) == frame(data) + frame(b"{}", 2)
    assert (web.media_type, text.media_type) == (
        "application/grpc-web+proto",
        "application/grpc-web-text+proto",
    )


@pytest.mark.parametrize(
    ("name", "header", "value", "seconds"),
    [
        ("application/json", "connect-timeout-ms", "1500", 1.5),
        ("application/connect+json", "connect-timeout-ms", "0", 0),
        ("application/grpc-web", "grpc-timeout", "20m", 0.02),
        ("application/grpc-web", "grpc-timeout", "3S", 3),
        ("application/grpc-web", "grpc-timeout", "1H", 3600),
        ("application/grpc-web", "connect-timeout-ms", "1500", None),
        ("application/json", "grpc-timeout", "3S", None),
        ("application/json", "x", "", None),
    ],
)
def test_each_protocol_has_its_own_header_for_the_deadline(name, header, value, seconds):
    assert FORMS[name].timeout({header: value}) == seconds


@pytest.mark.parametrize(
    ("name", "header", "value"),
    [
        ("application/json", "connect-timeout-ms", "-1"),
        ("application/json", "connect-timeout-ms", "1.5"),
        ("application/json", "connect-timeout-ms", "12345678901"),
        ("application/json", "connect-timeout-ms", "١"),
        ("application/grpc-web", "grpc-timeout", "3"),
        ("application/grpc-web", "grpc-timeout", "123456789S"),
        ("application/grpc-web", "grpc-timeout", "3s"),
    ],
)
def test_a_deadline_that_cannot_be_read_is_refused_by_its_header(name, header, value):
    with pytest.raises(InvalidRequest) as refused:
        FORMS[name].timeout({header: value})
    assert [each.field for each in refused.value.violations] == [header]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("application/json", "content-encoding"),
        ("application/grpc-web", "content-encoding"),
        ("application/grpc-web", "grpc-encoding"),
        ("application/connect+json", "connect-content-encoding"),
    ],
)
def test_what_is_compressed_is_refused_as_not_offered(name, header):
    form = FORMS[name]
    form.demand_plain({header: "identity", "accept-encoding": "gzip"})
    with pytest.raises(NotOfferedYet, match="as they are"):
        form.demand_plain({header: "gzip"})


def test_another_version_of_the_connect_protocol_is_refused():
    form = FORMS["application/json"]
    form.demand_plain({"connect-protocol-version": "1"})
    with pytest.raises(InvalidRequest):
        form.demand_plain({"connect-protocol-version": "2"})


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", Body.WHOLE),
        ("Application/JSON; charset=utf-8", Body.WHOLE),
        ("application/grpc-web-text", Body.WEB),
        ("application/connect+proto", Body.CONNECT),
    ],
)
def test_a_form_is_known_by_its_content_type(content_type, body):
    form = form_of(content_type)
    assert form is not None
    assert form.body is body


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/grpc", "application/xml"])
def test_another_content_type_is_no_form(content_type):
    assert form_of(content_type) is None


def test_which_methods_a_form_serves_goes_by_how_they_answer():
    served = {
        name: (form.serves(streams=False), form.serves(streams=True))
        for name, form in FORMS.items()
    }
    assert served["application/json"] == (True, False)
    assert served["application/connect+json"] == (False, True)
    assert served["application/grpc-web"] == (True, True)
