"""A check tells all mistakes at once, each with its field and its limit."""

import pytest

from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import new_order_id
from mesh.pure.validation import Check, Violation


def test_a_request_without_mistakes_passes():
    check = Check()
    check.text("name", "拿铁 Latte", max=80)
    check.integer("quantity", 3, min=1, max=999)
    check.identifier("sku_id", "sku_1")
    check.raise_if_any()
    assert check.violations == ()


def test_all_mistakes_are_told_in_their_order():
    check = Check()
    check.text("name", "", max=80)
    check.integer("quantity", 1000, min=1, max=999)
    with pytest.raises(InvalidRequest) as refused:
        check.raise_if_any()
    assert refused.value.violations == (
        Violation("name", "must have 1 to 80 characters"),
        Violation("quantity", "must be from 1 to 999"),
    )


def test_a_mistake_deep_inside_is_named_by_its_path():
    check = Check()
    modifier = check.at("lines[2]").at("modifiers[0]")
    assert not modifier.integer("quantity", 0, min=1, max=9)
    assert [violation.field for violation in check.violations] == ["lines[2].modifiers[0].quantity"]


@pytest.mark.parametrize("size", [1, 5])
def test_a_text_may_have_its_least_and_its_most_characters(size):
    assert Check().text("note", "好" * size, min=1, max=5)


@pytest.mark.parametrize("text", ["", "123456"])
def test_a_text_beyond_its_limits_is_a_mistake(text):
    assert not Check().text("note", text, min=1, max=5)


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "a\x7f"])
def test_a_text_with_control_characters_is_a_mistake(text):
    check = Check()
    assert not check.text("note", text, max=50)
    assert (
        check.violations[0].description
        == "must have no control characters but line breaks and tabs"
    )


def test_a_text_may_have_lines():
    assert Check().text("note", "no onions\n\tplease\r\n", max=50)


@pytest.mark.parametrize(("value", "right"), [(1, True), (9, True), (0, False), (10, False)])
def test_a_number_includes_its_limits(value, right):
    assert Check().integer("n", value, min=1, max=9) is right


@pytest.mark.parametrize(
    ("value", "required", "right"),
    [("sto_1", True, True), ("", True, False), ("", False, True), ("a b", False, False)],
)
def test_an_identifier_may_be_absent_only_where_it_is_optional(value, required, right):
    assert Check().identifier("store_id", value, required=required) is right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("a" * 64, True),
        ("A-1_:.", True),
        ("", False),
        ("a" * 65, False),
        ("a b", False),
        ("é", False),
    ],
)
def test_a_request_id_has_1_to_64_plain_characters(value, right):
    assert Check().request_id(value) is right


@pytest.mark.parametrize(
    ("value", "right"), [("CNY", True), ("cny", False), ("", False), ("EURO", False)]
)
def test_a_currency_is_three_capitals(value, right):
    assert Check().currency("amount.currency_code", value) is right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("2026-02-28", True),
        ("2026-02-29", False),
        ("20260228", False),
        ("2026-W09-6", False),
        ("２０２６-02-28", False),
        ("2026-2-28", False),
        ("2026-02-28T00:00", False),
        ("", False),
    ],
)
def test_a_day_is_a_date_with_hyphens(value, right):
    check = Check()
    assert check.day("day", value) is right
    assert bool(check.violations) is not right


def test_a_zone_is_an_iana_name():
    check = Check()
    assert check.zone("time_zone", "Asia/Shanghai")
    assert not any(check.zone("time_zone", name) for name in ("", "Mars/Olympus_Mons", "../UTC"))
    assert len(check.violations) == 3


def test_the_id_of_an_order_carries_a_store():
    check = Check()
    assert all(map(check.order_id, (new_order_id("s1"), "ord_01m8jcmrk9txhbf8ym6dhcbevn-s1")))
    assert not any(map(check.order_id, ("", "ord_1-s1", "what")))
    assert [each.field for each in check.violations] == ["order_id"] * 3


def test_a_choice_names_what_is_allowed():
    check = Check()
    check.one_of("status", "shut", ["open", "closed"])
    assert check.violations[0].description == "must be one of: open, closed"


def test_a_list_has_limits_and_may_have_to_be_without_repetition():
    check = Check()
    assert check.count("lines", [1], max=2)
    assert not check.count("lines", [], max=2)
    assert not check.count("lines", [1, 2, 3], max=2)
    assert check.distinct("ids", ["a", "b"])
    assert not check.distinct("ids", ["a", "a"])
