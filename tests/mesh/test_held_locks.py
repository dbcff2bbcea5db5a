"""A row that somebody holds keeps nobody waiting who does not need it."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager

import pytest

from mesh.call import context
from mesh.data.again import LocksHeld
from mesh.data.batching import GroupCommit
from mesh.data.database import Database
from mesh.pure.errors import DeadlineExceeded, StorageUnavailable
from tests.mesh.feeds import until
from tests.times import within

SERVICE = context.internal_identity("order", "m1")
STORES, ROWS = 6, 8


@pytest.fixture
async def db(center_database) -> Database:
    db = await center_database("order", None)
    await db.execute("CREATE TABLE thing (store int, id int, n int, PRIMARY KEY (store, id))")
    await db.execute(
        "INSERT INTO thing SELECT s, i, 0"
        f" FROM generate_series(1, {STORES}) s, generate_series(1, {ROWS}) i"
    )
    return db


@pytest.fixture
async def small(db):
    """The same schema through a pool of three."""
    small = Database(db.dsn, db.schema, max_connections=3)
    yield small
    await small.close()


class Writer:
    """Adds one to rows, a batch in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.batches: list[list[tuple[int, int]]] = []
        self.held_up = 0

    async def write(self, rows):
        self.batches.append(rows)

        async def work(connection):
            await connection.execute(
                "UPDATE thing SET n = n + times FROM (SELECT store, id, count(*) AS times"
                " FROM unnest($1::int[], $2::int[]) AS w (store, id) GROUP BY 1, 2) AS w"
                " WHERE thing.store = w.store AND thing.id = w.id",
                *zip(*rows, strict=True),
            )
            return rows

        try:
            return await self._db.run_in_transaction(work)
        except LocksHeld:
            self.held_up += 1
            raise


@pytest.fixture
def writer(db) -> Writer:
    return Writer(db)


@pytest.fixture
async def group(writer):
    group = GroupCommit(writer.write, lane=lambda row: row[0])
    yield group
    await group.close()


@asynccontextmanager
async def held(db, *rows):
    """Rows that somebody has locked, as in a console, for the block."""
    other = Database(db.dsn, db.schema)
    async with other.transaction() as connection:
        for row in rows:
            await connection.execute(
                "SELECT FROM thing WHERE store = $1 AND id = $2 FOR UPDATE", *row
            )
        yield
    await other.close()


async def written(db) -> Counter:
    rows = await db.fetch("SELECT store, id, n FROM thing WHERE n > 0")
    return Counter({(store, number): n for store, number, n in rows})


def submitted(group, rows) -> dict:
    return {row: asyncio.ensure_future(group.submit(row)) for row in rows}


async def test_a_held_row_keeps_no_neighbour_of_its_batch_waiting(db, group):
    rows = [(store, number) for store in range(1, STORES + 1) for number in range(1, ROWS + 1)]
    stuck = {(2, 5), (4, 1)}
    async with held(db, *stuck):
        first = asyncio.ensure_future(group.submit((1, 1)))
        answers = submitted(group, rows)
        await within(asyncio.gather(first, *(answers[row] for row in set(rows) - stuck)), 20)
        assert not any(answers[row].done() for row in stuck)
    await within(asyncio.gather(*answers.values()), 20)
    assert await written(db) == Counter([(1, 1), *rows])


async def test_what_comes_for_a_lane_that_is_held_up_delays_no_batch_of_others(db, group, writer):
    async with held(db, (2, 5)):
        stuck = submitted(group, [(2, 5)])
        await until(lambda: group._held._stuck)
        found_after = writer.held_up
        more = [asyncio.ensure_future(group.submit((2, 5))) for _ in range(3)]
        for store in (1, 3, 4):
            await within(group.submit((store, 1)), 20)
        with_others = [batch for batch in writer.batches if len({row[0] for row in batch}) > 1]
        assert (found_after, with_others) == (1, [])
        assert await within(group.submit((2, 6)), 20) == (2, 6)
    await within(asyncio.gather(*stuck.values(), *more), 20)
    assert (await written(db))[2, 5] == 4


async def test_a_lane_is_like_any_other_again_when_its_row_is_free(db, group, writer):
    async with held(db, (2, 5)):
        stuck = submitted(group, [(2, 5)])
        await until(lambda: group._held._stuck)
    await within(asyncio.gather(*stuck.values()), 20)
    both = submitted(group, [(2, 5), (3, 1)])
    await within(asyncio.gather(*both.values()), 20)
    assert writer.batches[-1] == [(2, 5), (3, 1)]


async def test_a_caller_that_leaves_takes_what_is_held_up_back(db, group):
    async with held(db, (2, 5)):
        (gone,) = submitted(group, [(2, 5)]).values()
        await until(lambda: group._held._stuck)
        gone.cancel()
        await until(lambda: not len(group._held))
    assert await within(group.submit((2, 6)), 20) == (2, 6)
    assert await written(db) == Counter([(2, 6)])


async def test_what_is_held_up_for_too_long_is_refused(db, writer):
    group = GroupCommit(writer.write, lane=lambda row: row[0], timeout_seconds=0.5)
    async with held(db, (2, 5)):
        with pytest.raises(DeadlineExceeded):
            await group.submit((2, 5))
    assert await written(db) == Counter()


async def test_closing_waits_for_nobody_who_holds_a_row(db, group):
    async with held(db, (2, 5)):
        rows = [(2, 5), (2, 6), (3, 1)]
        answers = submitted(group, rows)
        await asyncio.sleep(0)
        await within(group.close(), 20)
        outcomes = await asyncio.gather(*answers.values(), return_exceptions=True)
    assert [type(each) for each in outcomes] == [StorageUnavailable, tuple, tuple]
    assert await written(db) == Counter(rows[1:])


async def test_those_who_wait_for_a_row_leave_the_connections_to_others(db, small):
    add = "UPDATE thing SET n = n + 1 WHERE store = 2 AND id = 5"
    async with held(db, (2, 5)):
        waiting = [asyncio.ensure_future(small.execute(add)) for _ in range(12)]
        waiting += [
            asyncio.ensure_future(small.run_in_transaction(lambda conn: conn.execute(add)))
            for _ in range(12)
        ]
        await until(small._again._turns.locked)
        for _ in range(5):
            assert await within(small.fetchval("SELECT 1"), 20) == 1
        assert not any(each.done() for each in waiting)
    await within(asyncio.gather(*waiting), 30)
    assert (await written(db))[2, 5] == 24


async def test_waiting_for_a_row_ends_with_the_time_of_the_call(db):
    async with held(db, (2, 5)):
        with context.as_call(SERVICE, timeout=0.5), pytest.raises(DeadlineExceeded):
            await db.execute("UPDATE thing SET n = n + 1 WHERE store = 2 AND id = 5")
    assert await written(db) == Counter()
