"""Finds what Meituan sold and never pushed: each store's orders of a day are numbered from 1."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import grpc
import structlog
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.meituan import adapt
from gateways.takeaway.meituan.platform import Meituan, Refused
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotLetIn
from mesh.call.pages import each_page
from mesh.feed.follower_items import PeerAway
from mesh.pure.clock import Clock
from mesh.pure.errors import RateLimited

MOST_AT_ONCE = 50
"""So many missing orders of a store's day are fetched in a round."""
AFTER_MIDNIGHT = timedelta(hours=1)
"""So long the day before is swept, too."""
AGAIN = timedelta(minutes=10)
"""An order that could not be taken is fetched again after so long."""
_NO_ORDER = 806
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

log = structlog.get_logger()


@dataclass(slots=True)
class Missed:
    """Sweeps Meituan."""

    peers: Peers
    meituan: Meituan
    pushes: Pushes
    clock: Clock
    _looked: set[tuple[str, str]] = field(default_factory=set)
    _failed: dict[tuple[str, str, int], datetime] = field(default_factory=dict)

    async def missed(self, store: store_pb2.Store, code: str) -> int:
        """Fetch the orders of a day that are missing between those we have, and behind them.

        It is today; for an hour after midnight the day before, too.
        """
        now = self.clock.now()
        days = {adapt.day_of(each.timestamp()) for each in (now - AFTER_MIDNIGHT, now)}
        self._looked = {each for each in self._looked if each[1] in days}
        self._failed = {each: at for each, at in self._failed.items() if each[1] in days}
        return sum([await self._missed(store, code, day) for day in sorted(days)])

    async def _missed(self, store: store_pb2.Store, code: str, day: str) -> int:
        have = self.pushes.numbers.of(store.store_id, day)
        if (store.store_id, day) not in self._looked:
            have |= await self._held(store, day)
            self._looked.add((store.store_id, day))
        fetched = tried = number = 0
        while tried < MOST_AT_ONCE:
            number += 1
            if number in have or self._rests(store, day, number):
                continue
            told = await self._ask(code, day, number)
            if told is None:
                if number > max(have, default=0):
                    break
                have.add(number)
                continue
            taken = await self._take(store, day, number, told)
            if taken is not None:
                have.add(number)
                fetched += taken
            tried += taken is not False
        return fetched

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where Meituan says that it stands."""
        status = await self.meituan.status(self.meituan.app_of(order), order.channel_order_number)
        if status == order_pb2.ORDER_STATUS_CANCELLED:
            await self.pushes.cancel(order, order_pb2.CANCEL_REASON_CHANNEL)
        elif status in (order_pb2.ORDER_STATUS_ACCEPTED, order_pb2.ORDER_STATUS_COMPLETED):
            await self.pushes.intake.report(order.order_id, status)

    async def _ask(self, code: str, day: str, number: int) -> tuple[str, str] | None:
        """Return account and id of a day's order; None where Meituan has none of the number."""
        asked = {"date_time": day, "day_seq": str(number)}
        try:
            app, told = await self.meituan.call_of_store(
                code, "GET", "order/getOrderIdByDaySeq", asked
            )
        except Refused as refused:
            if refused.code == _NO_ORDER:
                return None
            raise
        return app, str(told.get("order_id", ""))

    async def _take(
        self, store: store_pb2.Store, day: str, number: int, told: tuple[str, str]
    ) -> bool | None:
        """Take an order over; return whether we did not have it, None where that failed.

        A failure is said once, and is no other order's; only who is away holds up all.
        """
        app, order_id = told
        key = store.store_id, day, number
        try:
            if await self.pushes.intake.find(order_id) is not None:
                return False
            await self.pushes.known(app, {"order_id": order_id})
        except (PeerAway, RateLimited, NotLetIn):
            raise
        except Exception as exc:
            if isinstance(exc, grpc.aio.AioRpcError) and exc.code() in _AWAY:
                raise
            if key not in self._failed:
                log.warning("order_not_taken", order_number=order_id, why=type(exc).__name__)
            self._failed[key] = self.clock.now()
            return None
        self._failed.pop(key, None)
        return True

    def _rests(self, store: store_pb2.Store, day: str, number: int) -> bool:
        """Return whether an order could not be taken a short while ago."""
        at = self._failed.get((store.store_id, day, number))
        return at is not None and self.clock.now() - at < AGAIN

    async def _held(self, store: store_pb2.Store, day: str) -> set[int]:
        """Return the numbers of the day that we have orders of."""
        request = read_messages_pb2.ListOrdersRequest(
            store_id=store.store_id, channel=adapt.CHANNEL, page_size=200
        )
        request.view = read_messages_pb2.ORDER_VIEW_FULL
        midnight = datetime.strptime(day, "%Y%m%d").replace(tzinfo=adapt.ZONE)
        request.created_from.FromDatetime(midnight - timedelta(hours=1))
        found: set[int] = set()
        async for page in each_page(self.peers.order.ListOrders, request):
            for order in page.orders:
                number = order.extension.get(adapt.DAY_NUMBER, "")
                if order.extension.get(adapt.DAY) == day and number.isdecimal():
                    found.add(int(number))
        return found
