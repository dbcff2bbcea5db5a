"""Deliveries by carriers: one after the other, racing, giving up, calling off."""

import asyncio

import pytest
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb

from centers.delivery.errors import (
    AttemptDiffers,
    CarrierUnknown,
    EarlierAttemptOpen,
    IllegalMove,
    TooLateToCancel,
)
from mesh.plugins.faults import PluginBadRequest, PluginConflict
from mesh.pure.errors import InProgress, RequestIdReused
from tests.store.delivery import carrier as said

CREATED = delivery_pb2.DELIVERY_STATUS_CREATED
ASSIGNED = delivery_pb2.DELIVERY_STATUS_ASSIGNED
PICKED_UP = delivery_pb2.DELIVERY_STATUS_PICKED_UP
DELIVERED = delivery_pb2.DELIVERY_STATUS_DELIVERED
CANCELLED = delivery_pb2.DELIVERY_STATUS_CANCELLED
FAILED = delivery_pb2.DELIVERY_STATUS_FAILED
RACE = delivery_pb2.CHOICE_STRATEGY_RACE
CHEAPEST = delivery_pb2.CHOICE_STRATEGY_CHEAPEST
WON = delivery_pb2.BOOKING_STATUS_WON


async def test_a_delivery_goes_to_the_first_carrier_and_through_all_its_states(world):
    delivery = await world.sent_out()
    assert (delivery.status, delivery.carrier) == (CREATED, "sandbox")
    sandbox = world.carriers["sandbox"]
    for status in (said.ASSIGNED, said.AT_STORE, said.PICKED_UP, said.DELIVERED):
        await world.call_back(sandbox.update(status))
    after = await world.get(delivery.delivery_id)
    assert (after.status, after.rider.name, after.fee.minor_units) == (DELIVERED, "Wang", 600)
    moves = [(event.from_status, event.delivery.status) for event in await world.events()]
    assert moves == [(1, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    assert (await world.clean_totals())["delivered"] == 1


async def test_creating_an_attempt_a_hundred_times_at_once_makes_one_delivery(world):
    request = world.create_request("ord-1")
    create = world.center.servicer.CreateDelivery
    replies = await asyncio.gather(*(create(request, None) for _ in range(100)))
    assert len({reply.delivery.delivery_id for reply in replies}) == 1
    await world.center.sweeper.sweep()
    assert len(world.carriers["sandbox"].jobs) == 1


async def test_an_attempt_that_goes_elsewhere_is_refused(world):
    await world.create("ord-1")
    request = world.create_request("ord-1")
    request.dropoff.address.street = "Side street 2"
    with pytest.raises(AttemptDiffers):
        await world.center.servicer.CreateDelivery(request, None)


async def test_a_repetition_may_know_the_pick_up_code_and_the_first_did_not(world):
    first = await world.create("ord-1")
    request = world.create_request("ord-1")
    request.parcel.pickup_reference = "B42"
    request.pickup.address.point.latitude = 31.3
    again = (await world.center.servicer.CreateDelivery(request, None)).delivery
    assert again.delivery_id == first.delivery_id


async def test_a_second_attempt_waits_for_the_end_of_the_first(world):
    first = await world.sent_out("ord-1")
    request = world.create_request("ord-1")
    request.attempt = 2
    with pytest.raises(EarlierAttemptOpen):
        await world.center.servicer.CreateDelivery(request, None)
    await world.cancel(first.delivery_id)
    second = (await world.center.servicer.CreateDelivery(request, None)).delivery
    assert second.attempt == 2


async def test_an_attempt_in_whose_way_another_was_until_now_may_come_again(world, monkeypatch):
    first = await world.sent_out("ord-1")
    request = world.create_request("ord-1")
    request.attempt = 2
    store = world.center.deliveries._store
    attempts_of = store.attempts_of

    async def once_the_first_has_ended(*key):
        await world.cancel(first.delivery_id)
        return await attempts_of(*key)

    monkeypatch.setattr(store, "attempts_of", once_the_first_has_ended)
    with pytest.raises(InProgress):
        await world.center.servicer.CreateDelivery(request, None)
    second = (await world.center.servicer.CreateDelivery(request, None)).delivery
    assert second.attempt == 2


async def test_when_a_carrier_refuses_the_next_one_is_asked(world):
    world.carriers["sandbox"].refuses = "No riders."
    delivery = await world.sent_out()
    assert delivery.carrier == "swift"
    refused, _ = delivery.bookings
    assert (refused.carrier, refused.reason) == ("sandbox", "No riders.")
    kinds = [event.kind for event in await world.events()]
    assert delivery_event_pb2.DELIVERY_EVENT_KIND_CARRIER_CHANGED in kinds


async def test_when_nobody_takes_it_the_delivery_fails_and_says_why(world):
    world.carriers["sandbox"].refuses = "No riders."
    world.carriers["swift"].refuses = "Out of range."
    delivery = await world.sent_out()
    assert delivery.status == FAILED
    assert "sandbox: No riders." in delivery.failure_reason
    assert "swift: Out of range." in delivery.failure_reason


async def test_a_carrier_that_gives_it_back_is_replaced_by_the_next(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    await world.call_back(sandbox.update(said.ASSIGNED))
    await world.call_back(sandbox.update(said.CANCELLED, reason="Flat tyre"))
    await world.center.sweeper.sweep()
    after = await world.get(delivery.delivery_id)
    assert (after.status, after.carrier) == (CREATED, "swift")
    assert not after.HasField("rider")


async def test_a_carrier_that_finds_no_rider_in_time_is_called_off(world):
    delivery = await world.sent_out()
    world.clock.advance(seconds=601)
    await world.center.sweeper.sweep()
    await world.center.sweeper.sweep()
    after = await world.get(delivery.delivery_id)
    assert after.carrier == "swift"
    assert world.carriers["sandbox"].job.status == said.CANCELLED


async def test_the_cheapest_carrier_is_asked_first(world):
    await world.set_rule(CHEAPEST)
    world.carriers["swift"].fee = 500
    assert (await world.sent_out()).carrier == "swift"


async def test_of_racing_carriers_the_first_with_a_rider_wins_and_the_other_is_called_off(world):
    await world.set_rule(RACE)
    delivery = await world.sent_out()
    assert len(delivery.bookings) == 2
    await world.call_back(world.carriers["swift"].update(said.ASSIGNED), "swift")
    await world.center.sweeper.sweep()
    after = await world.get(delivery.delivery_id)
    assert (after.status, after.carrier) == (ASSIGNED, "swift")
    assert world.carriers["sandbox"].job.status == said.CANCELLED
    await world.clean_totals()


async def test_of_carriers_that_assign_at_the_same_moment_exactly_one_wins(world):
    await world.set_rule(RACE)
    for _ in range(10):
        delivery = await world.sent_out()
        calls = []
        for name in ("sandbox", "swift"):
            carrier = world.carriers[name]
            (booking,) = (b for b in delivery.bookings if b.carrier == name)
            update = carrier.update(said.ASSIGNED, job=carrier.jobs[booking.booking_id])
            calls.append(world.call_back(update, name))
        await asyncio.gather(*calls)
        after = await world.get(delivery.delivery_id)
        assert [booking.status for booking in after.bookings].count(WON) == 1
    await world.center.sweeper.sweep()
    await world.clean_totals()


async def test_calling_off_tells_the_carrier_and_what_it_charges(world):
    delivery = await world.sent_out()
    await world.call_back(world.carriers["sandbox"].update(said.ASSIGNED))
    after = await world.cancel(delivery.delivery_id)
    assert (after.status, after.cancel_fee.minor_units) == (CANCELLED, 200)
    assert world.carriers["sandbox"].job.status == said.CANCELLED


def overtake(world, called: str, status: int) -> None:
    """The answer to the next such call of the carrier comes after its callback about later news."""
    carrier = world.carriers["sandbox"]
    answer, due = carrier.call, [called]

    async def overtaken(method, request, **options):
        told = await answer(method, request, **options)
        if method.__name__ in due:
            due.clear()
            await world.call_back(carrier.update(status))
        return told

    carrier.call = overtaken


@pytest.mark.parametrize("asks_first", [False, True])
async def test_a_rider_who_is_told_before_the_answer_to_the_booking_stays(world, asks_first):
    world.carriers["sandbox"].query_first = asks_first
    overtake(world, "CreateDelivery", said.ASSIGNED)
    delivery = await world.sent_out()
    assert (delivery.status, delivery.fee.minor_units) == (ASSIGNED, 600)
    assert "gave" not in " ".join(event.note for event in await world.events())


async def test_a_rider_who_is_told_while_the_carrier_is_asked_how_it_stands_stays(world):
    delivery = await world.sent_out()
    overtake(world, "QueryDelivery", said.ASSIGNED)
    world.clock.advance(seconds=10)
    await world.center.sweeper.sweep()
    assert (await world.get(delivery.delivery_id)).status == ASSIGNED
    assert "gave" not in " ".join(event.note for event in await world.events())


async def test_a_callback_that_has_the_carrier_asked_undoes_no_later_one(world):
    world.carriers["sandbox"].query_first = True
    delivery = await world.sent_out()
    overtake(world, "QueryDelivery", said.ASSIGNED)
    await world.call_back(world.carriers["sandbox"].update(said.CREATED))
    assert (await world.get(delivery.delivery_id)).status == ASSIGNED
    assert "gave" not in " ".join(event.note for event in await world.events())


async def test_what_calling_off_costs_is_known_though_the_callback_overtakes_the_answer(world):
    delivery = await world.sent_out()
    await world.call_back(world.carriers["sandbox"].update(said.ASSIGNED))
    overtake(world, "CancelDelivery", said.CANCELLED)
    after = await world.cancel(delivery.delivery_id)
    assert (after.status, after.cancel_fee.minor_units) == (CANCELLED, 200)
    assert (await world.events())[-1].delivery.cancel_fee.minor_units == 200
    await world.clean_totals()


async def test_what_calling_off_costs_is_asked_for_again_where_only_the_callback_was_kept(world):
    delivery = await world.sent_out()
    await world.call_back(world.carriers["sandbox"].update(said.ASSIGNED))
    carrier = world.carriers["sandbox"]
    carrier.faults["CancelDelivery"].append("after")
    await world.cancel(delivery.delivery_id)
    await world.call_back(carrier.update(said.CANCELLED))
    world.clock.advance(seconds=60)
    await world.center.sweeper.sweep()
    after = await world.get(delivery.delivery_id)
    assert (after.status, after.cancel_fee.minor_units) == (CANCELLED, 200)
    await world.clean_totals()


async def test_calling_off_before_a_carrier_was_asked_costs_nothing(world):
    delivery = await world.create()
    after = await world.cancel(delivery.delivery_id)
    assert after.status == CANCELLED
    await world.center.sweeper.sweep()
    assert not world.carriers["sandbox"].jobs


async def test_calling_off_twice_gives_the_same_answer_and_one_call(world):
    delivery = await world.sent_out()
    await asyncio.gather(*(world.cancel(delivery.delivery_id, "same") for _ in range(10)))
    assert (await world.cancel(delivery.delivery_id)).status == CANCELLED
    assert world.carriers["sandbox"].calls.count("CancelDelivery") == 1


async def test_a_request_id_calls_off_only_one_delivery(world):
    first, second = await world.create(), await world.create()
    await world.cancel(first.delivery_id, "same")
    with pytest.raises(RequestIdReused):
        await world.cancel(second.delivery_id, "same")


async def test_what_the_rider_has_is_not_called_off(world):
    delivery = await world.sent_out()
    await world.call_back(world.carriers["sandbox"].update(said.PICKED_UP))
    with pytest.raises(TooLateToCancel):
        await world.cancel(delivery.delivery_id)


async def test_when_the_carrier_says_too_late_the_delivery_goes_on(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    update = sandbox.update(said.PICKED_UP)
    with pytest.raises(TooLateToCancel):
        await world.cancel(delivery.delivery_id)
    await world.call_back(update)
    assert (await world.get(delivery.delivery_id)).status == PICKED_UP


async def test_a_carrier_that_does_not_answer_a_calling_off_is_asked_again(world):
    delivery = await world.sent_out()
    world.carriers["sandbox"].faults["CancelDelivery"].append("before")
    waiting = await world.cancel(delivery.delivery_id)
    assert (waiting.status, waiting.cancelling) == (CREATED, True)
    world.clock.advance(seconds=10)
    await world.center.sweeper.sweep()
    assert (await world.get(delivery.delivery_id)).status == CANCELLED


@pytest.mark.parametrize("fault", [PluginBadRequest, PluginConflict])
async def test_a_carrier_that_does_not_understand_a_calling_off_is_not_taken_for_called_off(
    world, fault
):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    sandbox.faults["CancelDelivery"].append(fault("what?", plugin="sandbox"))
    with pytest.raises(TooLateToCancel):
        await world.cancel(delivery.delivery_id)
    assert (await world.get(delivery.delivery_id)).status == CREATED
    sandbox.job.status = said.CANCELLED
    sandbox.faults["CancelDelivery"].append(fault("what?", plugin="sandbox"))
    assert (await world.cancel(delivery.delivery_id)).status == CANCELLED


async def test_a_booking_whose_answer_was_lost_is_made_once(world):
    world.carriers["sandbox"].faults["CreateDelivery"].append("after")
    delivery = await world.sent_out()
    world.clock.advance(seconds=10)
    await world.center.sweeper.sweep()
    (booking,) = (await world.get(delivery.delivery_id)).bookings
    assert booking.status == delivery_pb2.BOOKING_STATUS_ACCEPTED
    assert list(world.carriers["sandbox"].jobs) == [booking.booking_id]


async def test_a_change_that_the_carrier_never_told_is_found_by_asking(world):
    delivery = await world.sent_out()
    world.carriers["sandbox"].job.status = said.PICKED_UP
    world.clock.advance(seconds=31)
    await world.center.sweeper.sweep()
    assert (await world.get(delivery.delivery_id)).status == PICKED_UP


async def test_a_failure_after_pick_up_ends_the_delivery(world):
    delivery = await world.sent_out()
    sandbox = world.carriers["sandbox"]
    await world.call_back(sandbox.update(said.PICKED_UP))
    await world.call_back(sandbox.update(said.FAILED, reason="Accident"))
    after = await world.get(delivery.delivery_id)
    assert (after.status, after.failure_reason) == (FAILED, "Accident")
    with pytest.raises(IllegalMove):
        await world.cancel(delivery.delivery_id)


async def test_only_installed_carriers_can_be_named(world):
    with pytest.raises(CarrierUnknown):
        await world.create(carrier="nobody")
    with pytest.raises(CarrierUnknown):
        await world.set_rule(RACE, "nobody")


async def test_quotes_come_best_first_with_reasons_of_those_that_do_not_take_it(world):
    await world.set_rule(CHEAPEST)
    world.carriers["sandbox"].refuses = "No riders."
    request = pb.QuoteDeliveryRequest(store_id="sto_1")
    whole = world.create_request()
    request.pickup.CopyFrom(whole.pickup)
    request.dropoff.CopyFrom(whole.dropoff)
    request.parcel.CopyFrom(whole.parcel)
    quotes = (await world.center.servicer.QuoteDelivery(request, None)).quotes
    assert [(q.carrier, q.unavailable_reason) for q in quotes] == [
        ("swift", ""),
        ("sandbox", "No riders."),
    ]
