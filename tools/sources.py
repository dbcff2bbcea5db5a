"""Where our own Python is, and how it is read: shared by the checks of this folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = (
    "mesh",
    "centers",
    "apps",
    "gateways",
    "plugins",
    "cli",
    "demo",
    "simulators",
    "bench",
    "tools",
    "tests",
    "sdk/zhongtai_plugin",
)


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it is and what is wrong."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT).as_posix()}:{self.line}: {self.text}"


def files(suffix: str, folders: tuple[str, ...] = OURS) -> Iterator[Path]:
    """Every file with this suffix below the given folders, in a steady order."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if not {"__pycache__", "node_modules"} & set(path.parts):
                yield path


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a file, read once as long as the file stays as it is."""
    facts = path.stat()
    return _parsed(path, facts.st_mtime_ns, facts.st_size)


@cache
def _parsed(path: Path, _changed_at: int, _size: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Each statement of a file, those within others too; a fraction of all nodes."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            for child in getattr(node, part, ()):
                waiting.append(child)
                if isinstance(child, ast.stmt):
                    yield child


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each imported module with its line; ``from a import b`` counts as ``a.b``."""
    for node in statements(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                dots = "." * node.level
                yield node.lineno, f"{dots}{node.module or ''}.{name.name}"
