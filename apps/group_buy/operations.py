"""Places in groups: kept, ordered, and known to the order center, each once.

1. The place is kept, with the order's request, while the group is locked: the last is taken once.
2. Order control places the order under the place's id, so that a repetition is the same. The order
   bears the place's id from its first event on (Order.wait_for).
3. The order's id is kept with the place.

A crash in between leaves a place without an order. The customer's repetition goes on with it; the
order's own event says which place it is for; and a place that has no order after five minutes is
another's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import grpc
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb
from zhongtai.user.v1 import person_requests_pb2

from apps.group_buy import checks, rules
from apps.group_buy.errors import GroupClosed
from apps.group_buy.messages import order_request
from apps.group_buy.model import Group, GroupState, GroupView, Offer, Place
from apps.group_buy.peers import Peers
from apps.group_buy.settling import Settling
from apps.group_buy.store import GroupStore, OfferStore
from mesh.call.context import merchant_id
from mesh.call.digest import digest_of
from mesh.call.errors_wire import is_last_word
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.errors import RequestIdReused
from mesh.pure.ids import new_id

PLACE = "gpl"
"""Begins the ids of places."""

Taking = pb.OpenGroupRequest | pb.JoinGroupRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a place, with which request, of which offer or in which group.

    `digest` tells the request from another of its id.
    """

    person_id: str
    request: Taking
    digest: bytes
    about: str


Begin = Callable[[Unit, Asked], Awaitable[Place]]
"""Keeps a place in a transaction, or finds the one that the request led to before."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A place that somebody has: its group, all places of that, and the order."""

    group: Group
    places: list[Place]
    order: order_pb2.Order


class Groups:
    """The operations on groups, for the merchant of the current call."""

    def __init__(self, db: Database, changes: Changes, peers: Peers, settling: Settling) -> None:
        self._db = db
        self._changes = changes
        self._peers = peers
        self._settling = settling

    async def open(self, request: pb.OpenGroupRequest, person_id: str) -> Taken:
        """Open a group with the first place for a person, once per request_id.

        Raise OfferNotFound, OfferNotBegun, OfferEnded, OfferNotHere, PersonLimit, PersonMerged,
        RequestIdReused, and what order control refuses.
        """
        return await self._take(request, person_id, request.offer_id, _open)

    async def join(self, request: pb.JoinGroupRequest, person_id: str) -> Taken:
        """Take a place in a group for a person, unless they have one.

        Raise GroupNotFound, GroupClosed, GroupFull, OfferNotHere, PersonLimit, PersonMerged,
        RequestIdReused, and what order control refuses.
        """
        return await self._take(request, person_id, request.group_id, _join)

    async def get(self, group_id: str, caller: str) -> tuple[Group, list[Place], Offer]:
        """Return a group with its places and its offer. Raise GroupNotFound.

        Of places that were given up, those of the caller, a person or empty.
        """
        group = await self._store.get(group_id)
        offer = await OfferStore(self._db, merchant_id()).get(group.offer_id)
        return group, await self._store.places(group_id, caller), offer

    async def listed(
        self, offer_id: str, state: GroupState | None, person_id: str, page: Page, caller: str
    ) -> list[GroupView]:
        """Return one group more than the page shows, newest first."""
        return await self._store.listed(offer_id, state, person_id, page, caller)

    async def names(self, places: Iterable[Place]) -> Mapping[str, str]:
        """Return what persons are called; empty when the user center is away."""
        wanted = sorted({place.person_id for place in places})
        if not wanted:
            return {}
        request = person_requests_pb2.BatchGetPersonsRequest(person_ids=wanted)
        try:
            persons = (await self._peers.user.BatchGetPersons(request)).persons
        except grpc.aio.AioRpcError:
            return {}
        return {person.person_id: person.display_name for person in persons}

    async def _take(self, request: Taking, person_id: str, about: str, begin: Begin) -> Taken:
        digest = digest_of(request)
        asked = Asked(person_id, request, digest, about)
        place = await self._changes.run(lambda unit: begin(unit, asked))
        if place.order_id:
            get = read_messages_pb2.GetOrderRequest(order_id=place.order_id)
            order = (await self._peers.order.GetOrder(get)).order
            group = await self._store.get(place.group_id)
            return Taken(group, await self._store.places(place.group_id), order)
        if not place.is_somebodys:
            raise GroupClosed
        return await self._order(place)

    async def _order(self, place: Place) -> Taken:
        """Place the order of a place. Raise GroupClosed when the group ended meanwhile."""
        wanted = order_pb.PlaceOrderRequest.FromString(place.order_request)
        try:
            order = (await self._peers.order_control.PlaceOrder(wanted)).order
        except grpc.aio.AioRpcError as exc:
            if is_last_word(exc):
                await self._store.drop_place(place.place_id)
            raise
        new = {place.place_id: order.order_id}
        group, places = await self._settling.settle(place.group_id, new)
        kept = any(each.place_id == place.place_id and each.is_somebodys for each in places)
        if group.state is GroupState.FAILED or not kept:
            raise GroupClosed
        return Taken(group, places, order)

    @property
    def _store(self) -> GroupStore:
        return GroupStore(self._db, merchant_id())


async def _open(unit: Unit, asked: Asked) -> Place:
    """Return the place that a request led to before, or keep a group with one."""
    store = GroupStore(unit.connection, merchant_id())
    offer = await OfferStore(unit.connection, merchant_id()).get(asked.about)
    known = await _in_turn(store, offer, asked)
    if known is not None:
        return known
    rules.demand_openable(offer, unit.now)
    deadline = unit.now + timedelta(seconds=offer.terms.group_seconds)
    size = offer.terms.group_size
    ids = (merchant_id(), new_id("grp"), offer.offer_id)
    group = Group(*ids, size, GroupState.OPEN, unit.now, deadline)
    await _demand_within_limit(store, offer, asked)
    await store.keep_group(group)
    return await _keep(store, group, offer, asked, unit)


async def _join(unit: Unit, asked: Asked) -> Place:
    """Return the place that a request led to, or the person has, or keep one in the group."""
    store = GroupStore(unit.connection, merchant_id())
    group = await store.get(asked.about)
    offer = await OfferStore(unit.connection, merchant_id()).get(group.offer_id)
    known = await _in_turn(store, offer, asked)
    if known is not None:
        return known
    group = await store.take(group.group_id)
    places = await store.places(group.group_id)
    for place in places:
        own = place.person_id == asked.person_id and place.is_somebodys
        if own and group.state is not GroupState.FAILED:
            return place
    rules.demand_place(group, places, unit.now)
    await _demand_within_limit(store, offer, asked)
    return await _keep(store, group, offer, asked, unit)


async def _in_turn(store: GroupStore, offer: Offer, asked: Asked) -> Place | None:
    """Wait for the person's other requests; return the place that this one led to before."""
    await store.take_turn(offer.offer_id, asked.person_id)
    known = await store.find_place_of_request(asked.person_id, asked.request.request_id)
    if known is not None and known.body_hash != asked.digest:
        raise RequestIdReused(request_id=asked.request.request_id)
    if known is None:
        rules.demand_here(offer, asked.request.store_id)
        checks.check_line(asked.request.draft, offer.terms.sku_id)
    return known


async def _demand_within_limit(store: GroupStore, offer: Offer, asked: Asked) -> None:
    if offer.terms.groups_per_person:
        groups = await store.groups_of_person(offer.offer_id, asked.person_id)
        rules.demand_within_limit(offer, groups)


async def _keep(store: GroupStore, group: Group, offer: Offer, asked: Asked, unit: Unit) -> Place:
    place_id = new_id(PLACE)
    wanted = order_request(asked.request, offer, place_id, group, asked.person_id)
    place = Place(
        place_id=place_id,
        group_id=group.group_id,
        person_id=asked.person_id,
        asked_by=asked.person_id,
        request_id=asked.request.request_id,
        body_hash=asked.digest,
        joined_at=unit.now,
        order_request=wanted.SerializeToString(),
    )
    await store.keep_place(place)
    return place
