"""Similar blocks: six lines of code that stand, but for local names and literals, in two centers.

What is counted: lines that hold a name or a keyword (a line of literals is data), without
comments, docstrings and imports. Within a function its own variables and arguments become ``_``,
everywhere literals become ``#``. Six such lines in a row are a block. Every two places where a
block stands are a pair if they are in two centers; a longer run is one block for each line it
can begin at.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from tools.sources import parse

LINES = 6
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Import = ast.Import | ast.ImportFrom
_SPACE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


@dataclass(frozen=True)
class Line:
    """One line of code, its names and literals replaced."""

    number: int
    text: str


@dataclass(frozen=True)
class Place:
    """Where a block begins."""

    center: str
    path: Path
    line: int

    def meets(self, other: Place) -> bool:
        """Return whether two blocks lie over each other."""
        return self.path == other.path and abs(self.line - other.line) < LINES


Block = tuple[Place, ...]


def lines(path: Path) -> list[Line]:
    """Return the lines of code of a file, as they are compared."""
    tree = parse(path)
    spared, own = _spared(tree), _own_names(tree)
    rows: dict[int, list[str]] = defaultdict(list)
    worded: set[int] = set()
    before = ""
    for token, after in _with_next(path.read_text(encoding="utf-8")):
        number = token.start[0]
        if number in spared:
            continue
        rows[number].append(_compared(token, before, after, own.get(number, frozenset())))
        if token.type == tokenize.NAME:
            worded.add(number)
        before = token.string
    return [Line(number, " ".join(rows[number])) for number in sorted(worded)]


def blocks(folders: Iterable[Path]) -> list[Block]:
    """Return each block that stands in several folders: all its places."""
    found: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            code = lines(path)
            for begin in range(len(code) - LINES + 1):
                block = tuple(line.text for line in code[begin : begin + LINES])
                found[block].append(Place(folder.name, path, code[begin].number))
    return [
        tuple(places) for places in found.values() if len({place.center for place in places}) > 1
    ]


def pairs(block: Block) -> int:
    """Return how many two places of a block are in two different centers."""
    return sum(one.center != other.center for one, other in combinations(block, 2))


def worst(shared: list[Block], count: int) -> list[Block]:
    """Return the blocks with most pairs, without those that lie over one of them."""
    chosen: list[Block] = []
    for block in sorted(shared, key=pairs, reverse=True):
        if len(chosen) == count:
            break
        taken = [place for other in chosen for place in other]
        if not any(place.meets(other) for place in block for other in taken):
            chosen.append(block)
    return chosen


def _with_next(text: str) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    """Yield each token that is no space, with the text of the one after it."""
    every = tokenize.generate_tokens(io.StringIO(text).readline)
    tokens = [token for token in every if token.type not in _SPACE]
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        yield token, after.string if after else ""


def _compared(token: tokenize.TokenInfo, before: str, after: str, own: frozenset[str]) -> str:
    """Return a token as it is compared: own names and literals do not count."""
    if token.type in {tokenize.STRING, tokenize.NUMBER}:
        return "#"
    keyword = after == "=" and before in {"(", ","}
    if token.type == tokenize.NAME and token.string in own and before != "." and not keyword:
        return "_"
    return token.string


def _spared(tree: ast.Module) -> set[int]:
    """Return the lines of docstrings and imports."""
    found: set[int] = set()
    for node in ast.walk(tree):
        explains = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt) and (explains or isinstance(node, _Import)):
            found |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def _own_names(tree: ast.Module) -> dict[int, frozenset[str]]:
    """Return for each line within a function the names of its arguments and variables."""
    found: dict[int, frozenset[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            names = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
            names |= {
                each.id
                for each in ast.walk(node)
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            }
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                found[line] = found.get(line, frozenset()) | names
    return found
