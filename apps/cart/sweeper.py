"""What is due: checkouts that were left open, carts that nobody touches any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from operator import attrgetter

import structlog

from apps.cart.checkouts.model import Checkout
from apps.cart.checkouts.operations import Checkouts
from apps.cart.checkouts.store import PLACED, list_open
from apps.cart.store import CARTS
from mesh.call.context import Identity, as_call
from mesh.data.database import Database
from mesh.data.forgetting import forget
from mesh.data.idempotency import KEPT_FOR
from mesh.process.rounds import Rounds, in_lanes
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
        last: Checkout | None = None
        while some := await list_open(self._db, now - OPEN_FOR, last, AT_ONCE):
            await in_lanes(some, attrgetter("merchant_id"), self._settle)
            last = some[-1]
        await forget(self._db, PLACED, now - KEPT_FOR)
        await forget(self._db, CARTS, now - self._kept_for)
        return False

    async def _settle(self, checkout: Checkout) -> None:
        """End a checkout; where that fails it stays open, and the audit tells of it."""
        caller = self._identify(checkout.merchant_id, checkout.person_id)
        with as_call(caller, "sweep", timeout=ANSWER_SECONDS):
            try:
                await self._checkouts.settle(checkout)
            except Exception as exc:  # noqa: BLE001 - one failure is nobody else's
                _log.warning("checkout_open", id=checkout.checkout_id, why=type(exc).__name__)
