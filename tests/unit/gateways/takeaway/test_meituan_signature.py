"""How Meituan signs: our vectors, values that are encoded twice, and what a refusal names."""

from urllib.parse import quote, urlencode

import pytest

from gateways.takeaway.meituan import signature
from mesh.pure.callback import Callback

SECRET = "mtsecret"
URL = "https://gw.example.com/mt/order"
PUSH = {
    "app_id": "4444",
    "app_poi_code": "S001",
    "detail": '[{"app_food_code":"F1","quantity":2}]',
    "order_id": "25217",
    "recipient_name": "张三",
    "status": "2",
    "timestamp": "1700000000",
}


def test_a_request_has_the_signature_of_the_vector():
    url = "https://waimaiopen.meituan.com/api/v1/order/confirm"
    given = {"app_id": "4444", "timestamp": "1700000000", "order_id": "25217"}
    assert signature.signed(url, given, SECRET) == "f6f60db3fa97814007f81ef83a66566d"


def test_a_push_has_the_signature_of_the_vector():
    assert signature.signed(URL, PUSH, SECRET) == "310067291d900015899e576d83e22bbe"


def pushed(fields: dict[str, str], method: str = "POST", url: str = URL) -> Callback:
    if method == "GET":
        return Callback("GET", url, query=tuple(fields.items()))
    return Callback("POST", url, body=urlencode(fields).encode())


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("encode", [str, quote, lambda value: quote(value).replace("%20", "+")])
def test_values_are_read_as_they_were_signed_however_often_they_are_encoded(encode, method):
    fields = PUSH | {"caution": "少辣 100%2F+1"}
    sig = signature.signed(URL, fields, SECRET)
    sent = {key: encode(value) for key, value in fields.items()} | {"sig": sig}
    assert signature.verified(pushed(sent, method), SECRET) == fields | {"sig": sig}


@pytest.mark.parametrize(
    "change",
    [{"order_id": "25218"}, {"sig": ""}, {"sig": "0" * 32}, {"new": "1"}],
    ids=["value", "none", "another", "more"],
)
def test_what_was_changed_on_its_way_is_not_signed(change):
    fields = PUSH | {"sig": signature.signed(URL, PUSH, SECRET)} | change
    assert not signature.is_valid(pushed(fields), SECRET)
    assert not signature.is_valid(pushed(fields | {"sig": fields["sig"].upper()}), SECRET)


def test_another_secret_or_another_address_is_not_signed():
    fields = PUSH | {"sig": signature.signed(URL, PUSH, SECRET)}
    assert signature.is_valid(pushed(fields), SECRET)
    assert not signature.is_valid(pushed(fields), "guess")
    assert not signature.is_valid(pushed(fields, url="https://other.example/mt/order"), SECRET)


def test_what_is_signed_names_the_address_and_the_fields_and_no_value():
    told = signature.what_is_signed(pushed(PUSH | {"sig": "1"}))
    assert URL in told
    assert "recipient_name&status&timestamp" in told
    assert "***" in told
    assert "张三" not in told
    assert SECRET not in told
