"""The database respects deadlines, leaves nothing half done, and names its own troubles."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import pytest

from mesh.call import context
from mesh.data import database
from mesh.data.database import Database, conflict
from mesh.pure.errors import DeadlineExceeded, InvalidRequest, StorageUnavailable

SERVICE = context.internal_identity("order", "m1")


@pytest.fixture
async def db(center_database) -> Database:
    db = await center_database("order", None)
    await db.execute("CREATE TABLE thing (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)")
    return db


@pytest.fixture
async def one(db) -> AsyncIterator[Database]:
    """The same schema through a single connection."""
    one = Database(db.dsn, db.schema, max_connections=1, name="one")
    yield one
    await one.close()


async def things(db: Database) -> list[int]:
    return [row["id"] for row in await db.fetch("SELECT id FROM thing ORDER BY id")]


async def open_transactions(db: Database) -> int:
    return await db.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state LIKE 'idle in transaction%'"
    )


async def test_statements_see_only_their_own_schema(db):
    assert await db.fetchval("SELECT current_schemas(false)") == ["order"]
    assert await db.fetchval("SELECT count(*) FROM events") == 0


async def test_rows_values_and_tags_come_back(db):
    assert await db.execute("INSERT INTO thing VALUES (1), (2)") == "INSERT 0 2"
    assert (await db.fetchrow("SELECT * FROM thing WHERE id = $1", 2))["n"] == 0
    assert await db.fetchrow("SELECT * FROM thing WHERE id = $1", 3) is None
    await db.executemany("INSERT INTO thing (id) VALUES ($1)", [(3,), (4,)])
    assert await things(db) == [1, 2, 3, 4]


async def test_a_transaction_that_raises_leaves_nothing(db):
    async def work(connection):
        await connection.execute("INSERT INTO thing VALUES (1)")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await db.run_in_transaction(work)
    assert await things(db) == []


async def test_a_cancelled_transaction_leaves_nothing_and_frees_its_connection(db, one):
    inside = asyncio.Event()

    async def work(connection):
        await connection.execute("INSERT INTO thing VALUES (1)")
        inside.set()
        await connection.execute("SELECT pg_sleep(60)")

    task = asyncio.ensure_future(one.run_in_transaction(work))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await one.fetchval("SELECT 1") == 1
    assert (await things(db), await open_transactions(db)) == ([], 0)


async def test_a_statement_ends_with_the_time_of_its_call(db):
    with context.as_call(SERVICE, timeout=0.05), pytest.raises(DeadlineExceeded):
        await db.execute("SELECT pg_sleep(60)")


async def test_a_transaction_ends_with_the_time_of_its_call_and_leaves_nothing(db):
    async def work(connection):
        await connection.execute("INSERT INTO thing VALUES (1)")
        await connection.execute("SELECT pg_sleep(60)")

    with context.as_call(SERVICE, timeout=0.1), pytest.raises(DeadlineExceeded):
        await db.run_in_transaction(work)
    assert (await things(db), await open_transactions(db)) == ([], 0)


async def test_waiting_for_a_connection_ends_with_the_time_of_the_call(one):
    async with one.connection():
        with context.as_call(SERVICE, timeout=0.05), pytest.raises(DeadlineExceeded):
            await one.fetchval("SELECT 1")


async def test_two_transactions_that_lock_each_other_out_both_succeed(db):
    await db.execute("INSERT INTO thing VALUES (1), (2)")
    both = asyncio.Barrier(2)
    tries = []

    async def work(connection, ids):
        tries.append(ids)
        add = "UPDATE thing SET n = n + 1 WHERE id = $1"
        await connection.execute(add, ids[0])
        if len(tries) <= 2:
            await both.wait()
        await connection.execute(add, ids[1])

    await asyncio.gather(
        db.run_in_transaction(lambda c: work(c, (1, 2))),
        db.run_in_transaction(lambda c: work(c, (2, 1))),
    )
    # One of them came again, and again where it was quick enough to take a row from the other.
    assert len(tries) > 2
    assert await db.fetch("SELECT n FROM thing") == [(2,), (2,)]


async def test_a_transaction_that_meets_nothing_but_conflicts_gives_up(db):
    tries = []

    async def work(connection):
        tries.append(connection)
        raise asyncpg.SerializationError

    with pytest.raises(asyncpg.SerializationError):
        await db.run_in_transaction(work)
    assert len(tries) == 6


async def test_work_without_a_transaction_begins_again_after_a_conflict_and_keeps_its_statements(
    db,
):
    tries = []

    async def work(connection):
        tries.append(connection)
        await connection.execute("INSERT INTO thing VALUES ($1)", len(tries))
        if len(tries) == 1:
            raise conflict("it stands no longer")
        return "done"

    assert await db.run(work) == "done"
    assert await db.fetch("SELECT id FROM thing ORDER BY id") == [(1,), (2,)]


async def test_what_a_store_expects_comes_through_as_it_is(db):
    await db.execute("INSERT INTO thing VALUES (1)")
    with pytest.raises(asyncpg.UniqueViolationError):
        await db.execute("INSERT INTO thing VALUES (1)")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await db.fetchval("SELECT 1 / 0")


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT $1::int", "one"),
        ("SELECT $1::int", 2**40),
        ("SELECT $1::text", "a\0b"),
        ("SELECT $1::jsonb", '"\\u0000"'),
        ("SELECT $1::bigint * $1::bigint", 2**62),
        ("SELECT $1::text::date", "2026-13-45"),
    ],
)
async def test_a_value_that_cannot_be_stored_is_an_invalid_request(db, sql, value):
    with pytest.raises(InvalidRequest) as refused:
        await db.fetchval(sql, value)
    assert str(value) not in refused.value.message


async def test_a_value_that_cannot_be_stored_is_named_by_its_column(db):
    with pytest.raises(InvalidRequest) as refused:
        await db.fetch(
            "WITH person AS (SELECT ''::text AS name) SELECT FROM person WHERE name = $1", "a\0"
        )
    assert [violation.field for violation in refused.value.violations] == ["name"]


@pytest.mark.parametrize(
    "sqlstate", ["53100", "25006", "57P01", "53200", "58030", "57P03", "53300", "08006"]
)
async def test_what_the_server_cannot_do_is_storage_unavailable(db, sqlstate):
    with pytest.raises(StorageUnavailable):
        await db.execute(f"DO $$ BEGIN RAISE SQLSTATE '{sqlstate}'; END $$")


async def test_a_read_only_database_is_storage_unavailable(db):
    with pytest.raises(StorageUnavailable):
        await db.run_in_transaction(write_read_only)


async def write_read_only(connection):
    await connection.execute("SET TRANSACTION READ ONLY")
    await connection.execute("INSERT INTO thing VALUES (1)")


async def test_a_server_that_is_not_there_is_storage_unavailable(tmp_path):
    db = Database(f"postgresql://postgres@/x?host={tmp_path}", "order", patience_seconds=0.1)
    with pytest.raises(StorageUnavailable):
        await db.fetchval("SELECT 1")


async def test_a_server_that_comes_late_is_waited_for(one, monkeypatch):
    fails = iter([ConnectionRefusedError(), asyncpg.CannotConnectNowError("starting up")])
    connect = asyncpg.connection.connect

    async def late(*args, **kwargs):
        if fault := next(fails, None):
            raise fault
        return await connect(*args, **kwargs)

    monkeypatch.setattr(asyncpg.connection, "connect", late)
    assert await one.fetchval("SELECT 1") == 1
    assert next(fails, None) is None


async def test_a_connection_that_broke_is_replaced(db, one):
    pid = await one.fetchval("SELECT pg_backend_pid()")
    with pytest.raises(StorageUnavailable):
        await one.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await one.fetchval("SELECT pg_backend_pid()") != pid


async def test_connections_are_opened_as_needed_and_no_more_than_allowed(db, one):
    ours = "datname = current_database() AND application_name = 'one'"
    count = f"SELECT count(*) FROM pg_stat_activity WHERE {ours}"
    assert await db.fetchval(count) == 0
    await asyncio.gather(*(one.execute("SELECT pg_sleep(0.01)") for _ in range(5)))
    assert await db.fetchval(count) == 1


async def test_statements_one_after_the_other_take_the_connection_at_hand(one, monkeypatch):
    await one.execute("SELECT 1")
    monkeypatch.setattr(asyncpg.Pool, "acquire", None)
    assert await one.fetchval("SELECT 2") == 2
    async with one.transaction() as connection:
        assert await connection.fetchval("SELECT 3") == 3


async def test_a_connection_at_hand_that_nobody_used_for_long_is_replaced(one, monkeypatch):
    used = await one.fetchval("SELECT pg_backend_pid()")
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.0)
    assert await one.fetchval("SELECT pg_backend_pid()") != used


async def test_a_connection_that_others_wait_for_is_not_kept_at_hand(one):
    with context.as_call(SERVICE):
        async with one.connection():
            waiting = asyncio.create_task(one.fetchval("SELECT 1"))
            for _ in range(10):
                await asyncio.sleep(0)
        assert await waiting == 1


async def test_a_block_that_fails_or_leaves_a_transaction_open_hands_its_connection_on_clean(one):
    with pytest.raises(asyncpg.UndefinedTableError):
        await one.execute("SELECT * FROM nothing")
    async with one.connection() as connection:
        await connection.execute("BEGIN; INSERT INTO thing VALUES (1)")
    assert await things(one) == []


async def test_a_closed_database_opens_no_more_connections(db):
    await db.close()
    with pytest.raises(StorageUnavailable):
        await db.fetchval("SELECT 1")
    await db.close()


@pytest.mark.parametrize("schema", ["", "Order", "a b", 'a"b', "1a", "a;b"])
def test_a_schema_name_that_would_need_care_is_refused(schema):
    with pytest.raises(ValueError, match="is not the name of a schema"):
        Database("postgresql://", schema)


async def test_every_statement_that_is_sent_is_counted_by_its_name(db):
    sent: Counter[str] = Counter()
    counted = Database(db.dsn, db.schema, count=lambda name: sent.update([name]))
    async with counted.transaction() as connection:
        await connection.execute("/* put_thing */ INSERT INTO thing VALUES ($1)", 1)
        await connection.fetchval("/* count_things */ SELECT count(*) FROM thing")
        await connection.fetch("/* list_things */ SELECT * FROM thing")
    await counted.fetchrow("/* list_things */ SELECT * FROM thing")
    await counted.executemany("/* put_things */ INSERT INTO thing VALUES ($1)", [(2,), (3,)])
    await counted.close()
    names = {"begin": 1, "put_thing": 1, "count_things": 1, "list_things": 2, "commit": 1}
    assert sent == names | {"put_things": 1}
