"""Pages of a list."""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.data.paging import read_page
from mesh.pure.errors import InvalidRequest, PageTokenInvalid


def pages_of(rows: list[int], size: int) -> list[list[int]]:
    token, pages = "", []
    while True:
        page = read_page("numbers", size, token)
        start = 0 if page.after is None else rows.index(page.after[0]) + 1
        shown, token = page.cut(rows[start : start + page.limit + 1], key=lambda row: (row,))
        pages.append(shown)
        if not token:
            return pages


def token_of(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@given(count=st.integers(0, 40), size=st.integers(1, 15))
def test_pages_together_are_the_list_and_none_is_larger_than_asked(count, size):
    rows = list(range(count))
    pages = pages_of(rows, size)
    assert [row for page in pages for row in page] == rows
    assert all(len(page) <= size for page in pages)


def test_no_page_is_empty_but_that_of_an_empty_list():
    assert pages_of([1, 2, 3, 4], 2) == [[1, 2], [3, 4]]
    assert pages_of([], 2) == [[]]


@pytest.mark.parametrize(("asked", "limit"), [(0, 50), (1, 1), (200, 200), (201, 200)])
def test_page_size_is_50_by_default_and_200_at_most(asked, limit):
    assert read_page("numbers", asked, "").limit == limit


def test_a_negative_page_size_is_refused():
    with pytest.raises(InvalidRequest):
        read_page("numbers", -1, "")


def test_a_token_of_another_list_or_filter_is_refused():
    _, token = read_page("numbers", 1, "", "red").cut([1, 2], key=lambda row: (row,))
    assert read_page("numbers", 1, token, "red").after == (1,)
    for name, colour in [("names", "red"), ("numbers", "blue")]:
        with pytest.raises(PageTokenInvalid):
            read_page(name, 1, token, colour)


@pytest.mark.parametrize(
    "part", [2**64, True, None, 1.5, ["x"], "a\0b", "\ud800", "\u202e"], ids=ascii
)
def test_a_forged_key_never_reaches_the_database(part):
    scope = read_page("numbers", 1, "").scope
    with pytest.raises(PageTokenInvalid):
        read_page("numbers", 1, token_of([scope, part]))


def test_a_forged_key_of_another_kind_is_refused():
    scope = read_page("numbers", 1, "").scope
    with pytest.raises(PageTokenInvalid):
        _ = read_page("numbers", 1, token_of([scope, "one"])).after_number
    with pytest.raises(PageTokenInvalid):
        _ = read_page("numbers", 1, token_of([scope, 1])).after_text
    for key in (["one"], ["one", 2], ["one", "two", "three"]):
        with pytest.raises(PageTokenInvalid):
            _ = read_page("numbers", 1, token_of([scope, *key])).after_texts


def test_the_key_of_two_texts_is_empty_on_the_first_page():
    page = read_page("names", 1, "")
    assert page.after_texts == ("", "")
    _, token = page.cut([("a", "b"), ("c", "d")], key=lambda row: row)
    assert read_page("names", 1, token).after_texts == ("a", "b")


@pytest.mark.parametrize("token", ["x", "é", "!!!!", "A" * 2000, token_of({}), token_of([])])
def test_nonsense_is_refused_as_a_page_token(token):
    with pytest.raises(PageTokenInvalid):
        read_page("numbers", 1, token)


def test_a_deeply_nested_token_is_refused_and_not_an_error_of_ours():
    token = urlsafe_b64encode(b"[" * 700).rstrip(b"=").decode()
    with pytest.raises(PageTokenInvalid):
        read_page("numbers", 1, token)


def test_a_key_may_be_a_name_in_any_script():
    _, token = read_page("stores", 1, "").cut(["上海店", "北京店"], key=lambda name: (name,))
    assert read_page("stores", 1, token).after == ("上海店",)


def test_a_token_whose_key_has_another_form_is_refused():
    _, token = read_page("numbers", 1, "").cut(["a", "b"], key=lambda name: (name,))
    with pytest.raises(PageTokenInvalid):
        read_page("numbers", 1, token, key_types=(int,))
    assert read_page("numbers", 1, token, key_types=(str,)).after == ("a",)
