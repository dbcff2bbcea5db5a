"""The audit of one merchant: each center's own checks, and the checks between centers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from zhongtai.common.v1 import audit_pb2

from cli.audit.books import Book, Known, read_together
from cli.audit.centers import CENTERS, HAVE_PERSONS, KNOW_ORDERS, Answer, Centers, why
from cli.audit.check import ALL, Check
from cli.audit.rules import RULES, Around, Rule

MAX_NAMED = 1000
"""How many breaches of a check are kept by name; the rest is counted."""


class Tally:
    """What one rule found so far."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._checked = 0
        self._breaches: dict[str, str] = {}
        self._unnamed = 0

    def look_at(self, orders: Iterable[Known], around: Around) -> None:
        """Judge some orders."""
        for known in orders:
            words = self.rule.judge(known, around)
            if words is None:
                continue
            self._checked += 1
            if not words:
                continue
            if len(self._breaches) < MAX_NAMED:
                self._breaches[known.order_id] = words
            else:
                self._unnamed += 1

    def check(self, merchant: str, failures: Mapping[str, str]) -> Check:
        """What was found; a failure of a center that the rule needs makes it a failed check."""
        missing = [f"{name}: {failures[name]}" for name in sorted(self.rule.needs & set(failures))]
        return Check(
            merchant,
            ALL,
            self.rule.name,
            self.rule.description,
            self._checked,
            {} if missing else self._breaches,
            0 if missing else self._unnamed,
            "; ".join(missing),
        )


async def audit_merchant(
    centers: Centers, merchant: str, now: float
) -> tuple[list[Check], Mapping[str, Mapping[str, int]]]:
    """Return every check of one merchant, and the sums of each center that answered."""
    answers = await asyncio.gather(
        *(centers.audit(name, merchant) for name in CENTERS), return_exceptions=True
    )
    own: list[Check] = []
    totals: dict[str, Mapping[str, int]] = {}
    for center, answer in zip(CENTERS, answers, strict=True):
        if isinstance(answer, Answer):
            own += [_own(merchant, center, check) for check in answer.checks]
            totals[center] = answer.totals
        else:
            own.append(_unanswered(merchant, center, answer))
    between = await _between(centers, merchant, now)
    compared = [counter_sales_are_booked(merchant, totals), merges_are_everywhere(merchant, totals)]
    return [*own, *between, *compared], totals


def counter_sales_are_booked(merchant: str, totals: Mapping[str, Mapping[str, int]]) -> Check:
    """Stock knows of as many sales at the counter as the order center has read from tills.

    Those that wait in a letter are not counted; more may be told to stock by others.
    """
    missing = [f"{name}: not told" for name in ("order", "inventory") if name not in totals]
    read = totals.get("order", {}).get("till_sales", 0)
    booked = totals.get("inventory", {}).get("till_sales", 0)
    short = {} if missing or booked >= read else {"sales": f"{read} were read, {booked} are booked"}
    return Check(
        merchant,
        ALL,
        "counter_sales_are_booked",
        "What was sold at the counter is taken from stock, or waits in a letter.",
        read,
        short,
        failure="; ".join(missing),
    )


def merges_are_everywhere(merchant: str, totals: Mapping[str, Mapping[str, int]]) -> Check:
    """Every center has moved what it has of each person whose merge stands, and of no other."""
    missing = [f"{name}: not told" for name in ("user", *HAVE_PERSONS) if name not in totals]
    stand = totals.get("user", {}).get("standing_merges", 0)
    moved = {name: totals.get(name, {}).get("standing_merges", 0) for name in HAVE_PERSONS}
    wrong = {
        name: f"{stand} merges stand, {count} have moved"
        for name, count in moved.items()
        if count != stand and not missing
    }
    return Check(
        merchant,
        ALL,
        "merges_are_everywhere",
        "What merged persons had is with the person that stays, in every center.",
        stand,
        wrong,
        failure="; ".join(missing),
    )


async def _between(centers: Centers, merchant: str, now: float) -> list[Check]:
    failures: dict[str, str] = {}
    stores: dict[str, str] = {}
    try:
        stores = await centers.currency_of_store(merchant)
    except Exception as exc:  # noqa: BLE001  the rules that need stores say so
        failures["store"] = why(exc)
    tallies, around = [Tally(rule) for rule in RULES], Around(now, stores)
    books = {name: Book(name, centers.orders(name, merchant)) for name in KNOW_ORDERS}
    async for orders in read_together(books):
        for tally in tallies:
            tally.look_at(orders, around)
    failures |= {name: why(book.failure) for name, book in books.items() if book.failure}
    return [tally.check(merchant, failures) for tally in tallies]


def _own(merchant: str, center: str, check: audit_pb2.AuditCheck) -> Check:
    named = dict.fromkeys(check.breaches, "")
    failed = bool(check.failure)
    return Check(
        merchant,
        center,
        check.name,
        check.description,
        check.checked_count,
        named,
        0 if failed else max(0, check.breach_count - len(named)),
        check.failure,
    )


def _unanswered(merchant: str, center: str, exc: BaseException) -> Check:
    if not isinstance(exc, Exception):
        raise exc
    description = f"The {center} center answers with its checks."
    return Check(merchant, center, f"{center}_center_answers", description, failure=why(exc))
