"""Writing to a feed and reading from it, for the tests of feeds."""

import asyncio
import contextlib
import inspect
from collections.abc import Callable
from contextlib import aclosing

from google.protobuf import wrappers_pb2

from mesh.data.database import Database
from mesh.feed.feed import Event, Feed, NewEvent

LONG_SECONDS = 3600.0


def event(subject: str, merchant: str = "m1", kind: str = "PLACED") -> NewEvent:
    return NewEvent(merchant, "s1", subject, kind, payload(subject), "trace-1")


def payload(subject: str) -> bytes:
    """An event as it is written: a message, as all are."""
    return wrappers_pb2.StringValue(value=subject).SerializeToString()


async def commit(db: Database, feed: Feed, *subjects: str, merchant: str = "m1") -> list[Event]:
    """Write events of which nobody is told."""
    async with db.transaction() as connection:
        return await feed.append(connection, [event(subject, merchant) for subject in subjects])


async def write(db: Database, feed: Feed, *subjects: str, merchant: str = "m1") -> None:
    """Write events as a center does."""
    feed.hand_over(await commit(db, feed, *subjects, merchant=merchant))


async def roll_back(db: Database, feed: Feed, subject: str) -> None:
    """Write an event that never happens."""
    with contextlib.suppress(ZeroDivisionError):
        async with db.transaction() as connection:
            await feed.append(connection, [event(subject)])
            raise ZeroDivisionError


async def until(ask: Callable[[], object]) -> object:
    """Ask until the answer is something; the test's time limit ends it otherwise."""
    while True:
        answer = ask()
        answer = await answer if inspect.isawaitable(answer) else answer
        if answer:
            return answer
        await asyncio.sleep(0)


async def take(
    feed: Feed, count: int, reader: str = "r", after: str = "", **options
) -> list[Event]:
    """Watch until `count` events were read."""
    taken: list[Event] = []
    async with aclosing(feed.watch(reader, after, **options)) as batches:
        async for events, _ in batches:
            taken += events
            if len(taken) >= count:
                return taken
    raise AssertionError("a watch never ends by itself")


def subjects(events: list[Event]) -> list[str]:
    return [event.subject_id for event in events]
