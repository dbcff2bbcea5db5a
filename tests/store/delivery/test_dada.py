"""The delivery center with Dada's plug-in: callbacks move it, but only to what Dada then says."""

import asyncio
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from zhongtai.delivery.v1 import delivery_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai_plugin.conformance.notices import Catcher, catching

from centers.delivery.store import MIGRATIONS
from centers.delivery.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock, SystemClock
from simulators.dada import book
from simulators.dada.platform import Dada
from tests.dada import chains, simulated
from tests.plugins.world import hosted
from tests.store.delivery.world import World

CREATED, ASSIGNED = delivery_pb2.DELIVERY_STATUS_CREATED, delivery_pb2.DELIVERY_STATUS_ASSIGNED
AT_STORE, DELIVERED = delivery_pb2.DELIVERY_STATUS_AT_STORE, delivery_pb2.DELIVERY_STATUS_DELIVERED
PICKED_UP, FAILED = delivery_pb2.DELIVERY_STATUS_PICKED_UP, delivery_pb2.DELIVERY_STATUS_FAILED
APPLIED = pb.CALLBACK_OUTCOME_APPLIED
STEPS = {
    book.TO_FETCH: ASSIGNED,
    book.AT_STORE: AT_STORE,
    book.DELIVERING: PICKED_UP,
    book.DONE: DELIVERED,
}

Scene = tuple[World, Dada, Catcher]


@pytest.fixture
async def scene(center_database, tmp_path) -> AsyncIterator[Scene]:
    """A delivery center whose only carrier is Dada, and what Dada calls back."""
    db = await center_database("delivery", MIGRATIONS)
    there = chains(tmp_path, "demo")
    async with (
        simulated(there) as side,
        catching() as catcher,
        hosted("carrier_dada", tmp_path, **there.env(side.url)) as handle,
    ):
        plugins = SimpleNamespace(of_kind=lambda kind: [handle] if kind == "carrier" else [])
        clock = FixedClock(SystemClock().now())
        center = assemble(db, plugins, catcher.url, clock)
        yield World(center, plugins, clock, db), side, catcher
        await center.feed.close()


async def called_back(world: World, body: bytes) -> pb.HandleCallbackResponse:
    """Hand a callback in as the edge does: for no merchant."""
    request = pb.HandleCallbackRequest(carrier="dada", body=body)
    with as_call(internal_identity("notices"), timeout=60):
        return await world.center.servicer.HandleCallback(request, None)


async def test_dada_brings_it_and_nothing_that_strangers_say_moves_it(scene: Scene):
    world, side, catcher = scene
    delivery = await world.sent_out()
    (order,) = side.book.all()
    assert (delivery.status, delivery.carrier) == (CREATED, "dada")
    assert order.asked.info.startswith("取餐号 A17")
    said = json.loads((await catcher.next()).body)
    for state in (book.DONE, book.CANCELLED):
        # Rightly signed, as anybody can: Dada is asked, and says otherwise.
        reply = await called_back(world, json.dumps(said | {"order_status": state}).encode())
        now = (await world.get(delivery.delivery_id)).status
        assert (reply.reply_status, now) == (200, CREATED)
    forged = await called_back(world, json.dumps(said | {"signature": "0" * 32}).encode())
    assert (forged.reply_status, forged.outcome) == (401, pb.CALLBACK_OUTCOME_REJECTED)
    # The first rider gives it up: Dada says again, to the second, what it said when it took it.
    given_up = ((book.TO_FETCH, ASSIGNED), (book.WAITING, CREATED))
    for state, status in (*given_up, *STEPS.items()):
        side.orders.move(order, state)
        reply = await called_back(world, (await catcher.next()).body)
        after = await world.get(delivery.delivery_id)
        assert (reply.outcome, after.status) == (APPLIED, status)
    assert (after.fee.minor_units, after.rider.phone) == (order.fee, "13900000001")
    await world.clean_totals()


async def test_a_lost_answer_and_a_refusal_leave_one_order_or_none(scene: Scene):
    world, side, _ = scene
    side.faults.calls += ["lost"]
    delivery = await world.sent_out()
    await world.center.sweeper.sweep()
    assert (await world.get(delivery.delivery_id)).carrier == "dada"
    assert len(list(side.book.all())) == 1
    side.faults.no_riders = True
    nobody = await world.sent_out()
    async with asyncio.timeout(30):
        while (after := await world.get(nobody.delivery_id)).status != FAILED:
            await world.center.sweeper.sweep()
    assert "no rider" in after.failure_reason
    assert len(list(side.book.all())) == 1
