"""A queue to the host, as plug-ins of one process have it, that can break its promises."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from zhongtai_plugin import BadRequest

Update = TypeVar("Update")


class QueueInMemory(Generic[Update]):
    """What waits for the host; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._name = secrets.token_hex(4)
        self.updates: list[Update] = []
        self._acknowledged = 0
        self._told = asyncio.Condition()

    async def tell(self, update: Update) -> None:
        """Have the host told."""
        async with self._told:
            self.updates.append(update)
            self._told.notify_all()

    async def watch(self, after: str, most: int) -> AsyncIterator[tuple[list[Update], str]]:
        """Batches with their cursors, for ever."""
        place = 0 if self._broken == "begins anew" else self.place(after)
        while True:
            async with self._told:
                while len(self.updates) <= place:
                    await self._told.wait()
            found = self.updates[place : place + (most or 500)]
            if self._broken == "tells one watcher":
                self.updates[place : place + len(found)] = []
            else:
                place += len(found)
            yield found, f"{self._name}.{place}"

    def acknowledge(self, cursor: str) -> None:
        """All up to a cursor is at the host."""
        place = self.place(cursor)
        if self._broken != "forgets acknowledgements":
            self._acknowledged = max(self._acknowledged, place)

    def place(self, cursor: str) -> int:
        """How many updates are before a cursor."""
        if not cursor:
            return self._acknowledged
        name, _, place = cursor.partition(".")
        if name == self._name:
            return int(place)
        if self._broken == "takes any cursor":
            return 0
        raise BadRequest("CURSOR_UNKNOWN", "This cursor is not of this queue.")
