"""Finds what Ele.me sold and never told: those that wait for a store, and all of a day."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from zhongtai.order.v1 import order_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.day_numbers import ShopDay
from gateways.takeaway.eleme import statuses
from gateways.takeaway.eleme.platform import Eleme, listed, text_of
from gateways.takeaway.eleme.pushes import Pushes
from gateways.takeaway.eleme.shops import Shop, Shops
from gateways.takeaway.missing import MOST_AT_ONCE, Missing

PAGE, MOST_PAGES = 50, 100
"""What Ele.me lists at once, and of how many pages it lists a day at most."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Sweeps Ele.me."""

    eleme: Eleme
    shops: Shops
    pushes: Pushes
    missing: Missing

    async def missed(self, store: store_pb2.Store, code: str) -> int:
        """Fetch the orders of a store's days that we do not have."""
        shop = await self.shops.of(code)
        days = self.missing.days(store.store_id, shop[1])
        return sum([await self._missed(shop, day) for day in days])

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where Ele.me says that it stands."""
        await self.pushes.look_again(order)

    async def _missed(self, shop: Shop, day: ShopDay) -> int:
        have = await self.missing.have(day)
        fetched = tried = 0
        async for number in self._sold(shop, day.day, len(have)):
            if int(number) in have or self.missing.rests(day, int(number)):
                continue
            fetch = partial(self.pushes.known, shop[0], number)
            taken = await self.missing.take((day, int(number)), number, fetch)
            if taken is not None:
                have.add(int(number))
                fetched += taken
            tried += taken is not False
            if tried >= MOST_AT_ONCE:
                break
        else:
            self.missing.swept(day)
        return fetched

    async def _sold(self, shop: Shop, day: str, have: int) -> AsyncIterator[str]:
        """Yield the numbers of orders that wait for the store, then of all that a day had.

        Of those only one page when we have as many as there are. An order that comes while pages
        are read moves the others: what is passed over is found in the next round.
        """
        app, asked = shop[0], {"shopId": int(shop[1])}
        waiting = await self.eleme.call(app, "eleme.order.getUnprocessOrders", asked)
        for number in _numbers(listed(waiting)):
            yield number
        date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
        for page in range(1, MOST_PAGES + 1):
            given = {**asked, "pageNo": page, "pageSize": PAGE, "date": date}
            told = await self.eleme.call(app, "eleme.order.getAllOrders", given)
            orders = listed(told.get("list") if isinstance(told, dict) else None)
            for number in _numbers(orders):
                yield number
            total = text_of(told, "total") if isinstance(told, dict) else ""
            if len(orders) < PAGE or (total.isdecimal() and int(total) <= have):
                return


def _numbers(orders: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return the numbers of orders that are paid."""
    for order in orders:
        number = text_of(order, "id") or text_of(order, "orderId")
        if number.isdecimal() and text_of(order, "status") != statuses.UNPAID:
            yield number
