"""Orders of one chain: each made once in pretix, read from there, kept as they stand."""

from __future__ import annotations

from datetime import UTC, datetime

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai_plugin import Alone, Conflict

from plugins.oms_pretix import mapping
from plugins.oms_pretix.books import Books
from plugins.oms_pretix.client import Client
from plugins.oms_pretix.faults import Refused
from plugins.oms_pretix.model import Ours, Row

State = order_pb.OmsOrderState


class Orders:
    """What pretix has of one chain's orders."""

    def __init__(self, client: Client, books: Books) -> None:
        self.client = client
        self.books = books
        self.chain = client.account.merchant_id
        self.alone = Alone()
        """Holds everybody else off an order."""
        self._currency = ""

    async def demand_ready(self) -> str:
        """Return the event's currency. Raise a PluginFault for an event that is not set up."""
        if not self._currency:
            self._currency = await self.client.currency()
        return self._currency

    async def submit(self, order: order_pb.OmsOrder) -> tuple[State, bool]:
        """Make an order in pretix; return how it stands, and whether it was there.

        Raise Conflict for another one under its id, BadRequest, Rejected, RetryLater.
        """
        mapping.check_order(order)
        async with self.alone(order.order_id):
            known = self.books.order(self.chain, order.order_id)
            if known is not None:
                _demand_same(known.digest, order)
                return known.state, True
            body = mapping.body_of(order, self.client.account, await self.demand_ready())
            try:
                ours = self._ours_of(await self.client.create(body), order.order_id)
                was_there = False
            except Refused as refused:
                # Its code may be taken: by this order, when an answer has been lost.
                found = await self.read(order.order_id)
                if found is None:
                    raise refused from None
                ours, was_there = found, True
            _demand_same(ours.digest, order)
            return await self.keep(ours), was_there

    async def look_up(self, order_id: str) -> State:
        """Return how an order stands; UNKNOWN for one that was never submitted."""
        known = self.books.order(self.chain, order_id)
        if known is not None:
            return known.state
        async with self.alone(order_id):
            ours = await self.read(order_id)
            if ours is not None:
                return await self.keep(ours)
        unknown = order_pb.OMS_DECISION_UNKNOWN
        return State(order_id=order_id, merchant_id=self.chain, decision=unknown)

    async def read(self, order_id: str) -> Ours | None:
        """Return an order as pretix has it; None for one that was never submitted."""
        row = await self.client.order(mapping.code_of(self.chain, order_id))
        return self._ours_of(row, order_id) if row is not None else None

    def _ours_of(self, row: Row, order_id: str) -> Ours:
        ours = mapping.ours_of(row)
        if ours is None or ours.order_id != order_id:
            raise Conflict("CODE_TAKEN", "pretix has an order of somebody else under its code.")
        return ours

    async def keep(self, ours: Ours) -> State:
        """Keep how an order stands; return it as it is told."""
        state = mapping.state_of(ours, self.client.account.checkin_list, datetime.now(UTC))
        return await self.books.keep(state, ours.digest, ours.modified)


def _demand_same(digest: str, order: order_pb.OmsOrder) -> None:
    if digest != mapping.digest_of(order):
        raise Conflict("ORDER_DIFFERS", "This order_id was used for another order.")
