"""Puts the payment center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.payment.adapters import Providers
from centers.payment.ledger.operations import Ledger
from centers.payment.ledger.store import LedgerStore
from centers.payment.operations import Payments
from centers.payment.reconciliation.operations import Comparing, Reconciliations
from centers.payment.reconciliation.store import ReconciliationStore
from centers.payment.reconciliation.sweeper import ReconciliationSweeper
from centers.payment.refunds.operations import Refunds
from centers.payment.refunds.store import RefundStore
from centers.payment.refunds.sweeper import RefundSweeper
from centers.payment.servicer import SERVICE, PaymentServicer
from centers.payment.store import CHECKS, MIGRATIONS, REQUESTS, PaymentStore
from centers.payment.sweeper import Sweeper
from centers.payment.writer import PaymentWriter
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.plugins.client import Plugins
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class PaymentCenter:
    """The parts of a payment center."""

    servicer: PaymentServicer
    sweeper: Sweeper
    reconciler: ReconciliationSweeper
    writer: PaymentWriter
    feed: Feed

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self.writer.close()
        await self.feed.close()


def assemble(db: Database, plugins: Plugins, notify_base: str, clock: Clock) -> PaymentCenter:
    """Return a payment center on a database, with the providers among the plug-ins.

    `notify_base` is the address below which providers call us back.
    """
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    store, refund_store = PaymentStore(db), RefundStore(db)
    providers = Providers(plugins, notify_base)
    writer = PaymentWriter(store, changes, clock)
    refund_sweeper = RefundSweeper(refund_store, writer, providers, clock)
    sweeper = Sweeper(
        store, writer, refund_sweeper, providers, clock, others_write=db.beside is not None
    )
    changes.when_changed(sweeper.rounds.touch)
    payments = Payments(
        store=store,
        writer=writer,
        changes=changes,
        sweeper=sweeper,
        providers=providers,
        clock=clock,
    )
    compared = ReconciliationStore(db)
    comparing = Comparing(
        store=compared,
        payments=store,
        refunds=refund_store,
        writer=writer,
        providers=providers,
        clock=clock,
    )
    reconciler = ReconciliationSweeper(compared, comparing, providers, clock)
    servicer = PaymentServicer(
        payments=payments,
        refunds=Refunds(store, refund_store, refund_sweeper),
        ledger=Ledger(LedgerStore(db)),
        reconciliations=Reconciliations(compared, providers),
        reconciler=reconciler,
        changes=changes,
        feed=feed,
        audit=Audit(db, CHECKS),
        clock=clock,
    )
    return PaymentCenter(servicer, sweeper, reconciler, writer, feed)


async def build(host: HostContext) -> Part:
    """Return the payment center of this process."""
    db = await host.database("payment", MIGRATIONS, answers=[REQUESTS])
    center = assemble(db, host.plugins, host.http_url, host.clock)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        everywhere=[center.sweeper.rounds.run, center.reconciler.rounds.run],
        close=center.close,
    )
