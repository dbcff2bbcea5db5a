"""Habits of our SQL that a parser is not needed for.

Every statement of a ``queries.sql`` has a name, a sentence and a caller; names are lower
snake case and unique; columns of tables are named, never ``*``; no statement names another
center's schema.
Whether a statement runs is proved by the tests that prepare each against the real schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.sources import ROOT, Finding, files

NAME_LINE = re.compile(r"^-- name: *(?P<name>\S+) *$")
GOOD_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
# Of unnest and of a subquery the columns are named right there.
STAR = re.compile(r"\bselect\s+(\w+\.)?\*(?!\s+from\s+(unnest)?\s*\()", re.IGNORECASE)
# mesh.data.auditing calls every statement of this file.
CHECKS = "queries_audit.sql"
FOLDERS = ("mesh", "centers", "apps", "plugins")


@dataclass(frozen=True)
class Statement:
    """One named statement: where it begins, its remarks and its SQL."""

    name: str
    line: int
    remarks: tuple[str, ...]
    sql: str


def statements(text: str) -> Iterator[Statement]:
    """Cut a queries file into its statements."""
    starts = [
        (number, match["name"])
        for number, line in enumerate(text.splitlines(), 1)
        if (match := NAME_LINE.match(line))
    ]
    lines = text.splitlines()
    for index, (start, name) in enumerate(starts):
        end = starts[index + 1][0] - 1 if index + 1 < len(starts) else len(lines)
        body = lines[start:end]
        remarks = tuple(line for line in body if line.startswith("--"))
        yield Statement(name, start, remarks, "\n".join(x for x in body if not x.startswith("--")))


def foreign_schema(path: Path) -> re.Pattern[str] | None:
    """Return a pattern for another center's schema before a dot, as seen from ``path``."""
    names = {folder.name for folder in (ROOT / "centers").iterdir() if folder.is_dir()}
    own = path.relative_to(ROOT).parts[1]
    others = sorted(name for name in names - {own} if name.isalpha())
    return re.compile(rf"\b(from|join|into|update)\s+({'|'.join(others)})\.", re.IGNORECASE)


def findings_in(path: Path) -> Iterator[Finding]:
    """What is wrong in one queries file."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in path.parent.rglob("*.py"))
    foreign = foreign_schema(path)
    all_used = path.name == CHECKS and CHECKS in code
    seen: set[str] = set()
    for statement in statements(path.read_text(encoding="utf-8")):
        complaints = {
            "a name is lower snake case": not GOOD_NAME.match(statement.name),
            "the name is taken": statement.name in seen,
            "a sentence is missing under the name": not statement.remarks,
            "the statement is empty": not statement.sql.strip(),
            "columns are named, never *": bool(STAR.search(statement.sql)),
            "another center's schema": bool(foreign and foreign.search(statement.sql)),
            "nobody uses it": not (all_used or _is_used(statement.name, code)),
        }
        seen.add(statement.name)
        for complaint, wrong in complaints.items():
            if wrong:
                yield Finding(path, statement.line, f"{statement.name}: {complaint}")


def _is_used(name: str, code: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name)}\b", code))


def main() -> int:
    """Print what to mend; exit code 1 when there is anything."""
    paths = [path for path in files(".sql", FOLDERS) if path.name.startswith("queries")]
    findings = [finding for path in paths for finding in findings_in(path)]
    for finding in findings:
        print(finding)
    print(f"sql: {len(paths)} files, {len(findings)} to mend")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
