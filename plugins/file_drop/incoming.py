"""Takes lists that are dropped: reads them, says what became of each, puts them aside."""

from __future__ import annotations

import asyncio
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
from plugins.file_drop.parsing import counts_in, items_in
from plugins.file_drop.place import DONE, INBOX, RESULTS, Place
from plugins.file_drop.sheets import results_sheet
from plugins.file_drop.tables import MAX_BYTES

ITEMS, STOCK = "items", "stock"
LISTS = (".csv", ".txt", ".xlsx")
UNKNOWN = Problem(
    0,
    "",
    "The name says neither what the file holds nor how",
    "call it items… or stock… and save it as .xlsx or as CSV UTF-8",
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
                    await self._take(chain, folder, file)
            except (PluginFault, OSError) as wrong:
                trouble = str(wrong)
        self.away = trouble

    def _settled(self, inbox: Path) -> list[Path]:
        """Return the files that nobody writes any more, the oldest first."""
        latest = time.time() - self._reading.settle_seconds
        found = [
            (entry.stat().st_mtime, Path(entry.path))
            for entry in os.scandir(inbox)
            if entry.is_file(follow_symlinks=False) and not entry.name.startswith((".", "~"))
        ]
        return [path for written, path in sorted(found) if written <= latest]

    async def _take(self, chain: str, folder: Path, file: Path) -> None:
        kind = next((kind for kind in (ITEMS, STOCK) if file.name.lower().startswith(kind)), "")
        written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        parsed = await asyncio.to_thread(self._parsed, kind, file, written_at)
        if kind == ITEMS:
            items = [row for row in parsed.rows if isinstance(row, Item)]
            complete = self._reading.complete and parsed.is_whole
            await self._books.keep_items(chain, items, complete=complete)
        else:
            counts = [row for row in parsed.rows if isinstance(row, Count)]
            await self._books.keep_counts(chain, counts)
        sheet = results_sheet(len(parsed.rows), parsed.problems)
        await asyncio.to_thread(_put_aside, folder, file, written_at, sheet)
        log.info("file_taken", chain=chain, rows=len(parsed.rows), bad=len(parsed.problems))

    def _parsed(self, kind: str, file: Path, written_at: datetime) -> Parsed:
        if not kind or file.suffix.lower() not in LISTS:
            return Parsed((), (UNKNOWN,))
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        if kind == ITEMS:
            return items_in(content, self._reading.currency)
        return counts_in(content, self._reading.stores, written_at)


def _put_aside(folder: Path, file: Path, written_at: datetime, sheet: bytes) -> None:
    """Say what became of a file, and move it out of the way, under a name of its own."""
    name = f"{written_at:%Y%m%dT%H%M%S}-{file.name}"
    result = folder / RESULTS / f"{name}.result.csv"
    draft = result.with_name(f".{result.name}")
    draft.write_bytes(sheet)
    draft.rename(result)
    file.rename(folder / DONE / name)
