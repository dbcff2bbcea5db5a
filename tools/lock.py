"""Write requirements.lock: every package, pinned with its hashes, of both wheels and of dev.

The lock names versions and hashes only: no index, no host, no path. Both wheels are built
from this folder, so they are not in it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.sources import ROOT

LOCK = ROOT / "requirements.lock"
OWN = "zhongtai-sdk"
HEADER = """\
# Every package that running, testing and checking need. Written by `make lock` from
# pyproject.toml and sdk/pyproject.toml; installed by `make setup` with --require-hashes.

"""


def wanted() -> list[str]:
    """Return what the two projects ask for, their dev extra and their build system included."""
    names: set[str] = set()
    for path in (ROOT / "pyproject.toml", ROOT / "sdk" / "pyproject.toml"):
        with path.open("rb") as file:
            data = tomllib.load(file)
        project = data["project"]
        names.update(project["dependencies"])
        names.update(*project.get("optional-dependencies", {}).values())
        names.update(data["build-system"]["requires"])
    return sorted(name for name in names if not name.startswith(OWN))


def compile_lock(asked: list[str], target: Path) -> None:
    """Resolve and pin; starts from the present lock, so that only what must change does."""
    source = target.with_suffix(".in")
    source.write_text("\n".join(asked), encoding="utf-8")
    subprocess.run(
        [
            str(Path(sys.executable).parent / "pip-compile"),
            "--quiet",
            "--generate-hashes",
            "--allow-unsafe",
            "--strip-extras",
            "--no-header",
            "--no-annotate",
            "--no-emit-options",
            "--no-emit-index-url",
            "--no-emit-find-links",
            "--no-emit-trusted-host",
            f"--output-file={target}",
            str(source),
        ],
        cwd=target.parent,
        check=True,
    )


def main() -> int:
    """Write the lock."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / LOCK.name
        if LOCK.exists():
            target.write_bytes(LOCK.read_bytes())
        compile_lock(wanted(), target)
        lines = target.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.lstrip().startswith(("#", "--index", "--find"))]
    LOCK.write_text(HEADER + "\n".join(kept).strip() + "\n", encoding="utf-8")
    print(f"lock: {sum('==' in line for line in kept)} packages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
