"""Orders that take no money any more or did not want it, and who asked to close what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment import errors, rules
from centers.payment.messages import check_decline, store_of
from centers.payment.model import Payment, Refund
from centers.payment.model_kinds import OPEN
from centers.payment.rules_desk import Desk
from centers.payment.scope import scope_of_caller
from centers.payment.store import PaymentStore, keep, lock, lock_orders_closed
from centers.payment.sweeper import Sweeper
from mesh.call.context import current
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class CancelledOrder:
    """What was set in motion for one order."""

    order_id: str
    closing_payment_ids: list[str]
    refunds: list[Refund]


class Closing:
    """The operations that end payments."""

    def __init__(
        self, database: Database, store: PaymentStore, sweeper: Sweeper, feed: Feed, clock: Clock
    ) -> None:
        self._db = database
        self._store = store
        self._sweeper = sweeper
        self._feed = feed
        self._clock = clock

    async def claim(self, request: pb.ClosePaymentRequest) -> None:
        """Keep whose request_id this is; the payment itself makes a repetition harmless.

        Raises RequestIdReused.
        """

        async def effect(_: Connection) -> pb.ClosePaymentResponse:
            return pb.ClosePaymentResponse()

        await once(self._db, request, pb.ClosePaymentResponse, effect)

    async def cancel_orders(self, order_ids: Sequence[str], reason: str) -> list[CancelledOrder]:
        """Take cancelled orders out of the money; the providers are asked in the background."""
        call, now = current(), self._clock.now()
        merchant_id = call.identity.merchant_id
        orders = {order_id: store_of(order_id) for order_id in order_ids}

        async def work(conn: Connection) -> dict[str, CancelledOrder]:
            payables, payments, refunds = await lock_orders_closed(conn, merchant_id, orders)
            of_order: dict[str, list[Payment]] = defaultdict(list)
            for payment in payments:
                of_order[payment.order_id].append(payment)
            desk = Desk(payments, payables, refunds)
            for payable in payables:
                change = rules.cancel_order(payable, of_order[payable.order_id], now, reason)
                desk.apply(change, call.trace_id)
                refunds.extend(change.refunds)
            await keep(conn, desk.to_keep, now)
            return {
                order_id: _cancelled(order_id, of_order[order_id], refunds) for order_id in orders
            }

        cancelled = await self._store.in_transaction(work)
        self._feed.wake()
        self._sweeper.rounds.wake()
        return [cancelled[order_id] for order_id in order_ids]

    async def decline(self, request: pb.DeclinePaymentRequest) -> Payment:
        """Take a captured payment away from its order; the provider is asked in the background.

        Raises PaymentNotFound, NothingCaptured.
        """
        check_decline(request)
        call, now = current(), self._clock.now()
        scope, payment_id = scope_of_caller(), request.payment_id
        reason = request.reason or "The order did not need this payment"

        async def work(conn: Connection) -> Payment:
            desk = await lock(conn, [payment_id])
            payment = desk.payment(payment_id)
            payable = desk.payable_of(payment)
            if payment is None or payable is None or not scope.covers(payment):
                raise errors.PaymentNotFound(payment_id=payment_id)
            change = rules.decline(payment, payable, now, reason)
            desk.apply(change, call.trace_id)
            await keep(conn, desk.to_keep, now)
            return change.payments[0]

        declined = await self._store.in_transaction(work)
        self._feed.wake()
        self._sweeper.rounds.wake()
        return declined


def _cancelled(order_id: str, payments: list[Payment], refunds: list[Refund]) -> CancelledOrder:
    return CancelledOrder(
        order_id,
        [payment.payment_id for payment in payments if payment.status in OPEN],
        [refund for refund in refunds if refund.order_id == order_id],
    )
