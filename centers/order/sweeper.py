"""What is due: unpaid orders end, fulfilled ones are completed, waiting ones begin."""

from __future__ import annotations

from datetime import timedelta

from centers.order import rules
from centers.order.acceptance.rules import accepting
from centers.order.model import CancelReason, OrderStatus
from centers.order.rules import Decision
from centers.order.store import OrderStore
from centers.order.vouchers.rules import expire
from centers.order.waiting.rules import begin_waiting
from centers.order.writer import ChangeWriter
from mesh.process.rounds import DueRounds
from mesh.pure.clock import Clock

PAUSE_SECONDS = 5.0
BATCH = 500
# A notice may be on its way when the deadline passes; money that comes later is refunded.
GRACE = timedelta(seconds=30)
NODE = "sweeper"


class Sweeper:
    """Deals with orders whose time has come, some seconds after it at most."""

    def __init__(
        self,
        store: OrderStore,
        changing: ChangeWriter,
        clock: Clock,
        window: timedelta,
        *,
        others_write: bool = False,
    ) -> None:
        """`window` is how long after fulfilment a customer may ask for money back.

        `others_write` is that of DueRounds.
        """
        self._store = store
        self._changing = changing
        self._clock = clock
        self._window = window
        self.rounds = DueRounds(
            self._round,
            lambda: store.next_due(GRACE, window),
            PAUSE_SECONDS,
            clock,
            others_write=others_write,
        )

    async def _round(self) -> bool:
        return await self.sweep() >= BATCH

    async def sweep(self) -> int:
        """Deal with one batch of each kind; return the size of the largest that was dealt with.

        One of which nothing could be done is left for another round.
        """
        now = self._clock.now()
        overdue = await self._store.overdue(now - GRACE, BATCH)
        due = await self._store.to_complete(now - self._window, BATCH)
        begin = await self._store.to_begin(now, BATCH)
        expired = await self._store.to_expire(now, BATCH)
        unpaid = rules.cancel(CancelReason.PAYMENT_TIMEOUT, "", NODE, by_customer=False)
        return max(
            await self._end(overdue, rules.only_in([OrderStatus.PENDING_PAYMENT], unpaid)),
            await self._end(due, rules.complete(NODE)),
            await self._end(begin, accepting(begin_waiting(NODE))),
            await self._end(expired, expire(NODE)),
        )

    async def _end(self, orders: list[tuple[str, str]], decide: Decision) -> int:
        # What another message has changed meanwhile is not due any more.
        results = await self._changing.decide_all(orders, decide)
        is_any_done = any(not isinstance(result, BaseException) for result in results)
        return len(orders) if is_any_done else 0
