"""Pulls what pushes lost: orders that never came, and news of orders that are open."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from typing import Protocol

import structlog
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotTakenHere
from gateways.takeaway.troubles import Troubles
from mesh.call.context import Identity, as_call
from mesh.call.pages import each_page
from mesh.edge.reach import Reach
from mesh.process.rounds import Rounds

OPEN = (
    order_pb2.ORDER_STATUS_PLACED,
    order_pb2.ORDER_STATUS_ACCEPTED,
    order_pb2.ORDER_STATUS_PREPARING,
    order_pb2.ORDER_STATUS_READY,
    order_pb2.ORDER_STATUS_DELIVERING,
    order_pb2.ORDER_STATUS_FULFILLED,
)
QUIET_SECONDS = 600
"""An order of which nothing was heard for so long is asked about, and after that again."""
MOST_ASKED = 200
"""So many orders of a chain are asked about in a round; the others in a later one."""
ROUND_SECONDS = 300.0

log = structlog.get_logger()


class Swept(Protocol):
    """What a platform's folder offers to the sweeper."""

    async def missed(self, store: store_pb2.Store, code: str) -> int:
        """Take over orders of a store that never came; return how many."""
        ...

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where it stands on the platform."""
        ...


class Sweeper:
    """Sweeps one channel, for the chains that have an account at it."""

    def __init__(
        self,
        peers: Peers,
        channel: str,
        merchants: Iterable[str],
        identify: Callable[[str], Identity],
        platform: Swept,
        *,
        reach: Reach | None = None,
    ) -> None:
        """`reach` tells whether the platform is there to be asked."""
        self._peers = peers
        self._channel = channel
        self._merchants = sorted(set(merchants))
        self._identify = identify
        self._platform = platform
        self._reach = reach or Reach()
        self._looked_at: dict[str, float] = {}
        self._troubles = Troubles()

    def rounds(self, pause_seconds: float) -> list[Rounds]:
        """Return the rounds of each chain: one that takes long to sweep delays no other."""
        return [Rounds(partial(self.do_round, each), pause_seconds) for each in self._merchants]

    async def do_round(self, merchant: str) -> bool:
        """Sweep a chain once; one store's or one order's failure is not another's."""
        if self._reach.rests:
            return False
        now = time.monotonic()
        self._looked_at = {
            order_id: at for order_id, at in self._looked_at.items() if now - at < QUIET_SECONDS
        }
        with as_call(self._identify(merchant), "sweep", timeout=ROUND_SECONDS):
            await self._take_missed()
            await self._ask_for_silent()
        return False

    async def _take_missed(self) -> None:
        for store in await self._peers.stores():
            for code in store.channel_codes:
                if code.channel == self._channel:
                    missed = self._platform.missed(store, code.code)
                    found = await self._quietly(missed, store_id=store.store_id)
                    if found:
                        log.warning("orders_were_missed", store_id=store.store_id, orders=found)

    async def _ask_for_silent(self) -> None:
        now = time.monotonic()
        left = MOST_ASKED
        async for order in self._silent_orders():
            if order.order_id in self._looked_at:
                continue
            if not left:
                return
            left -= 1
            self._looked_at[order.order_id] = now
            await self._quietly(self._platform.look_again(order), order_id=order.order_id)

    async def _silent_orders(self) -> AsyncIterator[order_pb2.Order]:
        """Yield the open orders of which nothing was heard for long; younger ones are not read."""
        quiet_since = int(time.time()) - QUIET_SECONDS
        request = read_messages_pb2.ListOrdersRequest(
            channel=self._channel,
            statuses=OPEN,
            view=read_messages_pb2.ORDER_VIEW_FULL,
            page_size=200,
        )
        request.created_to.FromSeconds(quiet_since)
        async for page in each_page(self._peers.order.ListOrders, request):
            for order in page.orders:
                if order.times.update_time.seconds < quiet_since:
                    yield order

    async def _quietly(self, work: Awaitable[int | None], **about: str) -> int | None:
        """Await work; whatever fails is said, of a store once, and tried again in a later round."""
        store = about.get("store_id")
        try:
            found = await work
        except NotTakenHere:
            return None
        except Exception as exc:  # noqa: BLE001 - one failure is nobody else's
            if store is None or self._troubles.begins(store):
                log.warning("sweep_failed", channel=self._channel, why=type(exc).__name__, **about)
            return None
        self._troubles.ends(store)
        return found
