"""`zhongtai-plugin check`: a plug-in against the contract, from the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import grpc

from zhongtai_plugin.conformance import reports
from zhongtai_plugin.conformance.core import (
    KINDS,
    Check,
    Hook,
    Hooks,
    Outcome,
    Verdict,
    run_checks,
    words_of,
)
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.target import Unclear, opened, pairs, parsed
from zhongtai_plugin.conformance.target import add_arguments as add_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is checked, with what, and how the outcome is told."""
    add_target(parser)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only these kinds")
    parser.add_argument(
        "--hook",
        action="append",
        help=f"{' or '.join(Hooks.__dataclass_fields__)}=command with {{id}}",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--junit", metavar="FILE", help="write the outcome as JUnit XML, for CI")


def run(options: argparse.Namespace) -> int:
    """Check a plug-in; return 1 when it does not keep the contract, 2 when the call is wrong."""
    try:
        outcomes = asyncio.run(_check(options, _nobody if options.json else _print))
    except Unclear as problem:
        print(problem, file=sys.stderr)
        return 2
    except (Failed, grpc.aio.AioRpcError) as problem:
        print(f"cannot check: {words_of(problem)}", file=sys.stderr)
        return 1
    return _report(outcomes, options)


def outcomes_of(arguments: list[str]) -> list[Outcome]:
    """Return what became of the checks that a command line asks for. Raise Failed, AioRpcError."""
    parser = argparse.ArgumentParser(prog="zhongtai-plugin check")
    add_arguments(parser)
    return asyncio.run(_check(parsed(parser, arguments), _nobody))


async def _check(options: argparse.Namespace, tell: Callable[[Outcome], None]) -> list[Outcome]:
    async with AsyncExitStack() as stack:
        target = await stack.enter_async_context(opened(options, _hooks(pairs(options.hook))))
        outcomes = await run_checks(target.subject, options.kind or (), tell)
        if target.process is None:
            return outcomes
        stack_error = await _close(stack)
    ending = Check("shutdown ends the process with status 0", _nothing)
    outcome = Outcome(ending, Verdict.FAILED if stack_error else Verdict.PASSED, stack_error)
    tell(outcome)
    return [*outcomes, outcome]


async def _close(stack: AsyncExitStack) -> str:
    try:
        await stack.aclose()
    except Failed as problem:
        return str(problem)
    return ""


async def _nothing(_subject: object) -> None:
    """The last check runs by closing."""


def _hooks(commands: dict[str, str]) -> Hooks:
    hooks = Hooks()
    for name, command in commands.items():
        if name not in Hooks.__dataclass_fields__:
            raise Failed(f"there is no hook {name}")
        hooks = replace(hooks, **{name: _shell(command)})
    return hooks


def _shell(command: str) -> Hook:
    async def run(item_id: str) -> None:
        process = await asyncio.create_subprocess_shell(command.replace("{id}", item_id))
        if await process.wait() != 0:
            raise Failed(f"the hook ended with {process.returncode}: {command}")

    return run


def _nobody(_outcome: Outcome) -> None:
    """Who reads the outcomes at the end needs none on the way."""


def _print(outcome: Outcome) -> None:
    print(reports.line(outcome), flush=True)


def _report(outcomes: list[Outcome], options: argparse.Namespace) -> int:
    if options.junit:
        Path(options.junit).write_text(reports.junit(outcomes), encoding="utf-8")
    print(reports.as_json(outcomes) if options.json else reports.summary(outcomes))
    return 1 if any(outcome.verdict is Verdict.FAILED for outcome in outcomes) else 0
