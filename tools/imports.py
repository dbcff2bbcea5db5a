"""Import rules finer than import-linter's: which *file* of a unit may reach where.

- The pure files (model, rules, states, errors, and a gateway's adapt, statuses, signature)
  import only the standard library without its doors to the outside, the pure files of
  ``mesh`` and each other.
- Stubs of services are used in one file only: a center's adapters, an app's or gateway's
  peers; servicer and wiring see them because they implement and construct.
- The environment is read in wiring only.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.sources import ROOT, Finding, files, imports, parse

PURE_UNIT_FILES = frozenset(
    {"model", "rules", "states", "errors", "adapt", "statuses", "signature"}
)
PURE_MESH_FILES = frozenset({"money", "ids", "clock", "errors", "validation", "states"})
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
UNITS = ("centers", "apps", "gateways")
STUB_USERS = {
    "centers": frozenset({"adapters", "servicer", "wiring"}),
    "apps": frozenset({"peers", "servicer", "wiring"}),
    "gateways": frozenset({"peers", "servicer", "wiring"}),
}


def stem(path: Path) -> str:
    """The role of a file: ``rules_tiers.py`` and ``rules/tiers.py`` are rules."""
    relative = path.relative_to(ROOT).parts
    inner = relative[2] if len(relative) > 3 else relative[-1]
    return inner.removesuffix(".py").split("_")[0]


def is_pure(path: Path) -> bool:
    """True for a file that must stay free of the outside."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "mesh":
        return len(parts) == 2 and path.stem in PURE_MESH_FILES
    return parts[0] in UNITS and len(parts) > 2 and stem(path) in PURE_UNIT_FILES


def allowed_in_pure(path: Path, module: str) -> bool:
    """Whether a pure file may import ``module``."""
    if module.startswith("."):
        return False
    parts = module.split(".")
    if parts[0] in sys.stdlib_module_names or parts[0] == "__future__":
        return not any(module == door or module.startswith(f"{door}.") for door in DOORS)
    if parts[0] == "mesh":
        return len(parts) > 1 and parts[1] in PURE_MESH_FILES
    own = path.relative_to(ROOT).parts[:2]
    return tuple(parts[:2]) == own and parts[2].split("_")[0] in PURE_UNIT_FILES


def impure_imports() -> Iterator[Finding]:
    """Imports that let the outside into a pure file."""
    for path in files(".py", ("mesh", *UNITS)):
        if is_pure(path):
            for line, module in imports(parse(path)):
                if not allowed_in_pure(path, module):
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
