"""Finds what Meituan sold and never pushed: each store's orders of a day are numbered from 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from zhongtai.order.v1 import order_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.missing import MOST_AT_ONCE, Missing
from gateways.takeaway.platforms import Refused

_NO_ORDER = 806


@dataclass(frozen=True, slots=True)
class Missed:
    """Sweeps Meituan."""

    meituan: Meituan
    pushes: Pushes
    missing: Missing

    async def missed(self, store: store_pb2.Store, code: str) -> int:
        """Fetch the orders of a day that are missing between those we have, and behind them."""
        return sum([await self._missed(store, code, day) for day in self.missing.days(store)])

    async def _missed(self, store: store_pb2.Store, code: str, day: str) -> int:
        have = await self.missing.have(store, day)
        fetched = tried = number = 0
        while tried < MOST_AT_ONCE:
            number += 1
            if number in have or self.missing.rests(store, day, number):
                continue
            told = await self._ask(code, day, number)
            if told is None:
                if number > max(have, default=0):
                    self.missing.swept(store, day)
                    break
                self.missing.absent(store, day, number)
                continue
            app, order_id = told
            fetch = partial(self.pushes.known, app, {"order_id": order_id})
            taken = await self.missing.take((store, day, number), order_id, fetch)
            if taken is not None:
                have.add(number)
                fetched += taken
            tried += taken is not False
        return fetched

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where Meituan says that it stands."""
        status = await self.meituan.status(self.meituan.app_of(order), order.channel_order_number)
        await self.pushes.standing.look_again(order, status)

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
