"""What the measures of the centers count, and that the kept page has them all."""

import ast
from pathlib import Path

import pytest

from tools import measures, not_offered, similar

BLOCK = """\
def {name}({first}, {second}):
    total = {first}.amount + {second}.amount
    if total > {number}:
        raise TooMuch("{word}")
    for each in {first}.lines:
        each.price(total)
    return total
"""


def center(root: Path, noun: str, *texts: str) -> Path:
    """A folder with these files."""
    folder = root / noun
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"file{number}.py").write_text(text)
    return folder


def block(name: str = "add", first: str = "one", number: int = 3, word: str = "much") -> str:
    """The block, with its own names and literals."""
    return BLOCK.format(name=name, first=first, second="other", number=number, word=word)


def test_blocks_are_similar_whatever_their_variables_and_literals_are(tmp_path: Path):
    tea = center(tmp_path, "tea", block())
    milk = center(tmp_path, "milk", block(name="sum_up", first="left", number=9, word="far"))
    (found,) = similar.blocks([tea, milk])
    assert [(place.center, place.line) for place in found] == [("tea", 2), ("milk", 2)]
    assert similar.pairs(found) == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(block().replace(".amount", ".weight"), id="attributes"),
        pytest.param(block().replace("TooMuch", "TooLittle"), id="names from elsewhere"),
        pytest.param(block().replace(" + ", " - "), id="operators"),
    ],
)
def test_blocks_that_do_something_else_are_not_similar(tmp_path: Path, other: str):
    tea, milk = center(tmp_path, "tea", block()), center(tmp_path, "milk", other)
    assert similar.blocks([tea, milk]) == []


def test_comments_docstrings_imports_and_tables_of_literals_do_not_count(tmp_path: Path):
    text = '"""A doc."""\nimport a\nimport b\nimport c\nimport d\nimport e\nimport f\n'
    text += "TABLE = {\n" + '    "a": 1,\n' * 9 + "}\n"
    assert similar.blocks([center(tmp_path, "tea", text), center(tmp_path, "milk", text)]) == []


def test_every_two_places_in_two_centers_are_a_pair(tmp_path: Path):
    tea = center(tmp_path, "tea", block("a"), block("b"))
    milk, rice = center(tmp_path, "milk", block("c")), center(tmp_path, "rice", block("d"))
    (found,) = similar.blocks([tea, milk, rice])
    assert (len(found), similar.pairs(found)) == (4, 5)


def test_the_worst_blocks_do_not_lie_over_each_other(tmp_path: Path):
    long = block() + "    # no code\n    print(1)\n    print(2)\n"
    shared = similar.blocks([center(tmp_path, "tea", long), center(tmp_path, "milk", long)])
    assert len(shared) > 1
    assert len(similar.worst(shared, 10)) == 1


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("Order(store_id=row.store_id, number=row.count)", 1),
        ('Order(store_id=row["store_id"], number=row["count"])', 1),
        ("answer.store_id = order.store_id", 1),
        ("answer.store_id = order.id", 0),
        ("Order(store_id=store_id)", 0),
    ],
)
def test_fields_copied_between_equal_names_are_counted(code: str, count: int):
    assert measures.copied(ast.parse(code)) == count


def test_rpcs_are_counted_wherever_they_are_handled_and_only_when_they_are_offered():
    missing = not_offered.missing().get("zhongtai.payment.v1.PaymentService", ())
    offered = measures.offered("payment")
    assert {"CreateRefund", "KeepLetters"} <= offered
    assert not offered & set(missing)
    assert {"KeepLetters", "Audit"} <= measures.common()
    assert "CreateRefund" not in measures.common()


def test_the_kept_page_has_every_measure_and_every_center():
    page = measures.PAGE.read_text(encoding="utf-8")
    row = measures.Center("tea", 1, lines=1, rpcs=1, own_rpcs=1, copied=0, tests=0, test_lines=0)
    wanted = [one.title for one in measures.whole([row], [], 0)]
    wanted += [folder.name for folder in measures.centers()]
    assert [title for title in wanted if f"| {title} " not in page] == [], "run `make measures`"
