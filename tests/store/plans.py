"""How the database runs a statement."""

from mesh.data.database import Database


async def plan_of(db: Database, statement: str, parameters: int) -> str:
    """Return how a statement of so many parameters is run where it can do without all rows."""
    async with db.transaction() as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE looked_at AS {statement}")
        values = ", ".join(["NULL"] * parameters)
        rows = await connection.fetch(f"EXPLAIN EXECUTE looked_at ({values})")
        await connection.execute("DEALLOCATE looked_at")
    return "\n".join(row[0] for row in rows)
