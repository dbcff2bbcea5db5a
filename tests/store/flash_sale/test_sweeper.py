"""What is due on a real database: whatever hangs, fails or has grown keeps no line waiting."""

import asyncio
from datetime import timedelta

import pytest
from zhongtai.flashsale.v1.admission_pb2 import AdmissionState

from apps.flash_sale import store as sessions
from apps.flash_sale.admissions import operations
from apps.flash_sale.admissions import store as admissions
from mesh.data.idempotency import KEPT_FOR
from mesh.pure.errors import PeerUnavailable
from tests.store.plans import plan_of

ADMITTED = AdmissionState.ADMISSION_STATE_ADMITTED


async def test_a_promotion_center_that_hangs_keeps_nobody_in_line_waiting(sales):
    session = await sales.announce(1)
    _, waiting = [await sales.ask(session, person) for person in ("per_1", "per_2")]
    sales.centers.hangs = True
    sales.centers.asked.clear()
    await sales.announce(1, running=False)
    sweeper = sales.app.sweeper
    both = [asyncio.create_task(each.run()) for each in (sweeper.rounds, sweeper.settling)]
    try:
        await sales.centers.asked.wait()
        sales.clock.advance(60)
        while (await sales.seen(waiting.token, "per_2")).state != ADMITTED:
            sweeper.settling.wake()
    finally:
        for each in both:
            each.cancel()
        await asyncio.gather(*both, return_exceptions=True)


async def test_a_session_that_cannot_be_settled_keeps_no_other_waiting(sales, monkeypatch):
    monkeypatch.setattr(operations, "DUE_AT_ONCE", 1)
    announced = sorted([await sales.announce(1) for _ in range(3)])
    lines = [[await sales.ask(each, f"per_{n}") for n in range(2)] for each in announced]
    # Its counts are wrong: what lapses would leave fewer than no piece taken.
    spoil = "UPDATE sessions SET taken = 0, waiting = 0 WHERE session_id = $1"
    await sales.db.execute(spoil, announced[0])
    sales.clock.advance(60)
    await sales.settle()
    states = [(await sales.seen(line[1].token, "per_1")).state for line in lines]
    assert [state == ADMITTED for state in states] == [False, True, True]


async def test_a_failed_price_is_nobody_elses(sales):
    sales.centers.refusal = PeerUnavailable()
    announced = [await sales.announce(1) for _ in range(2)]
    sales.centers.refusal, sales.centers.fails_once = None, True
    await sales.sweep()
    assert len(sales.centers.moves) == 1
    await sales.sweep()
    asked = [await sales.ask(each, "per_1") for each in announced]
    assert [each.state for each in asked] == [ADMITTED] * 2


async def test_what_is_long_over_is_forgotten(sales):
    session = await sales.announce(5)
    for number in range(5):
        asked = await sales.ask(session, f"per_{number}")
        await sales.give_back(asked.token, f"per_{number}")
    sales.clock.advance((KEPT_FOR + timedelta(minutes=2)).total_seconds())
    left = "SELECT (SELECT count(*) FROM asks), (SELECT count(*) FROM admissions)"
    await sales.sweep()
    assert tuple((await sales.db.fetch(left))[0]) == (0, 0)


async def test_a_clock_that_is_put_back_keeps_no_price_standing(sales):
    sales.clock.advance(86_400)
    await sales.sweep()
    sales.clock.advance(-86_400)
    session = await sales.announce(1)
    await sales.cancel(session)
    sales.clock.advance(60)
    await sales.sweep()
    assert [move for move, _ in sales.centers.moves] == ["open", "end"]


@pytest.mark.parametrize(
    ("statement", "parameters", "index"),
    [
        (sessions.SQL.list_prices_to_end, 2, "admissions_not_over"),
        (admissions.SQL.list_line, 3, "admissions_in_line"),
        (admissions.SQL.list_lapsed, 4, "admissions_of_session_unused"),
    ],
    ids=["price", "line", "lapsed"],
)
async def test_no_admission_is_looked_for_without_an_index(sales, statement, parameters, index):
    plan = await plan_of(sales.db, statement, parameters)
    assert index in plan
    assert "Seq Scan" not in plan
