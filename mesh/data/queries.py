"""Named SQL statements, kept in one `.sql` file beside the store that uses them.

The file repeats three things: a name line, a sentence, the statement::

    -- name: take_order_for_change
    -- The order of that id, locked until the transaction ends.
    SELECT {head} FROM orders WHERE store_id = $1 AND order_id = $2 FOR UPDATE;

What several statements share, a list of columns for example, is a part: it stands before them,
and `{head}` in a statement stands for it::

    -- part: head
    -- The columns of an order's head.
    store_id, order_id, status, paid
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_NAME_LINE = re.compile(r"^--\s*(?P<kind>name|part):\s*(?P<name>\S+)\s*$", re.MULTILINE)
_PART = re.compile(r"\{(?P<name>\w+)\}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class QueriesError(ValueError):
    """The file of statements is not written as it must be; a defect, found at start-up."""


class Queries(Mapping[str, str]):
    """Statements by name: ``queries.take_order_for_change`` is its SQL text."""

    def __init__(
        self, source: str, statements: Mapping[str, str], sentences: Mapping[str, str]
    ) -> None:
        self._source = source
        self._statements = dict(statements)
        self._sentences = dict(sentences)

    def __getattr__(self, name: str) -> str:
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"{self._source} has no statement {name!r}") from None

    def __getitem__(self, name: str) -> str:
        return self._statements[name]

    def sentence(self, name: str) -> str:
        """What the file says below the name."""
        return self._sentences[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


def load_queries(path: Path | str) -> Queries:
    """Read a file of named statements.

    Raises QueriesError when a name is not snake_case or is there twice, when the sentence
    after the name is missing, when a name has no statement, or when a statement names a part
    that does not stand before it.
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    heads = list(_NAME_LINE.finditer(text))
    statements: dict[str, str] = {}
    sentences: dict[str, str] = {}
    parts: dict[str, str] = {}
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        name = head["name"]
        body = text[head.end() : following.start() if following else len(text)].strip()
        _demand(_NAME.fullmatch(name) is not None, path, name, "is not a snake_case name")
        _demand(name not in statements and name not in parts, path, name, "is there twice")
        _demand(body.startswith("--"), path, name, "needs a sentence below its name")
        remarks, statement = _parted(body)
        _demand(bool(statement), path, name, "has no statement")
        missing = {part["name"] for part in _PART.finditer(statement)}.difference(parts)
        _demand(not missing, path, name, f"names parts that are not there: {sorted(missing)}")
        statement = _PART.sub(lambda part: parts[part["name"]], statement)
        if head["kind"] == "part":
            parts[name] = statement
            continue
        # The name leads the text, so that PostgreSQL's own views and logs show it.
        statements[name] = f"/* {name} */ {statement}"
        sentences[name] = remarks
    return Queries(path.name, statements, sentences)


def _demand(condition: bool, path: Path, name: str, fault: str) -> None:
    if not condition:
        raise QueriesError(f"{path}: {name!r} {fault}")


def _parted(body: str) -> tuple[str, str]:
    """The remarks that lead a statement, as one line, and the statement."""
    lines = body.splitlines()
    remarks = []
    while lines and (lines[0].startswith("--") or not lines[0].strip()):
        remarks.append(lines.pop(0).removeprefix("--").strip())
    return " ".join(remarks).strip(), "\n".join(lines).strip().removesuffix(";")
