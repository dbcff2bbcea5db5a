"""Entries of the platform's ledger of stock, as Tryton's internal shipments: done at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai_plugin import PluginFault, RetryLater
from zhongtai_plugin.tryton.client import Client

from plugins.erp_tryton.books import CHANGED, UNDER_WAY, Books, Place
from plugins.erp_tryton.company import Companies
from plugins.erp_tryton.filing import Filing, Kind, Outcome
from plugins.erp_tryton.mapping import mark_of_movement, movement_paper
from plugins.erp_tryton.stock import Stock

SHIPMENTS = Kind(
    "stock.shipment.internal",
    ("from_location", "to_location", "moves.product", "moves.quantity"),
    mark_of_movement,
    (("draft", "wait"), ("waiting", "assign_force"), ("assigned", "do")),
    frozenset({"done"}),
)
NEVER = datetime.fromtimestamp(0, UTC)


class Movements:
    """The movements of one account."""

    def __init__(
        self,
        client: Client,
        companies: Companies,
        stock: Stock,
        books: Books,
        settle_seconds: float,
    ) -> None:
        self._companies = companies
        self._stock = stock
        self._books = books
        self._chain = client.login.merchant_id
        self._filing = Filing(SHIPMENTS, client, books, settle_seconds)
        self._alone = asyncio.Lock()

    async def known(self, keys: Sequence[str]) -> Sequence[str]:
        """Return those of the keys that are in the stock. Raise PluginFault."""
        found = await self._filing.ids(keys)
        return [key for key in keys if key in found]

    async def put(self, movements: Sequence[pb.ErpMovement]) -> Mapping[str, Outcome]:
        """Put movements in. What they touch is not counted until it is known what came of them."""
        company = await self._companies.with_stores({each.store_id for each in movements})
        products = await self._companies.products({each.sku_code for each in movements})
        outcomes: dict[str, Outcome] = {}
        papers = []
        for each in movements:
            try:
                papers.append(movement_paper(each, company, products))
            except PluginFault as fault:
                outcomes[each.movement_id] = fault
        if not papers:
            return outcomes
        sound = [each for each in movements if each.movement_id not in outcomes]
        places = frozenset(map(_place, sound))
        async with self._alone:
            with self._stock.moving(places):
                under_way = dict.fromkeys(places, NEVER)
                await self._books.note_moved(self._chain, under_way, UNDER_WAY)
                outcomes |= await self._filing.file(papers)
                clear, open_ = _ends(sound, outcomes)
                await self._books.note_moved(self._chain, clear, CHANGED)
                await self._books.note_moved(self._chain, open_, UNDER_WAY)
        return outcomes


def _ends(
    movements: Sequence[pb.ErpMovement], outcomes: Mapping[str, Outcome]
) -> tuple[dict[Place, datetime], dict[Place, datetime]]:
    """Return up to when Tryton has the movements of places, and those of which nobody knows."""
    clear: dict[Place, datetime] = {}
    open_: dict[Place, datetime] = {}
    for each in movements:
        place, outcome = _place(each), outcomes[each.movement_id]
        if isinstance(outcome, RetryLater):
            open_[place] = NEVER
        elif isinstance(outcome, PluginFault):
            clear.setdefault(place, NEVER)
        else:
            moment = each.occur_time.ToDatetime(UTC)
            clear[place] = max(clear.get(place, NEVER), moment)
    return clear, open_


def _place(movement: pb.ErpMovement) -> Place:
    return movement.store_id, movement.sku_code
