"""Puts documents into Tryton, each once: looked up by its key, made as a draft, then driven on.

Tryton takes two documents under one reference. So a document is looked up before it is made, and
a draft, which counts for nothing yet, is driven on only when it is the only one of its key: others
are cancelled first. A call whose answer was lost may still make its drafts later; their keys are
kept until Tryton cannot be at it any more, and what came late is cancelled then.
"""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from zhongtai_plugin import Conflict, PluginFault, Rejected
from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.faults import Broken, Refused
from zhongtai_plugin.tryton.wire import Row

from plugins.erp_tryton.books import Books
from plugins.erp_tryton.model import Paper

MOST_UNSURE = 500
CANCELLED = "cancelled"
T = TypeVar("T")
Outcome = bool | PluginFault
"""Whether a document was there already; or why it is not there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of documents: Tryton's model, how it is driven on, and what tells one from another."""

    model: str
    fields: Sequence[str]
    mark: Callable[[Row], object]
    steps: Sequence[tuple[str, str]]
    """States and the buttons that lead on from them, in order."""
    taken: frozenset[str]
    """States in which a document counts."""


class Filing:
    """The documents of one kind of one account. One call at a time."""

    def __init__(self, kind: Kind, client: Client, books: Books, settle_seconds: float) -> None:
        """`settle_seconds` is how long Tryton may be at a call that nobody waits for any more."""
        self._kind = kind
        self._client = client
        self._books = books
        self._chain = client.login.merchant_id
        self._settle_seconds = settle_seconds

    async def ids(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Return the documents that count, by key."""
        rows = await self._rows(keys)
        return {
            row["reference"]: row["id"]
            for found in rows.values()
            for row in found
            if row["state"] in self._kind.taken
        }

    async def file(self, papers: Sequence[Paper]) -> dict[str, Outcome]:
        """Put documents in; return what came of each. Raise RetryLater when that is unknown."""
        await self._settle()
        outcomes: dict[str, Outcome] = {}
        states: dict[int, str] = {}
        keys: dict[int, str] = {}
        fresh: list[Paper] = []
        there = await self._one_of_each([paper.key for paper in papers])
        for paper in papers:
            found = there.get(paper.key)
            if found is None:
                fresh.append(paper)
            elif self._kind.mark(found) != paper.mark:
                outcomes[paper.key] = _conflict()
            elif found["state"] in self._kind.taken:
                outcomes[paper.key] = True
            else:
                keys[found["id"]], states[found["id"]] = paper.key, found["state"]
        for key, made in (await self._create(fresh)).items():
            if isinstance(made, PluginFault):
                outcomes[key] = made
            else:
                keys[made], states[made] = key, self._kind.steps[0][0]
        failed = await self._drive(states)
        return outcomes | {key: failed.get(number, False) for number, key in keys.items()}

    async def _rows(self, keys: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        """Return the documents of keys that are not cancelled, the oldest first."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        fields = ("reference", "state", *self._kind.fields)
        domain = [["reference", "in", list(keys)], ["state", "!=", CANCELLED]]
        for row in await self._client.search(self._kind.model, domain, fields):
            found[row["reference"]].append(row)
        return found

    async def _one_of_each(self, keys: Sequence[str]) -> Mapping[str, Row]:
        """Return the one document of each key that has any; cancel others that do not count."""
        chosen: dict[str, Row] = {}
        extra: list[int] = []
        for key, rows in (await self._rows(keys)).items():
            counting = [row for row in rows if row["state"] in self._kind.taken]
            chosen[key] = (counting or rows)[0]
            extra += [row["id"] for row in rows if row not in counting and row is not chosen[key]]
            if len(counting) > 1:
                structlog.get_logger().error("a key counts twice in Tryton", key=key)
        if extra:
            await self._cancel(extra)
        return chosen

    async def _create(self, papers: Sequence[Paper]) -> Mapping[str, int | PluginFault]:
        """Make drafts; return the number of each, or why it is none."""
        if not papers:
            return {}
        values = {paper.key: paper.values for paper in papers}
        clear = await self._books.begin(self._kind.model, self._chain, list(values))
        made: dict[str, int | PluginFault] = {}

        async def create(some: Sequence[str]) -> None:
            told = [values[key] for key in some]
            numbers = await self._client.call(f"model.{self._kind.model}.create", told)
            made.update(zip(some, numbers, strict=True))

        made |= await _attempt(list(values), create)
        # Of the others, what an earlier call makes may still come.
        await self._books.end(self._kind.model, self._chain, clear)
        return made

    async def _drive(self, states: dict[int, str]) -> Mapping[int, PluginFault]:
        """Drive drafts on until they count; return why some do not, which are cancelled."""
        failed: dict[int, PluginFault] = {}
        following = [state for state, _ in self._kind.steps[1:]] + ["counts"]
        for (state, button), after in zip(self._kind.steps, following, strict=True):
            due = [number for number, at in states.items() if at == state and number not in failed]
            wrong = await _attempt(due, partial(self._press, button)) if due else {}
            states |= dict.fromkeys(due, after)
            moved = await self._states(list(wrong)) if wrong else {}
            for number, fault in wrong.items():
                # A call that nobody waited for any more may have pressed it meanwhile.
                if moved.get(number, state) in (state, CANCELLED):
                    failed[number] = fault
                else:
                    states[number] = moved[number]
        if given_up := [number for number, why in failed.items() if isinstance(why, Refused)]:
            with contextlib.suppress(Refused, Broken):
                await self._cancel(given_up)
        return failed

    async def _press(self, button: str, numbers: Sequence[int]) -> None:
        await self._client.call(f"model.{self._kind.model}.{button}", list(numbers))

    async def _states(self, numbers: Sequence[int]) -> Mapping[int, str]:
        rows = await self._client.call(f"model.{self._kind.model}.read", numbers, ["state"])
        return {row["id"]: row["state"] for row in rows}

    async def _cancel(self, numbers: Sequence[int]) -> None:
        """Cancel documents that count for nothing. Raise RetryLater when one counts meanwhile."""
        try:
            await self._press("cancel", numbers)
        except Rejected as refused:
            raise Broken("CHANGED_MEANWHILE", refused.message) from None

    async def _settle(self) -> None:
        """Cancel drafts that came of lost calls after their key was put in again."""
        before = time.time() - self._settle_seconds
        keys = self._books.unsure(self._kind.model, self._chain, before, MOST_UNSURE)
        if not keys:
            return
        there = await self._one_of_each(keys)
        # What is a draft only is driven on when the platform comes again.
        drafts = {key for key, row in there.items() if row["state"] not in self._kind.taken}
        settled = [key for key in keys if key not in drafts]
        await self._books.end(self._kind.model, self._chain, settled)


async def _attempt(
    items: Sequence[T], work: Callable[[Sequence[T]], Awaitable[None]]
) -> dict[T, PluginFault]:
    """Do something with all items in one call; where Tryton refuses that, with halves of them.

    Return the items that it cannot be done with alone. What Tryton refuses it has undone.
    """
    try:
        await work(items)
    except (Refused, Broken) as fault:
        if len(items) == 1:
            return {items[0]: fault}
    else:
        return {}
    middle = len(items) // 2
    return await _attempt(items[:middle], work) | await _attempt(items[middle:], work)


def _conflict() -> Conflict:
    return Conflict("KEY_USED", "Tryton has something else under this key.")
