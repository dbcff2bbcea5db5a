"""What must never be committed: places of one machine, unfinished marks, unmarked secrets."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.sources import ROOT, Finding

RULES = {
    "a path of one machine": re.compile(r"(?<![\w./$}-])/(work|root|home/\w+)/"),
    "a package mirror's address": re.compile(r"--(extra-)?index-url|\"resolved\":"),
    "a private key": re.compile(r"-----BEGIN (\w+ )?PRIVATE KEY-----"),
    "unfinished": re.compile(r"\b(TODO|FIXME|XXX)\b"),
    "a merge that was not finished": re.compile(r"^(<{7}|\|{7}|>{7})(?= |$)"),
}
# This file spells out what it looks for; the rules of tests for it do too.
SPARED = frozenset({"tools/hygiene.py", "tests/unit/tools/test_hygiene.py"})
BINARY = frozenset({".png", ".ico", ".binpb", ".woff2", ".parquet", ".gz"})
BIGGEST_FILE_KIB = 1024


def committed() -> list[Path]:
    """Files that git tracks; empty outside a repository."""
    answer = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git the developer uses
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    paths = [ROOT / name for name in answer.stdout.split("\0") if name]
    return [path for path in paths if path.is_symlink() or path.is_file()]


def findings() -> Iterator[Finding]:
    """Everything in tracked files that should not be there."""
    for path in committed():
        if path.is_symlink():
            if path.readlink().is_absolute() or not path.resolve().is_relative_to(ROOT):
                yield Finding(path, 0, "a symbolic link to a place of one machine")
            continue
        if path.stat().st_size > BIGGEST_FILE_KIB * 1024:
            yield Finding(path, 0, f"larger than {BIGGEST_FILE_KIB} KiB")
        if path.suffix in BINARY or path.relative_to(ROOT).as_posix() in SPARED:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for what, pattern in RULES.items():
                if pattern.search(line):
                    yield Finding(path, number, what)


def main() -> int:
    """Print what to take out; exit code 1 when there is anything."""
    found = list(findings())
    for finding in found:
        print(finding)
    print(f"hygiene: {len(found)} to take out")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
