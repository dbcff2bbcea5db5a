"""Takes lists that are dropped: reads them, says what became of each, puts them aside."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from zhongtai_plugin import PluginFault

from plugins.file_drop.books import Books
from plugins.file_drop.model import Count, Item, Parsed, Problem
from plugins.file_drop.parsing import counts_in, items_in, members_in
from plugins.file_drop.people import Listed
from plugins.file_drop.place import DONE, INBOX, RESULTS, Place, share
from plugins.file_drop.sheets import TO_CRM, results_sheet
from plugins.file_drop.tables import MAX_BYTES

ITEMS, STOCK, MEMBERS = "items", "stock", "members"
LISTS = (".csv", ".txt", ".xlsx")
MAX_NAME_BYTES = 180
"""Of a file's name; there is still room for its time and what is put behind."""
UNKNOWN = Problem(
    0,
    "",
    "The name says neither what the file holds nor how",
    "call it items…, stock… or members… and save it as .xlsx or as CSV UTF-8",
)
NOT_READABLE = Problem(
    0, "", "The file may not be read", "let the platform's user read it, and drop it again"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read.

    `stores` has the platform's ids of stores that files call otherwise. A file is left alone for
    `settle_seconds` after it was last written. With `complete` a list of items that is whole
    ends what it leaves out.
    """

    currency: str
    stores: Mapping[str, str]
    settle_seconds: float
    complete: bool


class Incoming:
    """Looks into the chains' folders."""

    def __init__(self, books: Books, place: Place, reading: Reading) -> None:
        self._books = books
        self._place = place
        self._reading = reading
        self.away = ""
        """Why the folder cannot be looked into; empty while it can."""
        self._ahead: dict[Path, dict[tuple[str, int], float]] = {}
        """When files whose time is to come were first seen as they are, by folder."""

    async def look_forever(self, pause: float) -> None:
        """Look into all folders, again and again; `pause` is in seconds."""
        while True:
            await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """Take what lies in the folders of all chains."""
        try:
            chains = await asyncio.to_thread(self._place.chains)
        except OSError as wrong:
            self.away = wrong.strerror or type(wrong).__name__
            return
        trouble = ""
        for chain in chains:
            try:
                folder = await self._place.of(chain)
                await asyncio.to_thread(self._place.publish, chain)
                for file in await asyncio.to_thread(self._settled, folder / INBOX):
                    trouble = await self._try(chain, folder, file) or trouble
            except (PluginFault, OSError) as wrong:
                trouble = str(wrong)
        self.away = trouble

    def _settled(self, inbox: Path) -> list[Path]:
        """Return the files that nobody writes any more, the oldest first.

        One whose time is to come, by the clock of a share, was written when it was first seen.
        """
        now = time.time()
        before, ahead = self._ahead.get(inbox, {}), {}
        found = []
        for entry in os.scandir(inbox):
            if entry.name.startswith((".", "~")) or not entry.is_file(follow_symlinks=False):
                continue
            written_ns = entry.stat().st_mtime_ns
            written = written_ns / 1e9
            if written > now:
                seen = (entry.name, written_ns)
                written = ahead[seen] = before.get(seen, now)
            found.append((written, Path(entry.path)))
        self._ahead[inbox] = ahead
        latest = now - self._reading.settle_seconds
        return [path for written, path in sorted(found) if written <= latest]

    async def _try(self, chain: str, folder: Path, file: Path) -> str:
        """Take a file; return why that is not possible now, which stops no other."""
        try:
            await self._take(chain, folder, file)
        except FileNotFoundError:
            return ""  # somebody took it back
        except OSError as wrong:
            return str(wrong)
        return ""

    async def _take(self, chain: str, folder: Path, file: Path) -> None:
        kind = next(
            (kind for kind in (ITEMS, STOCK, MEMBERS) if file.name.lower().startswith(kind)), ""
        )
        before = file.stat()
        written = min(max(before.st_mtime, 0), time.time())
        written_at = datetime.fromtimestamp(written, UTC)
        parsed = await asyncio.to_thread(self._parsed, kind, file, written_at)
        parsed = await self._kept(chain, kind, parsed)
        sheet = results_sheet(len(parsed.rows), parsed.problems)
        aside = await asyncio.to_thread(_put_aside, folder, file, written_at, sheet)
        await asyncio.to_thread(_give_back_another, aside, file, before)
        log.info("file_taken", chain=chain, rows=len(parsed.rows), bad=len(parsed.problems))

    async def _kept(self, chain: str, kind: str, parsed: Parsed) -> Parsed:
        """Keep what a file says; return it without what cannot be kept."""
        if kind == ITEMS:
            items = [row for row in parsed.rows if isinstance(row, Item)]
            complete = self._reading.complete and parsed.is_whole
            await self._books.keep_items(chain, items, complete=complete)
        elif kind == STOCK:
            counts = [row for row in parsed.rows if isinstance(row, Count)]
            await self._books.keep_counts(chain, counts)
        else:
            listed = [row for row in parsed.rows if isinstance(row, Listed)]
            last = self._books.last_number(TO_CRM, chain)
            return parsed.without(await self._books.members.keep(chain, listed, last))
        return parsed

    def _parsed(self, kind: str, file: Path, written_at: datetime) -> Parsed:
        if not kind or file.suffix.lower() not in LISTS:
            return Parsed((), (UNKNOWN,))
        try:
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        except PermissionError:
            return Parsed((), (NOT_READABLE,))
        if kind == ITEMS:
            return items_in(content, self._reading.currency)
        if kind == MEMBERS:
            return members_in(content)
        return counts_in(content, self._reading.stores, written_at)


def _put_aside(folder: Path, file: Path, written_at: datetime, sheet: bytes) -> Path:
    """Say what became of a file, and move it out of the way; return where to.

    What was said of one that could not be moved is said anew, and not beside.
    """
    name = _free_name(folder / DONE, f"{written_at:%Y%m%dT%H%M%S}", _short(file))
    result = folder / RESULTS / f"{name}.result.csv"
    draft = result.with_name(f".{result.name}")
    draft.write_bytes(sheet)
    share(draft, folder)
    draft.rename(result)
    aside = folder / DONE / name
    file.rename(aside)
    return aside


def _give_back_another(aside: Path, file: Path, read: os.stat_result) -> None:
    """Put back what was dropped under a file's name while that was read: nobody has read it.

    Where yet another lies there by now, that has taken its place.
    """
    moved = aside.stat()
    if (moved.st_size, moved.st_mtime_ns) == (read.st_size, read.st_mtime_ns):
        return
    if os.path.lexists(file):
        aside.unlink()
    else:
        aside.rename(file)


def _free_name(done: Path, written: str, name: str) -> str:
    """Return under which name a file is put aside; one of its name and second may be there."""
    free, number = f"{written}-{name}", 1
    while os.path.lexists(done / free):
        number += 1
        free = f"{written}-{number}-{name}"
    return free


def _short(file: Path) -> str:
    """Return the file's name, cut where it is too long for one that is put aside."""
    if len(os.fsencode(file.name)) <= MAX_NAME_BYTES:
        return file.name
    begin = file.name
    while len(os.fsencode(begin)) > MAX_NAME_BYTES:
        begin = begin[:-1]
    mark = hashlib.sha256(os.fsencode(file.name)).hexdigest()[:8]
    return f"{begin}-{mark}{file.suffix if file.suffix.lower() in LISTS else ''}"
