"""Write who may call each RPC into its comment, from the access table.

The last words of an RPC's comment are a line "Callers: …", made from deploy/access. With
``--check`` nothing is changed, and files whose comments are not true are named. Plug-ins
have no such line: the platform alone calls them.
"""

from __future__ import annotations

import argparse
import re
import textwrap

from mesh.call.access import AccessTable, in_words
from tools.protos import PROTOS, proto_files
from tools.sources import ROOT

ACCESS = ROOT / "deploy" / "access"
PLUGIN_PACKAGE = "zhongtai.plugin."
WIDTH = 94
_PACKAGE = re.compile(r"^package ([\w.]+);", re.MULTILINE)
_SERVICE = re.compile(r"service (\w+) \{")
_RPC = re.compile(r"  rpc (\w+)\(")
_COMMENT = "  // "
_BEGIN = f"{_COMMENT}Callers: "


def rewritten(text: str, table: AccessTable) -> str:
    """Return a contract file whose RPCs tell who may call them."""
    package = _PACKAGE.search(text)
    if package is None or package[1].startswith(PLUGIN_PACKAGE):
        return text
    service = ""
    lines: list[str] = []
    for line in text.split("\n"):
        if found := _SERVICE.match(line):
            service = f"{package[1]}.{found[1]}"
        elif found := _RPC.match(line):
            _drop_old(lines)
            lines += _told(in_words(table.names_for(f"/{service}/{found[1]}")))
        lines.append(line)
    return "\n".join(lines)


def _drop_old(lines: list[str]) -> None:
    """Take away what an earlier run wrote at the end of the comment."""
    first = len(lines)
    while first and lines[first - 1].startswith(_COMMENT.rstrip()):
        first -= 1
        if lines[first].startswith(_BEGIN):
            del lines[first:]
            return


def _told(callers: str) -> list[str]:
    return textwrap.wrap(
        f"Callers: {callers}.", WIDTH, initial_indent=_COMMENT, subsequent_indent=_COMMENT
    )


def main() -> int:
    """Write the comments, or with ``--check`` fail where they are not true."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when stale")
    check = parser.parse_args().check
    table = AccessTable.load(ACCESS)
    stale = 0
    for name in proto_files():
        file = PROTOS / name
        text = file.read_text(encoding="utf-8")
        wanted = rewritten(text, table)
        if wanted == text:
            continue
        stale += 1
        print(f"{'stale' if check else 'wrote'}: protos/{name}")
        if not check:
            file.write_text(wanted, encoding="utf-8")
    if check:
        print("run `make protos`" if stale else "callers: every comment is true")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
