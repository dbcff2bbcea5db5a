"""The plug-ins' notebook: durable, in groups, one refused write alone."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from pathlib import Path

import pytest
from zhongtai_plugin import BadRequest, Cursors, Journal, Outbox, StateInUse, journal, outbox

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (word TEXT PRIMARY KEY);"


def note(word: str):
    """A write of one word."""
    return lambda db: db.execute("INSERT INTO notes VALUES (?)", (word,))


def words(book: Journal) -> list[str]:
    """All words that are durable."""
    rows = book.read(lambda db: db.execute("SELECT word FROM notes ORDER BY word").fetchall())
    return [row[0] for row in rows]


async def test_what_write_returned_for_is_there_after_opening_again(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    await book.write(note("a"))
    await book.close()
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    assert words(book) == ["a"]
    await book.close()


async def test_a_refused_write_is_undone_alone(tmp_path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO notes VALUES ('half')")
        raise BadRequest("NO", "no")

    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    works = [book.write(note("a")), book.write(half), book.write(note("a")), book.write(note("b"))]
    results = await asyncio.gather(*works, return_exceptions=True)
    assert words(book) == ["a", "b"]
    assert isinstance(results[1], BadRequest)
    assert isinstance(results[2], sqlite3.IntegrityError)
    await book.close()


async def test_writes_at_once_share_few_commits(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    statements: list[str] = []
    book._writer.set_trace_callback(statements.append)
    await asyncio.gather(*(book.write(note(f"{number:04d}")) for number in range(1000)))
    assert len(words(book)) == 1000
    assert statements.count("COMMIT") == -(-1000 // journal.MAX_BATCH)
    await book.close()


async def test_two_processes_cannot_share_one_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LOCK_WAIT_SECONDS", 0.01)
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    with pytest.raises(StateInUse, match="another process uses the state"):
        await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    await book.close()
    await (await Journal.open(tmp_path / "j.sqlite3", SCHEMA)).close()


async def fill(book: Journal, box: Outbox, *keys: str) -> list[bool]:
    """Append messages, each its own key."""
    added = [await book.write(lambda db, k=key: box.append(db, k, k.encode())) for key in keys]
    box.wake()
    return added


async def take(box: Outbox, cursor: str, count: int) -> tuple[list[bytes], str]:
    """The next messages, one batch each, and the cursor behind them."""
    seen: list[bytes] = []
    async for batch in box.watch(cursor, 1):
        seen += batch.payloads
        cursor = batch.cursor
        if len(seen) >= count:
            break
    return seen, cursor


async def test_a_reader_goes_on_exactly_after_its_cursor(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    box = await Outbox.open(book, "news")
    await fill(book, box, *"abcde")
    _, cursor = await take(box, "", 2)
    assert (await take(box, cursor, 3))[0] == [b"c", b"d", b"e"]
    assert box.page(cursor, 2).payloads == [b"c", b"d"]
    await book.close()


async def test_a_waiting_reader_is_woken_by_a_message(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    box = await Outbox.open(book, "news")
    waiting = asyncio.create_task(take(box, "", 1))
    await asyncio.sleep(0)
    await fill(book, box, "a")
    assert (await waiting)[0] == [b"a"]
    await book.close()


async def test_acknowledged_messages_are_gone_but_their_keys_are_known(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    box = await Outbox.open(book, "news")
    await fill(book, box, *"abc")
    first, cursor = await take(box, "", 2)
    await box.acknowledge(cursor)
    await box.acknowledge(cursor)
    assert first == [b"a", b"b"]
    assert box.waiting() == 1
    assert (await take(box, "", 1))[0] == [b"c"]
    assert await fill(book, box, "a", "d") == [False, True]
    await book.close()


async def work_of(book: Journal, doing: Awaitable[object]) -> int:
    """Return how many hundred steps of sqlite's machine the writer does meanwhile."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    book._writer.set_progress_handler(count, 100)
    await doing
    book._writer.set_progress_handler(None, 0)
    return steps


async def test_acknowledging_costs_no_more_when_a_month_of_keys_is_known(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    box = await Outbox.open(book, "news")
    costs = []
    for keys in (["a"], [str(number) for number in range(5_000)], ["b"]):
        await asyncio.gather(*(fill(book, box, key) for key in keys))
        while cursor := box.page("", 1000).payloads and box.page("", 1000).cursor:
            costs.append(await work_of(book, box.acknowledge(cursor)))
    # Reading all 5,000 keys would take some hundred.
    assert costs[-1] < 20
    await book.close()


async def test_keys_are_forgotten_after_their_time_a_batch_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_BATCH", 3)
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    box = await Outbox.open(book, "news")
    await fill(book, box, *"abcde")
    await box.acknowledge((await take(box, "", 5))[1])
    await book.write(lambda db: db.execute("UPDATE outbox SET written = 0"))
    # What waits is kept, however old it is.
    await fill(book, box, "f", "g")
    await book.write(lambda db: db.execute("UPDATE outbox SET written = 0"))
    count = "SELECT count(*) FROM outbox"
    left = []
    for _ in range(2):
        await box.acknowledge((await take(box, "", 1))[1])
        left.append(book.read(lambda db: db.execute(count).fetchone()[0]))
    assert left == [4, 1]
    assert box.waiting() == 0
    await book.close()


async def test_queues_in_one_journal_do_not_mix(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    one, two = await Outbox.open(book, "one"), await Outbox.open(book, "two")
    await fill(book, one, "a")
    assert await fill(book, two, "a", "b") == [True, True]
    assert one.page("", 10).payloads == [b"a"]
    assert two.page("", 10).payloads == [b"a", b"b"]
    await book.close()


@pytest.mark.parametrize("cursor", ["x", "x.1", ".", "{id}.99", "{id}.-1", "{id}.x"])
async def test_a_cursor_that_is_not_ours_is_refused(tmp_path: Path, cursor: str) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", SCHEMA)
    box = await Outbox.open(book, "news")
    await fill(book, box, "a")
    own = box.page("", 1).cursor.partition(".")[0]
    with pytest.raises(BadRequest) as refused:
        box.page(cursor.replace("{id}", own), 1)
    assert refused.value.code == "CURSOR_UNKNOWN"
    await book.close()


async def test_a_cursor_outlives_its_process_but_not_its_journal(tmp_path: Path) -> None:
    given = []
    for name in ("j", "another"):
        book = await Journal.open(tmp_path / f"{name}.sqlite3", "")
        given.append((await Cursors.open(book)).at(await book.write(Cursors.next)))
        await book.close()
    cursor, another = given
    book = await Journal.open(tmp_path / "j.sqlite3", "")
    again = await Cursors.open(book)
    assert again.number_of("") == 0
    assert again.at(again.number_of(cursor)) == cursor
    for wrong in (cursor + "0" * 18, f"{cursor}x", f"{cursor}²", cursor[:-2], another):
        with pytest.raises(BadRequest, match="CURSOR_UNKNOWN"):
            again.number_of(wrong)
    await book.close()
