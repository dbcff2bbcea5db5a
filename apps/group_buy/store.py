"""Where offers, groups and places are kept: the only place of group buying with SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from apps.group_buy.errors import GroupNotFound, OfferEnded, OfferNotFound
from apps.group_buy.model import Group, GroupState, GroupView, Offer, Place, ToDo
from apps.group_buy.records import (
    group_of,
    group_view_of,
    offer_of,
    place_columns,
    place_of,
    place_values,
    terms_values,
)
from apps.group_buy.rules import ORDERED_WITHIN
from mesh.data.database import Record, Runner
from mesh.data.paging import Page
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

Due = tuple[str, str]
"""Merchant id and group id."""


class OfferStore:
    """The offers of one merchant, inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def keep(self, offer: Offer, caller: str, request_id: str) -> Offer:
        """Keep an offer once per request of a caller; return the one that the request led to."""
        values = terms_values(offer.terms)
        ids = (self._merchant, offer.offer_id, caller, request_id, offer.body_hash)
        await self._run.execute(SQL.keep_offer, *ids, *values)
        key = (self._merchant, caller, request_id)
        [row] = await self._run.fetch(SQL.find_offer_of_request, *key)
        return offer_of(row)

    async def find_of_request(self, caller: str, request_id: str) -> Offer | None:
        """Return the offer that a request led to; None for a new request."""
        key = (self._merchant, caller, request_id)
        rows = await self._run.fetch(SQL.find_offer_of_request, *key)
        return offer_of(rows[0]) if rows else None

    async def get(self, offer_id: str) -> Offer:
        """Return an offer. Raise OfferNotFound."""
        rows = await self._run.fetch(SQL.find_offer, self._merchant, offer_id)
        if not rows:
            raise OfferNotFound(offer_id=offer_id)
        return offer_of(rows[0])

    async def keep_promotion(self, offer_id: str, promotion_id: str) -> None:
        """Keep the promotion that gives an offer its price."""
        await self._run.execute(SQL.keep_promotion, self._merchant, offer_id, promotion_id)

    async def drop(self, offer_id: str) -> None:
        """Forget an offer that got no promotion."""
        await self._run.execute(SQL.drop_offer, self._merchant, offer_id)

    async def end(self, offer_id: str, now: datetime) -> Offer:
        """Let no new groups of an offer be opened, and return it. Raise OfferNotFound."""
        rows = await self._run.fetch(SQL.end_offer, self._merchant, offer_id, now)
        if not rows:
            raise OfferNotFound(offer_id=offer_id)
        return offer_of(rows[0])

    async def close(self, offer_id: str) -> None:
        """Keep that the promotion of an offer is over."""
        await self._run.execute(SQL.close_offer, self._merchant, offer_id)

    async def listed(self, store_id: str, not_over_at: datetime | None, page: Page) -> list[Offer]:
        """Return one offer more than the page shows, newest first."""
        place = (page.after_text, page.rows)
        rows = await self._run.fetch(SQL.list_offers, self._merchant, store_id, not_over_at, *place)
        return offer_of.each(rows)


class GroupStore:
    """The groups of one merchant with their places, inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def take_turn(self, offer_id: str, person_id: str) -> None:
        """Wait for others who take a place of the offer for the person. Raise PersonMerged."""
        if not await self._run.fetch(SQL.take_turn, self._merchant, offer_id, person_id):
            merged = (self._merchant, person_id)
            raise PersonsMerged(await survivors_of(self._run, [merged])).refusal()

    async def find_place_of_request(self, asked_by: str, request_id: str) -> Place | None:
        """Return the place that a request led to; None for a new request."""
        request = (self._merchant, asked_by, request_id)
        rows = await self._run.fetch(SQL.find_place_of_request, *request)
        return place_of(rows[0]) if rows else None

    async def groups_of_places(self, place_ids: Collection[str]) -> dict[str, str]:
        """Return the group of each place there is, by their ids."""
        rows = await self._run.fetch(SQL.list_groups_of_places, self._merchant, list(place_ids))
        return {row["place_id"]: row["group_id"] for row in rows}

    async def groups_of_person(self, offer_id: str, person_id: str) -> int:
        """Return in how many groups of an offer a person has a place, failed ones not counted."""
        values = (self._merchant, offer_id, person_id)
        [row] = await self._run.fetch(SQL.count_groups_of_person, *values)
        return int(row[0])

    async def keep_group(self, group: Group) -> None:
        """Keep a new group. Raise OfferEnded when its offer's promotion is over."""
        ids = (self._merchant, group.group_id, group.offer_id)
        values = (group.size, group.created_at, group.deadline)
        if not await self._run.fetch(SQL.keep_group, *ids, *values):
            raise OfferEnded

    async def get(self, group_id: str) -> Group:
        """Return a group. Raise GroupNotFound."""
        return self._group(
            group_id, await self._run.fetch(SQL.find_group, self._merchant, group_id)
        )

    async def take(self, group_id: str) -> Group:
        """Return a group, locked until the transaction ends. Raise GroupNotFound."""
        return self._group(
            group_id, await self._run.fetch(SQL.take_group, self._merchant, group_id)
        )

    async def places(self, group_id: str, of_person: str = "") -> list[Place]:
        """Return the places of a group, the first taken first.

        Of those that were given up, and whose orders know it, only the ones of a person.
        """
        ids = (self._merchant, group_id, of_person)
        return place_of.each(await self._run.fetch(SQL.list_places, *ids))

    async def keep_place(self, place: Place) -> None:
        """Keep that somebody has a place."""
        await self._run.execute(SQL.keep_place, self._merchant, *place_values(place))

    async def drop_place(self, place_id: str) -> None:
        """Forget a place that got no order, with its group when nobody ever had another in it."""
        await self._run.execute(SQL.drop_place, self._merchant, place_id)

    async def keep_end(self, group: Group, now: datetime) -> None:
        """Keep that a group ended."""
        key = (self._merchant, group.group_id)
        await self._run.execute(SQL.keep_end, *key, group.state, now)

    async def keep_places(self, places: Sequence[Place]) -> None:
        """Keep what became of places."""
        await self._run.execute(SQL.keep_places, self._merchant, *place_columns(places))

    async def keep_done(self, place_ids: Sequence[str], what: ToDo) -> None:
        """Keep that the orders of places were told."""
        if place_ids:
            await self._run.execute(SQL.keep_done, self._merchant, list(place_ids), what)

    async def listed(
        self, offer_id: str, state: GroupState | None, person_id: str, page: Page, caller: str
    ) -> list[GroupView]:
        """Return one group more than the page shows, newest first; `caller` is a person or empty.

        Empty and None mean any; without a person only groups that somebody has paid in.
        """
        wanted = (offer_id, state or 0, person_id)
        place = (page.after_text, page.rows, caller)
        return group_view_of.each(
            await self._run.fetch(SQL.list_groups, self._merchant, *wanted, *place)
        )

    def _group(self, group_id: str, rows: Sequence[Record]) -> Group:
        if not rows:
            raise GroupNotFound(group_id=group_id)
        return group_of(rows[0])


async def list_due(run: Runner, now: datetime, after: Due, limit: int) -> list[Due]:
    """Return groups, of all merchants, about which something is to be done."""
    rows = await run.fetch(SQL.list_due_groups, now, now - ORDERED_WITHIN, *after, limit)
    return [(row["merchant_id"], row["group_id"]) for row in rows]


async def list_unfinished(run: Runner, now: datetime, after: Due, limit: int) -> list[Offer]:
    """Return offers, of all merchants, whose promotion is to be made or is not needed any more."""
    return offer_of.each(await run.fetch(SQL.list_unfinished_offers, now, *after, limit))
