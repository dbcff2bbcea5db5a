"""From set aside to sold, given back, and returned: each once, whoever repeats it."""

import asyncio

import asyncpg
import pytest
from zhongtai.inventory.v1 import inventory_pb2 as words
from zhongtai.inventory.v1 import reservation_pb2 as pb

from centers.inventory.errors import ReservationNotFound, ReturnExceedsSale
from centers.inventory.reservations import rules
from centers.inventory.store import SQL, Needed
from mesh.data.change import Unit
from mesh.pure.errors import RequestIdReused, StorageUnavailable
from mesh.pure.ids import OrderKey
from tests.store.inventory.build import (
    STORE,
    breaches,
    commit,
    lines,
    numbers,
    order_id,
    release,
    request_id,
    reserve,
    stocked,
    tried,
)

QUARTER_HOUR = 15 * 60


async def held(center, count, **wanted):
    orders = [order_id() for _ in range(count)]
    await asyncio.gather(*(reserve(center, order, **wanted) for order in orders))
    return orders


async def test_a_batch_sells_each_order_once_however_often_it_comes(another_center):
    processes = [await another_center() for _ in range(2)]
    await stocked(processes[0], cake=100)
    orders = await held(processes[0], 40, cake=2)
    batches = await asyncio.gather(*(commit(processes[n % 2], *orders) for n in range(6)))
    told = [outcome for batch in batches for outcome in batch]
    assert (told.count("COMMITTED"), told.count("ALREADY_COMMITTED")) == (40, 200)
    assert await numbers(processes[0], "cake") == (20, 0, 80)
    assert await breaches(processes[0]) == []


async def test_a_batch_with_unknown_and_repeated_orders_answers_each(center):
    await stocked(center, cake=5)
    (order,) = await held(center, 1, cake=2)
    answers = await commit(center, order, order_id(), order)
    assert answers == ["COMMITTED", "NOTHING_HELD", "ALREADY_COMMITTED"]


async def test_one_version_of_a_hot_row_is_written_per_batch(center):
    await stocked(center, cake=100)
    orders = await held(center, 40, cake=1)
    sql = "SELECT version FROM stock WHERE sku_id = 'cake'"
    before = await center.db.fetchval(sql)
    await commit(center, *orders)
    assert await center.db.fetchval(sql) == before + 1


async def test_released_pieces_can_be_had_by_others(center):
    await stocked(center, cake=2)
    (order,) = await held(center, 1, cake=2)
    assert await release(center, order, order) == ["RELEASED", "ALREADY_RELEASED"]
    assert await tried(center, order_id(), cake=2) == "HELD"


async def test_a_released_order_can_come_again_with_other_lines(center):
    await stocked(center, cake=5, pie=5)
    (order,) = await held(center, 1, cake=2, pie=1)
    await release(center, order)
    await reserve(center, order, pie=3)
    assert await commit(center, order) == ["COMMITTED"]
    assert await numbers(center, "cake") == (5, 0, 0)
    assert await numbers(center, "pie") == (2, 0, 3)
    assert await breaches(center) == []


async def test_commits_and_a_change_of_lines_at_once_lose_nothing(another_center):
    processes = [await another_center() for _ in range(2)]
    await stocked(processes[0], cake=50, pie=50)
    orders = await held(processes[0], 20, cake=1)
    await release(processes[0], *orders)
    await asyncio.gather(
        *(tried(processes[0], order, pie=1) for order in orders),
        *(commit(processes[1], order) for order in orders),
    )
    sold = [(await numbers(processes[0], sku))[2] for sku in ("cake", "pie")]
    held_now = [(await numbers(processes[0], sku))[1] for sku in ("cake", "pie")]
    assert sum(sold) + sum(held_now) == 20
    assert await breaches(processes[0]) == []


async def test_expired_reservations_are_swept_and_their_pieces_are_free(center):
    await stocked(center, cake=10)
    orders = await held(center, 5, cake=2)
    assert await center.sweeper.sweep() == 0
    center.clock.advance(QUARTER_HOUR + 1)
    assert await center.sweeper.sweep() == 5
    assert await numbers(center, "cake") == (10, 0, 0)
    assert await commit(center, *orders) == ["COMMITTED"] * 5


async def test_who_meets_another_process_at_its_sweeping_waits_for_the_next_round(another_center):
    center, other = [await another_center() for _ in range(2)]
    await stocked(center, cake=10)
    await held(center, 3, cake=2)
    center.clock.advance(QUARTER_HOUR + 1)
    async with other.db.transaction() as sweeping:
        assert await sweeping.fetchval(SQL.try_sweep)
        assert await center.sweeper.sweep() == 0
    assert await center.sweeper.sweep() == 3


async def test_a_late_commit_without_stock_is_a_shortfall_and_sells_nothing(center):
    await stocked(center, cake=2)
    (order,) = await held(center, 1, cake=2)
    center.clock.advance(QUARTER_HOUR + 1)
    await center.sweeper.sweep()
    await reserve(center, order_id(), cake=1)
    request = pb.CommitReservationsRequest(order_ids=[order])
    (result,) = (await center.servicer.CommitReservations(request, None)).results
    assert result.outcome == pb.COMMIT_OUTCOME_SHORTFALL
    assert [(x.sku_id, x.asked, x.available) for x in result.shortages] == [("cake", 2, 1)]
    assert await numbers(center, "cake") == (2, 1, 0)
    counted = 'zhongtai_inventory_commits_total{outcome="shortfall"} 1'
    assert counted in center.metrics.text()
    await stocked(center, cake=3)
    assert await commit(center, order) == ["COMMITTED"]


async def test_expiry_and_commit_at_once_end_in_one_of_both(another_center):
    processes = [await another_center() for _ in range(2)]
    await stocked(processes[0], cake=60)
    orders = await held(processes[0], 60, cake=1)
    processes[0].clock.advance(QUARTER_HOUR + 1)
    await asyncio.gather(
        *(commit(processes[0], order) for order in orders),
        *(processes[n % 2].sweeper.sweep() for n in range(8)),
    )
    assert await numbers(processes[0], "cake") == (0, 0, 60)
    assert await breaches(processes[0]) == []


async def test_a_cancelled_order_returns_what_it_bought_once(center):
    await stocked(center, cake=5)
    (order,) = await held(center, 1, cake=2)
    await commit(center, order)
    assert await release(center, order) == ["COMMITTED"]
    twice = [await release(center, order, return_committed=True) for _ in range(2)]
    assert twice == [["RETURNED"], ["ALREADY_RELEASED"]]
    assert await numbers(center, "cake") == (5, 0, 0)


async def test_a_return_is_booked_once_per_request(center):
    await stocked(center, cake=5)
    (order,) = await held(center, 1, cake=3)
    await commit(center, order)
    request = pb.ReturnStockRequest(
        request_id=request_id(), order_id=order, lines=lines({"cake": 2, "tea": 1})
    )
    twins = await asyncio.gather(*(center.servicer.ReturnStock(request, None) for _ in range(9)))
    assert {answer.reservation.lines[0].returned for answer in twins} == {2}
    assert await numbers(center, "cake") == (4, 0, 1)
    request.request_id = request_id()
    with pytest.raises(ReturnExceedsSale):
        await center.servicer.ReturnStock(request, None)
    assert await breaches(center) == []


async def test_a_return_is_booked_once_also_when_its_answer_is_forgotten(center):
    await stocked(center, cake=5)
    order, other = await held(center, 2, cake=2)
    await commit(center, order, other)
    request = pb.ReturnStockRequest(
        request_id=request_id(), order_id=order, lines=lines({"cake": 1})
    )
    for _ in range(2):
        answer = await center.servicer.ReturnStock(request, None)
        assert answer.reservation.lines[0].returned == 1
        await center.db.execute("DELETE FROM requests")
    assert await numbers(center, "cake") == (2, 0, 3)
    request.lines[0].quantity = 2
    with pytest.raises(RequestIdReused):
        await center.servicer.ReturnStock(request, None)
    request.order_id = other  # a name of its own
    await center.servicer.ReturnStock(request, None)
    assert await numbers(center, "cake") == (4, 0, 1)


async def test_a_batch_that_dies_before_its_end_leaves_nothing(center):
    await stocked(center, cake=5)
    (order,) = await held(center, 1, cake=2)
    key = OrderKey("demo", STORE, order)

    async def dies(connection):
        needed = Needed(orders={key})
        unit = Unit(connection, center.clock.now(), "order_control", "")
        await center.store.change(unit, needed, lambda work: rules.commit(work, key))
        await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(StorageUnavailable):
        await center.db.run_in_transaction(dies)
    assert await numbers(center, "cake") == (5, 2, 0)
    assert await commit(center, order) == ["COMMITTED"]


async def test_the_database_itself_refuses_to_oversell(center):
    await stocked(center, cake=5)
    with pytest.raises(asyncpg.CheckViolationError, match="never_oversold"):
        await center.db.execute("UPDATE stock SET reserved = 6")


async def test_a_reservation_can_be_looked_up_and_listed_by_state(center):
    await stocked(center, cake=9)
    first, second = await held(center, 2, cake=2)
    await commit(center, second)
    found = await center.servicer.GetReservation(pb.GetReservationRequest(order_id=first), None)
    assert [(x.sku_id, x.taken) for x in found.reservation.lines] == [("cake", 2)]
    wanted = pb.ListReservationsRequest(store_id=STORE, state=words.RESERVATION_STATE_COMMITTED)
    listed = await center.servicer.ListReservations(wanted, None)
    assert [one.order_id for one in listed.reservations] == [second]
    with pytest.raises(ReservationNotFound):
        await center.servicer.GetReservation(pb.GetReservationRequest(order_id=order_id()), None)
