"""Batches from the platform, answered item by item, as much as there is time for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Sized
from typing import TypeVar

from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import BadRequest, PluginFault
from zhongtai_plugin.pretix.pace import Pace

from plugins.oms_pretix.orders import State

T = TypeVar("T")

MOST = 100
BEGIN_SECONDS = 5.0
"""No more are begun after that: the platform waits 10 seconds for an answer."""


async def answers_of(
    items: Sequence[T],
    key: Callable[[T], str],
    do: Callable[[T, float], Awaitable[tuple[State, bool]]],
) -> list[pb.OmsAnswer]:
    """Do something with each item, until a moment that it is told; return the answers.

    `do` returns how an item's order stands, and whether the item was known; what it raises is said
    of its item alone. Raise that fault when none can be taken now for a reason that is not its own.
    """
    demand_number(items)
    pace = Pace(BEGIN_SECONDS)

    async def answer(item: T) -> pb.OmsAnswer:
        result = plugin_pb2.ItemResult(item_id=key(item))
        try:
            async with pace.turn():
                state, result.already_known = await do(item, pace.until)
        except PluginFault as fault:
            result.error.CopyFrom(fault.as_message())
            return pb.OmsAnswer(result=result)
        return pb.OmsAnswer(result=result, state=state)

    answers = list(await asyncio.gather(*map(answer, items)))
    pace.demand_any(len(items))
    return answers


def demand_number(items: Sized) -> None:
    """Raise BadRequest unless there are as many as a batch may have."""
    if not 1 <= len(items) <= MOST:
        raise BadRequest("BATCH_SIZE", f"A batch has 1 to {MOST} items.")
