"""What providers gave for new payments, held until it is written for many at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context

import asyncpg
import structlog

from centers.payment.model import OPEN, Change, Opened, Payment, PaymentStatus
from centers.payment.store import PaymentStore
from mesh.data.again import LocksHeld, held_locks_raise
from mesh.pure.errors import DeadlineExceeded, Refusal, StorageUnavailable

OPENING_DELAY_SECONDS = 2.0
"""After so long what providers gave for payments is written."""
MAX_KNOWN = 5_000
"""Most open payments held, about a kilobyte each."""
MAX_UNWRITTEN = 20_000
"""Most openings that wait for a database which is away; the oldest are forgotten."""

_log = structlog.get_logger()


class Openings:
    """What providers gave for new payments, and the payments as they are with it.

    It is written some time later, of many payments together, and never of those that are paid by
    then: should it be lost with its process, the provider is asked once more and gives the same.
    """

    def __init__(self, store: PaymentStore, delay_seconds: float) -> None:
        self._store = store
        self._delay_seconds = delay_seconds
        self._unwritten: dict[str, Opened] = {}
        self._known: OrderedDict[str, Payment] = OrderedDict()
        self._asking: set[str] = set()
        self._writing: asyncio.Task[None] | None = None

    @contextmanager
    def asking(self, payment_id: str) -> Iterator[None]:
        """Watch a payment for the block, in which its provider is asked, for being ended."""
        self._asking.add(payment_id)
        try:
            yield
        finally:
            self._asking.discard(payment_id)

    def is_watched(self, payment_id: str) -> bool:
        """Return whether a payment is being asked for and was not ended here meanwhile."""
        return payment_id in self._asking

    def add(self, payment: Payment, opened: Opened) -> Payment:
        """Note what the provider gave for a payment, and return the payment with it."""
        self._unwritten[payment.payment_id] = opened
        if len(self._unwritten) > MAX_UNWRITTEN:
            del self._unwritten[next(iter(self._unwritten))]
        pending = self._known[payment.payment_id] = opened.applied_to(payment)
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        if self._writing is None:
            # Without the caller's context: its deadline is not that of the others.
            self._writing = asyncio.create_task(self._write_later(), context=Context())
        return pending

    def shown(self, payment: Payment) -> Payment:
        """Return a payment as it is with what is not written yet."""
        opened = self._unwritten.get(payment.payment_id)
        created = payment.status is PaymentStatus.CREATED
        return opened.applied_to(payment) if opened and created else payment

    def known(self, payment_id: str) -> Payment | None:
        """Return a payment that was open when it was last seen here."""
        return self._known.get(payment_id)

    def booked(self, changes: Iterable[Change]) -> None:
        """Forget the payments that ended with these changes; others stay as they are."""
        for change in changes:
            for payment in change.payments:
                if payment.status not in OPEN:
                    self._unwritten.pop(payment.payment_id, None)
                    self._known.pop(payment.payment_id, None)
                    self._asking.discard(payment.payment_id)

    async def close(self) -> None:
        """Write what is not written."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait([self._writing])
        await self._write()

    async def _write_later(self) -> None:
        try:
            while self._unwritten:
                await asyncio.sleep(self._delay_seconds)
                await self._write()
        finally:
            self._writing = None

    async def _write(self) -> None:
        """Write all, or one by one where some cannot be; keep them while the database is away."""
        try:
            await self._write_together(list(self._unwritten.values()))
        except (StorageUnavailable, DeadlineExceeded) as fault:
            count = len(self._unwritten)
            _log.warning("openings not written yet", count=count, fault=type(fault).__name__)

    async def _write_together(self, openings: Sequence[Opened]) -> None:
        if not openings:
            return
        try:
            with held_locks_raise():
                await self._store.mark_pending(openings)
        except (StorageUnavailable, DeadlineExceeded):
            raise
        except (Refusal, asyncpg.PostgresError) as fault:
            if len(openings) > 1:
                for opened in openings:
                    await self._write_together([opened])
                return
            if isinstance(fault, LocksHeld):
                return  # it is written later
            payment_id = openings[0].payment_id
            _log.warning("opening dropped", payment_id=payment_id, fault=type(fault).__name__)
        for opened in openings:
            if self._unwritten.get(opened.payment_id) is opened:
                del self._unwritten[opened.payment_id]
