"""Types at the edges: no handler of an RPC, and no stub of a service, is `Any`.

A handler names the message of its request, a field or variable that holds a stub the generated
class, so that the type checker finds an RPC or a field that does not exist.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.sources import Finding, files, parse, statements

FOLDERS = ("mesh", "centers", "apps", "gateways", "cli", "demo", "simulators", "bench")
_RPC = re.compile(r"[A-Z][A-Za-z0-9]*")
_STUB = re.compile(r"\b\w*Stub\b")


def untyped_handlers() -> Iterator[Finding]:
    """Handlers of RPCs (their names begin with a capital) with `Any` in their signature."""
    for path in _files():
        for node in statements(parse(path)):
            if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                continue
            if _RPC.fullmatch(node.name) and "Any" in _signature(node):
                text = f"{node.name} is a handler: name its messages instead of Any"
                yield Finding(path, node.lineno, text)


def untyped_stubs() -> Iterator[Finding]:
    """Fields of peers, and stubs, that are declared as `Any`."""
    for path in _files():
        for node in statements(parse(path)):
            if not isinstance(node, ast.AnnAssign) or ast.unparse(node.annotation) != "Any":
                continue
            made = ast.unparse(node.value) if node.value else ""
            if path.name == "peers.py" or _STUB.search(made):
                name = ast.unparse(node.target)
                yield Finding(path, node.lineno, f"{name} holds a stub: name its class, not Any")


def _files() -> Iterator[Path]:
    """Files in which Any stands at all: the others need not be parsed."""
    for path in files(".py", FOLDERS):
        if "Any" in path.read_text(encoding="utf-8"):
            yield path


def _signature(node: ast.AsyncFunctionDef | ast.FunctionDef) -> set[str]:
    """Return the words in the annotations of a function."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    annotations = [each.annotation for each in arguments] + [node.returns]
    text = " ".join(ast.unparse(each) for each in annotations if each)
    return set(re.findall(r"\w+", text))


def main() -> int:
    """Print what is found; exit code 1 when there is anything."""
    findings = [*untyped_handlers(), *untyped_stubs()]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
