"""Group buying on a real database, called through its servicer; the centers are in memory."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.group_buy.peers import Peers
from apps.group_buy.store import MIGRATIONS
from apps.group_buy.wiring import GroupBuy, assemble
from mesh.call.context import Call, Identity, as_call, internal_identity
from mesh.data.database import Database
from mesh.feed.follower_items import Batch, Item
from mesh.pure.clock import FixedClock
from mesh.pure.ids import new_id
from tests.store.group_buy.orders import Centers, money

PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP
MINUTES = 60.0
"""Seconds."""


@dataclass(frozen=True)
class Groups:
    """Group buying, with calls by name."""

    app: GroupBuy
    db: Database
    centers: Centers
    clock: FixedClock

    async def offer(self, request_id: str = "", until: datetime | None = None, **more) -> pb.Offer:
        terms = {"name": "Tea for two", "sku_id": "tea", "group_size": 2, "group_seconds": 1800}
        wanted = pb.Offer(**terms | more, price=money(990))
        wanted.end_time.FromDatetime(until or self.clock.now() + timedelta(hours=1))
        request = pb.CreateOfferRequest(request_id=request_id or new_id("req"), offer=wanted)
        with as_operator():
            return (await self.app.servicer.CreateOffer(request, None)).offer

    async def end(self, offer: pb.Offer) -> None:
        request = pb.EndOfferRequest(request_id=new_id("req"), offer_id=offer.offer_id)
        with as_operator():
            await self.app.servicer.EndOffer(request, None)

    async def open(self, person: str, offer: pb.Offer, request_id: str = ""):
        request = pb.OpenGroupRequest(
            request_id=request_id or new_id("req"),
            offer_id=offer.offer_id,
            store_id="sto_1",
            draft=order_pb.OrderDraft(channel="miniapp", service_type=PICK_UP),
        )
        with as_person(person):
            return await self.app.servicer.OpenGroup(request, None)

    async def join(self, person: str, group_id: str, request_id: str = "", language: str = ""):
        request = pb.JoinGroupRequest(
            request_id=request_id or new_id("req"),
            group_id=group_id,
            store_id="sto_1",
            draft=order_pb.OrderDraft(channel="miniapp", service_type=PICK_UP, language=language),
        )
        with as_person(person):
            return await self.app.servicer.JoinGroup(request, None)

    async def get(self, group_id: str, person: str = "per_anna") -> pb.Group:
        with as_person(person):
            return (
                await self.app.servicer.GetGroup(pb.GetGroupRequest(group_id=group_id), None)
            ).group

    async def listed(self, person: str = "per_anna", **wanted) -> list[pb.Group]:
        with as_person(person):
            reply = await self.app.servicer.ListGroups(pb.ListGroupsRequest(**wanted), None)
        return list(reply.groups)

    async def follow(self) -> int:
        """Read the feed of orders from its beginning, as after a crash; return how many failed."""
        items = [
            Item.of(event, item_id=event.event_id, subject_id=event.order_id, merchant_id="demo")
            for event in self.centers.events
        ]
        batch = Batch(items)
        with as_call(internal_identity("group_buy", "demo"), timeout=120):
            await self.app.orders.handle(batch)
        return len(batch.undone)

    async def sweep(self) -> None:
        await self.app.sweeper.do_round()

    def states(self) -> list[int]:
        return [order.status for order in self.centers.orders.values()]


@pytest.fixture
async def groups(center_database) -> Groups:
    db = await center_database("group_buy", MIGRATIONS)
    clock = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    centers = Centers()
    peers = Peers(order_control=centers, order=centers, promotion=centers, user=centers)
    app = assemble(db, clock, peers, partial(internal_identity, "group_buy"))
    return Groups(app, db, centers, clock)


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    """Calls that are nobody's in particular."""
    with as_operator():
        yield


def as_person(person_id: str) -> AbstractContextManager[Call]:
    """The block's calls are those of a person."""
    return as_call(Identity("person", person_id, "demo", channel="miniapp"), timeout=120)


def as_operator() -> AbstractContextManager[Call]:
    """The block's calls are those of an operator."""
    return as_call(Identity("operator", "olga", "demo"), timeout=120)
