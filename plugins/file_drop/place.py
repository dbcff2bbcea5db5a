"""The folder of a chain: where lists are dropped, and where files for the ERP appear whole."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from collections.abc import Collection
from pathlib import Path

from zhongtai_plugin import Rejected, RetryLater

from plugins.file_drop.books import Books

INBOX, DONE, RESULTS, OUTBOX = "in", "done", "results", "out"
DRAFT = ".draft-"
_NUMBERED = re.compile(r"([a-z]+)-([0-9]{8,15})\.csv", re.ASCII)
_CHAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


class Place:
    """The folder with one folder for each chain."""

    def __init__(self, root: Path, books: Books) -> None:
        self._root = root
        self._books = books
        self._life = secrets.token_hex(4)

    def chains(self) -> list[str]:
        """Return the chains that have a folder. Raise OSError when the folder is away."""
        return sorted(
            entry.name
            for entry in os.scandir(self._root)
            if _CHAIN.fullmatch(entry.name) and entry.is_dir()
        )

    async def of(self, chain: str) -> Path:
        """Return the folder of a chain, with the folders within.

        Raise RetryLater when it is away, Rejected when the chain never had one.
        """
        folder = self._root / chain
        if not _CHAIN.fullmatch(chain) or not self._is_there(folder):
            if self._books.knows_chain(chain) or not self._is_there(self._root):
                raise RetryLater("FOLDER_AWAY", "The folder of the chain cannot be reached.")
            raise Rejected("CHAIN_UNKNOWN", "There is no folder for this chain.")
        try:
            for made in (folder / name for name in (INBOX, DONE, RESULTS, OUTBOX)):
                if not made.is_dir():
                    made.mkdir()
                    share(made, folder)
        except OSError as wrong:
            raise not_writable(wrong) from None
        await self._books.remember_chain(chain)
        return folder

    def publish(self, chain: str) -> None:
        """Give drafts that count their names, and drop others of former lives. Raise OSError.

        A draft is left where the plug-in ended between writing it and naming it.
        """
        for draft in sorted((self._root / chain / OUTBOX).glob(f"{DRAFT}*")):
            life, _, name = draft.name.removeprefix(DRAFT).partition("-")
            if self._books.has_file(chain, draft.name):
                give_name(draft, name)
            elif life != self._life:
                draft.unlink()

    def write_draft(self, folder: Path, name: str, content: bytes) -> Path:
        """Write a file whole under a name that nobody reads yet. Raise RetryLater."""
        draft = folder / OUTBOX / f"{DRAFT}{self._life}-{name}"
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as wrong:
            raise not_writable(wrong) from None
        share(draft, folder)
        return draft

    def last_number(self, folder: Path, kinds: Collection[str]) -> int:
        """Return the highest number of files of some kinds that nobody has fetched; 0 for none.

        The books may be younger than the folder. Raise RetryLater.
        """
        try:
            names = [entry.name for entry in os.scandir(folder / OUTBOX)]
        except OSError as wrong:
            raise not_writable(wrong) from None
        found = (_NUMBERED.fullmatch(name) for name in names)
        return max((int(each[2]) for each in found if each and each[1] in kinds), default=0)

    def _is_there(self, folder: Path) -> bool:
        try:
            return folder.is_dir()
        except OSError:
            return False


def file_name(kind: str, number: int) -> str:
    """Return what a file that goes out is called."""
    return f"{kind}-{number:08}.csv"


def give_name(draft: Path, name: str) -> None:
    """Give a draft its name, or one of the next number that is free. Raise OSError.

    A file that nobody has fetched yet is never replaced.
    """
    while True:
        named = draft.with_name(name)
        try:
            os.link(draft, named)
        except FileExistsError:
            if not named.samefile(draft):
                name = _following(name)
                continue
        except OSError:  # there are shares without links
            if os.path.lexists(named):
                name = _following(name)
                continue
            draft.rename(named)
            return
        draft.unlink()
        return


def _following(name: str) -> str:
    found = _NUMBERED.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} has no number")
    return file_name(found[1], int(found[2]) + 1)


def share(made: Path, folder: Path) -> None:
    """Let those use what was made who may use the chain's folder.

    The plug-in's files are its own otherwise. Shares that have no such rights keep theirs.
    """
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(folder.stat().st_mode)
        made.chmod(mode if made.is_dir() else mode & 0o666)


def not_writable(wrong: OSError) -> RetryLater:
    """Return what to say when the folder cannot be written."""
    words = wrong.strerror or type(wrong).__name__
    return RetryLater("FOLDER_NOT_WRITABLE", f"The folder of the chain cannot be written: {words}")
