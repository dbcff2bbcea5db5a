"""`zhongtai-plugin check`: a plug-in against the contract, from the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import grpc

from zhongtai_plugin.conformance import reports
from zhongtai_plugin.conformance.core import (
    KINDS,
    Check,
    Failed,
    Hook,
    Hooks,
    Outcome,
    Verdict,
    open_subject,
    run_checks,
)
from zhongtai_plugin.conformance.spawn import Spawned, spawned


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is checked, with what, and how the outcome is told."""
    parser.add_argument("--endpoint", help="where it serves: unix:/path or host:port")
    parser.add_argument("--command", help="how to start it; its state goes to a temporary folder")
    parser.add_argument("--state", help="with --command: keep its state in this folder")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only these kinds")
    parser.add_argument("--setting", action="append", help="name=value, handed over by Configure")
    parser.add_argument("--param", action="append", help="name=value, for example currency=USD")
    parser.add_argument(
        "--hook",
        action="append",
        help=(
            "accept_order, pay, move_delivery, list_item, archive_item, expire_order, "
            "change_member or delete_member=command with {id}"
        ),
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--junit", metavar="FILE", help="write the outcome as JUnit XML, for CI")


def run(options: argparse.Namespace) -> int:
    """Check a plug-in; return 1 when it does not keep the contract, 2 when the call is wrong."""
    if bool(options.endpoint) == bool(options.command):
        print("give either --endpoint or --command", file=sys.stderr)
        return 2
    try:
        outcomes = asyncio.run(_check(options, _nobody if options.json else _print))
    except (Failed, grpc.aio.AioRpcError) as problem:
        words = problem.details() if isinstance(problem, grpc.aio.AioRpcError) else problem
        print(f"cannot check: {words}", file=sys.stderr)
        return 1
    return _report(outcomes, options)


def outcomes_of(arguments: list[str]) -> list[Outcome]:
    """Return what became of the checks that a command line asks for. Raise Failed, AioRpcError."""
    parser = argparse.ArgumentParser(prog="zhongtai-plugin check")
    add_arguments(parser)
    return asyncio.run(_check(parser.parse_args(arguments), _nobody))


async def _check(options: argparse.Namespace, tell: Callable[[Outcome], None]) -> list[Outcome]:
    plugin: Spawned | None = None
    async with AsyncExitStack() as stack:
        if options.command:
            state = Path(options.state).absolute() if options.state else None
            plugin = await stack.enter_async_context(spawned(options.command, state))
            channel = plugin.channel
        else:
            channel = await stack.enter_async_context(grpc.aio.insecure_channel(options.endpoint))
        subject = await open_subject(
            channel,
            _pairs(options.setting),
            _hooks(_pairs(options.hook)),
            _pairs(options.param),
            # A plug-in in use keeps its settings unless told otherwise.
            may_configure=bool(options.command or options.setting),
            restart=plugin.restart if plugin is not None else None,
            pid=(lambda: plugin.pid) if plugin is not None else None,
        )
        outcomes = await run_checks(subject, options.kind or (), tell)
        if not options.command:
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


def _pairs(given: Iterable[str] | None) -> dict[str, str]:
    pairs = {}
    for item in given or ():
        name, found, value = item.partition("=")
        if not found:
            raise Failed(f"{item!r} should be name=value")
        pairs[name] = value
    return pairs


def _nobody(_outcome: Outcome) -> None:
    """Who reads the outcomes at the end needs none on the way."""


def _print(outcome: Outcome) -> None:
    print(reports.line(outcome), flush=True)


def _report(outcomes: list[Outcome], options: argparse.Namespace) -> int:
    if options.junit:
        Path(options.junit).write_text(reports.junit(outcomes), encoding="utf-8")
    print(reports.as_json(outcomes) if options.json else reports.summary(outcomes))
    return 1 if any(outcome.verdict is Verdict.FAILED for outcome in outcomes) else 0
