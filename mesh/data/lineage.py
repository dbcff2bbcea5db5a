"""Which database answers at an address: another one has a past of its own.

A database that was restored from a backup, and a standby that took over without the last commits,
do not know what was written last; numbers that were given for that are given again for something
else. So each new connection is asked where it leads to. Connections of before never lead there:
they have ended.
"""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from mesh.pure.errors import StorageUnavailable

_WHICH = """
/* which_database */
SELECT pg_postmaster_start_time(),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
"""


class Lineage:
    """Notices that another database answers than before, or the same after its server restarted."""

    def __init__(self) -> None:
        self.number = 0
        """How often that happened."""
        self._found: tuple[object, ...] = ()
        self._told: list[Callable[[], None]] = []

    def when_another(self, told: Callable[[], None]) -> None:
        """Call `told` then, before anything is read there.

        Whoever remembers rows, numbers or places begins anew: they may never have been.
        """
        self._told.append(told)

    async def look(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        """See where a new connection leads to; one that does not say so is ended."""
        try:
            row = await connection.fetchrow(_WHICH)
        except BaseException:
            connection.terminate()
            raise
        before, self._found = self._found, tuple(row or ())
        if before not in ((), self._found):
            self.number += 1
            for told in self._told:
                told()

    def demand(self, number: int) -> None:
        """Raise StorageUnavailable when another database answers since `number` was the number."""
        if number != self.number:
            raise StorageUnavailable("Another database answers than before: begin again.")
