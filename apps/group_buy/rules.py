"""Decisions about offers and groups: pure.

A group is decided upon by what the order center says of its places' orders. That only ever moves
forward (unpaid, paid, ended), so that it may be told late, twice and in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from apps.group_buy import errors
from apps.group_buy.model import Fact, Group, GroupState, Offer, Place, PlaceState, ToDo
from apps.group_buy.states import PLACE

ORDERED_WITHIN = timedelta(minutes=5)
"""After that no attempt to place the order of a place is under way any more."""


def demand_openable(offer: Offer, now: datetime) -> None:
    """Raise OfferNotBegun or OfferEnded unless groups of the offer may be opened."""
    if now < offer.terms.begins_at:
        raise errors.OfferNotBegun(begins_at=offer.terms.begins_at.isoformat())
    if is_over(offer, now):
        raise errors.OfferEnded


def demand_here(offer: Offer, store_id: str) -> None:
    """Raise OfferNotHere for a store in which the offer does not hold."""
    if offer.terms.store_ids and store_id not in offer.terms.store_ids:
        raise errors.OfferNotHere(store_id=store_id)


def is_over(offer: Offer, now: datetime) -> bool:
    """Return whether no new group of the offer may be opened any more."""
    return now >= offer.terms.ends_at


def demand_place(group: Group, places: Iterable[Place], now: datetime) -> None:
    """Raise GroupClosed or GroupFull unless a place of the group can be taken."""
    if group.state is not GroupState.OPEN or now >= group.deadline:
        raise errors.GroupClosed
    if sum(place.is_somebodys for place in places) >= group.size:
        raise errors.GroupFull


def demand_within_limit(offer: Offer, groups: int) -> None:
    """Raise PersonLimit for a person who takes part in so many groups already."""
    limit = offer.terms.groups_per_person
    if limit and groups >= limit:
        raise errors.PersonLimit(limit=limit)


def decide(
    group: Group, places: Sequence[Place], facts: Mapping[str, Fact], now: datetime
) -> tuple[Group, list[Place]]:
    """Return what becomes of a group and its places, by the facts about orders.

    Members are those who have paid. With enough of them it succeeds, whenever that is known: who
    had a place had paid in time, as the order center lets nobody pay later. It fails after its
    deadline as soon as it cannot get full: somebody has no place, or has not paid and can't any
    more.
    """
    was_open = group.state is GroupState.OPEN
    # Orders of places that were given up before were told so then.
    held = {place.order_id for place in places if place.is_somebodys}
    if was_open:
        places = [_moved(place, facts, now) for place in places]
        group = replace(group, state=_state(group, places, now))
        if group.state is GroupState.FAILED:
            places = [_left_without_order(place) for place in places]
    closes = was_open and group.state is not GroupState.OPEN
    asked = held | set(facts) if closes else set(facts)
    return group, [
        replace(place, to_do=_to_do(group, place, facts.get(place.order_id), closes))
        if place.order_id in asked
        else place
        for place in places
    ]


def _moved(place: Place, facts: Mapping[str, Fact], now: datetime) -> Place:
    fact, following = facts.get(place.order_id), place.state
    never = not place.order_id and now >= place.joined_at + ORDERED_WITHIN
    if fact is Fact.ENDED or never:
        following = PlaceState.GIVEN_UP
    elif fact is Fact.PAID:
        following = PlaceState.PAID
    return replace(place, state=following) if PLACE.allows(place.state, following) else place


def _state(group: Group, places: Sequence[Place], now: datetime) -> GroupState:
    if sum(place.state is PlaceState.PAID for place in places) >= group.size:
        return GroupState.SUCCEEDED
    taken = sum(place.is_somebodys for place in places)
    if now >= group.deadline and taken < group.size:
        return GroupState.FAILED
    return GroupState.OPEN


def _left_without_order(place: Place) -> Place:
    """Nobody waits for an order that was not placed when the group ended."""
    return place if place.order_id else replace(place, state=PlaceState.GIVEN_UP)


def _to_do(group: Group, place: Place, fact: Fact | None, closes: bool) -> ToDo:
    """Return what the order of a place is to be told; `closes` when the group has ended now."""
    if not place.order_id or fact is Fact.ENDED:
        return ToDo.NOTHING
    if group.state is GroupState.SUCCEEDED and place.state is PlaceState.PAID:
        # Later it has been told, or still is to be.
        return ToDo.RELEASE if closes else place.to_do
    if group.state is not GroupState.OPEN or place.state is PlaceState.GIVEN_UP:
        return ToDo.CANCEL
    return ToDo.NOTHING
