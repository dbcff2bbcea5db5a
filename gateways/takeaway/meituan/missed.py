"""Finds what Meituan sold and never pushed: each shop's orders of a day are numbered from 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from zhongtai.order.v1 import order_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.day_numbers import ShopDay
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
        return sum([await self._missed(day) for day in self.missing.days(store.store_id, code)])

    async def _missed(self, day: ShopDay) -> int:
        have = await self.missing.have(day)
        fetched = tried = number = 0
        while tried < MOST_AT_ONCE:
            number += 1
            if number in have or self.missing.rests(day, number):
                continue
            told = await self._ask(day, number)
            if told is None:
                if number > max(have, default=0):
                    self.missing.swept(day)
                    break
                self.missing.absent(day, number)
                continue
            app, order_id = told
            fetch = partial(self.pushes.known, app, {"order_id": order_id})
            taken = await self.missing.take((day, number), order_id, fetch)
            if taken is not None:
                have.add(number)
                fetched += taken
            tried += taken is not False
        return fetched

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where Meituan says that it stands."""
        status = await self.meituan.status(self.meituan.app_of(order), order.channel_order_number)
        await self.pushes.standing.look_again(order, status)

    async def _ask(self, day: ShopDay, number: int) -> tuple[str, str] | None:
        """Return account and id of a day's order; None where Meituan has none of the number."""
        asked = {"date_time": day.day, "day_seq": str(number)}
        try:
            app, told = await self.meituan.call_of_store(
                day.shop, "GET", "order/getOrderIdByDaySeq", asked
            )
        except Refused as refused:
            if refused.code == _NO_ORDER:
                return None
            raise
        return app, str(told.get("order_id", ""))
