"""An amount is shared to the last unit, and written and read without a float."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.pure.money import allocate, format_minor, parse_minor

amounts = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)


@given(amounts, weights)
def test_the_shares_add_up_exactly(total, weights):
    assert sum(allocate(total, weights)) == total


@given(amounts, weights)
def test_no_share_goes_against_the_sign_of_the_whole(total, weights):
    assert all(share * total >= 0 for share in allocate(total, weights))


@given(amounts, weights)
def test_a_zero_weight_gets_nothing(total, weights):
    shares = allocate(total, [*weights, 0])
    assert shares[-1] == 0


@given(amounts, weights)
def test_a_larger_weight_never_gets_less(total, weights):
    by_weight = sorted(zip(weights, map(abs, allocate(total, weights)), strict=True))
    for (light, small), (heavy, large) in pairwise(by_weight):
        assert light == heavy or small <= large


@given(amounts, weights)
def test_equal_weights_differ_by_one_unit_at_most_and_the_earlier_has_more(total, weights):
    first, *_, last = map(abs, allocate(total, [weights[0], *weights, weights[0]]))
    assert first - last in {0, 1}


@given(amounts, weights)
def test_every_share_is_within_one_unit_of_its_exact_part(total, weights):
    whole = sum(weights)
    for weight, share in zip(weights, allocate(total, weights), strict=True):
        assert abs(share * whole - total * weight) < whole


@given(st.data(), weights)
def test_a_discount_shared_by_line_amounts_never_exceeds_a_line(data, weights):
    discount = data.draw(st.integers(0, sum(weights)))
    shares = allocate(discount, weights)
    assert all(share <= line for share, line in zip(shares, weights, strict=True))


@given(amounts, weights)
def test_a_negative_amount_is_shared_as_its_positive_one(total, weights):
    assert allocate(-total, weights) == [-share for share in allocate(total, weights)]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [5, 0, 5], [5, 0, 5]),
        (1, [1, 2], [0, 1]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (7, [3], [7]),
    ],
)
def test_known_shares(total, weights, shares):
    assert allocate(total, weights) == shares


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0, 0]), (1, [2, -1]), (0, [-1])])
def test_what_cannot_be_shared_is_said(total, weights):
    with pytest.raises(ValueError, match="weight"):
        allocate(total, weights)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1234, "CNY", "12.34"),
        (-5, "CNY", "-0.05"),
        (0, "USD", "0.00"),
        (1234, "JPY", "1234"),
        (-1, "JPY", "-1"),
        (1234, "KWD", "1.234"),
    ],
)
def test_an_amount_is_written_with_the_digits_of_its_currency(minor, currency, text):
    assert format_minor(minor, currency) == text


@given(amounts, st.sampled_from(["CNY", "JPY", "KWD"]))
def test_what_was_written_is_read_back(minor, currency):
    assert parse_minor(format_minor(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("text", "minor"), [("12.5", 1250), ("+3", 300), (" 7.00 ", 700), ("0.1000", 10), ("-0.01", -1)]
)
def test_a_decimal_is_read_exactly(text, minor):
    assert parse_minor(text, "USD") == minor


@pytest.mark.parametrize(
    "text", ["", "1.234", "1,000.00", "1e3", ".5", "5.", "NaN", "１２", "$1", "--1"]
)
def test_what_is_not_a_plain_decimal_is_refused(text):
    with pytest.raises(ValueError, match=r"decimal|digits"):
        parse_minor(text, "USD")
