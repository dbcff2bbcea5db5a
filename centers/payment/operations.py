"""What the payment center does, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment import errors, rules
from centers.payment.adapters import Providers
from centers.payment.booking import BookingDesk
from centers.payment.closing import Closing
from centers.payment.commands import Opened, PaymentFilter, StartRequest
from centers.payment.messages import (
    body_hash,
    check_close_payment,
    check_create_payment,
    check_notice,
    store_of,
)
from centers.payment.model import Change, Payment, Report
from centers.payment.model_kinds import OPEN, NoticeOutcome, PaymentStatus, ReportKind
from centers.payment.scope import scope_of_caller
from centers.payment.starting import StartingDesk
from centers.payment.store import PaymentStore
from centers.payment.sweeper import Sweeper
from mesh.call.context import current, note
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
        starting: StartingDesk,
        booking: BookingDesk,
        closing: Closing,
        sweeper: Sweeper,
        providers: Providers,
        clock: Clock,
    ) -> None:
        self._store = store
        self._starting = starting
        self._booking = booking
        self._closing = closing
        self._sweeper = sweeper
        self._providers = providers
        self._clock = clock

    async def create(self, request: pb.CreatePaymentRequest) -> Payment:
        """Start a payment at a provider, or go on with the one that is there.

        Raises ProviderUnknown, ProviderRefused, OrderAlreadyPaid, OrderClosed,
        OpenPaymentDiffers, RequestIdReused; PluginUnavailable when the provider can't be
        reached: the payment is kept, the same request goes on with it.
        """
        expires_at = check_create_payment(request, self._clock.now())
        wanted = self._wanted(request, expires_at)
        payment = await self._kept(wanted)
        if payment.status is PaymentStatus.CREATED:
            payment = await self._open_at_provider(payment)
        if payment.status is PaymentStatus.FAILED:
            raise errors.ProviderRefused(provider=payment.provider, payment_id=payment.payment_id)
        return payment

    async def get(self, payment_id: str) -> Payment:
        """One payment. Raises PaymentNotFound, also for a payment of somebody else."""
        scope = scope_of_caller()
        payment = await self._store.get(scope.merchant_id, payment_id)
        if payment is None or not scope.covers(payment):
            raise errors.PaymentNotFound(payment_id=payment_id)
        return payment

    async def list_payments(self, wanted: PaymentFilter, page: Page) -> list[Payment]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_payments(wanted, before, page.limit + 1)

    async def refresh(self, payment_id: str) -> Payment:
        """Ask the provider how a payment stands, and book the answer."""
        payment = await self.get(payment_id)
        if payment.status in OPEN:
            report = await self._providers.query(payment)
            if report is not None:
                await self._booked(report)
                return await self.get(payment_id)
        return payment

    async def close(self, request: pb.ClosePaymentRequest) -> Payment:
        """Close a payment, or find that the customer was faster.

        Raises PaymentNotFound, IllegalMove for one that was refunded or FAILED.
        """
        check_close_payment(request)
        payment = await self.get(request.payment_id)
        await self._closing.claim(request)
        rules.check_closable(payment)
        if payment.status in OPEN:
            reason = request.reason or "Closed by a caller."
            report = await self._providers.close(payment, reason)
            await self._booked(report)
        return await self.get(request.payment_id)

    async def handle_notice(self, request: pb.HandleNoticeRequest) -> Handled:
        """Work in a provider's message. Durable when this returns. Raises ProviderUnknown."""
        check_notice(request)
        provider = self._providers.name_of(request.provider)
        verified = await self._providers.verify(provider, dict(request.headers), request.body)
        if verified.report is None:
            note(notice_rejected=verified.why_not)
            return Handled(NoticeOutcome.REJECTED, None, verified.failure)
        report = await self._completed(verified.report)
        change = await self._booked(report)
        note(notice_outcome=change.outcome.name, payment_id=report.payment_id)
        return Handled(change.outcome, change, verified.success)

    async def _booked(self, report: Report) -> Change:
        """Book a report; a surplus that it leaves is on its way back at once."""
        change = await self._booking.book(report)
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
        """A notice that names no amount does not say what came: the provider is asked."""
        if report.kind is not ReportKind.PAID or report.amount is not None:
            return report
        payment = await self._store.find(report.provider, report.payment_id)
        told = await self._providers.query(payment) if payment else None
        if told is None or told.kind is not ReportKind.PAID:
            return report
        return _with_amount(report, told)

    def _wanted(self, request: pb.CreatePaymentRequest, expires_at: datetime) -> StartRequest:
        identity, now = current().identity, self._clock.now()
        payment = Payment(
            payment_id=new_id("pay"),
            merchant_id=identity.merchant_id,
            store_id=store_of(request.order_id),
            order_id=request.order_id,
            person_id=identity.person_id or request.person_id,
            provider=self._providers.name_of(request.provider),
            status=PaymentStatus.CREATED,
            amount=request.amount.minor_units,
            currency=request.amount.currency_code,
            subject=request.subject,
            payer_subject=request.payer_subject,
            created_at=now,
            expires_at=expires_at,
        )
        caller = identity.person_id or ("" if identity.is_internal else identity.subject)
        first_check = rules.next_check(payment, 0, now)
        return StartRequest(payment, caller, request.request_id, body_hash(request), first_check)

    async def _kept(self, wanted: StartRequest) -> Payment:
        payment = wanted.payment
        for _ in range(START_ATTEMPTS):
            started = await self._starting.start(wanted)
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
            # A twin is starting right now; its payment is there when we look again.
        raise InProgress

    async def _find(self, merchant_id: str, payment_id: str) -> Payment:
        payment = await self._store.get(merchant_id, payment_id)
        if payment is None:
            raise errors.PaymentNotFound(payment_id=payment_id)
        return payment

    async def _open_at_provider(self, payment: Payment) -> Payment:
        started = await self._providers.start(payment)
        if started.refusal:
            report = Report(
                ReportKind.REFUSED,
                payment.provider,
                payment.payment_id,
                failure=started.refusal,
            )
            change = await self._booked(report)
            return change.payment or payment
        parameters = dict(started.client_parameters or {})
        opened = Opened(payment.payment_id, started.trade_id, parameters, started.pay_url)
        if not await self._starting.opened(opened):
            return await self._find(payment.merchant_id, payment.payment_id)
        return replace(
            payment,
            status=PaymentStatus.PENDING,
            provider_trade_id=started.trade_id,
            client_parameters=parameters,
            pay_url=started.pay_url,
        )


def _with_amount(report: Report, told: Report) -> Report:
    return replace(report, amount=told.amount, currency=told.currency)
