"""Import rules finer than import-linter's: which *file* of a unit may reach where.

- The pure files (model, rules, states, errors, and a gateway's adapt, statuses, signature)
  import only the standard library without its doors to the outside, the files of
  ``mesh/pure`` and files of their own unit, which are held to the same. A gateway's may also
  build messages and JSON shapes: translating is what they are for.
- Stubs of services are used in one file only: a center's adapters, an app's or gateway's
  peers; servicer and wiring see them because they implement and construct.
- The environment is read in wiring only.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.sources import ROOT, Finding, files, imports, parse

PURE_UNIT_FILES = frozenset(
    {"model", "rules", "states", "errors", "adapt", "statuses", "signature"}
)
# Parts of the standard library that reach outside the process or wait.
DOORS = frozenset(
    {
        "asyncio",
        "concurrent",
        "ctypes",
        "ftplib",
        "glob",
        "http",
        "imaplib",
        "mmap",
        "multiprocessing",
        "os",
        "pathlib",
        "pickle",
        "poplib",
        "select",
        "selectors",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "socketserver",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "urllib.request",
        "webbrowser",
        "xmlrpc",
    }
)
# What a gateway translates from and into: messages and the shapes of JSON.
TRANSLATED = re.compile(
    r"google\.protobuf\.|zhongtai\..*_pb2\b|mesh\.call\.wire\b|msgspec\.(Struct|Meta)$"
)
UNITS = ("centers", "apps", "gateways")
STUB_USERS = {
    "centers": frozenset({"adapters", "servicer", "wiring"}),
    "apps": frozenset({"peers", "servicer", "wiring"}),
    "gateways": frozenset({"peers", "servicer", "wiring"}),
}


def stem(path: Path) -> str:
    """The role of a file: ``rules_tiers.py`` is rules, ``rules.py`` of a noun's folder is too."""
    return path.name.removesuffix(".py").split("_")[0]


def is_pure(path: Path) -> bool:
    """Return True for a file that must stay free of the outside."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "mesh":
        return parts[1] == "pure"
    return parts[0] in UNITS and len(parts) > 2 and stem(path) in PURE_UNIT_FILES


def own_file(path: Path, module: str) -> Path | None:
    """The file of the same unit that an import names, or None when it names something else."""
    unit = path.relative_to(ROOT).parts[:2]
    parts = module.split(".")
    if tuple(parts[:2]) != unit:
        return None
    for length in range(len(parts), 2, -1):
        found = ROOT.joinpath(*parts[:length]).with_suffix(".py")
        if found.is_file():
            return found
    return ROOT.joinpath(*unit, "__init__.py")


def allowed_in_pure(path: Path, module: str) -> bool:
    """Return whether a pure file may import ``module`` of another unit or library."""
    parts = module.split(".")
    if parts[0] in sys.stdlib_module_names:
        return not any(module == door or module.startswith(f"{door}.") for door in DOORS)
    if parts[:2] == ["mesh", "pure"]:
        return True
    return bool(TRANSLATED.match(module)) and path.relative_to(ROOT).parts[0] == "gateways"


def impure_imports() -> Iterator[Finding]:
    """Imports that let the outside into a pure file, or into one that it stands on."""
    waiting = [path for path in files(".py", ("mesh", *UNITS)) if is_pure(path)]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        for line, module in imports(parse(path)):
            below = own_file(path, module)
            if below is not None:
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)
            elif not allowed_in_pure(path, module):
                yield Finding(path, line, f"a pure file may not import {module}")


def stray_stubs() -> Iterator[Finding]:
    """Stubs used outside the one file that may call others."""
    for path in files(".py", UNITS):
        if stem(path) in STUB_USERS[path.relative_to(ROOT).parts[0]]:
            continue
        for line, module in imports(parse(path)):
            if "_pb2_grpc" in module:
                yield Finding(path, line, f"stubs are used in peers or adapters only: {module}")


def stray_settings() -> Iterator[Finding]:
    """Places that read the environment outside wiring."""
    for path in files(".py", UNITS):
        if stem(path) == "wiring":
            continue
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
                yield Finding(path, node.lineno, "settings are read in wiring only")


def main() -> int:
    """Print what breaks the rules; exit code 1 when anything does."""
    findings = [*impure_imports(), *stray_stubs(), *stray_settings()]
    for finding in findings:
        print(finding)
    print(f"imports: {len(findings)} to mend")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
