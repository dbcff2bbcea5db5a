"""`make measures`: how much the nine centers are one hand, counted and printed as tables.

The tables are kept in docs/measures.md (``--write``). They are figures of their day: nothing fails
when they drift. A test says when a measure is missing from the kept page.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools import center_shape, edges, not_offered, similar
from tools.sources import ROOT, files, parse

PAGE = ROOT / "docs" / "measures.md"
# A field of an order's head that the order center only carries from its caller to the till.
CARRIED_FIELD = "table_number"
WORST = 10
HEAD = """\
# Measures of the centers

Written by `make measures`. What is counted, in words, stands in the docstrings of
`tools/measures.py` and `tools/similar.py`.
"""


@dataclass(frozen=True)
class Measure:
    """One figure of the whole, and where it is to be."""

    title: str
    value: str
    goal: str = ""


@dataclass(frozen=True)
class Center:
    """One center in figures."""

    noun: str
    files: int
    lines: int
    rpcs: int
    own_rpcs: int
    copied: int
    tests: int
    test_lines: int

    def per_rpc(self) -> float:
        """Return the lines of Python for each RPC that is the center's own."""
        return self.lines / self.own_rpcs


def centers() -> list[Path]:
    """Return the folders of the nine centers."""
    return sorted(path.parent for path in center_shape.CENTERS.glob("*/wiring.py"))


def center(folder: Path) -> Center:
    """Count one center: every ``.py`` file below it, with blank lines and comments."""
    code = sorted(folder.rglob("*.py"))
    tests = [
        path
        for kind in ("unit", "store")
        for path in sorted((ROOT / "tests" / kind / folder.name).rglob("*.py"))
    ]
    return Center(
        noun=folder.name,
        files=len(code),
        lines=_lines(code),
        rpcs=len(offered(folder.name)),
        own_rpcs=len(offered(folder.name) - common()),
        copied=sum(copied(parse(path)) for path in code),
        tests=sum(_tests(parse(path)) for path in tests),
        test_lines=_lines(tests),
    )


@cache
def offered(noun: str) -> frozenset[str]:
    """Return the RPCs of a noun's services that this version offers, wherever they are handled."""
    missing = {
        name
        for service, names in not_offered.missing().items()
        if service.startswith(f"zhongtai.{noun}.")
        for name in names
    }
    declared = {
        name
        for path in files(".proto", (f"protos/zhongtai/{noun}",))
        for name in re.findall(r"^\s*rpc (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    return frozenset(declared - missing)


@cache
def common() -> frozenset[str]:
    """Return the RPCs that most centers have by the same name: letters, feeds, audit."""
    counted = Counter(name for folder in centers() for name in offered(folder.name))
    return frozenset(name for name, count in counted.items() if count > len(centers()) / 2)


def copied(tree: ast.Module) -> int:
    """Return how many fields are copied by hand between equal names.

    These are ``name=x.name`` and ``name=row["name"]`` in calls, and ``a.name = b.name``.
    """
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            count += _named(node.value) == node.arg
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            goals = [each.attr for each in node.targets if isinstance(each, ast.Attribute)]
            count += node.value.attr in goals
    return count


def names() -> list[Measure]:
    """Return how far file names are the same in all centers."""
    wanted, there = center_shape.shape(), center_shape.center_files()
    where = Counter(name for _noun, name in {_noun_and_name(path) for path in there})
    reasoned = {
        path.rsplit("/", 1)[-1]
        for path, reason in wanted.exceptions.items()
        if reason != center_shape.TO_BE_CUT
    }
    in_all = sum(count == len(centers()) for count in where.values())
    good = sum(name in wanted.names | reasoned for name in where)
    cut = sum(reason == center_shape.TO_BE_CUT for reason in wanted.exceptions.values())
    return [
        Measure("file names, all centers together", f"{len(where)}"),
        Measure("file names that stand in all nine centers", f"{in_all}"),
        Measure(
            "share of file names that are of the shape, or an exception with a reason",
            f"{good / len(where):.0%}",
            "≥ 90 %",
        ),
        Measure("files that are still to be cut", f"{cut}", "0"),
    ]


def places(field: str) -> int:
    """Return how many lines of the order center's Python and SQL name a field."""
    word = re.compile(rf"\b{field}\b")
    found = files(".py", ("centers/order",)), files(".sql", ("centers/order",))
    return sum(
        bool(word.search(line))
        for group in found
        for path in group
        for line in path.read_text(encoding="utf-8").splitlines()
    )


def whole(rows: list[Center], shared: list[similar.Block], anys: int) -> list[Measure]:
    """Return the figures of all centers together."""
    lines, rpcs = sum(row.lines for row in rows), sum(row.rpcs for row in rows)
    own = sum(row.own_rpcs for row in rows)
    test_lines, tests = sum(row.test_lines for row in rows), sum(row.tests for row in rows)
    pairs = sum(similar.pairs(block) for block in shared)
    return [
        *names(),
        Measure("Python lines", f"{lines}"),
        Measure("Python lines per RPC of a center's own", f"{lines / own:.0f}", "≤ 135"),
        Measure("the same with RPCs that most centers have alike", f"{lines / rpcs:.0f}"),
        Measure("`Any` at the edges", f"{anys}", "0"),
        Measure("fields copied by hand between equal names", f"{sum(r.copied for r in rows)}"),
        Measure(
            f"places that name a field the order center only carries (`{CARRIED_FIELD}`)",
            f"{places(CARRIED_FIELD)}",
        ),
        Measure("similar blocks of six lines between two centers, pairs", f"{pairs}", "≤ 80"),
        Measure("test functions per 100 lines", f"{100 * tests / lines:.1f}"),
        Measure("test lines per line", f"{test_lines / lines:.2f}"),
    ]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return a table in Markdown, its columns in line."""
    cells = [head, *rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    filled = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    return [filled[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *filled[1:]]


def render() -> str:
    """Return the page: the whole, each center, and the blocks that stand most often."""
    rows = [center(folder) for folder in centers()]
    shared = similar.blocks(centers())
    anys = len([*edges.untyped_handlers(), *edges.untyped_stubs()])
    measures = [(one.title, one.value, one.goal) for one in whole(rows, shared, anys)]
    worst = [(str(similar.pairs(block)), _places(block)) for block in similar.worst(shared, WORST)]
    head = (
        *("center", "files", "lines", "RPCs", "own RPCs", "lines per own RPC"),
        *("copied", "tests", "test lines"),
    )
    lines = [
        HEAD,
        *table(("measure", "value", "goal"), measures),
        "",
        "## Each center",
        "",
        *table(head, [_cells(row) for row in rows]),
        "",
        "## The most similar blocks",
        "",
        *table(("pairs", "places"), worst),
    ]
    return "\n".join(lines) + "\n"


def _cells(row: Center) -> tuple[str, ...]:
    numbers = (row.files, row.lines, row.rpcs, row.own_rpcs, round(row.per_rpc()))
    return (row.noun, *map(str, (*numbers, row.copied, row.tests, row.test_lines)))


def _places(block: similar.Block) -> str:
    shown = [f"{place.path.relative_to(ROOT).as_posix()}:{place.line}" for place in block[:4]]
    return ", ".join(shown) + (f" and {len(block) - 4} more" if len(block) > 4 else "")


def _lines(paths: Iterable[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def _tests(tree: ast.Module) -> int:
    return sum(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        for node in ast.walk(tree)
    )


def _noun_and_name(path: str) -> tuple[str, str]:
    """Return a file's center and name; migrations, which have numbers, count as one name."""
    parts = path.split("/")
    return parts[0], "migrations" if "migrations" in parts else parts[-1]


def _named(value: ast.expr) -> str | None:
    """Return the name that ``x.name`` or ``row["name"]`` reads."""
    if isinstance(value, ast.Attribute):
        return value.attr
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        return str(value.slice.value)
    return None


def main() -> int:
    """Print the tables; keep them with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep them in docs/measures.md")
    page = render()
    print(page, end="")
    if parser.parse_args().write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
