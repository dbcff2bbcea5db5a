"""What a follower hands to its handler, and what may become of it."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from operator import attrgetter
from typing import Generic, TypeVar

import grpc
import structlog
from google.protobuf.message import Message

from mesh.call.digest import digest_of
from mesh.call.errors_wire import refusal_of
from mesh.plugins.faults import ItemAnswer, PluginAuth, PluginRateLimited, PluginRetry
from mesh.pure.errors import DeadlineExceeded, InvalidRequest, Kind, Refusal
from mesh.pure.grouping import grouped

M = TypeVar("M", bound=Message)
Result = TypeVar("Result")

MAX_KEY = 200
MAX_REASON = 1000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Item(Generic[M]):
    """One thing to deal with.

    `item_id` is unique within the reader; items of one `subject_id` (an order, mostly) are
    dealt with in their order. `letter_since` is when it became a letter; None as it is read.
    """

    item_id: str
    subject_id: str
    merchant_id: str
    message: M
    letter_since: datetime | None = None

    @classmethod
    def of(cls, message: M, *, item_id: str, subject_id: str, merchant_id: str) -> Item[M]:
        """Return an item under ids from outside: what cannot be a key is replaced by a digest."""
        key = _key(item_id) or digest_of(message).hex()
        return cls(key, _key(subject_id) or key, _key(merchant_id), message)


@dataclass(frozen=True, slots=True)
class Undone:
    """Why an item was not dealt with, in words without secrets or personal data.

    It is tried again `after_seconds` (0: after a growing pause), or, when `final`, not before
    an operator says so.
    """

    reason: str
    after_seconds: float = 0.0
    final: bool = False


def by_subject(items: Iterable[Item[M]]) -> list[list[Item[M]]]:
    """Return the items of each subject, in their order."""
    return grouped(items, attrgetter("subject_id"))


def by_chain(items: Iterable[Item[M]]) -> list[list[Item[M]]]:
    """Return the items of each merchant, in their order."""
    return grouped(items, attrgetter("merchant_id"))


class PeerAway(Exception):
    """Whoever is needed does not answer: that is not the fault of an item."""


class Batch(Generic[M]):
    """Items that a handler deals with. What it does not mark as failed is done.

    A handler that raises has failed as a whole: the follower hands its items over in smaller
    batches then, down to each alone.
    """

    def __init__(self, items: Sequence[Item[M]]) -> None:
        self.items = items
        self.undone: dict[str, Undone] = {}
        self._stopped: set[str] = set()

    @property
    def messages(self) -> list[M]:
        """What the items are."""
        return [item.message for item in self.items]

    def fail(self, item: Item[M], undone: Undone) -> None:
        """Say that an item is not dealt with; its subject is not to be touched any more."""
        self.undone.setdefault(item.item_id, undone)
        self._stopped.add(item.subject_id)

    def standing(self, items: Iterable[Item[M]]) -> list[Item[M]]:
        """Return those of the items whose subject has no failure yet."""
        return [item for item in items if item.subject_id not in self._stopped]

    def sound(self, check: Callable[[M], object]) -> list[Item[M]]:
        """Return the items that stand, as far as a check finds no fault: others fail for good."""
        for item in self.items:
            try:
                check(item.message)
            except Refusal as refusal:
                self.fail(item, Undone(refusal.message, final=True))
        return self.standing(self.items)

    def turns(self) -> Iterator[list[Item[M]]]:
        """Yield the first items of all subjects, then the second ones, as far as they stand then.

        For what must not come before an earlier item of its subject that fails.
        """
        for turn in zip_longest(*by_subject(self.items)):
            if standing := self.standing(item for item in turn if item is not None):
                yield standing

    async def each(self, items: Iterable[Item[M]], call: Callable[[M], Awaitable[object]]) -> None:
        """Await the call for each item: subjects side by side, those of one in order.

        What the call raises fails its item only. Raise PeerAway when somebody is away.
        """
        outcomes = await asyncio.gather(
            *(self._in_turn(those, call) for those in by_subject(self.standing(items))),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _in_turn(
        self, items: Iterable[Item[M]], call: Callable[[M], Awaitable[object]]
    ) -> None:
        for item in items:
            try:
                await call(item.message)
            except Exception as exc:  # noqa: BLE001 - whatever it is, it is this item's
                self.fail(item, undone_of(exc))
                return

    def within(self, items: Sequence[Item[M]]) -> Batch[M]:
        """Return some of the items as a batch of their own, on the same books."""
        part = Batch(items)
        part.undone, part._stopped = self.undone, self._stopped
        return part

    def of(self, messages: Iterable[object]) -> list[Item[M]]:
        """Return the items of messages of this batch."""
        wanted = {id(message) for message in messages}
        return [item for item in self.items if id(item.message) in wanted]

    def answers(
        self,
        items: Sequence[Item[M]],
        results: Iterable[Result],
        *,
        asked: Callable[[M], str],
        answered: Callable[[Result], str],
    ) -> list[tuple[Item[M], Result]]:
        """Return each item with its result, by the id that was `asked` and `answered`.

        Items of an id that has fewer or more results than items have no answer: they fail,
        and come again.
        """
        by_id: defaultdict[str, list[Result]] = defaultdict(list)
        for result in results:
            by_id[answered(result)].append(result)
        counts = Counter(asked(item.message) for item in items)
        told = []
        for item in items:
            key = asked(item.message)
            if len(by_id[key]) == counts[key]:
                told.append((item, by_id[key].pop(0)))
                counts[key] -= 1
            else:
                self.fail(item, Undone("The answer to its batch has not one result for it."))
        strangers = sum(1 for key in by_id if key not in counts)
        if strangers or len(told) < len(items):
            log.error("wrong_results", unanswered=len(items) - len(told), unknown=strangers)
        return told

    def fail_refused(
        self, items: Sequence[Item[M]], answers: Iterable[ItemAnswer], *, asked: Callable[[M], str]
    ) -> None:
        """Fail the items that a plug-in refuses, by its answers to the ids that were `asked`."""
        for item, answer in self.answers(
            items, answers, asked=asked, answered=lambda each: each.item_id
        ):
            if answer.fault is not None:
                self.fail(item, undone_of_item(answer.fault))


def undone_of(exc: Exception) -> Undone:
    """What a failed call means for the item it was about. Raise PeerAway when it means none."""
    if isinstance(exc, PeerAway):
        raise exc
    if isinstance(exc, grpc.aio.AioRpcError):
        said = refusal_of(exc)
        kind, words = (
            Kind.__members__.get(exc.code().name),
            f"{said.reason or exc.code().name}: {said.message}",
        )
        metadata: Mapping[str, str] = said.metadata
    elif isinstance(exc, Refusal):
        kind, words, metadata = exc.kind, f"{exc.reason}: {exc.message}", exc.metadata
        if isinstance(exc, (PluginAuth, PluginRateLimited)):
            # Said of the whole call: it is no item's fault.
            kind = Kind.UNAVAILABLE
    else:
        kind, words, metadata = None, type(exc).__name__, {}
        if isinstance(exc, TimeoutError):
            kind = DeadlineExceeded.kind
    if kind in _NOBODYS_FAULT:
        raise PeerAway(printable(words)) from exc
    again = kind in (None, Kind.RESOURCE_EXHAUSTED, Kind.ABORTED)
    return Undone(printable(words), _seconds(metadata), final=not again)


_NOBODYS_FAULT = {
    Kind.UNAVAILABLE,
    Kind.DEADLINE_EXCEEDED,
    Kind.UNAUTHENTICATED,
    Kind.UNIMPLEMENTED,
}


def undone_of_item(fault: Refusal) -> Undone:
    """What a plug-in's error for one item of a batch means: RETRY is about this item alone."""
    words = printable(f"{fault.reason}: {fault.message}")
    again = isinstance(fault, (PluginRetry, PluginAuth)) or fault.kind is Kind.RESOURCE_EXHAUSTED
    return Undone(words, _seconds(fault.metadata), final=not again)


def undone_of_malformed(message: str) -> Undone:
    """Return what it means that a center refuses an item as malformed: so it will every time."""
    return Undone(printable(f"{InvalidRequest.reason}: {message}"), final=True)


def printable(words: str) -> str:
    """Return the words as they can be kept and shown: cut, and without control characters."""
    return "".join(c if c.isprintable() else " " for c in words[:MAX_REASON])


def _seconds(metadata: Mapping[str, str]) -> float:
    try:
        return max(0.0, float(metadata.get("retry_after_seconds", "0")))
    except ValueError:
        return 0.0


def _key(text: str) -> str:
    return text if len(text) <= MAX_KEY and text.isprintable() else ""
