"""The folder of a chain: where lists are dropped, and where files for the ERP appear whole."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from zhongtai_plugin import Rejected, RetryLater

from plugins.file_drop.books import Books

INBOX, DONE, RESULTS, OUTBOX = "in", "done", "results", "out"
DRAFT = ".draft-"
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
            for name in (INBOX, DONE, RESULTS, OUTBOX):
                (folder / name).mkdir(exist_ok=True)
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
                draft.rename(draft.with_name(name))
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
        return draft

    def _is_there(self, folder: Path) -> bool:
        try:
            return folder.is_dir()
        except OSError:
            return False


def not_writable(wrong: OSError) -> RetryLater:
    """Return what to say when the folder cannot be written."""
    words = wrong.strerror or type(wrong).__name__
    return RetryLater("FOLDER_NOT_WRITABLE", f"The folder of the chain cannot be written: {words}")
