"""What is due: admissions that nobody used, orders that were never heard of, prices of sessions."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import structlog
from zhongtai.order.v1 import order_pb2, read_messages_pb2

from apps.flash_sale.admissions.model import Admission
from apps.flash_sale.admissions.operations import Admissions
from apps.flash_sale.admissions.store import ASKS, CAME_TO_NOTHING, ordered_long_ago
from apps.flash_sale.model import Session
from apps.flash_sale.operations import Sessions
from apps.flash_sale.peers import Peers
from apps.flash_sale.store import SessionStore
from mesh.call.context import Identity, as_call
from mesh.data.database import Database
from mesh.data.forgetting import forget
from mesh.data.idempotency import KEPT_FOR
from mesh.process.rounds import DueRounds
from mesh.pure.clock import Clock

_log = structlog.get_logger()

UNHEARD_FOR = timedelta(minutes=35)
"""After that an order that an admission is used for is placed or cancelled, or there is none."""

PAUSE_SECONDS = 1.0
SLOW_ROUNDS_EVERY = timedelta(minutes=1)
AT_ONCE = 100
ANSWER_SECONDS = 30.0


class Sweeper:
    """Does what is due, of all merchants.

    Lines have rounds of their own, `settling`, that ask nobody: no center that is slow or away
    keeps people waiting. Prices, orders that nothing was heard of and what is to be forgotten have
    `rounds`.
    """

    def __init__(
        self,
        db: Database,
        sessions: Sessions,
        admissions: Admissions,
        peers: Peers,
        *,
        clock: Clock,
        identify: Callable[[str], Identity],
    ) -> None:
        """`identify` gives the identity of flash sales within a merchant."""
        self._db = db
        self._sessions = sessions
        self._admissions = admissions
        self._peers = peers
        self._clock = clock
        self._identify = identify
        self._slow_round_at = clock.now()
        settle, due = admissions.settle_due, admissions.next_due
        others = db.beside is not None
        self.settling = DueRounds(settle, due, PAUSE_SECONDS, clock, others_write=others)
        self.rounds = DueRounds(
            self.do_round, self._next_due, PAUSE_SECONDS, clock, others_write=others
        )

    async def do_round(self) -> bool:
        """Do what is due beside lines; what fails comes again in the next round."""
        now, store = self._clock.now(), SessionStore(self._db)
        await self._of_each(await store.prices_to_open(now, AT_ONCE), self._sessions.open_price)
        if self._is_slow_round_due(now):
            self._slow_round_at = now + SLOW_ROUNDS_EVERY
            await self._do_slow_round(await store.prices_to_end(now, AT_ONCE))
        return False

    async def _next_due(self) -> datetime:
        """Return now while there is a price that is still to apply, else when the slow round is."""
        now = self._clock.now()
        to_open = await SessionStore(self._db).prices_to_open(now, 1)
        return now if to_open or self._is_slow_round_due(now) else self._slow_round_at

    def _is_slow_round_due(self, now: datetime) -> bool:
        """Return whether its time has come, or the clock was put back over the last one."""
        return not now < self._slow_round_at <= now + SLOW_ROUNDS_EVERY

    async def _do_slow_round(self, over: Iterable[Session]) -> None:
        now = self._clock.now()
        await self._of_each(over, self._sessions.end_price)
        last: Admission | None = None
        while some := await ordered_long_ago(self._db, now - UNHEARD_FOR, last, AT_ONCE):
            by_merchant: defaultdict[str, list[str]] = defaultdict(list)
            for each in some:
                by_merchant[each.merchant_id].append(each.order_id)
            for merchant, order_ids in by_merchant.items():
                await self._quietly(merchant, self._ask_for(order_ids, now - UNHEARD_FOR))
            last = some[-1]
        for aging in (ASKS, CAME_TO_NOTHING):
            await forget(self._db, aging, now - KEPT_FOR)

    async def _ask_for(self, order_ids: list[str], before: datetime) -> None:
        """Take from the order center what became of orders; one it does not know was none."""
        request = read_messages_pb2.BatchGetOrdersRequest(order_ids=order_ids)
        found = {
            order.order_id: order.status
            for order in (await self._peers.order.BatchGetOrders(request)).orders
        }
        waiting, cancelled = (
            order_pb2.ORDER_STATUS_PENDING_PAYMENT,
            order_pb2.ORDER_STATUS_CANCELLED,
        )
        await self._admissions.return_of([each for each in found if found[each] == cancelled])
        missing = [each for each in order_ids if each not in found]
        await self._admissions.return_unheard(missing, before)
        placed = [each for each, status in found.items() if status not in (waiting, cancelled)]
        await self._admissions.sell(placed)

    async def _of_each(
        self, sessions: Iterable[Session], work: Callable[[Session], Awaitable[None]]
    ) -> None:
        """Do the same for sessions, all at once: where nobody answers, it takes one deadline."""
        async with asyncio.TaskGroup() as group:
            for session in sessions:
                group.create_task(self._quietly(session.merchant_id, work(session)))

    async def _quietly(self, merchant: str, work: Awaitable[None]) -> None:
        """Await work within a merchant; where it fails it is due again, and others go on."""
        with as_call(self._identify(merchant), "sweep", timeout=ANSWER_SECONDS):
            try:
                await work
            except Exception as exc:  # noqa: BLE001 - one failure is nobody else's
                _log.warning("flash_sale_due", merchant_id=merchant, why=type(exc).__name__)
