"""What a plug-in's own HTTP side is handed keeps the platform's rule, or nobody sees it."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai_plugin import BadRequest
from zhongtai_plugin import money as plugin_money
from zhongtai_plugin import text as plugin_text
from zhongtai_plugin.door import (
    MAX_LEVELS,
    Unfit,
    demand_header_texts,
    demand_sound_json,
    read_path,
    read_query,
)
from zhongtai_plugin.http import Request

from mesh.pure import limits, money, text

SOUND = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | SOUND,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SOUND, inner, max_size=4),
    max_leaves=20,
)


@given(st.text(st.characters()), st.booleans())
def test_plug_ins_and_platform_agree_what_text_is(given_text, free):
    here = plugin_text.fault_of_text(given_text, free=free)
    assert here == text.fault_of_text(given_text, free=free)


def test_plug_ins_and_platform_agree_which_texts_are_free():
    assert plugin_text.FREE_TEXT == limits.FREE_TEXT
    assert MAX_LEVELS == limits.MAX_LEVELS


@given(st.integers(-(10**15), 10**15), st.sampled_from(["CNY", "JPY", "KWD", "IDR", "XAF"]))
def test_plug_ins_and_platform_write_amounts_alike(minor, currency):
    assert plugin_money.format_minor(minor, currency) == money.format_minor(minor, currency)


@given(st.dictionaries(SOUND, JSON, max_size=4))
def test_sound_json_is_taken(value):
    demand_sound_json(json.dumps(value).encode())


@given(SOUND, SOUND)
def test_sound_paths_and_queries_are_read(path, value):
    assert read_path(f"/{quote(path)}".encode()) == f"/{path}"
    assert read_query(f"a={quote(value)}".encode()).get("a", "") == value


@pytest.mark.parametrize(
    "body",
    [
        b'{"order_id": "a\\u0000b"}',
        b'{"order_id": "\\ud83c"}',
        b'{"order_id": "two\\nlines"}',
        b'{"a\\u0000": 1}',
        b'{"reason": "\\u0000"}',
        b'{"remark": "\xe9"}',
        b"[" * 100_000,
        b"[" * 17 + b"]" * 17,
        b'{"a":' * 600 + b"1" + b"}" * 600,
        b"[" + b"0," * 200_001 + b"0]",
        b'{"a": "' + b"x" * 2_001 + b'"}',
    ],
)
def test_unsound_json_is_refused(body):
    with pytest.raises(Unfit):
        demand_sound_json(body)


@pytest.mark.parametrize("body", [b"", b"{", b"<xml/>", b"\x00\xff", b'{"note": "two\\nlines"}'])
def test_what_is_no_json_or_free_text_is_left_to_the_handler(body):
    demand_sound_json(body)


@pytest.mark.parametrize("path", [b"/a%00", b"/a%ff", b"/a\xff", b"/a%0a"])
def test_an_unsound_path_is_refused(path):
    with pytest.raises(Unfit):
        read_path(path)


@pytest.mark.parametrize("query", [b"a=%00", b"a=%ff", b"a=\xff", b"%00=1", b"a=1&" * 200])
def test_an_unsound_query_is_refused(query):
    with pytest.raises(Unfit):
        read_query(query)


def test_an_unsound_header_is_refused():
    demand_header_texts({"user-agent": "a\tb é"})
    with pytest.raises(Unfit):
        demand_header_texts({"last-event-id": "a\x85"})


@pytest.mark.parametrize(
    ("given_text", "number"), [("7", 7), ("-1", 0), ("1e300", 500), ("inf", 500)]
)
def test_a_parameter_is_brought_within_its_limits(given_text, number):
    request = Request("GET", "/", {"limit": given_text}, {}, b"")
    assert request.number("limit", 100, most=500) == number


@pytest.mark.parametrize("given_text", ["nan", "x", "0x10"])
def test_a_parameter_that_is_no_number_is_refused(given_text):
    with pytest.raises(BadRequest):
        Request("GET", "/", {"limit": given_text}, {}, b"").number("limit", 100, most=500)
