"""`make check`: every rule of the house in one run, with a table at the end.

All steps run, whatever fails, so that one run shows everything there is to mend. Steps
that do not need each other run side by side. With ``--fast`` only those run that read the source
and nothing else: what a commit is held to (.githooks/pre-commit).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.sources import ROOT

BASELINE = ROOT / "protos" / "baseline.binpb"
BUF = ROOT / "node_modules" / ".bin" / "buf"
RUN_AT_ONCE = 2


@dataclass(frozen=True)
class Step:
    """One rule: what it proves, the command that proves it, and whether it only reads source."""

    title: str
    command: tuple[str, ...]
    fast: bool = False


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """Return a command installed beside this interpreter."""
    return (str(Path(sys.executable).parent / name), *arguments)


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """Return a script of ours."""
    return (sys.executable, "-m", name, *arguments)


STEPS = (
    Step("types (mypy)", tool("mypy", "--no-error-summary")),
    Step("stubs are fresh", module("tools.protos", "--check")),
    Step("who may call each RPC", module("tools.callers", "--check")),
    Step("format (ruff)", tool("ruff", "format", "--check", "--quiet", "."), fast=True),
    Step("lint (ruff)", tool("ruff", "check", "--quiet", "."), fast=True),
    Step("who may import whom", tool("lint-imports", "--no-cache"), fast=True),
    Step("pure files, stubs, settings", module("tools.imports"), fast=True),
    Step("types at the edges", module("tools.edges"), fast=True),
    Step("sizes", module("tools.sizes"), fast=True),
    Step("centers in one shape", module("tools.center_shape"), fast=True),
    Step("SQL habits", module("tools.sql"), fast=True),
    Step("nothing that must not be here", module("tools.hygiene"), fast=True),
    Step("list of RPCs not offered", module("tools.not_offered", "--check")),
    Step("contract (buf lint)", (str(BUF), "lint")),
    Step("no breaking change (buf)", (str(BUF), "breaking", "--against", str(BASELINE))),
)


def run(step: Step) -> tuple[Step, bool, float, str]:
    """Run one step; answer whether it passed, its seconds and what it printed."""
    begin = time.monotonic()
    try:
        answer = subprocess.run(step.command, cwd=ROOT, capture_output=True, text=True, check=False)
        passed, said = answer.returncode == 0, answer.stdout + answer.stderr
    except FileNotFoundError:
        passed, said = False, f"{step.command[0]} is not installed: run `make setup`\n"
    return step, passed, time.monotonic() - begin, said


def main() -> int:
    """Run the steps; exit code 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="only what reads source, for commits")
    fast_only = parser.parse_args().fast
    steps = [step for step in STEPS if step.fast or not fast_only]
    failed = 0
    with ThreadPoolExecutor(RUN_AT_ONCE) as pool:
        for step, passed, seconds, said in pool.map(run, steps):
            print(f"{'ok  ' if passed else 'FAIL'}  {step.title:<32} {seconds:5.1f} s", flush=True)
            if not passed:
                failed += 1
                print("".join(f"      {line}\n" for line in said.strip().splitlines()), flush=True)
    print(f"{len(steps) - failed} of {len(steps)} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
