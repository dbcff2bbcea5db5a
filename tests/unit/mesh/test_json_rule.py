"""What comes over HTTP is text and JSON that may be walked, before a route looks at it."""

import json
from datetime import datetime
from urllib.parse import quote, quote_from_bytes

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.edge.json_rule import check_json, check_kinds, check_target
from mesh.pure import limits
from mesh.pure.errors import InvalidRequest

SOUND = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | SOUND,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SOUND, inner, max_size=4),
    max_leaves=20,
)


def fields(check, *arguments):
    with pytest.raises(InvalidRequest) as caught:
        check(*arguments)
    return [violation.field for violation in caught.value.violations]


@given(JSON)
def test_sound_json_passes(value):
    check_json(json.dumps(value).encode())
    check_json(json.dumps(value, ensure_ascii=False).encode())


@given(SOUND, SOUND)
def test_a_sound_path_and_query_pass(text, value):
    check_target(f"/orders/{quote(text)}".encode(), f"q={quote(value)}".encode())


def test_a_control_character_is_named_by_its_field():
    body = json.dumps({"lines": [{"remark": "two\nlines"}, {"sku_id": "a\0"}], "a": "\x7f"})
    assert fields(check_json, body.encode()) == ["lines[1].sku_id", "a"]


def test_the_name_of_a_field_is_text_too():
    assert fields(check_json, rb'{"a": {"\u0000": 1}}') == ["a"]


@pytest.mark.parametrize("body", [b'{"remark": "\xe9"}', b"[" * 4_000, b"[" * 600 + b"]" * 600])
def test_a_body_that_cannot_be_walked_is_refused(body):
    with pytest.raises(InvalidRequest):
        check_json(body)


def test_json_is_nested_only_so_deep():
    deepest = limits.MAX_LEVELS
    check_json(b"[" * deepest + b"]" * deepest)
    with pytest.raises(InvalidRequest, match="nested"):
        check_json(b"[" * (deepest + 1) + b"]" * (deepest + 1))


def test_json_holds_only_so_many_values():
    with pytest.raises(InvalidRequest, match="values"):
        check_json(json.dumps([0] * (limits.MAX_VALUES + 1)).encode())


def test_a_text_in_json_is_not_endless():
    assert fields(check_json, json.dumps({"a": "x" * 2_001}).encode()) == ["a"]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        (b"/orders/%00", b"", "path"),
        (b"/orders/%ff", b"", "path"),
        (b"/orders", b"page_token=%00", "page_token"),
        (b"/orders", b"page_token=" + b"a" * 5_000, "page_token"),
        (b"/orders", b"%00=1", "query"),
        (b"/orders", b"q=" + quote_from_bytes(b"\xff").encode(), "query"),
    ],
)
def test_a_path_or_query_that_is_no_text_is_named(path, query, field):
    assert fields(check_target, path, query) == [field]


@pytest.mark.parametrize("body", [b"", b"{", b"{} x", b'"\\ud83c"'])
def test_what_is_no_json_is_left_to_the_route(body):
    check_json(body)


class Piece(msgspec.Struct):
    quantity: int
    gift: bool = False
    at: datetime | None = None


@pytest.mark.parametrize("wrong", ['"2"', "2.0", "2e0"])
def test_a_text_or_a_fraction_is_no_whole_number(wrong):
    body = b'{"quantity": %s}' % wrong.encode()
    assert fields(check_kinds, body, Piece) == ["quantity"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"quantity": 2, "at": "2026-03-01T12:00:00Z"}',
        b'{"quantity": 2, "gift": true}',
        b'{"quantity": [2]}',
        b"{",
    ],
)
def test_what_is_right_and_what_the_route_refuses_itself_is_left_to_it(body):
    check_kinds(body, Piece)


def test_a_customers_json_may_hold_fewer_values_than_a_systems():
    body = json.dumps([0] * (limits.MAX_VALUES_OF_CUSTOMERS + 1)).encode()
    check_json(body)
    with pytest.raises(InvalidRequest, match="more than"):
        check_json(body, of_customer=True)
