"""A schema is brought up to date once, by one process at a time, and never by guessing."""

import asyncio
from pathlib import Path

import pytest

from mesh.data import migrations
from mesh.data.database import Database
from mesh.data.migrations import MigrationError, migrate, read_folder
from tests.times import within

BASE = [
    "mesh/0001_base.sql",
    "mesh/0002_letters.sql",
    "mesh/0003_feed_readers.sql",
    "mesh/0004_person_merges.sql",
    "mesh/0005_pulled_places.sql",
    "mesh/0006_ages_of_answers.sql",
    "mesh/0007_held_chains.sql",
    "mesh/0008_passed_items.sql",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "0001_things.sql", "CREATE TABLE thing (id int); CREATE INDEX ON thing (id);")
    return tmp_path


@pytest.fixture
async def db(center_database) -> Database:
    """The database, with a schema that these tests do not use."""
    db = await center_database("other", None)
    await db.execute('DROP SCHEMA IF EXISTS "user" CASCADE')
    return db


def write(folder: Path, name: str, sql: str) -> None:
    (folder / name).write_text(sql, encoding="utf-8")


async def tables(db: Database) -> set[str]:
    rows = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'user'")
    return {row["tablename"] for row in rows}


async def test_the_base_tables_come_first_then_the_folder_in_order(db, folder):
    write(folder, "0002_more.sql", "ALTER TABLE thing ADD COLUMN n int;")
    applied = await migrate(db.dsn, "user", folder)
    assert applied == [*BASE, "0001_things.sql", "0002_more.sql"]
    base = {"requests", "events", "feed_cursors", "feed_readers", "letters", "migrations"}
    base |= {"held_chains", "passed_items", "person_merges", "person_moves", "pulled_places"}
    assert await tables(db) == base | {"thing"}


async def test_a_second_start_applies_only_what_is_new(db, folder):
    await migrate(db.dsn, "user", folder)
    assert await migrate(db.dsn, "user", folder) == []
    write(folder, "0002_more.sql", "CREATE TABLE more (id int);")
    assert await migrate(db.dsn, "user", folder) == ["0002_more.sql"]


async def test_processes_that_start_together_take_turns(db, folder):
    runs = await asyncio.gather(*(migrate(db.dsn, "user", folder) for _ in range(8)))
    assert sorted(map(len, runs)) == [0] * 7 + [len(BASE) + 1]


async def test_a_table_that_somebody_holds_is_waited_for_and_nobody_waits_behind(
    db, folder, monkeypatch
):
    monkeypatch.setattr(migrations, "PAUSE_SECONDS", 0.05)
    await migrate(db.dsn, "user", folder)
    write(folder, "0002_more.sql", "ALTER TABLE thing ADD COLUMN n int;")
    other = Database(db.dsn, "user")
    async with other.transaction() as console:
        await console.execute("INSERT INTO thing VALUES (1)")
        migrating = asyncio.ensure_future(migrate(db.dsn, "user", folder))
        for _ in range(5):
            assert await within(other.fetchval("SELECT count(*) FROM thing"), 10) == 0
            await asyncio.sleep(0.1)
        assert not migrating.done()
    assert await within(migrating, 30) == ["0002_more.sql"]
    await other.close()


async def test_a_table_that_is_held_for_too_long_is_named(db, folder, monkeypatch):
    monkeypatch.setattr(migrations, "PATIENCE_SECONDS", 0.1)
    await migrate(db.dsn, "user", folder)
    write(folder, "0002_more.sql", "ALTER TABLE thing ADD COLUMN n int;")
    other = Database(db.dsn, "user")
    async with other.transaction() as console:
        await console.execute("INSERT INTO thing VALUES (1)")
        with pytest.raises(
            MigrationError, match=r"0002_more.sql changes a table .* somebody holds"
        ):
            await migrate(db.dsn, "user", folder)
    await other.close()


async def test_a_file_that_fails_leaves_the_schema_as_before_it(db, folder):
    write(folder, "0002_bad.sql", "CREATE TABLE more (id int); SELECT 1/0;")
    with pytest.raises(MigrationError, match=r"0002_bad.sql failed in schema user: division"):
        await migrate(db.dsn, "user", folder)
    assert "more" not in await tables(db)
    write(folder, "0002_bad.sql", "CREATE TABLE more (id int);")
    assert await migrate(db.dsn, "user", folder) == ["0002_bad.sql"]


async def test_a_file_that_was_changed_after_it_was_applied_is_named(db, folder):
    await migrate(db.dsn, "user", folder)
    write(folder, "0001_things.sql", "CREATE TABLE thing (id bigint);")
    with pytest.raises(MigrationError, match=r"0001_things.sql was changed after"):
        await migrate(db.dsn, "user", folder)


async def test_data_of_a_newer_program_are_left_alone(db, folder):
    await migrate(db.dsn, "user", folder)
    (folder / "0001_things.sql").rename(folder / "0001_renamed.sql")
    with pytest.raises(MigrationError, match=r"newer version .*0001_things.sql is unknown"):
        await migrate(db.dsn, "user", folder)


@pytest.mark.parametrize("name", ["1_things.sql", "0002-things.sql", "0002_Things.sql", "x.sql"])
def test_a_file_with_another_form_of_name_is_refused(folder, name):
    write(folder, name, "")
    with pytest.raises(MigrationError, match="must be named like"):
        read_folder(folder)


def test_two_files_with_one_number_are_refused(folder):
    write(folder, "0001_others.sql", "")
    with pytest.raises(MigrationError, match="the same number"):
        read_folder(folder)


def test_a_folder_without_migrations_is_refused(tmp_path):
    with pytest.raises(MigrationError, match="has no migrations"):
        read_folder(tmp_path)
