"""The nine centers in one shape: every file of a center has a name of the shape, or a reason.

The shape and the exceptions are data, in ``tools/center_shape.toml``. A folder within a center is
a second noun and has the same names again. An exception that is not needed any more is a finding,
so that the table only ever holds what is true; ``--prune`` takes such lines out.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.sources import ROOT, Finding

CENTERS = ROOT / "centers"
TABLE = ROOT / "tools" / "center_shape.toml"
TO_BE_CUT = "to be cut"


@dataclass(frozen=True)
class Shape:
    """The names that a center may use, and its exceptions: path below centers/ → reason."""

    names: frozenset[str]
    folders: frozenset[str]
    exceptions: dict[str, str]

    def has(self, path: str) -> bool:
        """Return whether a file, named from centers/, is one of the shape."""
        _center, *between, name = path.split("/")
        if between and between[-1] in self.folders:
            return True
        return name in self.names


def shape(table: Path = TABLE) -> Shape:
    """Return the shape as the table says it."""
    data = tomllib.loads(table.read_text(encoding="utf-8"))
    return Shape(
        names=frozenset(data["shape"]["files"]),
        folders=frozenset(data["shape"]["folders"]),
        exceptions=data["exceptions"],
    )


def center_files(centers: Path = CENTERS) -> list[str]:
    """Return every file of every center, named from centers/."""
    return sorted(
        path.relative_to(centers).as_posix()
        for path in centers.glob("*/**/*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def findings(
    wanted: Shape, there: list[str], table: Path = TABLE, centers: Path = CENTERS
) -> Iterator[Finding]:
    """Yield files that are neither of the shape nor an exception, and exceptions without use."""
    for path in there:
        if not wanted.has(path) and path not in wanted.exceptions:
            text = f"a name of its own: use one of the shape, or give a reason in {table.name}"
            yield Finding(centers / path, 1, text)
    for path in needless(wanted, there):
        text = f"exception {path} is not needed any more: python -m tools.center_shape --prune"
        yield Finding(table, 1, text)
    for path, reason in wanted.exceptions.items():
        if not reason.strip():
            yield Finding(table, 1, f"exception {path} has no reason")


def needless(wanted: Shape, there: list[str]) -> list[str]:
    """Return the exceptions whose file is gone, or has a name of the shape."""
    return [path for path in wanted.exceptions if path not in there or wanted.has(path)]


def pruned(text: str, gone: list[str]) -> str:
    """Return the table's text without the lines of these exceptions."""
    lines = text.splitlines(keepends=True)
    keys = [re.compile(rf'\s*"{re.escape(path)}"\s*=') for path in gone]
    return "".join(line for line in lines if not any(key.match(line) for key in keys))


def main() -> int:
    """Print what does not fit; exit code 1 when anything does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prune", action="store_true", help="take out exceptions without use")
    wanted, there = shape(), center_files()
    if parser.parse_args().prune:
        text = TABLE.read_text(encoding="utf-8")
        TABLE.write_text(pruned(text, needless(wanted, there)), encoding="utf-8")
        wanted = shape()
    found = list(findings(wanted, there))
    for finding in found:
        print(finding)
    left = sum(reason == TO_BE_CUT for reason in wanted.exceptions.values())
    print(f"shape of the centers: {len(wanted.exceptions)} exceptions, {left} of them to be cut")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
