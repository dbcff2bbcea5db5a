"""Counts the statements that a process sends to its database, by the name each one carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

Count = Callable[[str], None]
"""Takes the name of a statement that is being sent."""

METRIC = "zhongtai_statements_total"
HELP = "Statements sent to the database."

_OPENING, _CLOSING = "/* ", " */"
_MAX_STATEMENTS = 2048


@lru_cache(maxsize=_MAX_STATEMENTS)
def name_of(sql: str) -> str:
    """Return the name in a statement's leading comment; without one, its first word."""
    start = sql.lstrip()
    if start.startswith(_OPENING):
        return start[len(_OPENING) : start.index(_CLOSING)]
    return start.split(None, 1)[0].rstrip(";").lower() if start else ""
