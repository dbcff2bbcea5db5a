"""How far the work is, and how far it may go."""

import asyncio


class Pace:
    """Counts what is begun. Parts of the whole are between 0 and 1."""

    def __init__(self, whole: int) -> None:
        self._whole, self._most, self._begun = whole, whole, 0
        self._news = asyncio.Condition()

    async def begin(self) -> None:
        """Count one more, once that may be begun."""
        async with self._news:
            await self._news.wait_for(lambda: self._begun < self._most)
            self._begun += 1
            self._news.notify_all()

    async def reached(self, part: float) -> None:
        """Wait until so much is begun."""
        async with self._news:
            await self._news.wait_for(lambda: self._begun >= int(min(part, 1.0) * self._whole))

    async def stop_at(self, part: float) -> None:
        """Let so much be begun, and no more for now."""
        async with self._news:
            self._most = int(min(part, 1.0) * self._whole)
            self._news.notify_all()
