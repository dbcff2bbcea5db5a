"""What becomes of a group: its orders are looked at, it is decided upon, its orders are told.

1. The order center says how the orders of the group's places stand.
2. In one transaction, the group locked, it is decided purely, and what is to be told is kept.
3. The order center is told: paid orders of a group that succeeded need wait no longer, those of one
   that failed, and of places that were given up, end (and order control gives their money back).
4. It is kept that this was done.

Each step can be repeated. After a crash between them the feed, or the sweeper, begins anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import grpc
import structlog
from zhongtai.order.v1 import change_messages_pb2, order_pb2, read_messages_pb2

from apps.group_buy import rules
from apps.group_buy.messages import facts_of
from apps.group_buy.model import Fact, Group, Place, PlaceState, ToDo
from apps.group_buy.peers import Peers, has_gone_on
from apps.group_buy.store import GroupStore
from mesh.call.context import Identity, as_call, merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.pure.limits import MAX_BATCH_ITEMS

ANSWER_SECONDS = 30.0

AT_ONCE = 20
"""How many orders are being ended at a time."""

_log = structlog.get_logger()


class Settling:
    """Settles the groups of the merchant of the current call."""

    def __init__(
        self,
        db: Database,
        changes: Changes,
        peers: Peers,
        identify: Callable[[str], Identity],
    ) -> None:
        """`identify` gives the identity of group buying within a merchant."""
        self._db = db
        self._changes = changes
        self._peers = peers
        self._identify = identify

    async def settle(
        self, group_id: str, new: Mapping[str, str] | None = None
    ) -> tuple[Group, list[Place]]:
        """Decide upon a group and tell its orders; return it as it is then.

        `new` are orders that became known, by the id of their place. Raise GroupNotFound, and what
        the order center raises.
        """
        # Whoever's call it is, all of the group's orders are looked at.
        with as_call(self._identify(merchant_id()), "settle", timeout=ANSWER_SECONDS):
            return await self._settle(group_id, new or {})

    async def cancel(self, order_id: str, place_id: str) -> None:
        """End an order that waits for a place which is nobody's."""
        request = change_messages_pb2.CancelOrderRequest(
            request_id=place_id,
            order_id=order_id,
            reason=order_pb2.CANCEL_REASON_GROUP_NOT_FULL,
            only_if_status=[
                order_pb2.ORDER_STATUS_PENDING_PAYMENT,
                order_pb2.ORDER_STATUS_PLACED,
            ],
        )
        try:
            await self._peers.order.CancelOrder(request)
        except grpc.aio.AioRpcError as exc:
            # The store makes it, or the customer has it: it is no longer this group's to end.
            if not has_gone_on(exc):
                raise

    async def _settle(self, group_id: str, new: Mapping[str, str]) -> tuple[Group, list[Place]]:
        store = GroupStore(self._db, merchant_id())
        known = [_with_order(place, new) for place in await store.places(group_id)]
        facts = await self._facts(place.order_id for place in known if _matters(place, new))

        async def effect(unit: Unit) -> tuple[Group, list[Place]]:
            store = GroupStore(unit.connection, merchant_id())
            group = await store.take(group_id)
            kept = await store.places(group_id)
            places = [_with_order(place, new) for place in kept]
            after, places = rules.decide(group, places, facts, unit.now)
            if after != group:
                await store.keep_end(after, unit.now)
            if changed := [place for place, old in zip(places, kept, strict=True) if place != old]:
                await store.keep_places(changed)
            return after, places

        group, places = await self._changes.run(effect)
        await self._tell(places)
        return group, places

    async def _facts(self, order_ids: Iterable[str]) -> Mapping[str, Fact]:
        wanted = [order_id for order_id in order_ids if order_id]
        facts: dict[str, Fact] = {}
        for first in range(0, len(wanted), MAX_BATCH_ITEMS):
            part = wanted[first : first + MAX_BATCH_ITEMS]
            request = read_messages_pb2.BatchGetOrdersRequest(order_ids=part)
            facts |= facts_of((await self._peers.order.BatchGetOrders(request)).orders)
        return facts

    async def _tell(self, places: Sequence[Place]) -> None:
        """Tell orders what is to be told, each by itself; raise the first failure at the end.

        Members come first, and what was told is kept on the way, so that a repetition has less
        to do.
        """
        released = [place for place in places if place.to_do is ToDo.RELEASE]
        ended = [place for place in places if place.to_do is ToDo.CANCEL]
        ended.sort(key=lambda place: place.state is not PlaceState.PAID)
        store = GroupStore(self._db, merchant_id())
        if released:
            await self._release(released)
            await store.keep_done([each.place_id for each in released], ToDo.RELEASE)
        failures: list[BaseException] = []
        for first in range(0, len(ended), AT_ONCE):
            part = ended[first : first + AT_ONCE]
            ends = await asyncio.gather(
                *(self.cancel(each.order_id, each.place_id) for each in part),
                return_exceptions=True,
            )
            failures += [end for end in ends if end is not None]
            done = [each.place_id for each, end in zip(part, ends, strict=True) if end is None]
            await store.keep_done(done, ToDo.CANCEL)
        if failures:
            raise failures[0]

    async def _release(self, places: Sequence[Place]) -> None:
        """Let orders go on; a refusal is the order center's last word, and only noted."""
        items = [
            change_messages_pb2.ReleaseItem(order_id=each.order_id, wait_for=each.place_id)
            for each in places
        ]
        request = change_messages_pb2.ReleaseOrdersRequest(items=items)
        for result in (await self._peers.order.ReleaseOrders(request)).results:
            if result.refusal_reason:
                why = result.refusal_reason
                _log.error("order_not_released", order_id=result.order_id, reason=why)


def _matters(place: Place, new: Mapping[str, str]) -> bool:
    """Return whether it is asked how the order of a place stands."""
    return place.is_somebodys or place.to_do is not ToDo.NOTHING or place.place_id in new


def _with_order(place: Place, new: Mapping[str, str]) -> Place:
    known = place.order_id or new.get(place.place_id, "")
    return replace(place, order_id=known)
