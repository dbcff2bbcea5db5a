"""Carriers' reports by callback and by stream, own riders, lists, privacy, audit."""

import asyncio
import contextlib

import pytest
from zhongtai.common.v1 import geo_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as feed_pb
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1 import rule_messages_pb2 as rule_pb

from centers.delivery.errors import (
    DeliveryNotFound,
    IllegalMove,
    NotOwnRiders,
    RuleNotFound,
)
from centers.delivery.store import MIGRATIONS
from centers.delivery.wiring import carrier_follower
from mesh.call.context import Identity, as_call
from mesh.pure.errors import InvalidRequest
from tests.store.delivery import carrier as said
from tests.store.delivery.world import fresh_id

APPLIED = pb.CALLBACK_OUTCOME_APPLIED
DUPLICATE = pb.CALLBACK_OUTCOME_DUPLICATE
LATE = pb.CALLBACK_OUTCOME_LATE
AT_STORE = delivery_pb2.DELIVERY_STATUS_AT_STORE
SHOP = geo_pb2.GeoPoint(latitude=31.25, longitude=121.5)


async def test_the_same_callback_a_hundred_times_moves_once(world):
    delivery = await world.sent_out()
    update = world.carriers["sandbox"].update(said.ASSIGNED)
    replies = await asyncio.gather(*(world.call_back(update) for _ in range(100)))
    assert sorted(reply.outcome for reply in replies) == [APPLIED] + [DUPLICATE] * 99
    assert {reply.reply_body for reply in replies} == {b"ok"}
    assert {reply.delivery_id for reply in replies} == {delivery.delivery_id}
    assert len(await world.events()) == 2


async def test_a_wrong_signature_changes_nothing(world):
    delivery = await world.sent_out()
    update = world.carriers["sandbox"].update(said.ASSIGNED)
    reply = await world.call_back(update, signature="bad")
    assert (reply.outcome, reply.reply_status) == (pb.CALLBACK_OUTCOME_REJECTED, 401)
    assert (await world.get(delivery.delivery_id)).status == delivery.status


async def test_where_the_signature_is_weak_the_carrier_is_asked_what_is_true(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    sandbox.query_first = True
    claim = sandbox.update(said.DELIVERED)
    sandbox.job.status = said.ASSIGNED
    await world.call_back(claim)
    after = await world.get(delivery.delivery_id)
    assert after.status == delivery_pb2.DELIVERY_STATUS_ASSIGNED
    # The carrier's own word comes under the id that the claim had; it may say a thing again.
    for status, shown in (
        (said.CREATED, delivery_pb2.DELIVERY_STATUS_CREATED),
        (said.ASSIGNED, delivery_pb2.DELIVERY_STATUS_ASSIGNED),
        (said.CREATED, delivery_pb2.DELIVERY_STATUS_CREATED),
        (said.DELIVERED, delivery_pb2.DELIVERY_STATUS_DELIVERED),
    ):
        sandbox.job.status = status
        assert (await world.call_back(claim)).outcome == APPLIED
        assert (await world.get(delivery.delivery_id)).status == shown
    # What it says too late is told once.
    before, sandbox.job.status = len(await world.events()), said.ASSIGNED
    assert [(await world.call_back(claim)).outcome for _ in range(2)] == [LATE, DUPLICATE]
    assert len(await world.events()) == before + 1


async def test_a_report_that_comes_too_late_is_recorded_and_not_applied(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    early = sandbox.update(said.ASSIGNED)
    await world.call_back(sandbox.update(said.DELIVERED))
    assert (await world.call_back(early)).outcome == LATE
    after = await world.get(delivery.delivery_id)
    assert after.status == delivery_pb2.DELIVERY_STATUS_DELIVERED
    kinds = [event.kind for event in await world.events()]
    assert kinds[-1] == delivery_event_pb2.DELIVERY_EVENT_KIND_LATE_UPDATE


async def test_a_report_about_an_unknown_delivery_is_taken_and_kept(world):
    job = said.Job("bkg_nobody")
    reply = await world.call_back(world.carriers["sandbox"].update(said.ASSIGNED, job=job))
    unknown = pb.CALLBACK_OUTCOME_UNKNOWN_DELIVERY
    assert (reply.outcome, reply.reply_status, reply.merchant_id) == (unknown, 200, "")


async def test_a_carrier_cannot_speak_for_another(world):
    delivery = await world.sent_out()
    update = world.carriers["sandbox"].update(said.DELIVERED)
    await world.call_back(update, carrier="swift")
    assert (await world.get(delivery.delivery_id)).status == delivery.status


async def test_a_carriers_stream_is_taken_and_acknowledged(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    follower = asyncio.create_task(
        carrier_follower(world.center, "carrier_sandbox", world.clock).run()
    )
    for status in (said.ASSIGNED, said.PICKED_UP):
        sandbox.told.put_nowait(sandbox.update(status))
    stream = world.center.servicer.WatchEvents(feed_pb.WatchEventsRequest(reader="t"), None)
    moved = 0
    while moved < 3:
        moved += len((await anext(stream)).events)
    await stream.aclose()
    await until(lambda: sandbox.acked)
    await stop(follower)
    after = await world.get(delivery.delivery_id)
    assert after.status == delivery_pb2.DELIVERY_STATUS_PICKED_UP


async def test_an_odd_update_of_a_carrier_is_a_letter_and_the_next_is_taken(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    odd, sound = sandbox.update(said.ASSIGNED), sandbox.update(said.PICKED_UP)
    odd.delivery.rider.name = "a\0b"
    odd.delivery.delivery_id = "bkg_other"
    follower = carrier_follower(world.center, "carrier_sandbox", world.clock)
    task = asyncio.create_task(follower.run())
    for told, update in enumerate((odd, sound), 1):
        sandbox.told.put_nowait(update)
        await until(lambda told=told: len(sandbox.acked) == told)
    await stop(task)
    after = await world.get(delivery.delivery_id)
    assert after.status == delivery_pb2.DELIVERY_STATUS_PICKED_UP
    (letter,) = await world.center.feed.letters.list_letters("", "", 0, 0, 9)
    assert (letter.item_id, letter.attempts) == (odd.update_id, 1)
    assert "rider.name" in letter.reason


async def until(condition) -> None:
    while True:
        if condition():
            return
        await asyncio.sleep(0.01)


async def stop(task: asyncio.Task) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def own(world) -> delivery_pb2.Delivery:
    in_order = delivery_pb2.CHOICE_STRATEGY_IN_ORDER
    await world.set_rule(in_order, own_riders_first=True)
    return await world.sent_out()


async def assign(world, delivery_id: str):
    request = pb.AssignRiderRequest(request_id=fresh_id(), delivery_id=delivery_id)
    request.rider.name = "Zhao"
    return (await world.center.servicer.AssignRider(request, None)).delivery


async def report(world, delivery_id: str, status: int):
    request = pb.ReportProgressRequest(
        request_id=fresh_id(), delivery_id=delivery_id, status=status
    )
    return (await world.center.servicer.ReportProgress(request, None)).delivery


async def test_an_own_rider_brings_it_without_any_carrier(world):
    delivery = await own(world)
    assert delivery.route == delivery_pb2.DELIVERY_ROUTE_OWN_RIDERS
    assert (await assign(world, delivery.delivery_id)).rider.name == "Zhao"
    for status in (3, 4, 5):
        after = await report(world, delivery.delivery_id, status)
    assert after.status == delivery_pb2.DELIVERY_STATUS_DELIVERED
    assert not world.carriers["sandbox"].jobs
    with pytest.raises(IllegalMove):
        await report(world, delivery.delivery_id, 4)


async def test_when_no_own_rider_takes_it_in_time_a_carrier_is_asked(world):
    delivery = await own(world)
    world.clock.advance(seconds=601)
    await world.center.sweeper.sweep()
    assert (await world.get(delivery.delivery_id)).carrier == "sandbox"


async def test_a_carriers_delivery_is_not_moved_by_hand(world):
    delivery = await world.sent_out()
    with pytest.raises(NotOwnRiders):
        await assign(world, delivery.delivery_id)


async def test_where_an_own_rider_is_shows_in_the_delivery(world):
    delivery = await own(world)
    await assign(world, delivery.delivery_id)
    request = pb.ReportProgressRequest(
        request_id=fresh_id(), delivery_id=delivery.delivery_id, status=AT_STORE, position=SHOP
    )
    await world.center.servicer.ReportProgress(request, None)
    assert (await world.get(delivery.delivery_id)).rider.position == SHOP
    await report(world, delivery.delivery_id, 4)
    assert (await world.get(delivery.delivery_id)).rider.position == SHOP


async def test_where_a_rider_was_before_an_upgrade_is_known_after_it(world):
    known, unknown = await world.create(), await world.create()
    as_before = """UPDATE deliveries SET rider = jsonb_build_object(
        'name', 'Zhao', 'latitude', $2::float8, 'longitude', $3::float8) WHERE delivery_id = $1"""
    await world.db.execute(as_before, known.delivery_id, SHOP.latitude, SHOP.longitude)
    await world.db.execute(as_before, unknown.delivery_id, None, None)
    await world.db.execute((MIGRATIONS / "0003_rider_position.sql").read_text())
    assert (await world.get(known.delivery_id)).rider.position == SHOP
    assert not (await world.get(unknown.delivery_id)).rider.HasField("position")


async def test_the_feed_and_what_is_kept_for_repetitions_carry_no_personal_data(world):
    delivery = await world.sent_out()
    await world.call_back(world.carriers["sandbox"].update(said.ASSIGNED))
    await world.cancel(delivery.delivery_id)
    kept = await world.db.fetch("SELECT reply FROM requests")
    assert kept
    text = " ".join(map(str, [*await world.events(), *(row["reply"] for row in kept)]))
    assert not {word for word in ("13900005678", "Main street", "Wang") if word in text}


@pytest.mark.parametrize(
    "identity", [Identity("person", "per_2", "demo"), Identity("operator", "ann", "other")]
)
async def test_nobody_sees_or_moves_what_is_not_theirs(world, identity):
    delivery = await world.sent_out()
    with as_call(identity):
        with pytest.raises(DeliveryNotFound):
            await world.get(delivery.delivery_id)
        with pytest.raises(DeliveryNotFound):
            await world.cancel(delivery.delivery_id)


async def test_pages_show_every_delivery_once_newest_first(world):
    made = [(await world.create()).delivery_id for _ in range(5)]
    seen, token = [], ""
    while True:
        request = pb.ListDeliveriesRequest(page_size=2, page_token=token)
        reply = await world.center.servicer.ListDeliveries(request, None)
        seen += [delivery.delivery_id for delivery in reply.deliveries]
        token = reply.next_page_token
        if not token:
            break
    assert seen == made[::-1]


async def test_a_store_without_a_rule_follows_that_of_all_stores(world):
    get = world.center.servicer.GetDispatchRule
    with pytest.raises(RuleNotFound):
        await get(rule_pb.GetDispatchRuleRequest(store_id="sto_1"), None)
    await world.set_rule(delivery_pb2.CHOICE_STRATEGY_RACE)
    await world.set_rule(delivery_pb2.CHOICE_STRATEGY_CHEAPEST, "swift", store_id="sto_1")
    rules = await world.center.servicer.ListDispatchRules(rule_pb.ListDispatchRulesRequest(), None)
    assert [rule.store_id for rule in rules.rules] == ["", "sto_1"]
    assert len((await world.sent_out()).bookings) == 1
    own_rule = await get(rule_pb.GetDispatchRuleRequest(store_id="sto_1"), None)
    assert list(own_rule.rule.carriers) == ["swift"]


async def test_every_mistake_of_a_place_is_named(world):
    request = world.create_request()
    request.dropoff.address.Clear()
    with pytest.raises(InvalidRequest) as refusal:
        await world.center.servicer.CreateDelivery(request, None)
    assert [violation.field for violation in refusal.value.violations] == [
        "dropoff.address.contact_name",
        "dropoff.address.contact_phone",
        "dropoff.address.street",
    ]


BREACHES = {
    "one_winner_per_delivery": "UPDATE bookings SET status = 2",
    "ended_deliveries_hold_no_rider": "UPDATE deliveries SET status = 7, cancelling = true",
    "one_open_delivery_per_order": None,
    "open_deliveries_are_followed": "UPDATE deliveries SET next_step_at = NULL",
    "deliveries_have_their_event": "DELETE FROM events WHERE kind = 'CREATED'",
    "merged_persons_have_nothing": """
        INSERT INTO person_merges (merchant_id, merge_id, from_person_id, into_person_id, moved_at)
        SELECT merchant_id, 'mrg_1', person_id, 'per_stays', now() FROM deliveries
    """,
}


@pytest.mark.parametrize("name", BREACHES)
async def test_the_audit_finds_a_breach(world, name):
    delivery = await world.sent_out()
    await world.call_back(world.carriers["sandbox"].update(said.ASSIGNED))
    await world.clean_totals()
    if BREACHES[name]:
        await world.db.execute(BREACHES[name])
    else:
        await world.db.execute("DROP INDEX deliveries_open")
        await world.create("ord-x")
        await world.db.execute(
            "UPDATE deliveries SET order_id = $1, attempt = attempt * 2 WHERE delivery_id <> $2",
            delivery.order_id,
            delivery.delivery_id,
        )
    reply = await world.center.servicer.Audit(feed_pb.AuditRequest(), None)
    found = {check.name: check.breach_count for check in reply.checks}
    assert set(found) == set(BREACHES)
    assert found[name] > 0
