"""What is due: groups past their deadline, orders still to be told, offers that are over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from operator import attrgetter, itemgetter

import structlog

from apps.group_buy.model import Offer
from apps.group_buy.offers import Offers
from apps.group_buy.settling import ANSWER_SECONDS, Settling
from apps.group_buy.store import Due, list_due, list_unfinished
from mesh.call.context import Identity, as_call
from mesh.data.database import Database
from mesh.process.rounds import Rounds, in_lanes
from mesh.pure.clock import Clock

_log = structlog.get_logger()

PAUSE_SECONDS = 5.0
AT_ONCE = 100

SETTLED_FOR = timedelta(minutes=1)
"""So long after an offer's end no group of it is being opened any more, on whatever clock."""


class Sweeper:
    """Does what is due, of all merchants."""

    def __init__(
        self,
        db: Database,
        settling: Settling,
        offers: Offers,
        clock: Clock,
        identify: Callable[[str], Identity],
    ) -> None:
        """`identify` gives the identity of group buying within a merchant."""
        self._db = db
        self._settling = settling
        self._offers = offers
        self._clock = clock
        self._identify = identify
        self.rounds = Rounds(self.do_round, PAUSE_SECONDS)

    async def do_round(self) -> bool:
        """Do what is due now; what fails comes again in the next round."""
        now, last = self._clock.now(), ("", "")
        while groups := await list_due(self._db, now, last, AT_ONCE):
            await in_lanes(groups, itemgetter(0), self._settle)
            last = groups[-1]
        over = now - SETTLED_FOR
        place: Due = ("", "")
        while offers := await list_unfinished(self._db, over, place, AT_ONCE):
            await in_lanes(offers, attrgetter("merchant_id"), self._end)
            place = (offers[-1].merchant_id, offers[-1].offer_id)
        return False

    async def _settle(self, due: Due) -> None:
        merchant_id, group_id = due
        await self._try(merchant_id, group_id, self._settling.settle(group_id))

    async def _end(self, offer: Offer) -> None:
        await self._try(offer.merchant_id, offer.offer_id, self._finish(offer))

    async def _finish(self, offer: Offer) -> None:
        if offer.promotion_id:
            await self._offers.close(offer)
        else:
            await self._offers.promote(offer)

    async def _try(self, merchant_id: str, what: str, work: Awaitable[object]) -> None:
        with as_call(self._identify(merchant_id), "sweep", timeout=ANSWER_SECONDS):
            try:
                await work
            except Exception as exc:  # noqa: BLE001 - one failure is nobody else's
                _log.warning("not_settled", what=what, why=type(exc).__name__)
