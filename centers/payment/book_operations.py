"""Reading the books, and settling what disagrees: one function per RPC."""

from __future__ import annotations

from zhongtai.payment.v1 import book_messages_pb2 as pb

from centers.payment import errors
from centers.payment.answers import difference_message
from centers.payment.books_store import BalanceKey, BookStore, resolve_difference
from centers.payment.commands import DifferenceFilter, NoticeFilter
from centers.payment.model import Balance, Difference, Entry, Notice
from mesh.call.context import merchant_id
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.validation import Check


class Books:
    """The operations about the ledger, notices and differences."""

    def __init__(self, database: Database, store: BookStore, clock: Clock) -> None:
        self._db = database
        self._store = store
        self._clock = clock

    async def list_notices(self, wanted: NoticeFilter, page: Page) -> list[tuple[int, Notice]]:
        """(number, notice), one row more than the page shows, newest first."""
        before = int(page.after[0]) if page.after else None
        return await self._store.list_notices(wanted, before, page.limit + 1)

    async def list_entries(self, order_id: str, payment_id: str, page: Page) -> list[Entry]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_entries(
            merchant_id(), order_id, payment_id, before, page.limit + 1
        )

    async def list_balances(self, provider: str, page: Page) -> list[Balance]:
        """One row more than the page shows, by provider, account and currency."""
        after: BalanceKey | None = None
        if page.after:
            name, account, currency = page.after
            after = (str(name), int(account), str(currency))
        return await self._store.list_balances(merchant_id(), provider, after, page.limit + 1)

    async def list_differences(self, wanted: DifferenceFilter, page: Page) -> list[Difference]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_differences(wanted, before, page.limit + 1)

    async def resolve(self, request: pb.ResolveDifferenceRequest) -> pb.ResolveDifferenceResponse:
        """Settle a difference with the operator's words. Raises DifferenceNotFound."""
        check = Check()
        check.request_id(request.request_id)
        check.identifier("difference_id", request.difference_id)
        check.text("note", request.note, max=500)
        check.raise_if_any()

        async def effect(conn: Connection) -> pb.ResolveDifferenceResponse:
            difference = await resolve_difference(
                conn, merchant_id(), request.difference_id, request.note, self._clock.now()
            )
            if difference is None:
                raise errors.DifferenceNotFound(difference_id=request.difference_id)
            return pb.ResolveDifferenceResponse(difference=difference_message(difference))

        return await once(self._db, request, pb.ResolveDifferenceResponse, effect)
