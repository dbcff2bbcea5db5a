"""PostgreSQL understands every statement of every center, on the schema it runs against."""

import re
from pathlib import Path

import asyncpg
import pytest

import centers
from mesh.data.queries import load_queries

ROOT = Path(centers.__file__).parent.parent
FILES = sorted(path for top in ("centers", "apps") for path in (ROOT / top).rglob("queries*.sql"))
OTHER_SCHEMAS = """
SELECT nspname FROM pg_namespace
WHERE nspname NOT LIKE 'pg_%' AND nspname NOT IN ('information_schema', $1)
"""
NAMES = [str(path.relative_to(ROOT)) for path in FILES]


def test_the_centers_have_statements():
    assert FILES


WRITES_EVENTS = re.compile(r"INSERT INTO events\b")
TELLS_NUMBERS = re.compile(r"INSERT INTO events\b.*?RETURNING [\w ,]*\bseq\b", re.DOTALL)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_statement_that_writes_events_answers_with_their_numbers(path):
    """Without them readers in the same process would see these events at the next poll."""
    statements = load_queries(path).items()
    writing = {name: sql for name, sql in statements if WRITES_EVENTS.search(sql)}
    assert [name for name, sql in writing.items() if not TELLS_NUMBERS.search(sql)] == []


@pytest.mark.parametrize("path", FILES, ids=NAMES)
async def test_every_statement_prepares_with_no_schema_but_its_own(center_database, path):
    top, center = path.relative_to(ROOT).parts[:2]
    db = await center_database(center, ROOT / top / center / "migrations")
    for row in await db.fetch(OTHER_SCHEMAS, db.schema):
        await db.execute(f'DROP SCHEMA "{row["nspname"]}" CASCADE')
    faults = []
    async with db.connection() as connection:
        for name, statement in load_queries(path).items():
            try:
                await connection.prepare(statement)
            except asyncpg.PostgresError as exc:
                faults.append(f"{name}: {exc}")
    assert not faults
