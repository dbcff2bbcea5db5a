"""Every row is read with its file and line; what is wrong with one is told and stops no other."""

from datetime import UTC, datetime

import pytest

from cli.move.files import read_folder
from cli.problems import Problem
from tests.unit.move.folders import LINE, ORDER, orders, planned, sheet


def test_csv_and_json_lines_say_the_same(tmp_path):
    (tmp_path / "members.csv").write_text("number,points,name\nM-1,320,Anna\n")
    (tmp_path / "members.more.jsonl").write_text('{"number": "M-2", "points": 45, "name": null}\n')
    rows = read_folder(tmp_path, [])["members"]
    assert [(str(row.where), row["number"], row["points"], row["name"]) for row in rows] == [
        ("members.csv:2", "M-1", "320", "Anna"),
        ("members.more.jsonl:1", "M-2", "45", ""),
    ]


def test_an_amount_of_json_is_no_float(tmp_path):
    text = '{"code": "a", "name": "A", "price": 0.10}\n{"code": "b", "name": "B", "price": 19}\n'
    (tmp_path / "products.jsonl").write_text(text)
    assert [product.price for product in planned(tmp_path).products] == [10, 1900]


def test_bad_rows_are_told_with_their_lines_and_the_others_are_read(tmp_path):
    (tmp_path / "members.csv").write_text(
        "number,points,channel,subject\nM-1,1,,\nM-2,many,,\nM-3,1\nM-4,-1,,\nM-5,1,miniapp,\n"
    )
    (tmp_path / "members.b.jsonl").write_text('{"number": "M-6"}\n[]\n{"number":\nM-7\n')
    plan = planned(tmp_path)
    assert [member.number for member in plan.members] == ["M-1"]
    assert [line.partition(":")[2].split(":")[0] for line in sorted(plan.wrong)] == [
        *("1", "2", "3", "4", "3", "4", "5", "6"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("member.csv", "number\n", "nothing is called 'member'"),
        ("members.csv", "number,points,phnoe\n1,2,3\n", "'phnoe' is not read"),
        ("members.jsonl", '{"number": 1, "points": 1, "phnoe": ""}', "'phnoe' is not read"),
        ("members.csv", "number\n1\n", "no column points"),
        ("notes.txt", "nothing", "no rows"),
    ],
)
def test_a_folder_that_would_lose_something_in_silence_is_refused(tmp_path, name, text, words):
    (tmp_path / name).write_text(text)
    with pytest.raises(Problem, match=words):
        read_folder(tmp_path, [])


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2025-06-02 12:00:07", datetime(2025, 6, 2, 4, 0, 7, tzinfo=UTC)),
        ("2025-06-02T12:00+02:00", datetime(2025, 6, 2, 10, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_the_stores(tmp_path, said, moment):
    [order] = orders(tmp_path, ORDER | {"placed_at": said}).orders
    assert order.placed_at == moment


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"placed_at": "1990-09-16 01:30:00"}, "clocks are changed"),
        ({"placed_at": "yesterday"}, "no time"),
        ({"total": "30.001"}, "more than 2 digits"),
        ({"total": "-1"}, "must not be negative"),
        ({"store": "T-9"}, "names no 'T-9'"),
        ({"status": "done"}, "none of placed"),
        ({"status": "completed"}, "ended_at: is missing"),
        ({"status": "completed", "ended_at": "2025-06-01 00:00:00"}, "before placed_at"),
        ({"number": ""}, "1 to 64 characters"),
        ({"remark": "a\x07b"}, "control character"),
    ],
)
def test_what_is_wrong_with_an_order_is_said(tmp_path, said, words):
    plan = orders(tmp_path, ORDER | said, ORDER | {"number": "10", "channel_number": "6"},
                  lines=(LINE, LINE | {"order": "10"}))  # fmt: skip
    assert [order.key.number for order in plan.orders] == ["6"]
    assert words in "\n".join(plan.wrong)


def test_a_phone_is_not_repeated_where_it_is_wrong(tmp_path):
    (tmp_path / "members.csv").write_text("number,points,phone\nM-1,1,13900000001\n")
    [wrong] = planned(tmp_path).wrong
    assert "13900000001" not in wrong


def test_the_same_row_twice_is_one_and_two_that_differ_are_none(tmp_path):
    rows = ({"code": "a", "name": "A", "price": "1"}, {"code": "b", "name": "B", "price": "1"})
    plan = planned(
        tmp_path,
        products=sheet("products", *rows),
        products_of_again=sheet("products", rows[0], rows[1] | {"price": "2"}),
    )
    assert [product.code for product in plan.products] == ["a"]
    assert plan.wrong == [
        "products.again.csv:3, products.csv:3: b is there with different contents"
    ]


def test_two_members_with_one_account_are_told_and_neither_is_taken(tmp_path):
    text = "number,points,channel,subject\nM-1,1,miniapp,x\nM-2,2,miniapp,x\nM-3,3,mall,x\n"
    (tmp_path / "members.csv").write_text(text)
    plan = planned(tmp_path)
    assert ([member.number for member in plan.members], len(plan.wrong)) == (["M-3"], 2)
