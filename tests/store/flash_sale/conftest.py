"""Flash sales on a real database, called through their servicer; the centers are in memory."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import pytest
from google.protobuf.duration_pb2 import Duration
from zhongtai.common.v1 import money_pb2, person_merge_pb2
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.promotion.v1 import promotion_pb2, promotion_requests_pb2

from apps.flash_sale.peers import Peers
from apps.flash_sale.store import MIGRATIONS
from apps.flash_sale.wiring import FlashSales, assemble
from mesh.call.context import Call, Identity, as_call, internal_identity
from mesh.call.errors_wire import failure_of_refusal
from mesh.call.wire import stamp
from mesh.data.database import Database
from mesh.pure.clock import FixedClock
from mesh.pure.errors import Refusal
from mesh.pure.ids import new_id

BEGINS = datetime(2100, 11, 29, 12, tzinfo=UTC)
LENGTH_SECONDS = 3600


@dataclass
class Centers:
    """The promotion and the order center: what was asked of them, and how orders stand."""

    promotions: dict[str, promotion_pb2.PromotionSpec] = field(default_factory=dict)
    moves: list[tuple[str, str]] = field(default_factory=list)
    orders: dict[str, int] = field(default_factory=dict)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hangs: bool = False
    fails_once: bool = False
    refusal: Refusal | None = None
    """With what the promotion center refuses to make a price apply."""

    async def CreatePromotion(self, request):
        self.promotions[request.request_id] = request.spec
        promotion = promotion_pb2.Promotion(promotion_id="prm_1", spec=request.spec)
        return promotion_requests_pb2.CreatePromotionResponse(promotion=promotion)

    async def ActivatePromotion(self, request):
        self.asked.set()
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails_once:
            self.fails_once = False
            raise RuntimeError
        if self.refusal is not None:
            raise failure_of_refusal(self.refusal).as_rpc_error()
        self.moves.append(("open", request.promotion_id))

    async def EndPromotion(self, request):
        self.moves.append(("end", request.promotion_id))

    async def BatchGetOrders(self, request):
        known = [each for each in request.order_ids if each in self.orders]
        orders = [order_pb2.Order(order_id=each, status=self.orders[each]) for each in known]
        return read_messages_pb2.BatchGetOrdersResponse(orders=orders)


@dataclass(frozen=True)
class Sales:
    """Flash sales as one process has them, with calls by name."""

    app: FlashSales
    db: Database
    centers: Centers
    clock: FixedClock

    async def announce(self, pieces: int, *, running: bool = True, request_id: str = "", **terms):
        session = pb.Session(
            name="One-yuan tea",
            sku_id="sku_tea",
            price=money_pb2.Money(minor_units=100, currency_code="CNY"),
            pieces=pieces,
            pieces_per_person=terms.pop("per_person", 1),
            begin_time=stamp(BEGINS),
            admission_time=Duration(seconds=60),
            **terms,
        )
        session.end_time.FromSeconds(session.begin_time.seconds + LENGTH_SECONDS)
        request = pb.CreateSessionRequest(request_id=request_id or new_id("req"), session=session)
        with as_operator():
            kept = (await self.app.servicer.CreateSession(request, None)).session
        if running:
            await self.sweep()
        return kept.session_id

    async def session(self, session_id: str) -> pb.Session:
        request = pb.GetSessionRequest(session_id=session_id)
        with as_operator():
            return (await self.app.servicer.GetSession(request, None)).session

    async def cancel(self, session_id: str) -> pb.Session:
        request = pb.CancelSessionRequest(request_id=new_id("req"), session_id=session_id)
        with as_operator():
            return (await self.app.servicer.CancelSession(request, None)).session

    async def ask(self, session_id: str, person: str, request_id: str = "", pieces: int = 1):
        request = pb.RequestAdmissionRequest(
            request_id=request_id or new_id("req"),
            session_id=session_id,
            store_id="sto_1",
            pieces=pieces,
        )
        with as_person(person):
            return (await self.app.servicer.RequestAdmission(request, None)).admission

    async def seen(self, token: str, person: str) -> admission_pb2.Admission:
        request = admission_pb2.GetAdmissionRequest(token=token)
        with as_person(person):
            return (await self.app.servicer.GetAdmission(request, None)).admission

    async def give_back(self, token: str, person: str) -> None:
        with as_person(person):
            request = pb.ReturnAdmissionRequest(token=token)
            await self.app.servicer.ReturnAdmission(request, None)

    async def hold(self, token: str, person: str, order_id: str, pieces: int = 1):
        request = admission_pb2.HoldAdmissionRequest(
            token=token, person_id=person, order_id=order_id, pieces=pieces, store_id="sto_1"
        )
        with as_control():
            return (await self.app.servicer.HoldAdmission(request, None)).admission

    async def release(self, order_id: str) -> None:
        request = admission_pb2.ReleaseAdmissionRequest(order_id=order_id)
        with as_control():
            await self.app.servicer.ReleaseAdmission(request, None)

    async def merge(self, merged: str, stays: str, *, back: bool = False) -> int:
        request = person_merge_pb2.MovePersonRequest(
            merge_id=f"mrg_{merged}", from_person_id=merged, into_person_id=stays, back=back
        )
        with as_control():
            return (await self.app.merges.handle(request)).moved_count

    async def settle(self) -> None:
        while await self.app.admissions.settle_due():
            pass

    async def sweep(self) -> None:
        await self.settle()
        await self.app.sweeper.do_round()

    async def audit(self) -> dict[str, int]:
        with as_operator():
            reply = await self.app.servicer.Audit(admission_pb2.AuditRequest(), None)
        assert [check.name for check in reply.checks if check.breach_count] == []
        return dict(reply.totals)


@pytest.fixture
async def processes(center_database) -> Callable[[], object]:
    """Makes flash sales that share tables, clock and centers, as processes of one platform do."""
    clock, centers = FixedClock(BEGINS), Centers()

    async def make() -> Sales:
        db = await center_database("flash_sale", MIGRATIONS)
        peers = Peers(promotion=centers, order=centers, user=centers)
        app = assemble(db, clock, peers, partial(internal_identity, "flash_sale"))
        return Sales(app, db, centers, clock)

    return make


@pytest.fixture
async def sales(processes) -> Sales:
    return await processes()


def as_operator() -> AbstractContextManager[Call]:
    """The block's calls are those of an operator of the chain."""
    return as_call(Identity("operator", "olga", "demo"), timeout=300)


def as_person(person_id: str) -> AbstractContextManager[Call]:
    """The block's calls are those of a person."""
    return as_call(Identity("person", person_id, "demo", channel="miniapp"), timeout=300)


def as_control() -> AbstractContextManager[Call]:
    """The block's calls are those of order control."""
    return as_call(internal_identity("order_control", "demo"), timeout=300)
