"""Files as back offices write them: what can be read is, what cannot is told line by line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.file_drop.model import Count, Item
from plugins.file_drop.parsing import counts_in, items_in
from plugins.file_drop.sheets import results_sheet
from plugins.file_drop.tables import ERRORS

NIGHT = datetime(2026, 1, 31, 22, tzinfo=UTC)
TEA = Item("T1", "", "红茶 Tea", "", 1850, archived=False)
LIST = "code,name,price\nT1,红茶 Tea,18.50\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_separator_are_found_out(encoding, separator, end):
    text = LIST.replace(",", separator).replace("\n", end)
    assert items_in(text.encode(encoding), "CNY").rows == (TEA,)


def test_columns_have_english_and_chinese_names_in_any_order_and_others_are_passed_over():
    parsed = items_in("备注,价格,名称,编码,停售\nx,18.5,红茶 Tea,T1,否\n".encode(), "CNY")
    assert parsed.rows == (TEA,)
    assert parsed.is_whole


@pytest.mark.parametrize(
    ("price", "currency", "minor"),
    [
        ("18", "CNY", 1800), ("18.5", "CNY", 1850), ("0", "CNY", 0), ("18.500", "CNY", 1850),
        ("18", "JPY", 18), ("18.0", "JPY", 18), ("1.234", "KWD", 1234), ("", "CNY", None),
    ],
)  # fmt: skip
def test_prices_are_read_to_the_minor_unit(price, currency, minor):
    (item,) = items_in(f"code,name,price\nT1,Tea,{price}\n".encode(), currency).rows
    assert item.price == minor


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T2,Tea,18.505", "price"), ('T2,Tea,"1,800"', "price"), ("T2,Tea,-1", "price"),
        ("T2,Tea,１８", "price"), (",Tea,18", "code is empty"), ("T2,,18", "name is empty"),
        ("T2,Te\x07a,18", "control character"), ("T2,Tea,18,extra", "4 cells"),
        ("T" * 65 + ",Tea,18", "64"), ("T2," + "x" * 121 + ",1", "120"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_with_its_number_and_the_others_are_taken(line, words):
    parsed = items_in(f"{LIST}{line}\nB1,Bun,2\n".encode(), "CNY")
    assert [item.code for item in parsed.rows] == ["T1", "B1"]
    (problem,) = parsed.problems
    assert problem.line == 3
    assert words in problem.problem
    assert problem.advice
    assert not parsed.is_whole


def test_a_code_that_comes_twice_is_told_at_both_places_and_neither_is_taken():
    parsed = items_in(f"{LIST}B1,Bun,2\nT1,Other,3\n".encode(), "CNY")
    assert [item.code for item in parsed.rows] == ["B1"]
    assert [problem.line for problem in parsed.problems] == [2, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"\n\n", "empty"), (b"a,b\n1,2\n", "No column"),
        (b"code,code,name\n1,2,3\n", "twice"), (b"\xff\xff\xff,\x80", "encoding"),
        (b'code,name\n"T1,Tea\n' + b"x" * 200_000, "CSV"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(content, words):
    parsed = items_in(content, "CNY")
    assert parsed.rows == ()
    (problem,) = parsed.problems
    assert problem.line == 0
    assert words in problem.problem
    assert problem.advice


def test_counts_have_their_own_moment_or_that_of_the_file_and_unknown_differs_from_zero():
    text = "store,sku,quantity,count_time\nS1,T1,0,2026-01-31T21:00+08:00\nsto_2,T1,,\nS1,B1,3.0,\n"
    parsed = counts_in(text.encode(), {"S1": "sto_1"}, NIGHT)
    assert parsed.rows == (
        Count("sto_1", "T1", 0, datetime(2026, 1, 31, 13, tzinfo=UTC)),
        Count("sto_2", "T1", None, NIGHT),
        Count("sto_1", "B1", 3, NIGHT),
    )


@pytest.mark.parametrize(
    "line", ["S1,T1,1.5,", "S1,T1,many,", "S 1,T1,1,", "S1,T1,1,2026-01-31 22:00", "S1,T1,1,soon"]
)
def test_a_bad_count_is_told(line):
    parsed = counts_in(f"store,sku,quantity,count_time\n{line}\n".encode(), {}, NIGHT)
    assert (parsed.rows, len(parsed.problems)) == ((), 1)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_they_are_read_or_told(content):
    for parsed in (items_in(content, "CNY"), counts_in(content, {}, NIGHT)):
        assert all(problem.problem and problem.advice for problem in parsed.problems)
        assert results_sheet(len(parsed.rows), parsed.problems)


CELL = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda text: text not in ERRORS
)


@given(st.lists(st.tuples(CELL, CELL, st.integers(0, 10**8)), min_size=1, unique_by=lambda x: x[0]))
def test_every_line_is_either_taken_or_told(rows):
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row[:2]] for row in rows]
    lines = [f"{code},{name},{row[2]}" for (code, name), row in zip(quoted, rows, strict=True)]
    parsed = items_in("\n".join(["code,name,price", *lines]).encode(), "CNY")
    assert parsed.problems == ()
    assert [(x.code, x.name, x.price) for x in parsed.rows] == [
        (code, name, price * 100) for code, name, price in rows
    ]


@pytest.mark.parametrize(
    "cell",
    ["1970-01-01T07:59+08:00", "2199-12-31T23:00-01:00", "0001-01-01T00:00+08:00", "2026-01-31"],
)
def test_a_count_of_a_time_that_the_platform_does_not_know_is_told_and_no_other_is_lost(cell):
    lines = f"S1,T1,3,{cell}\nS1,B1,2,1970-01-01T08:00+08:00\n"
    parsed = counts_in(f"store_id,code,quantity,counted_at\n{lines}".encode(), {}, NIGHT)
    assert [count.code for count in parsed.rows] == ["B1"]
    assert "counted_at" in parsed.problems[0].problem
