"""Reading the books, and settling what does not agree: one function per RPC."""

from __future__ import annotations

from centers.payment import errors
from centers.payment.ledger.model import Balance, Difference, DifferenceFilter, Entry
from centers.payment.ledger.store import LedgerStore
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Page


class Ledger:
    """The operations about the ledger and differences. Lists give one row more than a page."""

    def __init__(self, store: LedgerStore) -> None:
        self._store = store

    async def list_entries(self, order_id: str, payment_id: str, page: Page) -> list[Entry]:
        """Return entries, newest first."""
        return await self._store.list_entries(merchant_id(), order_id, payment_id, page)

    async def list_balances(self, provider: str, page: Page) -> list[Balance]:
        """Return balances by provider, account and currency."""
        return await self._store.list_balances(merchant_id(), provider, page)

    async def list_differences(self, wanted: DifferenceFilter, page: Page) -> list[Difference]:
        """Return differences, newest first."""
        return await self._store.list_differences(merchant_id(), wanted, page)

    async def resolve(self, unit: Unit, difference_id: str, note: str) -> Difference:
        """Settle a difference with the operator's words. Raise DifferenceNotFound."""
        settled = await self._store.resolve_difference(unit, merchant_id(), difference_id, note)
        if settled is None:
            raise errors.DifferenceNotFound(difference_id=difference_id)
        return settled
