"""Asking for comparisons with bills, reading them, and comparing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from centers.payment import errors
from centers.payment.adapters import Providers
from centers.payment.ledger.model import DifferenceKind
from centers.payment.reconciliation import rules
from centers.payment.reconciliation.model import BillPart, Booked, Found, Item, Reconciliation
from centers.payment.reconciliation.store import ReconciliationStore
from centers.payment.refunds.model import RefundStatus
from centers.payment.refunds.store import RefundStore
from centers.payment.store import PaymentStore
from centers.payment.writer import PaymentWriter
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Page
from mesh.process.rounds import side_by_side
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id

T = TypeVar("T")

LEASE = timedelta(minutes=2)
"""Longer than a part of a bill takes; prolonged with each."""
PARALLEL = 8
"""So many payments of one comparison are asked about at a time."""


class Reconciliations:
    """The operations about comparisons."""

    def __init__(self, store: ReconciliationStore, providers: Providers) -> None:
        self._store = store
        self._providers = providers

    def provider_with_bills(self, provider: str) -> str:
        """Return the provider's name as payments carry it.

        Raise ProviderUnknown, BillsNotOffered; PluginUnavailable while that is not known.
        """
        name = self._providers.name_of(provider)
        if not self._providers.gives_bills(name):
            raise errors.BillsNotOffered(provider=name)
        return name

    async def start(self, unit: Unit, provider: str, bill_date: date) -> Reconciliation:
        """Begin to compare a day; return the comparison that is being worked on, if there is."""
        wanted = Reconciliation(new_id("rec"), merchant_id(), provider, bill_date, unit.now)
        return await self._store.start(unit, wanted)

    async def get(self, reconciliation_id: str) -> Reconciliation:
        """Return one comparison. Raise ReconciliationNotFound."""
        found = await self._store.get(merchant_id(), reconciliation_id)
        if found is None:
            raise errors.ReconciliationNotFound(reconciliation_id=reconciliation_id)
        return found

    async def list_newest(self, provider: str, page: Page) -> list[Reconciliation]:
        """Return one row more than the page shows, newest first."""
        return await self._store.list_newest(merchant_id(), provider, page)


class NotTheBill(Exception):
    """The bill lacks so much that it is not that of these books."""


class Overtaken(Exception):
    """Another process has taken this comparison on."""


class Comparing:
    """Compares a day of the books with a provider's bill: the bill first, then what it lacks."""

    def __init__(
        self,
        *,
        store: ReconciliationStore,
        payments: PaymentStore,
        refunds: RefundStore,
        writer: PaymentWriter,
        providers: Providers,
        clock: Clock,
    ) -> None:
        self._store = store
        self._payments = payments
        self._refunds = refunds
        self._writer = writer
        self._providers = providers
        self._clock = clock

    async def compare(self, wanted: Reconciliation, found: Found) -> None:
        """Compare; what is found is listed as it is found, and counted in `found`.

        Raise NotTheBill, Overtaken, and what the provider refuses.
        """
        span = rules.span_of_day(wanted.bill_date, BillPart([]))
        bill = self._providers.bill(wanted.provider, wanted.merchant_id, wanted.bill_date)
        async for part in bill:
            if part.begins_at is not None:
                span = rules.span_of_day(wanted.bill_date, part)
            await self._compare_part(wanted, found, part.items)
            await self._prolong(wanted)
        missing: list[Booked] = []
        async for booked in self._store.booked_of_day(wanted, span):
            missing += [each for each in booked if each.item.key not in found.keys]
            if len(missing) > rules.MOST_MISSING:
                raise NotTheBill
            await self._prolong(wanted)
        await self._look_for(wanted, found, missing, span)

    async def _compare_part(
        self, wanted: Reconciliation, found: Found, items: Sequence[Item]
    ) -> None:
        booked = await self._store.find_booked(wanted, items)
        late = [item for item in items if rules.needs_look(item, booked.get(item.key))]
        if late:
            await self._each(wanted, late, self._book_late(wanted))
            booked |= await self._store.find_booked(wanted, late)
        differences = []
        for item in items:
            known = booked.get(item.key)
            wrong = rules.disagreement(item, known, twice=item.key in found.keys)
            found.meet(item)
            if wrong is None:
                found.matched += 1
                continue
            now = self._clock.now()
            differences.append(rules.difference_of(wanted, *wrong, now, billed=item, booked=known))
        await self._store.keep_differences(found.differ(differences, rules.MOST_LISTED))

    def _book_late(self, wanted: Reconciliation) -> Callable[[Item], Awaitable[None]]:
        """Book what the provider says of payments whose money is on the bill and not known here."""

        async def book(item: Item) -> None:
            payment = await self._payments.find(wanted.provider, item.payment_id)
            report = await self._providers.query(payment) if payment else None
            if report is not None:
                await self._writer.book(report)

        return book

    async def _look_for(
        self,
        wanted: Reconciliation,
        found: Found,
        missing: Sequence[Booked],
        span: tuple[datetime, datetime],
    ) -> None:
        """Ask the provider about what its bill lacks, and list what it does not have."""
        differences = []

        async def look(booked: Booked) -> None:
            why = await self._why_missing(wanted, booked, span)
            if why is not None:
                kind, now = DifferenceKind.MISSING_AT_PROVIDER, self._clock.now()
                differences.append(rules.difference_of(wanted, kind, why, now, booked=booked))

        await self._each(wanted, missing, look)
        await self._store.keep_differences(found.differ(differences, rules.MOST_LISTED))

    async def _why_missing(
        self, wanted: Reconciliation, booked: Booked, span: tuple[datetime, datetime]
    ) -> str | None:
        """Return why what the bill lacks is a difference; None when another bill has it."""
        if booked.item.refund_id:
            refund = await self._refunds.get(wanted.merchant_id, booked.item.refund_id)
            told = await self._providers.query_refund(refund) if refund else None
            if told is not None and told.status is RefundStatus.SUCCEEDED:
                # A refund may be on the bill of the day on which it was asked for.
                return None
            return "The provider does not have it as given back."
        payment = await self._payments.find(wanted.provider, booked.item.payment_id)
        report = await self._providers.query(payment) if payment else None
        return rules.missing_payment(report, span)

    async def _each(
        self, wanted: Reconciliation, items: Sequence[T], look: Callable[[T], Awaitable[object]]
    ) -> None:
        """Ask the provider about each, some at a time, for as long as the lease is ours."""
        for start in range(0, len(items), PARALLEL):
            await side_by_side(items[start : start + PARALLEL], look)
            await self._prolong(wanted)

    async def _prolong(self, wanted: Reconciliation) -> None:
        if not await self._store.put_off(wanted, self._clock.now() + LEASE):
            raise Overtaken
