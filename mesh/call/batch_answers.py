"""Batches that answer each item: a malformed one is refused alone, its neighbours are done.

::

    results = await answer_each(
        "order_ids",
        request.order_ids,
        check=checks.check_order_id,
        do=self._commit,
        refuse=refused_order(CommitResult, outcome=COMMIT_OUTCOME_REFUSED),
    )
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any, TypeVar

from google.protobuf.message import Message

from mesh.call.message_rule import check_message
from mesh.pure.errors import InvalidRequest
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.steps import Steps
from mesh.pure.validation import Check

AT_ONCE_SECONDS = 0.002
"""After so long with items of a large batch other calls have their turn."""

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")


async def with_pauses(items: Iterable[I]) -> AsyncIterator[I]:
    """Yield items, for work on each that asks nobody and takes long for all of them together.

    Other calls have their turn in between.
    """
    began = time.perf_counter()
    for item in items:
        yield item
        if time.perf_counter() - began > AT_ONCE_SECONDS:
            await asyncio.sleep(0)
            began = time.perf_counter()


async def in_turns(steps: Steps[R]) -> R:
    """Return the result of pure work that takes long; other calls have their turn in between."""
    began = time.perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: R = done.value
            return result
        if time.perf_counter() - began > AT_ONCE_SECONDS:
            await asyncio.sleep(0)
            began = time.perf_counter()


async def answer_each(
    field: str,
    items: Sequence[I],
    *,
    check: Callable[[Check, I], object],
    do: Callable[[list[I]], Awaitable[Iterable[R]]],
    refuse: Callable[[I, InvalidRequest], R],
    most: int = MAX_BATCH_ITEMS,
) -> list[R]:
    """Return the result of each item of the list `field`, in the order of the items.

    `do` gets the items against which `check` notes nothing, and gives one result for each; with
    none it is not called. `limits.ITEMS_APART` names the lists, so that the doors leave the items
    to this: one that is a message is held to the doors' rule here.
    Raise InvalidRequest when there are no items, or more than `most`.
    """
    count = Check()
    count.count(field, items, max=most)
    count.raise_if_any()
    sound: list[I] = []
    refused: dict[int, InvalidRequest] = {}
    async for place, item in with_pauses(enumerate(items)):
        try:
            _demand_sound(item, check)
        except InvalidRequest as refusal:
            refused[place] = refusal
        else:
            sound.append(item)
    done = iter(await do(sound) if sound else ())
    return [
        refuse(item, refused[place]) if place in refused else next(done)
        for place, item in enumerate(items)
    ]


async def answer_orders(
    order_ids: Sequence[str],
    do: Callable[[list[str]], Awaitable[Sequence[IntEnum]]],
    result: Callable[..., R],
    refused: int,
) -> list[R]:
    """As `answer_each`, for the list `order_ids`: `do` gives one outcome for each.

    Each becomes a `result` of an order_id and an outcome; what is no order's id has the outcome
    `refused`.
    """

    async def results(sound: list[str]) -> list[R]:
        outcomes = zip(sound, await do(sound), strict=True)
        return [result(order_id=order_id, outcome=int(outcome)) for order_id, outcome in outcomes]

    return await answer_each(
        "order_ids",
        order_ids,
        check=Check.order_id,
        do=results,
        refuse=refused_order(result, outcome=refused),
    )


def refused_order(result: Callable[..., R], **fields: Any) -> Callable[[str, InvalidRequest], R]:
    """Return what makes the `result` of an order id that is none; `fields` are set beside."""

    def refuse(order_id: str, refusal: InvalidRequest) -> R:
        return result(
            order_id=order_id,
            refusal_reason=refusal.reason,
            refusal_message=refusal.message,
            **fields,
        )

    return refuse


def _demand_sound(item: I, look: Callable[[Check, I], object]) -> None:
    if isinstance(item, Message):
        check_message(item)
    check = Check()
    look(check, item)
    check.raise_if_any()
