"""Which orders of a shop's day never came: what is the same wherever they are asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import grpc
import structlog
from zhongtai.order.v1 import order_pb2, read_messages_pb2

from gateways.takeaway.day_numbers import ZONE, DayNumbers, ShopDay, day_of
from gateways.takeaway.intake import Intake
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotLetIn
from mesh.call.pages import each_page
from mesh.feed.follower_items import PeerAway
from mesh.pure.clock import Clock
from mesh.pure.errors import RateLimited

MOST_AT_ONCE = 50
"""So many missing orders of a shop's day are fetched in a round."""
AFTER_MIDNIGHT = timedelta(hours=1)
"""So long after its end orders of a day may still come to be known."""
DAY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
"""An order that was not there, or could not be taken, is fetched again after so long."""
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

log = structlog.get_logger()


@dataclass(slots=True)
class Missing:
    """What is known of the orders of one channel's days; each has a `number_of` its own.

    The extension of an order says its day under `day_key`, its shop there under `shop_key`.
    """

    peers: Peers
    intake: Intake
    clock: Clock
    numbers: DayNumbers
    day_key: str
    shop_key: str
    number_of: Callable[[order_pb2.Order], str]
    _days: list[str] = field(default_factory=list)
    _looked: set[ShopDay] = field(default_factory=set)
    _over: set[ShopDay] = field(default_factory=set)
    """Days that are swept no more."""
    _failed: dict[tuple[ShopDay, int], datetime] = field(default_factory=dict)
    _absent: dict[tuple[ShopDay, int], datetime] = field(default_factory=dict)

    def days(self, store_id: str, shop: str) -> list[ShopDay]:
        """Return the days to sweep of a shop: today, and the day before until it is over.

        So what was sold while nobody could sweep, over midnight too, is found afterwards.
        """
        now = self.clock.now()
        days = [day_of(each.timestamp()) for each in (now - DAY, now)]
        if days != self._days:
            self._days = days
            self.numbers.forget_all_but(days)
            self._looked = {each for each in self._looked if each.day in days}
            self._over = {each for each in self._over if each.day in days}
            self._failed = {each: at for each, at in self._failed.items() if each[0].day in days}
            self._absent = {each: at for each, at in self._absent.items() if each[0].day in days}
        return [each for day in days if (each := ShopDay(store_id, shop, day)) not in self._over]

    def swept(self, day: ShopDay) -> None:
        """Keep that a shop's day was swept to its end; it is over once nothing more can come."""
        late = day_of((self.clock.now() - AFTER_MIDNIGHT).timestamp()) > day.day
        if late and not any(failed == day for failed, _number in self._failed):
            self._over.add(day)

    async def have(self, day: ShopDay) -> set[int]:
        """Return the numbers of a shop's day that we have orders of, to be added to."""
        have = self.numbers.of(day)
        if day not in self._looked:
            have |= await self._held(day)
            self._looked.add(day)
        return have

    def rests(self, day: ShopDay, number: int) -> bool:
        """Return whether an order was not there, or could not be taken, a short while ago."""
        place, now = (day, number), self.clock.now()
        times = (each.get(place) for each in (self._failed, self._absent))
        # What is of later was noted before the clock was put back.
        return any(now - AGAIN < at <= now for at in times if at is not None)

    def absent(self, day: ShopDay, number: int) -> None:
        """Keep that nobody has the number yet: there may be an order of it later."""
        self._absent[day, number] = self.clock.now()

    async def take(
        self,
        place: tuple[ShopDay, int],
        order_number: str,
        fetch: Callable[[], Awaitable[object]],
    ) -> bool | None:
        """Take an order over; return whether we did not have it, None where that failed.

        A failure is said once, and is no other order's; only who is away holds up all.
        """
        try:
            if await self.intake.find(order_number) is not None:
                return False
            await fetch()
        except (PeerAway, RateLimited, NotLetIn):
            raise
        except Exception as exc:
            if isinstance(exc, grpc.aio.AioRpcError) and exc.code() in _AWAY:
                raise
            if place not in self._failed:
                log.warning("order_not_taken", order_number=order_number, why=type(exc).__name__)
            self._failed[place] = self.clock.now()
            return None
        self._failed.pop(place, None)
        return True

    async def _held(self, day: ShopDay) -> set[int]:
        """Return the numbers of the day that the order center has orders of.

        One that does not say its shop is left out: it is found when its number is looked for.
        """
        request = read_messages_pb2.ListOrdersRequest(
            store_id=day.store_id, channel=self.intake.channel, page_size=200
        )
        request.view = read_messages_pb2.ORDER_VIEW_FULL
        midnight = datetime.strptime(day.day, "%Y%m%d").replace(tzinfo=ZONE)
        request.created_from.FromDatetime(midnight - timedelta(hours=1))
        wanted, found = (day.day, day.shop), set[int]()
        async for page in each_page(self.peers.order.ListOrders, request):
            for order in page.orders:
                number, said = self.number_of(order), order.extension
                of = said.get(self.day_key), said.get(self.shop_key)
                if of == wanted and number.isdecimal():
                    found.add(int(number))
        return found
