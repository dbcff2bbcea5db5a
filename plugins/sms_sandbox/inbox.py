"""What phones were sent: each message once, the last one of each phone in a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhongtai_plugin import Journal, Taken, write_private

FOLDER = "inbox"


@dataclass(frozen=True, slots=True)
class Text:
    """A code for a phone, in the name of a chain."""

    merchant_id: str
    message_id: str
    phone: str
    code: str
    expires_at: datetime

    @property
    def key(self) -> str:
        """By what it is known. No id has a line break in it."""
        return f"{self.merchant_id}\n{self.message_id}"

    @property
    def content(self) -> bytes:
        """What must not differ under one key."""
        return f"{self.phone}\n{self.code}".encode()

    @property
    def words(self) -> str:
        """What a phone would show."""
        until = self.expires_at.isoformat(timespec="minutes")
        return f"{self.merchant_id}: your code is {self.code}, good until {until}.\n"


class Inbox:
    """The phones of the sandbox. Make it with `open`."""

    def __init__(self, folder: Path, journal: Journal, sent: Taken) -> None:
        self._folder = folder
        self._journal = journal
        self._sent = sent

    @classmethod
    async def open(cls, state: Path) -> Inbox:
        """Open or make it in the plug-in's own folder."""
        folder = state / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        journal = await Journal.open(state / "sent.sqlite3", "")
        return cls(folder, journal, await Taken.open(journal, "messages"))

    def knows(self, text: Text) -> bool:
        """Return whether a message has the key of one that was sent."""
        return bool(self._sent.find([text.key]))

    async def send(self, text: Text) -> bool:
        """Show a message at its phone; return whether it was known. Raise Conflict for another."""
        if not self.knows(text):
            # Shown first: should this end here, the same message is shown once more.
            file = self._folder / f"{text.phone}.txt"
            await asyncio.to_thread(write_private, file, text.words.encode())
        return await self._sent.take(text.key, text.content)

    async def close(self) -> None:
        """Close the book."""
        await self._journal.close()
