"""Sizes: a file is one noun, at most 400 lines; a function 60, a test 25."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.sources import Finding, files, parse, statements

FILE_LINES = 400
FUNCTION_LINES = 60
TEST_LINES = 25


def long_files() -> Iterator[Finding]:
    """Files beyond the limit, SQL included."""
    for suffix in (".py", ".sql", ".proto", ".html"):
        for path in [*files(suffix), *(files(suffix, ("protos",)) if suffix == ".proto" else ())]:
            count = len(path.read_text(encoding="utf-8").splitlines())
            if count > FILE_LINES:
                yield Finding(path, count, f"{count} lines, at most {FILE_LINES}")


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return lines of a function without its docstring: explaining costs nothing."""
    first = node.body[0]
    doc = ast.get_docstring(node, clean=False)
    spared = first.end_lineno - first.lineno + 1 if doc is not None and first.end_lineno else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - spared


def long_functions() -> Iterator[Finding]:
    """Functions and tests beyond their limits."""
    for path in files(".py"):
        for node in statements(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                limit = TEST_LINES if is_test(path, node.name) else FUNCTION_LINES
                count = body_lines(node)
                if count > limit:
                    yield Finding(path, node.lineno, f"{node.name}: {count} lines, limit {limit}")


def is_test(path: Path, name: str) -> bool:
    """Return True for a test function, not for a fixture or builder."""
    return path.name.startswith("test_") and name.startswith("test_")


def main() -> int:
    """Print what is too long; exit code 1 when anything is."""
    findings = [*long_files(), *long_functions()]
    for finding in findings:
        print(finding)
    print(f"sizes: {len(findings)} to cut")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
