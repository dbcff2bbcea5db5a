"""`zhongtai audit`: checks across all centers what must always be true, for every merchant.

Effects between centers follow feeds, so a check that fails is looked at again for some
seconds before it counts, and only what was wrong each time counts.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Sequence

from zhongtai.common.v1.letter_pb2 import Letter

from cli.audit.centers import CENTERS, HAVE_LETTERS, Centers, opened, why
from cli.audit.check import Check
from cli.audit.merchant import audit_merchant
from cli.audit.platform import (
    feed_cursors_at_the_end,
    merchants_can_be_listed,
    named_plugins_are_there,
    no_letter_is_dead,
    plugin_queues_advance,
)
from cli.audit.rounds import persisting
from cli.audit.show import print_json, print_table
from cli.replay.report import make_console
from cli.status import collect
from mesh.call.context import Identity
from mesh.process.settings import ProcessSettings

AUDITOR = Identity(
    "operator", "audit", "", frozenset({"audit.read", "operations.read", "stores.read"})
)
"""Who asks: an operator of all merchants, who reads nothing but this."""

AGAIN_SECONDS = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--breaches", action="store_true", help="print only what is wrong, all that is known of it"
    )
    parser.add_argument(
        "--merchant",
        action="append",
        default=[],
        help="audit this merchant only; may be given several times (all there are)",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=30.0,
        help="seconds that feeds get to catch up before a breach counts (30)",
    )


def run(options: argparse.Namespace) -> int:
    """Audit; exit code 1 when something is breached, 2 when there is nothing to ask."""
    checks = asyncio.run(audit(options.wait, options.merchant, quiet=options.json))
    if options.json:
        print_json(checks, breaches_only=options.breaches)
    else:
        print_table(checks, breaches_only=options.breaches)
    return 1 if any(check.breach_count for check in checks) else 0


async def audit(wait_seconds: float, merchants: Sequence[str] = (), *, quiet: bool) -> list[Check]:
    """Every check of every merchant, repeated while feeds may be catching up. Raise Problem."""
    started = time.monotonic()
    found: list[Check] | None = None
    with make_console(stderr=True, quiet=quiet).status("asking the centers") as spinner:
        async with opened(AUDITOR) as centers:
            while True:
                checks = await _round(centers, merchants, time.monotonic() - started)
                found = checks if found is None else persisting(found, checks)
                clean = not any(check.breach_count for check in found)
                if clean or time.monotonic() - started >= wait_seconds:
                    return found
                spinner.update("waiting for the feeds")
                await asyncio.sleep(AGAIN_SECONDS)
                spinner.update("asking the centers again")


async def _round(centers: Centers, wanted: Sequence[str], elapsed: float) -> list[Check]:
    merchants, listed = (list(wanted), []) if wanted else await _merchants(centers)
    checks: list[Check] = []
    totals = []
    for merchant in merchants:
        found, sums = await audit_merchant(centers, merchant, time.time())
        checks += found
        totals.append(sums)
    status = await collect(ProcessSettings.read(os.environ), os.environ)
    return [
        *checks,
        *listed,
        no_letter_is_dead(await _dead_letters(centers, wanted)),
        feed_cursors_at_the_end(totals, status, elapsed),
        plugin_queues_advance(status),
        named_plugins_are_there(status),
    ]


async def _merchants(centers: Centers) -> tuple[list[str], list[Check]]:
    """Return the merchants that any center knows, and the check that all could be asked."""
    answers = await asyncio.gather(
        *(centers.merchants(center) for center in CENTERS), return_exceptions=True
    )
    known: set[str] = set()
    failures: dict[str, str] = {}
    for center, answer in zip(CENTERS, answers, strict=True):
        if isinstance(answer, Exception):
            failures[f"the {center} center"] = why(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            known.update(answer)
    return sorted(known), [merchants_can_be_listed(failures, len(known))]


async def _dead_letters(
    centers: Centers, wanted: Sequence[str]
) -> dict[str, Sequence[Letter] | str]:
    """Return the dead letters of each center, of these merchants (none: all) and of no merchant."""
    answers = await asyncio.gather(
        *(centers.dead_letters(center) for center in HAVE_LETTERS), return_exceptions=True
    )
    found: dict[str, Sequence[Letter] | str] = {}
    for center, answer in zip(HAVE_LETTERS, answers, strict=True):
        if isinstance(answer, Exception):
            found[center] = why(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            ours = {"", *wanted}
            found[center] = [each for each in answer if not wanted or each.merchant_id in ours]
    return found
