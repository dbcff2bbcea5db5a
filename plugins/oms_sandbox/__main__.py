"""The process: settings, the book, the end of vouchers, the contract."""

from __future__ import annotations

import secrets
import time
from functools import partial

from zhongtai_plugin import (
    Background,
    PluginInfo,
    Readiness,
    RetryLater,
    Setting,
    SettingRefused,
    Settings,
    run,
    state_folder,
    write_access,
)
from zhongtai_plugin.http import HttpEdge

from plugins.oms_sandbox.book import Book
from plugins.oms_sandbox.desk import Desk
from plugins.oms_sandbox.faults import Faults
from plugins.oms_sandbox.rest import DeskRest
from plugins.oms_sandbox.servicer import OmsServicer

LOOK_SECONDS = 10.0
"""So often ends are looked for while none is near: somebody may set the clock."""

INFO = PluginInfo(
    name="oms_sandbox",
    version="1.0.0",
    summary="An OMS to try things with: codes for e-vouchers, each used once.",
    settings=[
        Setting("http_host", "Address of the desk's interface.", default="127.0.0.1"),
        Setting("http_port", "Port of it; 0 takes a free one.", "integer", "0"),
        Setting(
            "valid_seconds",
            "How long a voucher can be used, 0 to 10 years; 0 means for ever.",
            "integer",
            str(90 * 24 * 3600),
        ),
        Setting(
            "issue", "at_once, or by_hand: then the desk issues or rejects.", default="at_once"
        ),
        Setting("chains", "Merchants it serves, separated by commas; * means all.", required=True),
    ],
)


class OmsPlugin:
    """What lives while the process lives."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._edge: HttpEdge | None = None
        self._clock = Background()

    def desk(self) -> Desk:
        """Return the open desk."""
        if self._desk is None:
            raise RetryLater("NOT_CONFIGURED", "The book is not open.")
        return self._desk

    async def configure(self, settings: Settings) -> None:
        """Open the book, listen, watch for vouchers that end."""
        valid, issue = settings.integer("valid_seconds"), settings.text("issue")
        if not 0 <= valid <= 10 * 366 * 24 * 3600:
            raise SettingRefused("valid_seconds", "must be 0 to 10 years in seconds")
        if issue not in ("at_once", "by_hand"):
            raise SettingRefused("issue", "must be at_once or by_hand")
        await self.close()
        folder, token = state_folder(INFO.name), secrets.token_urlsafe(24)
        chains = frozenset(filter(None, map(str.strip, settings.text("chains").split(","))))
        book = await Book.open(folder, valid)
        desk = Desk(book, Faults(), chains, issues_at_once=issue == "at_once")
        self._desk = desk
        edge = HttpEdge(DeskRest(desk, token).routes())
        await edge.start(settings.text("http_host"), settings.integer("http_port"))
        self._edge = edge
        write_access(folder / "desk.json", {"url": edge.url, "token": token})
        self._clock.start("ends", partial(_watch_ends, book))

    async def probe(self) -> Readiness:
        """Ready once the book is open."""
        if self._desk is None or self._edge is None:
            return Readiness.waiting("The book is not open.")
        return Readiness.ready(http=self._edge.url, orders_open=str(self._desk.book.pending()))

    async def close(self) -> None:
        """Stop the clock, stop listening, close the book."""
        await self._clock.stop()
        if self._edge is not None:
            await self._edge.stop()
        if self._desk is not None:
            await self._desk.book.close()
        self._edge = self._desk = None


async def _watch_ends(book: Book) -> None:
    """End vouchers whose time has passed. Runs for ever."""
    while True:
        if not await book.expire(time.time()):
            await book.until_next_end(LOOK_SECONDS)


def main() -> None:
    """Run until the platform ends."""
    plugin = OmsPlugin()
    services = [OmsServicer(plugin.desk)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
