"""How the database runs a statement."""

from mesh.data.database import Database

_TABLES = """
SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
"""
_FORGET = """
DELETE FROM pg_statistic USING pg_class
WHERE starelid = pg_class.oid AND relnamespace = current_schema()::regnamespace
"""


async def plan_of(db: Database, statement: str, parameters: int) -> str:
    """Return how a statement of so many parameters is run where it can do without all rows.

    It is that of a database of which nothing is known: what earlier tests left in its files, and
    what autovacuum made of it if it came by in time, decides nothing.
    """
    async with db.transaction() as connection:
        aside = connection.transaction()
        await aside.start()
        await connection.execute(f"TRUNCATE {await connection.fetchval(_TABLES)}")
        await connection.execute(_FORGET)
        await connection.execute("SET LOCAL enable_seqscan = off")
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE looked_at AS {statement}")
        values = ", ".join(["NULL"] * parameters)
        rows = await connection.fetch(f"EXPLAIN EXECUTE looked_at ({values})")
        await connection.execute("DEALLOCATE looked_at")
        await aside.rollback()
    return "\n".join(row[0] for row in rows)
