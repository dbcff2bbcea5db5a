"""Rows that nobody needs after a time are forgotten, some at a time.

One statement for all that is due would hold up whoever needs one of those rows, and would be ended
by the server before a million are gone: nothing is gone then, and the next time there are more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mesh.data.database import Runner

AT_ONCE = 1_000

_FORGET = """
/* forget_{table} */ WITH gone AS (
    DELETE FROM {table} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {table} WHERE {since} < $1 AND {only}
        ORDER BY {since} LIMIT $2 FOR UPDATE SKIP LOCKED
    )) RETURNING 1
)
SELECT count(*) FROM gone
"""


@dataclass(frozen=True, slots=True)
class Aging:
    """Rows that nobody needs once the moment in their column `since` is long ago.

    `only` is a condition on them, in SQL. An index begins with `since`, of those rows at least.
    """

    table: str
    since: str
    only: str = "true"

    @property
    def statement(self) -> str:
        """The statement that forgets some of them; see `forget_by`."""
        return _FORGET.format(table=self.table, since=self.since, only=self.only)


async def forget(run: Runner, aging: Aging, before: datetime) -> None:
    """Forget what is older than a moment; what others hold at present, the next time."""
    await forget_by(run, aging.statement, before)


async def forget_by(run: Runner, statement: str, before: datetime) -> None:
    """Forget what is older than a moment by a statement of one's own.

    It takes the moment and how many to forget at most, and tells how many it forgot.
    """
    while await run.fetchval(statement, before, AT_ONCE) == AT_ONCE:
        pass
