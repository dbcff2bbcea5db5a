"""Which breaches count, when the same was asked several times: those that were there each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cli.audit.check import Check


def persisting(before: Iterable[Check], now: Iterable[Check]) -> list[Check]:
    """Return the checks as they are now, without breaches that were not there before.

    What is wrong only now may be under way: an effect that its feed has not carried yet. A
    check counts as wrong by number where not all of its breaches are named.
    """
    earlier = {(check.merchant, check.center, check.name): check for check in before}
    return [_persisting(earlier.get(_key(check)), check) for check in now]


def _key(check: Check) -> tuple[str, str, str]:
    return (check.merchant, check.center, check.name)


def _persisting(before: Check | None, now: Check) -> Check:
    if before is None:
        # Found in a later round only: a merchant or a center that was not there to be asked.
        return replace(now, breaches={}, unnamed=0)
    if before.unnamed or before.failure:
        return now
    kept = {name: how for name, how in now.breaches.items() if name in before.breaches}
    return replace(now, breaches=kept, unnamed=now.unnamed if before.unnamed else 0)
