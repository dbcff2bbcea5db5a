"""How payments come into being: kept in batches, opened at their provider, marked in batches."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from centers.payment.commands import Opened, Started, StartRequest
from centers.payment.store import PaymentStore
from mesh.data.batching import GroupCommit
from mesh.pure.errors import InProgress

MAX_BATCH = 128


class StartingDesk:
    """Writes new payments, and what their providers gave for them, in batches."""

    def __init__(self, store: PaymentStore) -> None:
        self._store = store
        self._starts: GroupCommit[StartRequest, Started] = GroupCommit(self._start, MAX_BATCH)
        self._openings: GroupCommit[Opened, bool] = GroupCommit(self._mark, MAX_BATCH)

    async def start(self, wanted: StartRequest) -> Started:
        """Give a request its payment: the one it got before, the open one, or a new one.

        Raises InProgress when a request with this id is being written by another process.
        """
        return await self._starts.submit(wanted)

    async def opened(self, opened: Opened) -> bool:
        """The provider knows the payment; False when it has moved on meanwhile."""
        return await self._openings.submit(opened)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._starts.close()
        await self._openings.close()

    async def _start(self, wanted: list[StartRequest]) -> Sequence[Started | Exception]:
        try:
            return await self._store.start(wanted)
        except asyncpg.UniqueViolationError:
            if len(wanted) > 1:
                raise  # the batch is tried again in halves
            return [InProgress()]

    async def _mark(self, opened: list[Opened]) -> Sequence[bool | Exception]:
        marked = await self._store.mark_pending(opened)
        return [each.payment_id in marked for each in opened]
