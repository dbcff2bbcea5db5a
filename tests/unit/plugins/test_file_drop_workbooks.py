"""Excel workbooks as back offices save them: read like any other list."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from plugins.file_drop import workbooks
from plugins.file_drop.model import Count, Item
from plugins.file_drop.parsing import counts_in, items_in
from plugins.file_drop.tables import FileUnreadable

NIGHT = datetime(2026, 1, 31, 22, tzinfo=UTC)


def saved(*rows, second=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if second:
        book.create_sheet().append(second)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_items_are_read_from_the_first_sheet_whatever_form_their_cells_have():
    content = saved(
        ["编码", "名称", "售价", "备注", "停售"],
        ["T1", "红茶 Tea", 18.5, None, False],
        [6901234567890, "Bun", 2, date(2026, 1, 31), None],
        [],
        ["B2", "Old bun", 0.1 + 0.2, "x", True],
        second=["code", "name"],
    )
    parsed = items_in(content, "CNY")
    assert parsed.is_whole
    assert parsed.rows == (
        Item("T1", "", "红茶 Tea", "", 1850, archived=False),
        Item("6901234567890", "", "Bun", "", 200, archived=False),
        Item("B2", "", "Old bun", "", 30, archived=True),
    )


def test_counts_are_read_and_bad_rows_are_told_by_their_number():
    content = saved(
        ["store_id", "code", "quantity", "counted_at"],
        ["s1", "T1", 12, "2026-01-31T20:00+08:00"],
        ["s1", "T2", 1.5, None],
        ["s1", "T3", "#N/A", None],
        ["s1", "T4", None, None],
        ["s1", "T5", 3, datetime(2026, 1, 31)],  # noqa: DTZ001 - as Excel keeps it
    )
    parsed = counts_in(content, {"s1": "sto_1"}, NIGHT)
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert parsed.rows == (Count("sto_1", "T1", 12, noon), Count("sto_1", "T4", None, NIGHT))
    assert [problem.line for problem in parsed.problems] == [3, 4, 6]
    assert "formula" in parsed.problems[1].problem
    assert "zone" in parsed.problems[2].advice


@pytest.mark.parametrize("rest", [b"", b"no archive", saved(["code"])[4:2000]])
def test_what_is_no_workbook_is_one_problem_that_says_what_to_do(rest):
    parsed = items_in(workbooks.SIGN + rest, "CNY")
    assert parsed.rows == ()
    [problem] = parsed.problems
    assert (problem.line, bool(problem.advice)) == (0, True)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1001)
    with pytest.raises(FileUnreadable, match="too large"):
        list(workbooks.rows_of(file.getvalue()))


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_odd_bytes_are_never_more_than_a_problem(odd, place):
    content = bytearray(saved(["code", "name"], ["T1", "Tea"]))
    content[place : place + len(odd)] = odd
    parsed = items_in(workbooks.SIGN + bytes(content[4:]), "CNY")
    assert parsed.rows or parsed.problems or not parsed.is_whole
