"""Batches from the platform: sorted by chain, put in a few at a time, answered item by item."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import BadRequest, Conflict, PluginFault, RetryLater

from plugins.erp_tryton.filing import Outcome

M = TypeVar("M", bound=Message)
Put = Callable[[Sequence[M]], Awaitable[Mapping[str, Outcome]]]

MOST = 500
AT_A_TIME = 25
"""Tryton takes some ten documents a second: a lost answer must not cost many."""
PUT_SECONDS = 15.0
"""No more are begun after that: the platform waits 30 seconds for an answer."""


class Batches(Generic[M]):
    """Takes batches of one kind of message."""

    def __init__(
        self,
        *,
        key: Callable[[M], str],
        chain: Callable[[M], str],
        wrong: Callable[[M], str],
        put_of: Callable[[str], Put[M]],
    ) -> None:
        """`wrong` names what is missing of one; `put_of` gives what puts those of a chain in."""
        self._key, self._chain, self._wrong = key, chain, wrong
        self._put_of = put_of

    async def take(self, told: Sequence[M]) -> list[plugin_pb2.ItemResult]:
        """Put those in that are new; return a result for each.

        Raise the fault when none of them can be put in now for a reason that is not its own.
        """
        demand_number(told)
        until = time.monotonic() + PUT_SECONDS
        results = [plugin_pb2.ItemResult(item_id=self._key(each)) for each in told]
        chains: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(told):
            if words := self._wrong(each):
                results[place].error.CopyFrom(BadRequest("FIELDS_MISSING", words).as_message())
            else:
                chains[self._chain(each)].append(place)
        away: list[PluginFault] = []
        for chain, places in chains.items():
            try:
                await self._take_of(chain, [(told[i], results[i]) for i in places], until)
            except PluginFault as fault:
                away += [] if fault.is_final else [fault] * len(places)
                for place in places:
                    results[place].error.CopyFrom(fault.as_message())
        if len(away) == len(told):
            raise away[0]
        return results

    async def _take_of(
        self, chain: str, pairs: Sequence[tuple[M, plugin_pb2.ItemResult]], until: float
    ) -> None:
        put = self._put_of(chain)
        outcomes: dict[str, Outcome] = {}
        first: dict[str, M] = {}
        for each, result in pairs:
            if first.setdefault(self._key(each), each) != each:
                words = "This key comes twice in the batch, and stands for different things."
                result.error.CopyFrom(Conflict("KEY_USED", words).as_message())
        those = list(first.values())
        for start in range(0, len(those), AT_A_TIME):
            if start and time.monotonic() > until:
                words = f"Tryton takes its time: {start} of {len(those)} are there."
                raise RetryLater("MORE_TO_COME", words)
            outcomes |= await put(those[start : start + AT_A_TIME])
        _demand_any(list(outcomes.values()))
        answered: set[str] = set()
        for each, result in pairs:
            if not result.HasField("error"):
                _answer(result, outcomes[self._key(each)], again=result.item_id in answered)
                answered.add(result.item_id)


def _demand_any(outcomes: Sequence[Outcome]) -> None:
    """Raise RetryLater when nothing could be put in, and nothing was refused."""
    away = [each for each in outcomes if isinstance(each, RetryLater)]
    if away and len(away) == len(outcomes):
        raise RetryLater(away[0].code, away[0].message)


def _answer(result: plugin_pb2.ItemResult, outcome: Outcome, *, again: bool) -> None:
    if isinstance(outcome, PluginFault):
        result.error.CopyFrom(outcome.as_message())
    else:
        result.already_known = outcome or again


def demand_number(told: Sequence[object]) -> None:
    """Raise BadRequest unless there are as many as a batch may have."""
    if not 1 <= len(told) <= MOST:
        raise BadRequest("BATCH_SIZE", f"A batch has 1 to {MOST} items.")
