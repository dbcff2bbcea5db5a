"""Files that may not be read, and files that are still written: none stops another."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugins.file_drop.books import Books
from plugins.file_drop.incoming import Incoming, Reading
from plugins.file_drop.model import Count
from plugins.file_drop.place import Place, give_name


@pytest.fixture
async def incoming(tmp_path: Path):
    (tmp_path / "drop" / "demo" / "in").mkdir(parents=True)
    books = await Books.open(tmp_path / "books")
    yield Incoming(books, Place(tmp_path / "drop", books), Reading("CNY", {}, 60.0, complete=False))
    await books.close()


def put(tmp_path: Path, name: str, *, ago: float) -> Path:
    file = tmp_path / "drop" / "demo" / "in" / name
    file.write_text("store,sku,quantity\nS1,T1,3\n")
    os.utime(file, (time.time() - ago,) * 2)
    return file


def results(tmp_path: Path) -> list[str]:
    found = sorted((tmp_path / "drop" / "demo" / "results").iterdir())
    return [file.read_text(encoding="utf-8-sig") for file in found]


@pytest.mark.parametrize("wrong", [PermissionError(13, "no"), OSError(5, "the share is away")])
async def test_a_file_that_cannot_be_read_stops_no_other(incoming, tmp_path, monkeypatch, wrong):
    closed = put(tmp_path, "stock-1.csv", ago=900)
    other = put(tmp_path, "stock-2.csv", ago=800)
    opened = Path.open

    def refuse(path: Path, *args, **more):
        if path == closed:
            raise wrong
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    await incoming.look()
    assert not other.exists()
    told = isinstance(wrong, PermissionError)
    assert told == (not closed.exists())
    assert told == any("may not be read" in sheet for sheet in results(tmp_path))
    assert told == (incoming.away == "")


async def test_a_file_of_tomorrow_is_left_alone_as_long_as_any_other(
    incoming, tmp_path, monkeypatch
):
    file = put(tmp_path, "stock.csv", ago=-86_400)
    await incoming.look()
    assert file.exists()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    await incoming.look()
    assert not file.exists()


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=36_500)])
async def test_a_count_that_is_said_to_be_of_later_outdates_none_that_comes_then(tmp_path, ahead):
    books = await Books.open(tmp_path / "books")
    now = datetime.now(UTC)
    await books.keep_counts("demo", [Count("S1", "T1", 3, now + ahead)])
    await books.keep_counts("demo", [Count("S1", "T1", 5, datetime.now(UTC))])
    (count,) = books.counts_after("demo", "", "", 10).counts
    await books.close()
    assert count.quantity == 5
    assert now <= count.counted_at <= datetime.now(UTC)


async def test_files_of_one_name_and_second_lie_beside_each_other_with_what_became_of_each(
    incoming, tmp_path
):
    place, at = tmp_path / "drop" / "demo", time.time() - 900
    for quantity in ("3", "4", "x"):
        file = put(tmp_path, "stock.csv", ago=900)
        file.write_text(f"store,sku,quantity\nS1,T1,{quantity}\n")
        os.utime(file, (at, at))
        await incoming.look()
    told = {}
    for file in (place / "done").iterdir():
        sheet = (place / "results" / f"{file.name}.result.csv").read_text(encoding="utf-8-sig")
        told[file.read_text().split(",")[-1].strip()] = "1 lines were taken" in sheet
    assert told == {"3": True, "4": True, "x": False}
    assert len(results(tmp_path)) == 3


async def test_a_file_that_cannot_be_put_aside_at_once_is_told_of_once(
    incoming, tmp_path, monkeypatch
):
    put(tmp_path, "stock.csv", ago=900)

    def away(path: Path, to: Path) -> None:
        if to.parent.name == "done":
            raise OSError(5, "the share is away")
        path.replace(to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", away)
        await incoming.look()
    assert incoming.away
    await incoming.look()
    assert (incoming.away, len(results(tmp_path))) == ("", 1)


async def test_a_file_that_is_dropped_while_the_one_of_its_name_is_read_is_read_too(
    incoming, tmp_path, monkeypatch
):
    file = put(tmp_path, "stock.csv", ago=900)
    opened = Path.open

    def another_comes(path: Path, *args, **more):
        here = opened(path, *args, **more)
        if path == file:
            monkeypatch.setattr(Path, "open", opened)
            (draft := file.with_name(".draft")).write_text("store,sku,quantity\nS1,T2,17\n")
            os.utime(draft, (time.time() - 800,) * 2)
            draft.rename(file)
        return here

    monkeypatch.setattr(Path, "open", another_comes)
    await incoming.look()
    await incoming.look()
    assert not file.exists()
    assert ["1 lines were taken" in sheet for sheet in results(tmp_path)] == [True, True]


def test_a_draft_gets_the_next_free_number_also_where_there_are_no_links(tmp_path, monkeypatch):
    def no_links(*_: object) -> None:
        raise PermissionError(1, "no links")

    for name in ("sales-00000001.csv", "sales-00000002.csv"):
        (tmp_path / name).write_text("old")
    for draft in (tmp_path / "a", tmp_path / "b"):
        draft.write_text("new")
        give_name(draft, "sales-00000001.csv")
        monkeypatch.setattr(os, "link", no_links)
    found = sorted((file.name, file.read_text()) for file in tmp_path.iterdir())
    texts = ("old", "old", "new", "new")
    assert found == [(f"sales-0000000{n}.csv", text) for n, text in enumerate(texts, 1)]


def test_a_draft_that_has_its_name_already_is_there_once(tmp_path):
    draft, named = tmp_path / "a", tmp_path / "sales-00000001.csv"
    draft.write_text("new")
    os.link(draft, named)
    give_name(draft, named.name)
    assert list(tmp_path.iterdir()) == [named]
