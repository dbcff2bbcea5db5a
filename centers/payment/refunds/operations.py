"""Refunds: what callers ask for, and reading them. One function per RPC."""

from __future__ import annotations

from centers.payment import errors
from centers.payment.refunds import rules
from centers.payment.refunds.model import Refund, RefundFilter, RefundOrder, RefundOrigin
from centers.payment.refunds.store import RefundStore
from centers.payment.refunds.sweeper import RefundSweeper
from centers.payment.scope import scope_of_caller
from centers.payment.store import PaymentStore
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Page


class Refunds:
    """The operations about refunds."""

    def __init__(
        self, payments: PaymentStore, refunds: RefundStore, sweeper: RefundSweeper
    ) -> None:
        self._payments = payments
        self._refunds = refunds
        self._sweeper = sweeper

    async def payment_of_order(self, order_id: str) -> str:
        """Return the id of the payment that has paid an order. Raise PaymentNotFound."""
        payment_id = await self._refunds.kept_payment_id(merchant_id(), order_id)
        if not payment_id:
            raise errors.PaymentNotFound(
                f"No payment has paid the order {order_id}.", order_id=order_id
            )
        return payment_id

    async def request(self, unit: Unit, wanted: RefundOrder) -> Refund:
        """Set money aside to go back; return the refund that there is already.

        An attempt of an after-sale has one, and so has any other request_id of a payment. Raise
        PaymentNotFound, NothingCaptured, RefundExceedsCaptured, CurrencyDiffers, RequestIdReused.
        """
        work = await self._payments.lock(unit, [wanted.payment_id])
        payment = work.payment(wanted.payment_id)
        if payment is None or not scope_of_caller().covers(payment):
            raise errors.PaymentNotFound(payment_id=wanted.payment_id)
        after_sale = (wanted.after_sale_id, wanted.after_sale_attempt)
        if wanted.after_sale_id:
            made = await self._payments.refund_of_attempt(unit, payment, *after_sale)
        else:
            made = await self._refunds.refund_of_request(unit, payment.merchant_id, wanted)
        if made is not None:
            return made
        amount = rules.amount_to_refund(payment, wanted.amount, wanted.currency)
        change = rules.request_refund(
            payment, amount, wanted.reason, RefundOrigin.CALLER, unit.now, after_sale=after_sale
        )
        work.apply(change, unit.trace_id)
        await self._payments.keep(unit, work)
        (refund,) = change.refunds
        if not wanted.after_sale_id:
            await self._refunds.keep_request(unit, wanted, refund)
        return refund

    async def carry_out(self, refund_id: str) -> Refund:
        """Ask the provider for a refund; return it as it stands then. Raise RefundNotFound."""
        await self._sweeper.attempt([refund_id])
        refund = await self._refunds.get(merchant_id(), refund_id)
        if refund is None:
            raise errors.RefundNotFound(refund_id=refund_id)
        return refund

    async def get(self, refund_id: str) -> Refund:
        """Return one refund. Raise RefundNotFound, also for a refund of another person."""
        scope = scope_of_caller()
        refund = await self._refunds.get(scope.merchant_id, refund_id)
        if refund is not None and scope.person_id:
            payment = await self._payments.get(scope.merchant_id, refund.payment_id)
            refund = refund if payment is not None and scope.covers(payment) else None
        if refund is None:
            raise errors.RefundNotFound(refund_id=refund_id)
        return refund

    async def list_refunds(self, wanted: RefundFilter, page: Page) -> list[Refund]:
        """Return one row more than the page shows, newest first."""
        return await self._refunds.list_refunds(scope_of_caller(), wanted, page)
