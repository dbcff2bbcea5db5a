"""Finds what Meituan sold and never pushed: each store's orders of a day are numbered from 1."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.meituan import adapt
from gateways.takeaway.meituan.platform import Meituan, Refused
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.peers import Peers
from mesh.call.context import merchant_id
from mesh.pure.clock import Clock

MOST_AT_ONCE = 50
"""So many missing orders of a store are fetched in a round."""
_NO_ORDER = 806


@dataclass(slots=True)
class Missed:
    """Sweeps Meituan."""

    peers: Peers
    meituan: Meituan
    pushes: Pushes
    clock: Clock
    _looked: set[tuple[str, str]] = field(default_factory=set)

    async def missed(self, store: store_pb2.Store, code: str) -> int:
        """Fetch the orders of today that are missing between those we have, and behind them."""
        apps = self.meituan.apps_of(merchant_id())
        if not apps:
            return 0
        day = adapt.day_of(self.clock.now().timestamp())
        have = self.pushes.numbers.of(store.store_id, day)
        if (store.store_id, day) not in self._looked:
            have |= await self._held(store, day)
            self._looked = {each for each in self._looked if each[1] == day}
            self._looked.add((store.store_id, day))
        fetched = number = 0
        while fetched < MOST_AT_ONCE:
            number += 1
            if number in have:
                continue
            found = await self._fetch(apps[0], code, day, number)
            if found is None and number > max(have, default=0):
                break
            have.add(number)
            fetched += bool(found)
        return fetched

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where Meituan says that it stands."""
        status = await self.meituan.status(self.meituan.app_of(order), order.channel_order_number)
        if status == order_pb2.ORDER_STATUS_CANCELLED:
            await self.pushes.cancel(order, order_pb2.CANCEL_REASON_CHANNEL)
        elif status in (order_pb2.ORDER_STATUS_ACCEPTED, order_pb2.ORDER_STATUS_COMPLETED):
            await self.pushes.intake.report(order.order_id, status)

    async def _fetch(self, app: str, code: str, day: str, number: int) -> bool | None:
        """Take over the order of a day's number; return whether we did not have it.

        None where Meituan has no such order.
        """
        asked = {"app_poi_code": code, "date_time": day, "day_seq": str(number)}
        try:
            told = await self.meituan.call(app, "GET", "order/getOrderIdByDaySeq", asked)
        except Refused as refused:
            if refused.code == _NO_ORDER:
                return None
            raise
        order_id = str(told.get("order_id", ""))
        if await self.pushes.intake.find(order_id) is not None:
            return False
        await self.pushes.known(app, {"order_id": order_id})
        return True

    async def _held(self, store: store_pb2.Store, day: str) -> set[int]:
        """Return the numbers of the day that we have orders of."""
        request = read_messages_pb2.ListOrdersRequest(
            store_id=store.store_id, channel=adapt.CHANNEL, page_size=200
        )
        request.view = read_messages_pb2.ORDER_VIEW_FULL
        midnight = datetime.strptime(day, "%Y%m%d").replace(tzinfo=adapt.ZONE)
        request.created_from.FromDatetime(midnight - timedelta(hours=1))
        found: set[int] = set()
        while True:
            reply = await self.peers.order.ListOrders(request)
            for order in reply.orders:
                number = order.extension.get(adapt.DAY_NUMBER, "")
                if order.extension.get(adapt.DAY) == day and number.isdecimal():
                    found.add(int(number))
            if not reply.next_page_token:
                return found
            request.page_token = reply.next_page_token
