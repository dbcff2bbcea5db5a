"""How Ele.me signs: our vectors, types that are numbers or texts, and what a refusal names."""

import json

import pytest

from gateways.takeaway.eleme import signature
from mesh.pure.callback import Callback

SECRET = "elesecret"
MESSAGE = (
    '{"orderId":"1200897812792015983","state":"valid","shopId":720032,'
    '"updateTime":1700000000,"role":3}'
)
PUSH = {
    "requestId": "100000021764401594",
    "type": 12,
    "appId": 22954133,
    "message": MESSAGE,
    "shopId": 720032,
    "timestamp": 1700000000000,
    "userId": 98587250597500702,
}


def test_a_request_has_the_signature_of_the_vector():
    members = {
        "app_key": "elekey",
        "timestamp": 1700000000,
        "orderId": "1200897812792015983",
    }
    action = "eleme.order.confirmOrderLite"
    signed = signature.signed_request(action, "tok", members, SECRET)
    assert signed == "973FFC8B9A4D6C4C888BD3F63FF4FDB3"


def test_a_push_has_the_signature_of_the_vector():
    assert signature.signed_push(PUSH, SECRET) == "9604FDCB8C3A4F08C1B493B7E83E49F6"


def pushed(fields: object) -> Callback:
    body = json.dumps(fields, ensure_ascii=False).encode()
    return Callback("POST", "https://gw.example.com/ele", body=body)


@pytest.mark.parametrize("change", [{}, {"type": "12"}, {"userId": "98587250597500702"}])
def test_numbers_and_texts_are_signed_alike(change):
    signed = PUSH | change | {"signature": "9604FDCB8C3A4F08C1B493B7E83E49F6"}
    assert signature.is_valid(pushed(signed), SECRET)
    assert not signature.is_valid(pushed(signed), "guess")


@pytest.mark.parametrize(
    "change", [{"type": 14}, {"signature": ""}, {"signature": "0" * 32}, {"new": "1"}]
)
def test_what_was_changed_on_its_way_is_not_signed(change):
    signed = PUSH | {"signature": signature.signed_push(PUSH, SECRET)} | change
    assert not signature.is_valid(pushed(signed), SECRET)


@pytest.mark.parametrize("odd", [[], None, "x", 7, {}, {"appId": {"a": 1}, "timestamp": []}])
def test_what_is_no_push_is_nobodys_old_and_not_signed(odd):
    callback = pushed(odd)
    assert not signature.is_valid(callback, SECRET)
    assert signature.sent_at(callback) == 0.0
    assert "elesecret" not in signature.what_is_signed(callback)


def test_a_push_says_when_it_was_sent_for_whom_and_which_it_is():
    callback = pushed(PUSH)
    assert signature.sent_at(callback) == 1_700_000_000
    assert signature.account(callback) == "22954133"
    assert signature.message_id(callback) == "100000021764401594"


def test_what_is_signed_names_the_fields_and_no_value():
    told = signature.what_is_signed(pushed(PUSH | {"signature": "1"}))
    assert told.startswith("appId=… message=… requestId=… shopId=…")
    assert "***" in told
    assert "22954133" not in told
