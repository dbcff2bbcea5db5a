"""Admissions of merged persons: the person that stays has them, until that is undone."""

from __future__ import annotations

from pathlib import Path

from apps.flash_sale.admissions.operations import keep_settled
from apps.flash_sale.admissions.store import AdmissionStore
from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonMerges
from mesh.data.queries import load_queries
from mesh.pure.clock import Clock
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def admissions_of_merged(db: Database, clock: Clock) -> PersonMerges:
    """Return what moves the admissions of merged persons."""
    moving = _Moving(clock)
    return PersonMerges(db, SQL.wait_for_admissions, moving.move, moving.back)


class _Moving:
    """Moves the admissions of merged persons, and moves them back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def move(self, connection: Connection, merge: Merge) -> int:
        """Give the merged person's admissions to the one that stays, and keep which.

        One that no order has used goes to the next where the other may have no more.
        """
        store, persons = AdmissionStore(connection), (merge.from_person_id, merge.into_person_id)
        rows = await connection.fetch(SQL.list_sessions_of_person, merge.merchant_id, persons[0])
        keys = [(merge.merchant_id, row["session_id"]) for row in rows]
        works = await store.take(keys, self._clock.now())
        for each in await store.of_persons((*key, person) for key in works for person in persons):
            works[each.key].read(each)
        tokens = [each.token for work in works.values() for each in work.hand_over(*persons)]
        if works:
            await keep_settled(store, list(works.values()))
        await connection.execute(SQL.give_admissions, merge.merchant_id, tokens, *persons)
        kept = (merge.merchant_id, merge.merge_id, tokens)
        await connection.execute(SQL.keep_moved_admissions, *kept)
        return len(tokens)

    async def back(self, connection: Connection, merge: Merge) -> int:
        """Give back what was moved."""
        key = (merge.merchant_id, merge.merge_id)
        rows = await connection.fetch(SQL.take_moved_admissions, *key)
        admissions = (merge.merchant_id, [row["token"] for row in rows])
        sessions = await connection.fetch(SQL.list_sessions_of_admissions, *admissions)
        keys = [(merge.merchant_id, row["session_id"]) for row in sessions]
        await AdmissionStore(connection).take(keys, self._clock.now())
        persons = (merge.into_person_id, merge.from_person_id)
        await connection.execute(SQL.give_admissions, *admissions, *persons)
        return len(rows)
