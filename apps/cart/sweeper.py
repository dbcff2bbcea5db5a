"""What is due: checkouts that were left open, carts that nobody touches any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import grpc
import structlog

from apps.cart.checkouts.operations import Checkouts
from apps.cart.checkouts.store import drop_old, list_open
from apps.cart.store import STALE_AT_ONCE, drop_stale
from mesh.call.context import Identity, as_call
from mesh.data.database import Database
from mesh.data.idempotency import KEPT_FOR
from mesh.process.rounds import Rounds
from mesh.pure.clock import Clock

_log = structlog.get_logger()

OPEN_FOR = timedelta(minutes=5)
"""After that no attempt to place an order is under way any more."""

PAUSE_SECONDS = 60.0
AT_ONCE = 100
ANSWER_SECONDS = 30.0


class Sweeper:
    """Does what is due, of all merchants."""

    def __init__(
        self,
        db: Database,
        checkouts: Checkouts,
        clock: Clock,
        identify: Callable[[str, str], Identity],
        kept_for: timedelta,
    ) -> None:
        """`identify` gives the identity of the cart, within a merchant, on behalf of a person."""
        self._db = db
        self._checkouts = checkouts
        self._clock = clock
        self._identify = identify
        self._kept_for = kept_for
        self.rounds = Rounds(self.do_round, PAUSE_SECONDS)

    async def do_round(self) -> bool:
        """Do what is due now; return whether there may be more."""
        now = self._clock.now()
        for checkout in await list_open(self._db, now - OPEN_FOR, AT_ONCE):
            caller = self._identify(checkout.merchant_id, checkout.person_id)
            with as_call(caller, "sweep", timeout=ANSWER_SECONDS):
                try:
                    await self._checkouts.settle(checkout)
                except grpc.aio.AioRpcError as exc:
                    # It stays open for a later round; the audit tells of one that never ends.
                    _log.warning("checkout_open", id=checkout.checkout_id, code=exc.code().name)
        await drop_old(self._db, now - KEPT_FOR)
        return await drop_stale(self._db, now - self._kept_for) == STALE_AT_ONCE
