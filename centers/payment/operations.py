"""What the payment center does with payments, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from centers.payment import errors, rules
from centers.payment.adapters import Providers
from centers.payment.model import (
    OPEN,
    CancelledOrder,
    Change,
    Notice,
    NoticeFilter,
    NoticeOutcome,
    Payment,
    PaymentFilter,
    PaymentStatus,
    Report,
    ReportKind,
    StartRequest,
)
from centers.payment.scope import scope_of_caller
from centers.payment.store import PaymentStore
from centers.payment.sweeper import Sweeper
from centers.payment.work import Work
from centers.payment.writer import PaymentWriter
from mesh.call.context import current, merchant_id, note
from mesh.data.change import Changes, Unit
from mesh.data.paging import Page
from mesh.plugins.callbacks import HttpReply
from mesh.pure.clock import Clock
from mesh.pure.errors import InProgress, RequestIdReused
from mesh.pure.ids import new_id

START_ATTEMPTS = 3

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Handled:
    """What a notice led to, and what to answer to the provider."""

    outcome: NoticeOutcome
    change: Change | None
    reply: HttpReply


class Payments:
    """The operations about payments."""

    def __init__(
        self,
        *,
        store: PaymentStore,
        writer: PaymentWriter,
        changes: Changes,
        sweeper: Sweeper,
        providers: Providers,
        clock: Clock,
    ) -> None:
        self._store = store
        self._writer = writer
        self._changes = changes
        self._sweeper = sweeper
        self._providers = providers
        self._clock = clock

    async def create(self, wanted: Payment, request_id: str, body_hash: bytes) -> Payment:
        """Start a payment at a provider, or go on with the one that is there.

        Raise PayerNeeded, ProviderRefused, OrderAlreadyPaid, OrderClosed, OpenPaymentDiffers,
        RequestIdReused; PluginUnavailable when the provider cannot be reached: the payment is
        kept, and the same request goes on with it.
        """
        if not wanted.payer_subject and self._providers.needs_payer(wanted.provider):
            raise errors.PayerNeeded(provider=wanted.provider)
        payment = await self._kept(self._start_request(wanted, request_id, body_hash))
        if payment.status is PaymentStatus.CREATED:
            # One that was kept before the provider was known to want the payer has none yet.
            payer = payment.payer_subject or wanted.payer_subject
            payment = replace(payment, payer_subject=payer)
            payment = await self._open_at_provider(payment)
        if payment.status is PaymentStatus.FAILED:
            raise errors.ProviderRefused(provider=payment.provider, payment_id=payment.payment_id)
        return payment

    async def get(self, payment_id: str) -> Payment:
        """Return one payment. Raise PaymentNotFound, also for a payment of another person."""
        scope = scope_of_caller()
        payment = await self._store.get(scope.merchant_id, payment_id)
        if payment is None or not scope.covers(payment):
            raise errors.PaymentNotFound(payment_id=payment_id)
        return self._writer.openings.shown(payment)

    async def list_payments(self, wanted: PaymentFilter, page: Page) -> list[Payment]:
        """Return one row more than the page shows, newest first."""
        found = await self._store.list_payments(scope_of_caller(), wanted, page)
        return [self._writer.openings.shown(payment) for payment in found]

    async def list_notices(self, wanted: NoticeFilter, page: Page) -> list[tuple[int, Notice]]:
        """Return (number, notice), one row more than the page shows, newest first."""
        return await self._store.list_notices(merchant_id(), wanted, page)

    async def refresh(self, payment_id: str) -> Payment:
        """Ask the provider how a payment stands, book the answer, and return the payment."""
        payment = await self.get(payment_id)
        if payment.status in OPEN:
            report = await self._providers.query(payment)
            if report is not None:
                await self._booked(report)
                return await self.get(payment_id)
        return payment

    async def close(self, payment: Payment, reason: str) -> Payment:
        """Close a payment, or find that the customer was faster; return it as it stands then.

        Raise IllegalMove for one that was refunded or FAILED.
        """
        rules.check_closable(payment)
        if payment.status in OPEN:
            report = await self._providers.close(payment, reason or "Closed by a caller.")
            await self._booked(report)
        return await self.get(payment.payment_id)

    async def cancel_orders(self, order_ids: Sequence[str], reason: str) -> list[CancelledOrder]:
        """Take cancelled orders out of the money; the providers are asked in the background."""
        trace_id = current().trace_id
        orders = {order_id: rules.store_of(order_id) for order_id in order_ids}

        async def effect(unit: Unit) -> Mapping[str, CancelledOrder]:
            work = await self._store.lock_orders_closed(unit, merchant_id(), orders)
            cancelled = _cancel(work, reason, trace_id)
            await self._store.keep(unit, work)
            return cancelled

        cancelled = await self._changes.run(effect)
        self._sweeper.rounds.wake()
        return [cancelled[order_id] for order_id in order_ids]

    async def decline(self, payment_id: str, reason: str) -> Payment:
        """Take a captured payment away from its order; the provider is asked in the background.

        Raise PaymentNotFound, NothingCaptured.
        """
        scope = scope_of_caller()
        reason = reason or "The order did not need this payment"

        async def effect(unit: Unit) -> Payment:
            work = await self._store.lock(unit, [payment_id])
            payment = work.payment(payment_id)
            payable = work.payable_of(payment)
            if payment is None or payable is None or not scope.covers(payment):
                raise errors.PaymentNotFound(payment_id=payment_id)
            change = rules.decline(payment, payable, unit.now, reason)
            work.apply(change, unit.trace_id)
            await self._store.keep(unit, work)
            return change.payments[0]

        declined = await self._changes.run(effect)
        self._sweeper.rounds.wake()
        return declined

    async def handle_notice(
        self, provider: str, headers: Mapping[str, str], body: bytes
    ) -> Handled:
        """Book a provider's notice; it is durable when this returns. Raise ProviderUnknown."""
        name = self._providers.name_of(provider)
        verified = await self._providers.verify(name, headers, body)
        if verified.report is None:
            note(notice_rejected=verified.why_not)
            return Handled(NoticeOutcome.REJECTED, None, verified.failure)
        report = await self._completed(verified.report)
        change = await self._booked(report)
        note(notice_outcome=change.outcome.name, payment_id=report.payment_id)
        return Handled(change.outcome, change, verified.success)

    async def _booked(self, report: Report) -> Change:
        """Book a report; a surplus that it leaves is refunded at once."""
        change = await self._writer.book(report)
        if change.refunds:
            self._sweeper.rounds.wake()
        if change.differences:
            _log.warning(
                "payment difference",
                outcome=change.outcome.name,
                provider=report.provider,
                payment_id=report.payment_id,
            )
        return change

    async def _completed(self, report: Report) -> Report:
        """Return a notice with its amount; the provider is asked for one that it does not name."""
        if report.kind is not ReportKind.PAID or report.amount is not None:
            return report
        payment = await self._store.find(report.provider, report.payment_id)
        answer = await self._providers.query(payment) if payment else None
        if answer is None or answer.kind is not ReportKind.PAID:
            return report
        return replace(report, amount=answer.amount, currency=answer.currency)

    def _start_request(self, wanted: Payment, request_id: str, body_hash: bytes) -> StartRequest:
        identity, now = current().identity, self._clock.now()
        payment = replace(
            wanted,
            payment_id=new_id("pay"),
            merchant_id=identity.merchant_id,
            store_id=rules.store_of(wanted.order_id),
            person_id=identity.person_id or wanted.person_id,
            provider=self._providers.name_of(wanted.provider),
            created_at=now,
        )
        caller = identity.person_id or ("" if identity.is_internal else identity.subject)
        first_check = rules.next_check(payment, 0, now)
        return StartRequest(payment, caller, request_id, body_hash, first_check)

    async def _kept(self, wanted: StartRequest) -> Payment:
        payment = wanted.payment
        for _ in range(START_ATTEMPTS):
            started = await self._writer.start(wanted)
            if started.payment_id is not None:
                if started.body_hash != wanted.body_hash:
                    raise RequestIdReused(request_id=wanted.request_id)
                if started.is_fresh:
                    return payment
                return await self._find(payment.merchant_id, started.payment_id)
            refusal = rules.may_start(
                started.payable, started.going, payment.amount, payment.currency
            )
            if refusal is not None:
                raise refusal
            # A concurrent duplicate is starting right now; its payment is there at the next look.
        raise InProgress

    async def _find(self, merchant_id: str, payment_id: str) -> Payment:
        payment = await self._store.get(merchant_id, payment_id)
        if payment is None:
            raise errors.PaymentNotFound(payment_id=payment_id)
        return self._writer.openings.shown(payment)

    async def _open_at_provider(self, payment: Payment) -> Payment:
        openings = self._writer.openings
        with openings.asking(payment.payment_id):
            answer = await self._providers.start(payment)
            if isinstance(answer, Report):
                if answer.kind is ReportKind.REFUSED and openings.known(payment.payment_id):
                    # Another call has had it opened meanwhile, and a customer may be paying it.
                    return await self._find(payment.merchant_id, payment.payment_id)
                change = await self._booked(answer)
                return change.payment or payment
            if not openings.is_watched(payment.payment_id):
                # It was ended while the provider was asked, or another call got the answer first.
                payment = await self._find(payment.merchant_id, payment.payment_id)
                if payment.status is not PaymentStatus.CREATED:
                    return payment
            return openings.add(payment, answer)


def _cancel(work: Work, reason: str, trace_id: str) -> dict[str, CancelledOrder]:
    of_order: dict[str, list[Payment]] = defaultdict(list)
    for payment in work.payments():
        of_order[payment.order_id].append(payment)
    for payable in work.payables():
        change = rules.cancel_order(payable, of_order[payable.order_id], work.now, reason)
        work.apply(change, trace_id)
    refunds = work.refunds()
    return {
        payable.order_id: CancelledOrder(
            payable.order_id,
            [each.payment_id for each in of_order[payable.order_id] if each.status in OPEN],
            [refund for refund in refunds if refund.order_id == payable.order_id],
        )
        for payable in work.payables()
    }
