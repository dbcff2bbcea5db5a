"""Where addresses are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from centers.user.addresses.model import SavedAddress
from centers.user.records import address_of, address_values
from mesh.data.database import Runner
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class AddressStore:
    """The addresses of one merchant's persons, inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def list_of(self, person_id: str) -> list[SavedAddress]:
        """Return a person's addresses, the default one first, then newest first."""
        return address_of.each(await self._run.fetch(SQL.list_addresses, self._merchant, person_id))

    async def save(self, address: SavedAddress) -> None:
        """Keep an address, new or changed, but not whether it is the default."""
        await self._run.execute(SQL.save_address, self._merchant, *address_values(address))

    async def set_default(self, person_id: str, address_id: str) -> None:
        """Make one address of a person the one that is offered first."""
        await self._run.execute(SQL.clear_default_address, self._merchant, person_id, address_id)
        await self._run.execute(SQL.set_default_address, self._merchant, person_id, address_id)

    async def remove(self, person_id: str, address_id: str) -> None:
        """Forget an address."""
        await self._run.execute(SQL.remove_address, self._merchant, person_id, address_id)

    async def move(self, from_id: str, into_id: str, only: Sequence[str] = ()) -> tuple[str, ...]:
        """Give addresses (all, or only these) to another person; return which moved."""
        rows = await self._run.fetch(
            SQL.move_addresses, self._merchant, from_id, into_id, list(only)
        )
        return tuple(sorted(row[0] for row in rows))
