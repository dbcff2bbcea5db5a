"""Groups that fill and groups that do not, with many at once and with a crash at each step."""

import asyncio
from datetime import timedelta

import pytest
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.order.v1 import order_pb2

from apps.group_buy import errors
from apps.group_buy.rules import ORDERED_WITHIN
from apps.group_buy.settling import AT_ONCE
from apps.group_buy.store import GroupStore
from mesh.pure.errors import InvalidRequest, PersonMerged, Refusal, RequestIdReused
from mesh.pure.limits import MAX_BATCH_ITEMS
from tests.store.group_buy.conftest import MINUTES, Groups
from tests.store.group_buy.orders import CANCELLED, FULFILLED, PLACED, UNPAID, Killed

OPEN, SUCCEEDED, FAILED = 1, 2, 3


async def paid(groups: Groups, size: int = 2, members: int = 1) -> tuple[str, list[str]]:
    """A group in which so many have paid; its id and their orders."""
    offer = await groups.offer(group_size=size)
    first = await groups.open("per_anna", offer)
    orders = [first.order.order_id]
    for number in range(1, members):
        joined = await groups.join(f"per_{number}", first.group.group_id)
        orders.append(joined.order.order_id)
    for order_id in orders:
        groups.centers.pay(order_id)
    return first.group.group_id, orders


async def test_a_group_that_fills_lets_all_of_its_orders_go(groups: Groups):
    group_id, orders = await paid(groups, members=2)
    await groups.follow()
    group = await groups.get(group_id)
    assert (group.state, group.member_count, group.free_count) == (SUCCEEDED, 2, 0)
    assert groups.centers.released == orders
    assert [(each.display_name, each.is_caller) for each in group.members] == [
        ("A**", True),
        ("A**", False),
    ]


async def test_a_group_that_does_not_fill_in_time_ends_all_of_its_orders(groups: Groups):
    group_id, _ = await paid(groups, size=3, members=2)
    await groups.follow()
    groups.clock.advance(30 * MINUTES)
    await groups.sweep()
    assert (await groups.get(group_id)).state == FAILED
    assert (groups.states(), groups.centers.released) == ([CANCELLED] * 2, [])
    for person in ("per_anna", "per_late"):
        with pytest.raises(errors.GroupClosed):
            await groups.join(person, group_id)


async def test_of_many_at_once_as_many_have_a_place_as_there_are(groups: Groups):
    offer = await groups.offer(group_size=5)
    group_id = (await groups.open("per_anna", offer)).group.group_id
    joins = [groups.join(f"per_{number}", group_id) for number in range(20)]
    ends = await asyncio.gather(*joins, return_exceptions=True)
    full = [end for end in ends if isinstance(end, errors.GroupFull)]
    assert (len(full), len(groups.centers.orders)) == (16, 5)
    assert (await groups.get(group_id)).free_count == 0


async def test_a_group_is_settled_once_by_many_at_the_same_time(
    groups: Groups,
):
    group_id, orders = await paid(groups, members=2)
    await asyncio.gather(*(groups.follow() for _ in range(5)), groups.sweep())
    assert set(groups.centers.released) == set(orders)
    assert (await groups.get(group_id)).state == SUCCEEDED


async def test_all_events_of_a_group_that_cannot_be_settled_come_again(groups: Groups):
    _, orders = await paid(groups, members=2)
    groups.centers.dies_before.add("ReleaseOrders")
    assert await groups.follow() == len(groups.centers.events) == 4
    assert await groups.follow() == 0
    assert groups.centers.asked_to_release == orders


async def test_a_person_has_one_place_in_a_group_however_often_they_ask(groups: Groups):
    offer = await groups.offer()
    first = await groups.open("per_anna", offer, "once")
    group_id = first.group.group_id
    again = await groups.open("per_anna", offer, "once")
    joined = await asyncio.gather(*(groups.join("per_anna", group_id) for _ in range(5)))
    answers = {each.order.order_id for each in (first, again, *joined)}
    assert answers == {first.order.order_id}
    with pytest.raises(RequestIdReused):
        await groups.join("per_anna", group_id, "once")


async def test_twins_open_one_group(groups: Groups):
    offer = await groups.offer()
    opened = await asyncio.gather(*(groups.open("per_anna", offer, "once") for _ in range(5)))
    assert len({each.group.group_id for each in opened}) == 1
    assert len(groups.centers.orders) == 1


async def test_who_cancels_or_does_not_pay_leaves_the_place_to_another(groups: Groups):
    group_id, [order_id] = await paid(groups)
    unpaid = (await groups.join("per_bert", group_id)).order.order_id
    await groups.follow()
    with pytest.raises(errors.GroupFull):
        await groups.join("per_carl", group_id)
    groups.centers.cancel(order_id)
    groups.centers.cancel(unpaid)
    await groups.follow()
    group = await groups.get(group_id)
    assert (group.state, group.member_count, group.free_count) == (OPEN, 0, 2)
    for person in ("per_carl", "per_anna"):
        joined = await groups.join(person, group_id)
        groups.centers.pay(joined.order.order_id)
    await groups.follow()
    assert (await groups.get(group_id)).state == SUCCEEDED


async def test_who_has_a_place_at_the_deadline_is_waited_for_until_it_is_known(groups: Groups):
    group_id, _ = await paid(groups)
    last = (await groups.join("per_bert", group_id)).order.order_id
    groups.clock.advance(31 * MINUTES)
    await groups.sweep()
    assert (await groups.get(group_id)).state == OPEN
    groups.centers.pay(last)
    await groups.sweep()
    assert (await groups.get(group_id)).state == SUCCEEDED


@pytest.mark.parametrize("when", ["dies_before", "dies_after"])
@pytest.mark.parametrize(("fills", "method"), [(True, "ReleaseOrders"), (False, "CancelOrder")])
async def test_a_crash_around_what_orders_are_told_is_made_good(
    groups: Groups, when, fills, method
):
    group_id, orders = await paid(groups, size=3, members=3 if fills else 2)
    groups.clock.advance(30 * MINUTES)
    getattr(groups.centers, when).add(method)
    await groups.follow()
    await groups.sweep()
    await groups.sweep()
    assert (await groups.get(group_id)).state == (SUCCEEDED if fills else FAILED)
    assert set(groups.centers.released) == (set(orders) if fills else set())
    assert groups.states() == [PLACED if fills else CANCELLED] * len(orders)
    due = await groups.db.fetch("SELECT place_id FROM places WHERE to_do <> 0")
    assert due == []


async def test_members_are_refunded_first_however_many_orders_are_still_to_be_told(groups: Groups):
    group_id, [member] = await paid(groups, size=3)
    await groups.follow()
    before = [f"ord_before_{number}" for number in range(MAX_BATCH_ITEMS + 1)]
    for order_id in before:
        groups.centers.orders[order_id] = order_pb2.Order(order_id=order_id, status=UNPAID)
    await groups.db.execute(
        "INSERT INTO places (merchant_id, place_id, group_id, person_id, asked_by, request_id,"
        " body_hash, joined_at, order_request, order_id, state, to_do)"
        " SELECT merchant_id, 'gpl_' || o, group_id, o, o, o, '', created_at, '', o, 3, 2"
        " FROM groups, unnest($1::text[]) AS o",
        before,
    )
    groups.clock.advance(30 * MINUTES)
    await groups.sweep()
    assert (await groups.get(group_id)).state == FAILED
    assert groups.centers.told[0] == member
    assert sorted(groups.centers.told[1:]) == sorted(before)
    assert groups.centers.most_at_once <= AT_ONCE


async def test_an_order_that_the_customer_has_is_not_ended_again_and_again(groups: Groups):
    group_id, [order_id] = await paid(groups)
    await groups.follow()
    groups.centers.orders[order_id].status = FULFILLED
    groups.clock.advance(30 * MINUTES)
    await groups.sweep()
    assert (await groups.get(group_id)).state == FAILED
    assert await groups.db.fetch("SELECT place_id FROM places WHERE to_do <> 0") == []


async def test_an_order_that_is_refused_for_good_is_not_told_again_and_holds_up_no_other(
    groups: Groups,
):
    _, [unknown, other] = await paid(groups, members=2)
    groups.centers.unknown.add(unknown)
    await groups.follow()
    for _ in range(2):
        await groups.sweep()
    assert groups.centers.released == [other]
    assert groups.centers.asked_to_release == [unknown, other]
    assert await groups.db.fetch("SELECT place_id FROM places WHERE to_do <> 0") == []


async def test_an_order_whose_answer_was_lost_is_known_by_its_event(groups: Groups):
    offer = await groups.offer()
    groups.centers.dies_after.add("PlaceOrder")
    with pytest.raises(Killed):
        await groups.open("per_anna", offer, "once")
    await groups.follow()
    assert (await groups.open("per_anna", offer, "once")).order.order_id == "ord_1"
    assert len(groups.centers.orders) == 1


async def test_a_place_that_got_no_order_is_anothers_and_a_late_order_ends(groups: Groups):
    group_id, _ = await paid(groups)
    groups.centers.dies_after.add("PlaceOrder")
    with pytest.raises(Killed):
        await groups.join("per_bert", group_id)
    groups.clock.advance(ORDERED_WITHIN.total_seconds())
    await groups.sweep()
    kept = "SELECT order_request FROM places WHERE person_id = 'per_bert'"
    assert [row["order_request"] for row in await groups.db.fetch(kept)] == [b""]
    await groups.join("per_carl", group_id)
    await groups.follow()
    assert groups.states() == [PLACED, CANCELLED, UNPAID]


async def test_a_refused_order_leaves_neither_place_nor_group(groups: Groups):
    offer = await groups.offer()
    groups.centers.refusal = errors.OfferNotHere(store_id="sto_1")
    with pytest.raises(Exception, match="FAILED_PRECONDITION"):
        await groups.open("per_anna", offer, "once")
    groups.centers.refusal = None
    assert await groups.listed(offer_id=offer.offer_id, person_id="per_anna") == []
    assert (await groups.open("per_anna", offer, "once")).order.order_id == "ord_1"


async def test_a_person_takes_part_as_often_as_allowed_also_with_all_at_once(groups: Groups):
    offer = await groups.offer(groups_per_person=2)
    opens = [groups.open("per_anna", offer) for _ in range(6)]
    ends = await asyncio.gather(*opens, return_exceptions=True)
    assert sum(isinstance(end, errors.PersonLimit) for end in ends) == 4
    groups.clock.advance(31 * MINUTES)
    await groups.sweep()
    for order_id in list(groups.centers.orders):
        groups.centers.cancel(order_id)
    await groups.follow()
    await groups.sweep()
    await groups.open("per_anna", offer)


async def test_an_ended_offer_lets_open_groups_finish_and_then_ends_its_promotion(groups: Groups):
    offer = await groups.offer()
    first = await groups.open("per_anna", offer)
    await groups.end(offer)
    with pytest.raises(errors.OfferEnded):
        await groups.open("per_bert", offer)
    groups.clock.advance(2 * MINUTES)
    await groups.sweep()
    assert groups.centers.ended == []
    second = await groups.join("per_bert", first.group.group_id)
    for each in (first, second):
        groups.centers.pay(each.order.order_id)
    await groups.follow()
    for _ in range(2):
        await groups.sweep()
    assert groups.centers.ended == [offer.promotion_id]
    # Who settles at the same time may tell them again.
    assert len(set(groups.centers.released)) == 2


async def test_the_repetition_of_an_offer_that_is_over_is_answered_with_it(groups: Groups):
    over = groups.clock.now() + timedelta(hours=1)
    offer = await groups.offer("once", until=over)
    groups.clock.advance(61 * MINUTES)
    assert (await groups.offer("once", until=over)).offer_id == offer.offer_id
    with pytest.raises(InvalidRequest):
        await groups.offer("another", until=over)


async def test_places_given_up_are_read_and_written_no_more_but_shown_to_their_person(
    groups: Groups,
):
    group_id, [order_id] = await paid(groups)
    await groups.follow()
    groups.centers.cancel(order_id)
    await groups.follow()
    assert (await groups.get(group_id, "per_anna")).order_id == order_id
    await groups.join("per_bert", group_id)
    rows = "SELECT person_id, xmin::text AS written FROM places ORDER BY joined_at, place_id"
    before = {row["person_id"]: row["written"] for row in await groups.db.fetch(rows)}
    await groups.follow()
    assert {row["person_id"]: row["written"] for row in await groups.db.fetch(rows)} == before
    store = GroupStore(groups.db, "demo")
    assert [place.person_id for place in await store.places(group_id)] == ["per_bert"]


@pytest.mark.parametrize("when", ["dies_before", "dies_after"])
async def test_an_offer_without_its_promotion_is_not_seen_and_gets_it(groups: Groups, when):
    getattr(groups.centers, when).add("CreatePromotion")
    with pytest.raises(Killed):
        await groups.offer("once")
    reply = await groups.app.servicer.ListOffers(pb.ListOffersRequest(), None)
    assert list(reply.offers) == []
    await groups.sweep()
    [offer] = (await groups.app.servicer.ListOffers(pb.ListOffersRequest(), None)).offers
    [(request_id, made)] = groups.centers.promotions.items()
    assert request_id == made.spec.conditions.campaign_id == offer.offer_id


async def test_the_order_of_a_place_names_group_price_and_deadline(groups: Groups):
    offer = await groups.offer()
    opened = await groups.open("per_anna", offer)
    wanted = groups.centers.placed[opened.order.order_id]
    [line] = wanted.draft.lines
    assert (line.sku_id, line.quantity, wanted.draft.person_id) == ("tea", 1, "per_anna")
    assert wanted.group_place.campaign_id == offer.offer_id
    assert wanted.group_place.promotion_id == offer.promotion_id
    assert wanted.group_place.deadline == opened.group.deadline


async def test_lists_show_groups_that_can_be_joined_and_ones_own(groups: Groups):
    group_id, [order_id] = await paid(groups)
    offer_id = (await groups.get(group_id)).offer_id
    assert await groups.listed("per_bert", offer_id=offer_id) == []
    await groups.follow()
    [seen] = await groups.listed("per_bert", offer_id=offer_id, state=OPEN)
    assert (seen.member_count, seen.free_count, seen.order_id) == (1, 1, "")
    [own] = await groups.listed("per_anna", person_id="per_anna")
    assert own.order_id == order_id
    with pytest.raises(Refusal):
        await groups.listed("per_bert", person_id="per_anna")


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"group_size": 1}, {"group_size": 101}, {"group_seconds": 59}, {"sku_id": ""}],
    ids=str,
)
async def test_an_offer_of_the_wrong_form_is_refused(groups: Groups, wrong):
    with pytest.raises(InvalidRequest):
        await groups.offer(**wrong)


async def test_nothing_is_taken_for_a_merged_person_whose_places_have_moved(groups: Groups):
    from zhongtai.common.v1 import person_merge_pb2

    group_id, [order_id] = await paid(groups)
    await groups.follow()
    move = person_merge_pb2.MovePersonRequest(
        merge_id="mrg_1", from_person_id="per_anna", into_person_id="per_new"
    )
    await groups.app.merges.handle(move)
    assert (await groups.get(group_id, "per_new")).order_id == order_id
    with pytest.raises(PersonMerged):
        await groups.join("per_anna", group_id)
    move.back = True
    await groups.app.merges.handle(move)
    assert (await groups.get(group_id, "per_anna")).order_id == order_id
