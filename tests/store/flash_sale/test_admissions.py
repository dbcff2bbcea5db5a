"""Admissions on a real database: exactly the stock, once each, whatever comes at the same time."""

import asyncio
import random
from collections import Counter

import pytest
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb
from zhongtai.flashsale.v1.admission_pb2 import AdmissionState
from zhongtai.order.v1 import event_pb2, order_pb2

from apps.flash_sale.errors import (
    AdmissionNotFound,
    AdmissionNotUsable,
    IllegalMove,
    PersonLimit,
    SessionNotFound,
    SessionNotRunning,
    SoldOut,
)
from apps.flash_sale.following import order_item
from centers.promotion.errors import IllegalMove as PromotionMoved
from centers.promotion.errors import PromotionNotFound
from mesh.feed.follower_items import Batch
from mesh.pure.errors import (
    AccessDenied,
    InvalidRequest,
    NotOfferedYet,
    PeerUnavailable,
    RateLimited,
    RequestIdReused,
)
from tests.store.flash_sale.conftest import LENGTH_SECONDS, Sales, as_control, as_person

ADMITTED = AdmissionState.ADMISSION_STATE_ADMITTED
WAITING = AdmissionState.ADMISSION_STATE_WAITING
LAPSED = AdmissionState.ADMISSION_STATE_LAPSED
ORDERED = AdmissionState.ADMISSION_STATE_ORDERED
RETURNED = AdmissionState.ADMISSION_STATE_RETURNED
SOLD = AdmissionState.ADMISSION_STATE_SOLD
PLACED, CANCELLED = order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_CANCELLED


async def tell(sales: Sales, *orders: tuple[str, int]) -> None:
    """Have the reader of the order feed deal with orders that became something."""
    events = [
        event_pb2.OrderEvent(
            event_id=f"{order_id}.{status}",
            merchant_id="demo",
            order_id=order_id,
            kind=event_pb2.ORDER_EVENT_KIND_MOVED,
            to_status=status,
        )
        for order_id, status in orders
    ]
    with as_control():
        await sales.app.orders.handle(Batch([order_item(event) for event in events]))


async def test_4000_attempts_of_1000_people_in_3_processes_let_100_in_once_each(processes):
    some: list[Sales] = [await processes() for _ in range(3)]
    session = await some[0].announce(100)
    attempts = [(f"per_{person}", f"r{again}") for person in range(1_000) for again in (0, 0, 1, 2)]
    random.Random(1).shuffle(attempts)
    answers = await asyncio.gather(
        *(some[n % 3].ask(session, *attempt) for n, attempt in enumerate(attempts))
    )
    tokens = {attempt: answer.token for attempt, answer in zip(attempts, answers, strict=True)}
    assert all(tokens[x] == answer.token for x, answer in zip(attempts, answers, strict=True))
    of_each = {answer.token: answer for answer in answers}
    assert len(of_each) == 1_000 == len({answer.person_id for answer in answers})
    assert Counter(each.state for each in of_each.values()) == {ADMITTED: 100, WAITING: 900}
    assert (await some[1].session(session)).taken == 100
    assert (await some[2].audit())["admissions_admitted"] == 100


async def test_what_lapses_goes_to_who_has_waited_longest_whoever_sweeps(processes):
    one, other = await processes(), await processes()
    session = await one.announce(20)
    first = [await one.ask(session, f"per_{n}") for n in range(20)]
    line = [await other.ask(session, f"per_{n}") for n in range(20, 40)]
    assert [each.queue_place for each in line] == list(range(1, 21))
    one.clock.advance(60)
    assert (await one.seen(first[0].token, "per_0")).state == LAPSED
    await asyncio.gather(one.sweep(), other.sweep(), one.sweep())
    states = [(await one.seen(each.token, each.person_id)).state for each in (*first, *line)]
    assert states == [LAPSED] * 20 + [ADMITTED] * 20
    await one.audit()


async def test_who_leaves_the_line_takes_no_piece_from_who_stays(sales):
    session = await sales.announce(1)
    _, leaves, stays = [await sales.ask(session, f"per_{n}") for n in range(3)]
    sales.clock.advance(60)
    await sales.give_back(leaves.token, "per_1")
    assert (await sales.seen(stays.token, "per_2")).state == ADMITTED
    await sales.audit()


async def test_a_repeated_request_leads_to_the_same_also_when_it_is_over(sales):
    session = await sales.announce(1)
    asked = await sales.ask(session, "per_1", "r1")
    await sales.give_back(asked.token, "per_1")
    again = await sales.ask(session, "per_1", "r1")
    assert (again.token, again.state) == (asked.token, RETURNED)
    assert (await sales.ask(session, "per_1", "r2")).state == ADMITTED
    with pytest.raises(RequestIdReused):
        await sales.ask(session, "per_1", "r1", pieces=2)


async def test_two_people_may_choose_the_same_request_id(sales):
    session = await sales.announce(2)
    tokens = {(await sales.ask(session, person, "r1")).token for person in ("per_1", "per_2")}
    assert len(tokens) == 2


async def test_one_bad_ask_never_fails_its_neighbours(sales):
    session = await sales.announce(1)
    asks = [sales.ask("fls_none", "per_0"), sales.ask(session, "per_1", pieces=9)]
    *bad, good = await asyncio.gather(*asks, sales.ask(session, "per_2"), return_exceptions=True)
    assert [type(each) for each in bad] == [SessionNotFound, PersonLimit]
    assert good.state == ADMITTED


async def test_an_order_uses_an_admission_once_and_nobody_elses(sales):
    session = await sales.announce(1)
    asked = await sales.ask(session, "per_1")
    with pytest.raises(AdmissionNotFound):
        await sales.hold(asked.token, "per_2", "o1")
    held = await asyncio.gather(
        *(sales.hold(asked.token, "per_1", f"o{n % 2}") for n in range(10)), return_exceptions=True
    )
    done = [each for each in held if not isinstance(each, AdmissionNotUsable)]
    assert len(done) == 5
    assert len({each.order_id for each in done}) == 1
    with pytest.raises(AdmissionNotFound):
        await sales.seen(asked.token, "per_2")
    with pytest.raises(AdmissionNotUsable):
        await sales.give_back(asked.token, "per_1")


async def test_a_crash_between_admission_and_order_gives_the_piece_to_the_next(sales):
    session = await sales.announce(1)
    asked, waiting = [await sales.ask(session, person) for person in ("per_1", "per_2")]
    await sales.hold(asked.token, "per_1", "ord_lost")
    sales.clock.advance(35 * 60 + 61)
    await sales.sweep()
    await sales.sweep()
    assert (await sales.seen(asked.token, "per_1")).state == RETURNED
    assert (await sales.seen(waiting.token, "per_2")).state == ADMITTED


async def test_an_order_that_is_placed_late_after_all_keeps_its_piece(sales):
    session = await sales.announce(1)
    asked, waiting = [await sales.ask(session, person) for person in ("per_1", "per_2")]
    await sales.hold(asked.token, "per_1", "late")
    sales.clock.advance(35 * 60 + 61)
    answer = sales.centers.BatchGetOrders

    async def overtaken(request):
        told = await answer(request)
        await sales.hold(asked.token, "per_1", "late")
        return told

    sales.centers.BatchGetOrders = overtaken
    await sales.sweep()
    assert (await sales.seen(asked.token, "per_1")).state == ORDERED
    assert (await sales.seen(waiting.token, "per_2")).state == WAITING
    sales.centers.BatchGetOrders = answer
    await tell(sales, ("late", PLACED))
    assert (await sales.seen(asked.token, "per_1")).state == SOLD


async def test_orders_that_nothing_was_heard_of_are_asked_for(sales):
    session = await sales.announce(3)
    tokens = [(await sales.ask(session, f"per_{n}")).token for n in range(3)]
    statuses = (PLACED, order_pb2.ORDER_STATUS_PENDING_PAYMENT, CANCELLED)
    for number, status in enumerate(statuses):
        await sales.hold(tokens[number], f"per_{number}", f"o{number}")
        sales.centers.orders[f"o{number}"] = status
    sales.clock.advance(35 * 60 + 61)
    await sales.sweep()
    states = [(await sales.seen(token, f"per_{n}")).state for n, token in enumerate(tokens)]
    assert states == [SOLD, ORDERED, RETURNED]


async def test_a_placed_order_sells_its_piece_and_a_cancelled_one_gives_it_to_the_next(sales):
    session = await sales.announce(1)
    asked, waiting = [await sales.ask(session, person) for person in ("per_1", "per_2")]
    await sales.hold(asked.token, "per_1", "o1")
    await tell(sales, ("o1", PLACED), ("other", PLACED))
    assert (await sales.session(session)).state == pb.SESSION_STATE_SOLD_OUT
    with pytest.raises(SoldOut):
        await sales.ask(session, "per_3")
    for _ in "twice":
        await tell(sales, ("o1", PLACED), ("o1", CANCELLED))
    assert (await sales.seen(waiting.token, "per_2")).state == ADMITTED
    await sales.hold(waiting.token, "per_2", "o2")
    await tell(sales, ("o2", PLACED))
    kept = await sales.session(session)
    assert (kept.taken, kept.sold) == (1, 1)
    assert (await sales.audit())["pieces_sold"] == 1


async def test_an_order_that_was_not_placed_leaves_the_admission_to_its_person(sales):
    session = await sales.announce(1)
    asked = await sales.ask(session, "per_1")
    await sales.hold(asked.token, "per_1", "o1")
    for _ in "twice":
        await sales.release("o1")
    assert (await sales.hold(asked.token, "per_1", "o2")).order_id == "o2"


async def test_pieces_that_come_back_are_promised_once_in_several_processes(processes):
    some: list[Sales] = [await processes() for _ in range(2)]
    session = await some[0].announce(10)
    asked = [await some[0].ask(session, f"per_{n}") for n in range(30)]
    await asyncio.gather(
        *(some[n % 2].give_back(each.token, each.person_id) for n, each in enumerate(asked[:10])),
        *(some[n % 2].ask(session, f"late_{n}") for n in range(20)),
    )
    states = [(await some[0].seen(each.token, each.person_id)).state for each in asked]
    assert states == [RETURNED] * 10 + [ADMITTED] * 10 + [WAITING] * 10
    assert (await some[1].audit())["admissions_waiting"] == 30


async def test_a_session_that_is_called_off_lets_nobody_in_and_its_price_ends(sales):
    session = await sales.announce(1)
    asked, waiting = [await sales.ask(session, person) for person in ("per_1", "per_2")]
    assert (await sales.cancel(session)).state == pb.SESSION_STATE_CANCELLED
    with pytest.raises(SessionNotRunning):
        await sales.ask(session, "per_3")
    with pytest.raises(AdmissionNotUsable):
        await sales.hold(asked.token, "per_1", "o1")
    with pytest.raises(IllegalMove):
        await sales.cancel(session)
    sales.clock.advance(61)
    await sales.sweep()
    sales.clock.advance(61)
    await sales.sweep()
    assert (await sales.seen(waiting.token, "per_2")).state == LAPSED
    assert sales.centers.moves == [("open", "prm_1"), ("end", "prm_1")]
    await sales.audit()


async def test_a_session_begins_once_its_price_applies_and_is_announced_once(sales):
    sales.centers.refusal = PeerUnavailable()
    sessions = {await sales.announce(1, request_id="r1") for _ in "12"}
    assert len(sessions) == len(sales.centers.promotions) == 1
    [session] = sessions
    with pytest.raises(SessionNotRunning):
        await sales.ask(session, "per_1")
    sales.centers.refusal = None
    await sales.sweep()
    assert (await sales.ask(session, "per_1")).state == ADMITTED
    [spec] = sales.centers.promotions.values()
    assert spec.conditions.campaign_id == session


@pytest.mark.parametrize("refusal", [PromotionMoved, PromotionNotFound])
async def test_a_session_whose_promotion_somebody_has_ended_is_called_off(sales, refusal):
    sales.centers.refusal = refusal()
    session = await sales.announce(1)
    assert (await sales.session(session)).state == pb.SESSION_STATE_CANCELLED


@pytest.mark.parametrize("refusal", [RateLimited, AccessDenied, NotOfferedYet])
async def test_no_other_refusal_of_a_price_calls_a_session_off(sales, refusal):
    sales.centers.refusal = refusal()
    session = await sales.announce(1)
    assert (await sales.session(session)).state == pb.SESSION_STATE_ANNOUNCED
    sales.centers.refusal = None
    await sales.sweep()
    assert (await sales.session(session)).state == pb.SESSION_STATE_RUNNING


async def listed(sales: Sales, **filters) -> list[str]:
    """Return the ids of all sessions of a list, read one by one."""
    found, token = [], ""
    while True:
        request = pb.ListSessionsRequest(page_size=1, page_token=token, **filters)
        with as_person("per_1"):
            reply = await sales.app.servicer.ListSessions(request, None)
        found += [each.session_id for each in reply.sessions]
        token = reply.next_page_token
        if not token:
            return found


async def test_sessions_are_listed_by_store_and_state_the_next_to_begin_first(sales):
    everywhere = await sales.announce(1)
    elsewhere = await sales.announce(1, store_ids=["sto_2"])
    over = await sales.announce(1)
    await sales.cancel(over)
    assert set(await listed(sales, store_id="sto_1")) == {everywhere, over}
    assert (await listed(sales))[-1] == over
    running = await listed(sales, state=pb.SESSION_STATE_RUNNING)
    assert set(running) == {everywhere, elsewhere}
    sales.clock.advance(LENGTH_SECONDS)
    assert await listed(sales, state=pb.SESSION_STATE_RUNNING) == []
    assert set(await listed(sales, state=pb.SESSION_STATE_ENDED)) == {everywhere, elsewhere}
    assert await listed(sales, state=pb.SESSION_STATE_CANCELLED) == [over]
    assert set(await listed(sales, store_id="sto_2")) == {everywhere, elsewhere, over}


async def test_a_session_in_the_past_is_refused(sales):
    sales.clock.advance(LENGTH_SECONDS + 1)
    with pytest.raises(InvalidRequest, match="in the future"):
        await sales.announce(1)
