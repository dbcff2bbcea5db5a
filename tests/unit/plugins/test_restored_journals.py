"""A journal that was restored from a backup gives no number twice, and knows what it lost."""

import shutil
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from zhongtai_plugin import BadRequest, Cursors, Journal, Outbox, cursors

from plugins.crm_ledger.book import Book
from plugins.crm_ledger.model import Wish

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (word TEXT PRIMARY KEY);"


class Restored:
    """A journal that is closed, copied, set back to the copy and opened again."""

    def __init__(self, folder: Path) -> None:
        self.path, self.copy = folder / "j.sqlite3", folder / "backup.sqlite3"

    async def numbered(self, *names: str) -> list[int]:
        """Open it, number some things, and close it; give their numbers."""
        book = await Journal.open(self.path, SCHEMA)
        await Cursors.open(book)
        numbers = [await book.write(Cursors.next) for _ in names]
        await book.close()
        return numbers

    def back_up(self) -> None:
        shutil.copyfile(self.path, self.copy)

    def restore(self) -> None:
        shutil.copyfile(self.copy, self.path)


@pytest.fixture(autouse=True)
def no_two_openings_in_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = count(1_800_000_000_000, 60_000)
    clock = SimpleNamespace(time_ns=lambda: next(moments) * 1_000_000)
    monkeypatch.setattr(cursors, "time", clock)


async def test_what_a_restored_journal_gave_after_its_backup_is_refused_and_never_given_again(
    tmp_path: Path,
) -> None:
    restored = Restored(tmp_path)
    [first, last] = await restored.numbered("a", "b")
    restored.back_up()
    # One opening goes on after its backup; another begins and ends.
    book = await Journal.open(restored.path, SCHEMA)
    lost = [await book.write(Cursors.next) for _ in range(3)]
    await book.close()
    lost += await restored.numbered("f")
    restored.restore()
    book = await Journal.open(restored.path, SCHEMA)
    ours = await Cursors.open(book)
    assert [ours.number_of(ours.at(number)) for number in (first, last)] == [first, last]
    for number in lost:
        with pytest.raises(BadRequest, match="restored") as refused:
            ours.number_of(ours.at(number))
        assert refused.value.code == "CURSOR_UNKNOWN"
    number = await book.write(Cursors.next)
    assert number > max(lost)
    assert ours.number_of(ours.at(number)) == number
    with pytest.raises(BadRequest, match="restored"):
        ours.number_of(ours.at(number + 1))
    await book.close()


async def test_cursors_from_before_numbers_were_kept_stay_good(tmp_path: Path) -> None:
    book = await Journal.open(tmp_path / "j.sqlite3", "CREATE TABLE queue (name TEXT NOT NULL)")
    await book.write(lambda db: db.execute("INSERT INTO queue VALUES ('abc')"))
    ours = await Cursors.open(book)
    assert ours.number_of("abc.17") == 17
    assert await book.write(Cursors.next) > 17
    await book.close()


async def test_openings_that_number_nothing_leave_nothing_behind(tmp_path: Path) -> None:
    restored = Restored(tmp_path)
    await restored.numbered("a")
    for _ in range(5):
        await restored.numbered()
    book = await Journal.open(restored.path, SCHEMA)
    held = book.read(lambda db: db.execute("SELECT count(*) FROM never_given").fetchone()[0])
    assert held == 2  # Before the first number, and after it.
    await book.close()


async def test_a_queue_that_was_restored_tells_what_is_new_and_refuses_what_it_lost(
    tmp_path: Path,
) -> None:
    restored = Restored(tmp_path)

    async def filled(*names: str) -> tuple[Journal, Outbox]:
        book = await Journal.open(restored.path, SCHEMA)
        box = await Outbox.open(book, "news")
        for name in names:
            await book.write(lambda db, n=name: box.append(db, n, n.encode()))
        return book, box

    book, _ = await filled("a")
    await book.close()
    restored.back_up()
    book, box = await filled("b", "c")
    cursor = box.page("", 10).cursor
    await book.close()
    restored.restore()
    book, box = await filled("d", "e", "f", "g")
    with pytest.raises(BadRequest, match="CURSOR_UNKNOWN"):
        box.page(cursor, 10)
    assert box.page("", 10).payloads == [b"a", b"d", b"e", b"f", b"g"]
    await book.close()


async def test_a_crm_that_was_restored_has_the_platform_begin_anew(tmp_path: Path) -> None:
    async def changed(*names: str) -> Book:
        book = await Book.open(tmp_path, "CNY")
        for name in names:
            await book.change("demo", "", Wish(member_id=name))
        return book

    path = tmp_path / "crm.sqlite3"
    book = await changed("anna")
    await book.close()
    shutil.copyfile(path, tmp_path / "backup")
    book = await changed("bert", "carl")
    _, cursor = book.changes("demo", "", 10)
    await book.close()
    shutil.copyfile(tmp_path / "backup", path)
    book = await changed("dora", "emil", "fred")
    with pytest.raises(BadRequest) as refused:
        book.changes("demo", cursor, 10)
    assert refused.value.code == "CURSOR_UNKNOWN"
    members, _ = book.changes("demo", "", 10)
    assert [member.member_id for member in members] == ["anna", "dora", "emil", "fred"]
    await book.close()
