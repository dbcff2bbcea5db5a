"""Up to where readers have read what they pull from plug-ins, kept in their center's database."""

from __future__ import annotations

from mesh.data.database import Connection, Database
from mesh.data.lineage import Lineage

_PLACES = "/* pulled_places */ SELECT merchant_id, cursor FROM pulled_places WHERE reader = $1"
_KEEP = """
/* keep_pulled_place */
INSERT INTO pulled_places (reader, merchant_id, cursor) VALUES ($1, $2, $3)
ON CONFLICT (reader, merchant_id) DO UPDATE SET cursor = excluded.cursor, moved_at = now()
"""
_FORGET = "/* forget_pulled_places */ DELETE FROM pulled_places WHERE reader = $1"


class PulledPlaces:
    """The places of one center's readers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def lineage(self) -> Lineage:
        """Tells whether what was kept is there still."""
        return self._db.lineage

    async def of(self, reader: str) -> dict[str, str]:
        """Return the cursors of a reader, by chain; a chain that was never read is missing."""
        return {row[0]: row[1] for row in await self._db.fetch(_PLACES, reader)}

    async def keep(self, reader: str, merchant_id: str, cursor: str, number: int) -> None:
        """Keep up to where a reader has read what concerns a chain.

        Raise StorageUnavailable when another database answers than that of `number`.
        """

        async def keep(connection: Connection) -> None:
            self._db.lineage.demand(number)
            await connection.execute(_KEEP, reader, merchant_id, cursor)

        await self._db.run(keep)

    async def forget(self, reader: str) -> None:
        """Forget what a reader that is gone has read."""
        await self._db.execute(_FORGET, reader)
