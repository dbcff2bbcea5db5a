"""Build what is handed on: the wheels of the platform and of the SDK, and the SDK's npm package.

The npm package holds the contract and what `zhongtai-plugin new --lang node` writes, from the
same files.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from zhongtai_plugin.new.contract import write_protos

from tools.sources import ROOT

TOPS = ("mesh", "centers", "apps", "gateways", "plugins", "cli", "demo", "deploy", "simulators")
"""The packages of the platform's wheel."""
_BESIDE = ("pyproject.toml", "README.md", "LICENSE")
_LITTER = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", ".*")
_OF_PLUGINS = ("plugin.js", "book.js")


def copied(place: Path) -> Path:
    """Copy the sources into a folder, without what running left in them; return it."""
    for name in (*TOPS, "sdk"):
        shutil.copytree(ROOT / name, place / name, ignore=_LITTER)
    for name in _BESIDE:
        shutil.copy(ROOT / name, place / name)
    return place


def build_wheel(source: Path, out: Path) -> None:
    """Build the wheel of a folder of copied sources. Raise CalledProcessError."""
    options = ["--wheel", "--no-isolation", "--outdir", str(out)]
    _run([sys.executable, "-m", "build", *options, str(source)], source)


def build_npm(out: Path) -> None:
    """Build the npm package. Raise CalledProcessError."""
    templates = files("zhongtai_plugin.new") / "templates" / "node"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "package"
        shutil.copytree(ROOT / "sdk" / "npm", folder)
        for name in _OF_PLUGINS:
            (folder / name).write_bytes((templates / f"{name}.txt").read_bytes())
        write_protos(folder / "protos")
        shutil.copy(ROOT / "LICENSE", folder)
        _run(["npm", "pack", "--pack-destination", str(out.resolve())], folder)


def main() -> int:
    """Build all into a folder, and name them."""
    parser = argparse.ArgumentParser(prog="python -m tools.packages", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="the folder they go to")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as place:
            source = copied(Path(place) / "sources")
            build_wheel(source / "sdk", out)
            build_wheel(source, out)
        if shutil.which("npm"):
            build_npm(out)
        else:
            print("npm is not installed: the npm package is not built.", file=sys.stderr)
    except subprocess.CalledProcessError as failed:
        print(f"{failed.stdout}{failed.stderr}", file=sys.stderr)
        return 1
    for package in sorted(out.iterdir()):
        print(package.relative_to(Path.cwd()) if package.is_relative_to(Path.cwd()) else package)
    return 0


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
