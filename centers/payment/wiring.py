"""Puts the payment center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai.payment.v1 import payment_service_pb2

from centers.payment.adapters import Providers
from centers.payment.book_operations import Books
from centers.payment.booking import BookingDesk
from centers.payment.books_store import BookStore
from centers.payment.closing import Closing
from centers.payment.operations import Payments
from centers.payment.refunding import Refunds
from centers.payment.servicer import Parts, PaymentServicer
from centers.payment.starting import StartingDesk
from centers.payment.store import CHECKS, MIGRATIONS, PaymentStore
from centers.payment.sweeper import Sweeper
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.plugins.client import Plugins
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class Center:
    """The payment center, put together."""

    servicer: PaymentServicer
    sweeper: Sweeper
    starting: StartingDesk
    booking: BookingDesk
    feed: Feed

    async def close(self) -> None:
        """Write what waits, and stop."""
        await self.starting.close()
        await self.booking.close()
        await self.feed.close()


def assemble(database: Database, plugins: Plugins, notify_base: str, clock: Clock) -> Center:
    """The center on a database, with the plug-ins of a host; tests pass their own."""
    store, feed = PaymentStore(database), Feed(database)
    providers = Providers(plugins, notify_base)
    starting, booking = StartingDesk(store), BookingDesk(store, feed, clock)
    refunds = Refunds(
        database=database,
        store=store,
        booking=booking,
        providers=providers,
        feed=feed,
        clock=clock,
    )
    sweeper = Sweeper(store, booking, refunds, providers, clock)
    closing = Closing(database, store, sweeper, feed, clock)
    payments = Payments(
        store=store,
        starting=starting,
        booking=booking,
        closing=closing,
        sweeper=sweeper,
        providers=providers,
        clock=clock,
    )
    books = Books(database, BookStore(database), clock)
    servicer = PaymentServicer(
        Parts(payments, refunds, closing, books, feed, Audit(database, CHECKS))
    )
    return Center(servicer, sweeper, starting, booking, feed)


async def build(host: HostContext) -> Part:
    """The payment center of this process."""
    database = await host.database("payment", MIGRATIONS)
    center = assemble(database, host.plugins, host.http_url, host.clock)
    descriptor = payment_service_pb2.DESCRIPTOR.services_by_name["PaymentService"]
    return Part(
        services=[ServiceSpec(descriptor, center.servicer)],
        background=[center.sweeper.rounds.run],
        close=center.close,
    )
