"""Merged persons, as a center deals with them: what is theirs moves, and comes back.

The user center merges, order control tells every other center (MovePerson). A center

1. notes the merge; each of its statements that writes something new of a person looks there,
   so that from this commit on nothing new is written of one that is gone,
2. waits for the writers that had begun before,
3. moves everything, and keeps what it moved by which merge.

So nothing is left behind, whatever is written at the same time, and repeating it is harmless.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

import asyncpg
from zhongtai.common.v1 import person_merge_pb2 as pb

from mesh.call.context import merchant_id
from mesh.data.database import Connection, Database, Runner
from mesh.data.queries import load_queries
from mesh.feed.feed import Feed
from mesh.pure.errors import InProgress, PersonMerged, Refusal
from mesh.pure.merge import Merge
from mesh.pure.validation import Check

SQL = load_queries(Path(__file__).with_name("queries_person_merges.sql"))

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '100ms'"
"""While it waits for writers that had begun, those that begin wait behind it."""


Owner = tuple[str, str]
"""A person: merchant id and person id."""

Move = Callable[[Connection, Merge], Awaitable[int]]
"""Moves what is the one person's to the other in a transaction; tells how many things."""


class PersonsMerged(Exception):
    """Persons, of whom something new was to be written, are others now.

    `now_are` says who, by (merchant id, person id); it is empty when that was undone meanwhile.
    """

    def __init__(self, now_are: Mapping[Owner, str]) -> None:
        super().__init__(f"{len(now_are)} persons were merged")
        self.now_are = now_are

    def refusal(self) -> Refusal:
        """Return what a caller is told who named one of them."""
        for (_, person_id), now_is in self.now_are.items():
            return PersonMerged(merged_into_person_id=now_is, person_id=person_id)
        return InProgress()

    def refusal_for(self, owner: Owner) -> Refusal:
        """Return what a caller is told who named this one."""
        now_is = self.now_are.get(owner)
        return PersonMerged(merged_into_person_id=now_is) if now_is else InProgress()


class PersonMerges:
    """Answers MovePerson for one center."""

    def __init__(
        self, db: Database, writers: str, move: Move, back: Move, *, feed: Feed | None = None
    ) -> None:
        """`writers` is a statement that waits for whoever writes something new of a person.

        `move` takes everything of the merged person, `back` what the merge moved. Both may write
        events, of which the readers of `feed` are told.
        """
        self._db = db
        self._feed = feed
        self._writers = writers
        self._move_all = move
        self._move_back = back

    async def handle(self, request: pb.MovePersonRequest) -> pb.MovePersonResponse:
        """Do what order control asks for, once. Raise InvalidRequest and InProgress."""
        check = Check()
        check.identifier("merge_id", request.merge_id)
        check.identifier("from_person_id", request.from_person_id)
        check.identifier("into_person_id", request.into_person_id)
        check.raise_if_any()
        persons = (request.from_person_id, request.into_person_id)
        merge = Merge(merchant_id(), request.merge_id, *persons)
        moved = await (self._undo(merge) if request.back else self._move(merge))
        if self._feed is not None:
            self._feed.wake()
        return pb.MovePersonResponse(moved_count=moved)

    async def _move(self, merge: Merge) -> int:
        if not await self._db.run_in_transaction(lambda conn: _note(conn, merge)):
            return 0
        await self._wait_for_writers()
        return await self._db.run_in_transaction(lambda conn: self._move_on(conn, merge))

    async def _wait_for_writers(self) -> None:
        try:
            async with self._db.transaction() as connection:
                await connection.execute(LOCK_TIMEOUT)
                await connection.execute(self._writers)
        except asyncpg.LockNotAvailableError as exc:
            raise InProgress("Somebody is writing for long: repeat it soon.") from exc

    async def _move_on(self, connection: Connection, merge: Merge) -> int:
        """Move, and on from a person that was merged meanwhile."""
        key = (merge.merchant_id, merge.merge_id)
        if await connection.fetchval(SQL.take_merge, *key):
            return 0
        moved = await self._move_all(connection, merge)
        await connection.execute(SQL.keep_moved, *key)
        following = await _standing(connection, merge.merchant_id, merge.into_person_id)
        return moved + (await self._move_on(connection, following) if following else 0)

    async def _undo(self, merge: Merge) -> int:
        async def work(connection: Connection) -> int:
            if await _standing(connection, merge.merchant_id, merge.into_person_id):
                raise InProgress("The person that stays was merged on: that is undone first.")
            key = (merge.merchant_id, merge.merge_id)
            if await connection.fetchval(SQL.take_merge, *key):
                return 0
            persons = (merge.from_person_id, merge.into_person_id)
            await connection.execute(SQL.keep_undone, *key, *persons)
            return await self._move_back(connection, merge)

        return await self._db.run_in_transaction(work)


def by_statements(counting: str, *others: str) -> Move:
    """Return what moves by statements on a merge; the first one tells how many things moved."""

    async def move(connection: Connection, merge: Merge) -> int:
        moved: int = await connection.fetchval(counting, *astuple(merge))
        for statement in others:
            await connection.execute(statement, *astuple(merge))
        return moved

    return move


async def survivors(run: Runner, merchant: str, persons: Iterable[str]) -> Mapping[str, str]:
    """Return who persons are now, by the id that was merged; others are missing."""
    rows = await run.fetch(SQL.find_survivors, merchant, sorted(set(persons)))
    return {row["asked"]: row["person_id"] for row in rows}


async def survivors_of(run: Runner, owners: Iterable[Owner]) -> Mapping[Owner, str]:
    """Return who persons of several merchants are now, those that were merged."""
    by_merchant: defaultdict[str, list[str]] = defaultdict(list)
    for merchant, person_id in owners:
        by_merchant[merchant].append(person_id)
    found: dict[Owner, str] = {}
    for merchant, persons in by_merchant.items():
        now_are = await survivors(run, merchant, persons)
        found |= {(merchant, person_id): now_is for person_id, now_is in now_are.items()}
    return found


class PersonMethods:
    """MovePerson."""

    _persons: PersonMerges

    async def MovePerson(  # noqa: N802 - the contract's name
        self, request: pb.MovePersonRequest, _: object
    ) -> pb.MovePersonResponse:
        """Move what is a merged person's, or back."""
        return await self._persons.handle(request)


async def _note(connection: Connection, merge: Merge) -> bool:
    """Note a merge; return whether it stands. Raise InProgress while another is in its way."""
    persons = (merge.from_person_id, merge.into_person_id)
    await connection.execute(SQL.note_merge, merge.merchant_id, merge.merge_id, *persons)
    undone = await connection.fetchval(SQL.take_merge, merge.merchant_id, merge.merge_id)
    if undone:
        return False
    ends = await survivors(connection, merge.merchant_id, [merge.from_person_id])
    if undone is None or merge.from_person_id not in ends:
        raise InProgress("An earlier merge of these persons is not undone here yet.")
    return True


async def _standing(connection: Connection, merchant: str, person_id: str) -> Merge | None:
    row = await connection.fetchrow(SQL.find_standing_merge, merchant, person_id)
    return Merge(*row) if row else None
