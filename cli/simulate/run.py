"""Runs simulated platforms against the platform of this state folder, and compares the books."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Sequence

from rich.progress import Progress

from cli.audit.command import audit
from cli.audit.show import print_table
from cli.replay import pizza
from cli.replay.connection import connected
from cli.replay.report import progress_bar
from cli.simulate.kills import Killer
from cli.simulate.quiet import until_quiet
from cli.simulate.report import show, show_all
from cli.simulate.sides import READER, Side, Wanted, playing
from mesh.process.settings import ProcessSettings
from simulators.core.simulation import Outcome

REPLAYED_AT_ONCE = 8
AUDIT_SECONDS = 60.0


async def listen(wanted: Wanted) -> int:
    """Serve platforms until Ctrl-C. Raise Problem."""
    async with connected(1, READER) as connection, playing(wanted, connection) as sides:
        for side in sides:
            base = side.simulated.plan.base
            print(f"{side.name} listens: {base} ; Ctrl-C ends it", flush=True)
        await asyncio.Event().wait()
    return 0


async def simulate(wanted: Wanted) -> int:
    """Simulate platforms, all at once; return the exit code. Raise Problem."""
    began = time.perf_counter()
    async with connected(1, READER) as connection, playing(wanted, connection) as sides:
        killer = Killer.of_running(ProcessSettings.read(os.environ), wanted.seed)
        with progress_bar() as bar:
            outcomes, refused = await _sold(wanted, sides, killer, bar)
    for side, outcome in zip(sides, outcomes, strict=True):
        show(side.name, side.simulated.book, outcome, each=wanted.each)
    checks = await audit(AUDIT_SECONDS, quiet=False) if wanted.audited else None
    if checks is not None:
        print_table(checks, breaches_only=False)
    show_all(outcomes, killer.killed, checks, time.perf_counter() - began)
    differ = any(outcome.differences for outcome in outcomes)
    breached = any(check.breach_count for check in checks or ())
    return 1 if differ or breached or refused else 0


async def _sold(
    wanted: Wanted, sides: Sequence[Side], killer: Killer, bar: Progress
) -> tuple[list[Outcome], int]:
    """Sell and replay, and kill meanwhile; return how it went, and the replay's exit code."""
    ended = asyncio.Barrier(len(sides) + bool(wanted.replayed))
    killing = asyncio.create_task(killer.run(wanted.kill_seconds, bar.console.print))

    async def quiet() -> None:
        await ended.wait()
        killing.cancel()
        await until_quiet(bar)

    async def sell(side: Side) -> Outcome:
        task = bar.add_task(f"{side.name}: orders", total=wanted.orders)
        return await side.simulated.run(
            wanted.orders,
            side.tills,
            side.center,
            side.store_ids,
            at_once=wanted.at_once,
            lived=lambda: bar.advance(task, 1),
            quiet=quiet,
        )

    async def replay() -> int:
        if wanted.replayed is None:
            return 0
        code = await pizza.replay(wanted.replayed, wanted.orders, REPLAYED_AT_ONCE, bar)
        await ended.wait()
        return code

    try:
        outcomes, code = await asyncio.gather(asyncio.gather(*map(sell, sides)), replay())
    finally:
        killing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killing
    return outcomes, code
