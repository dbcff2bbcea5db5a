"""zhongtai-plugin: check a plug-in against the contract from the command line."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import grpc

from zhongtai_plugin.conformance.core import (
    KINDS,
    Check,
    Failed,
    Hook,
    Hooks,
    Outcome,
    Verdict,
    all_checks,
    open_subject,
    run_checks,
)
from zhongtai_plugin.conformance.spawn import spawned

_MARKS = {Verdict.PASSED: "ok  ", Verdict.FAILED: "FAIL", Verdict.SKIPPED: "skip"}
_EPILOG = """
examples:
  zhongtai-plugin check --command "python -m plugins.pos_till" --setting http_port=0
  zhongtai-plugin check --endpoint 127.0.0.1:7000 --kind payment --hook pay="./pay.sh {id}"
  zhongtai-plugin list
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 1 when a check failed."""
    options = _parser().parse_args(arguments)
    if options.action == "list":
        for item in all_checks():
            print(f"{item.kind or 'all':<9} {item.name}")
        return 0
    if bool(options.endpoint) == bool(options.command):
        print("give either --endpoint or --command", file=sys.stderr)
        return 2
    try:
        outcomes = asyncio.run(_check(options))
    except (Failed, grpc.aio.AioRpcError) as problem:
        words = problem.details() if isinstance(problem, grpc.aio.AioRpcError) else problem
        print(f"cannot check: {words}", file=sys.stderr)
        return 1
    return _report(outcomes, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhongtai-plugin",
        description="Check a plug-in against the contract zhongtai.plugin.v1.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="name every check")
    run = actions.add_parser("check", help="check a plug-in that runs, or that is started here")
    run.add_argument("--endpoint", help="where it serves: unix:/path or host:port")
    run.add_argument("--command", help="how to start it; its state goes to a temporary folder")
    run.add_argument("--state", help="with --command: keep its state in this folder")
    run.add_argument("--kind", action="append", choices=sorted(KINDS), help="only these kinds")
    run.add_argument("--setting", action="append", help="name=value, handed over by Configure")
    run.add_argument("--param", action="append", help="name=value, for example currency=USD")
    run.add_argument(
        "--hook",
        action="append",
        help="accept_order, pay, move_delivery, list_item or archive_item=command with {id}",
    )
    run.add_argument("--json", action="store_true", help="print the outcome as JSON")
    return parser


async def _check(options: argparse.Namespace) -> list[Outcome]:
    async with AsyncExitStack() as stack:
        if options.command:
            state = Path(options.state).absolute() if options.state else None
            channel = await stack.enter_async_context(spawned(options.command, state))
        else:
            channel = await stack.enter_async_context(grpc.aio.insecure_channel(options.endpoint))
        subject = await open_subject(
            channel,
            _pairs(options.setting),
            _hooks(_pairs(options.hook)),
            _pairs(options.param),
            # A plug-in in use keeps its settings unless told otherwise.
            may_configure=bool(options.command or options.setting),
        )
        shown = None if options.json else _print
        outcomes = await run_checks(subject, options.kind or (), shown)
        if not options.command:
            return outcomes
        stack_error = await _close(stack)
    ending = Check("shutdown ends the process with status 0", _nothing)
    outcome = Outcome(ending, Verdict.FAILED if stack_error else Verdict.PASSED, stack_error)
    if not options.json:
        _print(outcome)
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


def _pairs(given: Iterable[str] | None) -> dict[str, str]:
    pairs = {}
    for item in given or ():
        name, found, value = item.partition("=")
        if not found:
            raise Failed(f"{item!r} should be name=value")
        pairs[name] = value
    return pairs


def _print(outcome: Outcome) -> None:
    detail = f"  ({outcome.detail})" if outcome.detail else ""
    print(f"{_MARKS[outcome.verdict]} {outcome.check.name}{detail}", flush=True)


def _report(outcomes: list[Outcome], *, as_json: bool) -> int:
    counts = dict.fromkeys(Verdict, 0)
    for outcome in outcomes:
        counts[outcome.verdict] += 1
    if as_json:
        rows = [
            {"check": item.check.name, "verdict": item.verdict.value, "detail": item.detail}
            for item in outcomes
        ]
        print(json.dumps({"protocol_version": 1, "checks": rows}, indent=2))
    else:
        summary = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items())
        print(f"protocol version 1: {summary}")
    return 1 if counts[Verdict.FAILED] else 0
