"""Letters: what readers could not deal with, kept in the database of the center they read.

A letter waits for its next try, for an operator (dead), or behind an earlier letter of its
subject. It holds back later items of its own subject with the same reader, nothing else. Beside
the letters lie the items of held chains that nobody else keeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.wire import stamp
from mesh.data.database import Connection, Database, Record
from mesh.data.lineage import Lineage
from mesh.data.queries import load_queries
from mesh.data.rows import columns
from mesh.feed.events import cursor_seq, cursor_text
from mesh.pure.errors import LetterNotFound

MAX_DUE = 100


@dataclass(frozen=True, slots=True)
class PassedItem:
    """An item of a held chain that was put aside; `cursor` is the one behind it."""

    merchant_id: str
    item_id: str
    subject_id: str
    payload: bytes
    cursor: str = ""


SQL = load_queries(Path(__file__).with_name("queries_letters.sql"))


class Letters:
    """The letters of one center. An empty merchant means all; one's own includes those of none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def lineage(self) -> Lineage:
        """Tells whether what was kept is there still."""
        return self._db.lineage

    async def keep(
        self, request: pb.KeepLettersRequest, demand: Callable[[], None] = lambda: None
    ) -> None:
        """Keep what a reader could not deal with, and remove what it has, at once.

        `demand` may refuse that places of chains are kept in the database that answers.
        """
        new = [_new_row(each) for each in request.letters if not each.letter_id]
        news = [_news_row(each) for each in request.letters if each.letter_id]

        async def keep(connection: Connection) -> None:
            if request.done_letter_ids:
                await connection.execute(
                    SQL.remove_letters, request.reader, list(request.done_letter_ids)
                )
            if new:
                await connection.execute(SQL.keep_letters, request.reader, *columns(new, 8))
            if news:
                await connection.execute(SQL.change_letters, request.reader, *columns(news, 4))
            if request.held:
                demand()
                held = [(each.merchant_id, each.cursor) for each in request.held]
                await connection.execute(SQL.hold_chains, request.reader, *columns(held, 2))
                behind = [(each.merchant_id, cursor_seq(each.cursor)) for each in request.held]
                await connection.execute(SQL.drop_aside, request.reader, *columns(behind, 2))
            if request.released_merchant_ids:
                released = list(request.released_merchant_ids)
                await connection.execute(SQL.release_chains, request.reader, released)

        await self._db.run_in_transaction(keep)

    async def take(self, reader: str) -> pb.TakeLettersResponse:
        """Return the letters of a reader that are due, and what else it must know of them."""
        async with self._db.connection() as connection:
            subjects = await connection.fetch(SQL.letters_by_subject, reader)
            due = await connection.fetch(SQL.due_letters, reader, MAX_DUE) if subjects else ()
            held = await connection.fetch(SQL.held_chains, reader)
        chains = Counter[str]()
        for row in subjects:
            chains[row["merchant_id"]] += row["letters"]
        return pb.TakeLettersResponse(
            due=[_letter(row) for row in due],
            subject_ids=[row["subject_id"] for row in subjects],
            stopped_count=sum(row["letters"] for row in subjects if row["stopped"]),
            letter_count=chains.total(),
            chains=[pb.ChainLetters(merchant_id=x, letter_count=n) for x, n in chains.items()],
            held=[pb.HeldChain(merchant_id=x["merchant_id"], cursor=x["cursor"]) for x in held],
            cursor=cursor_text(max(row["seq"] for row in held)) if held else "",
        )

    async def put_aside(
        self,
        reader: str,
        items: Sequence[PassedItem],
        demand: Callable[[], None] = lambda: None,
    ) -> str:
        """Keep items of held chains, each once; return the cursor behind them.

        `demand` may refuse that they are kept in the database that answers.
        """
        rows = [(each.merchant_id, each.item_id, each.subject_id, each.payload) for each in items]

        async def keep(connection: Connection) -> int:
            demand()
            await connection.execute(SQL.put_aside_in_turn, reader)
            kept = await connection.fetch(SQL.put_aside, reader, *columns(rows, 4))
            return max((int(row["seq"]) for row in kept), default=0)

        return cursor_text(await self._db.run_in_transaction(keep))

    async def aside_after(
        self, reader: str, merchant_id: str, cursor: str, limit: int
    ) -> list[PassedItem]:
        """Return items of a held chain behind a cursor, in their order."""
        rows = await self._db.fetch(SQL.aside_after, reader, merchant_id, cursor_seq(cursor), limit)
        return [_passed_item(row) for row in rows]

    async def forget(self, reader: str) -> None:
        """Throw all letters of a reader away, as of one that will not come again."""
        await self._db.execute(SQL.forget_letters, reader)

    async def list_letters(
        self, merchant_id: str, reader: str, state: int, after: int, limit: int
    ) -> list[pb.Letter]:
        """Letters after the one named, oldest first, without their payloads."""
        rows = await self._db.fetch(SQL.list_letters, after, merchant_id, reader, state, limit)
        return [_letter(row) for row in rows]

    async def get(self, merchant_id: str, letter_id: int) -> pb.Letter:
        """Return one letter with its payload. Raise LetterNotFound."""
        row = await self._db.fetchrow(SQL.get_letter, letter_id, merchant_id)
        if row is None:
            raise LetterNotFound(letter_id=letter_id)
        return _letter(row)

    async def retry(self, merchant_id: str, letter_ids: Sequence[int]) -> list[int]:
        """Have letters tried again now; return those that are there."""
        rows = await self._db.fetch(SQL.retry_letters, list(letter_ids), merchant_id)
        return [row["letter_id"] for row in rows]

    async def drop(self, merchant_id: str, letter_ids: Sequence[int]) -> list[int]:
        """Throw letters away; return those that were there."""
        rows = await self._db.fetch(SQL.drop_letters, list(letter_ids), merchant_id)
        return [row["letter_id"] for row in rows]


def _passed_item(row: Record) -> PassedItem:
    return PassedItem(
        merchant_id=row["merchant_id"],
        item_id=row["item_id"],
        subject_id=row["subject_id"],
        payload=row["payload"],
        cursor=cursor_text(row["seq"]),
    )


def _new_row(letter: pb.NewLetter) -> tuple[object, ...]:
    return (
        letter.item_id,
        letter.subject_id,
        letter.merchant_id,
        letter.message_type,
        letter.payload,
        letter.reason,
        letter.attempts,
        _seconds_to_wait(letter),
    )


def _news_row(letter: pb.NewLetter) -> tuple[object, ...]:
    return (letter.letter_id, letter.reason, letter.attempts, _seconds_to_wait(letter))


def _seconds_to_wait(letter: pb.NewLetter) -> float | None:
    """Return when it is tried again; None for not before an operator says so."""
    tried_again = letter.HasField("try_after")
    return letter.try_after.ToNanoseconds() / 1e9 if tried_again else None


def _letter(row: Record) -> pb.Letter:
    return pb.Letter(
        letter_id=row["letter_id"],
        reader=row["reader"],
        item_id=row["item_id"],
        subject_id=row["subject_id"],
        merchant_id=row["merchant_id"],
        message_type=row["message_type"],
        payload=row["payload"],
        reason=row["reason"],
        attempts=row["attempts"],
        state=row["state"],
        first_time=stamp(row["first_at"]),
        last_time=stamp(row["last_at"]),
        next_try_time=stamp(row["next_try_at"]),
    )
