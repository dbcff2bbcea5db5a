"""Text is Unicode without control characters; lines only where it is free."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.pure.text import NO_CONTROL, NO_LINES, NOT_UNICODE, fault_of_text

LINES = "\t\n\r"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_text_without_control_characters_is_text_everywhere(text):
    assert fault_of_text(text) == fault_of_text(text, free=True) == ""


@given(st.text(), st.characters(categories=["Cc"]), st.text())
def test_a_control_character_is_seen_wherever_it_stands(before, odd, after):
    text = f"{before}{odd}{after}".encode("utf-8", "ignore").decode()
    assert fault_of_text(text) == NO_LINES
    assert bool(fault_of_text(text, free=True)) == any(
        unicodedata.category(each) == "Cc" and each not in LINES for each in text
    )


@pytest.mark.parametrize("text", ["\ud83c", "a\udfff"])
def test_half_a_character_is_not_unicode(text):
    assert fault_of_text(text) == fault_of_text(text, free=True) == NOT_UNICODE


@pytest.mark.parametrize("text", ["two\nlines", "a\ttab", "old\r\nlines"])
def test_lines_and_tabs_are_for_free_text_only(text):
    assert fault_of_text(text) == NO_LINES
    assert fault_of_text(text, free=True) == ""


def test_free_text_has_no_other_control_characters():
    assert fault_of_text("a\0b", free=True) == NO_CONTROL


@pytest.mark.parametrize(
    "text", ["", "🍜👨‍👩‍👧", "e\u0301", "\u200b\u202e\u0627", "\u00a0", "\U0010ffff"]
)
def test_any_script_and_sign_is_text(text):
    assert fault_of_text(text) == ""
