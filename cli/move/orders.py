"""Orders: over, watched, or handed over; and what is watched follows the old system to its end.

Whoever has begun an order ends it, so that no store makes one twice:

- over there: it enters as it ended.
- begun there: the platform has it to see, hands it to no till, and follows each later file.
- not begun: who takes the store's orders of that channel makes it. Where that is the platform by
  now, it goes to the till; where it is the old system, it waits, and comes once it is begun.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import grpc
from zhongtai.order.v1 import create_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub

from cli.move.books import Seen, read_books
from cli.move.messages import new_order
from cli.move.model import ENDED, Key, Order, Place
from cli.move.products import Sku
from cli.move.report import Report, Sum
from cli.move.stores import ACCOUNT_KEYS
from cli.move.watched import Watched, refunded_of
from cli.replay.connection import Link
from cli.replay.report import show_money
from cli.workers import each
from mesh.call.errors_wire import refusal_of
from mesh.pure.limits import MAX_BATCH_ITEMS

NOUN = "orders"
AT_ONCE = 16
"""Orders that are followed at once, each with calls of its own."""


class Orders:
    """Brings orders of one chain in."""

    def __init__(
        self,
        link: Link,
        places: Mapping[str, Place],
        skus: Mapping[str, Sku],
        persons: Mapping[str, str],
        report: Report,
    ) -> None:
        self._link = link
        self._places = places
        self._skus = skus
        self._persons = persons
        self._report = report
        self._control = OrderControlServiceStub(link.channel)
        self._watched = Watched(link, places)

    async def move(self, orders: Sequence[Order], done: Callable[[int], object]) -> None:
        """Bring all of them, the oldest first; what is refused of one stops no other."""
        books = await read_books(self._link, self._places, orders)
        known = [(order, books[order.key]) for order in orders if order.key in books]
        unknown = [order for order in orders if order.key not in books]
        waiting = [order for order in unknown if waits(order, self._places)]
        for order in waiting:
            self._report.count(NOUN, "waits")
            if is_taken_here(order.key, self._places):
                words = f"{order.key} waits: name the account at {order.key.channel} that tells"
                self._report.notes.append(f"{order.where}: {words} it of this order")
        missing = sorted(
            (order for order in unknown if not waits(order, self._places)),
            key=lambda order: (order.placed_at, order.key),
        )
        missing = [order for order in missing if self._can_be_made(order)]

        async def compare(there: tuple[Order, Seen]) -> None:
            await self._compare(there)
            done(1)

        await each(known, compare, AT_ONCE)
        done(len(waiting))
        for at in range(0, len(missing), MAX_BATCH_ITEMS):
            batch = missing[at : at + MAX_BATCH_ITEMS]
            await each(await self._create(batch), self._follow, AT_ONCE)
            done(len(batch))
        await self._reconcile(orders)

    def _can_be_made(self, order: Order) -> bool:
        """Return whether an order may come; one to be made here must say where to bring it."""
        facts = order.facts
        if facts.status != "placed" or facts.service != "delivery" or facts.street:
            return True
        words = f"{order.key} is to be delivered from here and has no street"
        self._report.refuse(NOUN, order.where, words)
        return False

    async def _create(self, batch: Sequence[Order]) -> list[tuple[Order, Seen]]:
        """Bring orders that are not there; return those that have to be followed after that."""
        if self._report.dry:
            self._report.count(NOUN, "created", len(batch))
            return []
        request = messages_pb2.BatchImportOrdersRequest(orders=map(self._message, batch))
        reply = await self._link.ask(self._control.BatchImportOrders, request)
        follow = []
        for order, result in zip(batch, reply.results, strict=True):
            if result.refusal_reason:
                words = f"{order.key} {result.refusal_reason}: {result.refusal_message}"
                self._report.refuse(NOUN, order.where, words)
                continue
            self._report.count(NOUN, "created" if result.created else "there")
            if order.status not in ENDED and order.status != "placed":
                follow.append((order, _as_it_came(order, result.order_id)))
        return follow

    def _message(self, order: Order) -> create_messages_pb2.NewOrder:
        member = order.facts.member or ""
        person_id = self._persons.get(member, "")
        if member and not person_id:
            words = f"{order.key} is of member {member}, who is not among the members here"
            self._report.notes.append(f"{order.where}: {words}")
        return new_order(
            order,
            self._places[order.key.store],
            self._skus,
            person_id,
            is_handed_over=order.status == "placed",
        )

    async def _compare(self, known: tuple[Order, Seen]) -> None:
        """Look at an order that is there: one that is watched may have gone on."""
        behind = self._watched.is_behind(*known)
        self._report.count(NOUN, "changed" if behind else "there")
        if behind and not self._report.dry:
            await self._follow(known)

    async def _follow(self, known: tuple[Order, Seen]) -> None:
        """Bring an order that is watched to where the old system has it."""
        order, seen = known
        try:
            await self._watched.follow(order, seen)
        except grpc.aio.AioRpcError as exc:
            refusal = refusal_of(exc)
            if not refusal.reason:
                raise
            self._report.refuse(NOUN, order.where, f"{order.key} {refusal}")

    async def _reconcile(self, orders: Sequence[Order]) -> None:
        """Add up what is in the files and should be here, and what of it is."""
        wanted = [order for order in orders if not waits(order, self._places)]
        dry = self._report.dry
        books = {} if dry else await read_books(self._link, self._places, wanted)
        for channel in sorted({order.key.channel for order in wanted}):
            files, here = Counter[str](), Counter[str]()
            for order in wanted:
                if order.key.channel != channel:
                    continue
                files.update(
                    orders=1, total=order.facts.total or 0, refunded=refunded_of(order.facts)
                )
                seen = books.get(order.key)
                if seen is not None:
                    here.update(orders=1, total=seen.total, refunded=seen.refunded)
            self._sums(channel, files, here)

    def _sums(self, channel: str, files: Counter[str], here: Counter[str]) -> None:
        currency = next(iter(self._places.values())).currency
        for what in ("orders", "total", "refunded"):
            said, found = (
                f"{side[what]:,}" if what == "orders" else show_money(side[what], currency)
                for side in (files, here)
            )
            self._report.sums.append(
                Sum(f"{channel}: {what}", said, None if self._report.dry else found)
            )


def _as_it_came(order: Order, order_id: str) -> Seen:
    """Return a watched order as it came in: placed, however far it is there."""
    return Seen(
        order_id=order_id,
        status="placed",
        is_ours=False,
        total=order.facts.total or 0,
        refunded=0,
        pickup_code="",
        pieces=0,
        version=0,
        placed_at=order.placed_at,
    )


def waits(order: Order, places: Mapping[str, Place]) -> bool:
    """Return whether nobody has begun an order that is not for the platform, or not yet.

    A takeaway platform cancels what nobody confirms to it: that needs an account.
    """
    told = order.key.channel not in ACCOUNT_KEYS or bool(order.facts.account)
    return order.status == "placed" and not (told and is_taken_here(order.key, places))


def is_taken_here(key: Key, places: Mapping[str, Place]) -> bool:
    """Return whether the platform takes the orders of a store and channel."""
    return places[key.store].taken.get(key.channel, False)
