"""The process: settings, the book, the desk, the contract."""

from __future__ import annotations

import re
import secrets

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
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

from plugins.crm_ledger.book import Book
from plugins.crm_ledger.desk import Desk
from plugins.crm_ledger.faults import Faults
from plugins.crm_ledger.rest import DeskRest
from plugins.crm_ledger.servicer import CrmServicer

INFO = PluginInfo(
    name="crm_ledger",
    version="1.0.0",
    summary="A CRM to try things with: members, and a ledger of their points that counts.",
    capabilities=[
        plugin_pb2.CAPABILITY_CRM_MEMBERS,
        plugin_pb2.CAPABILITY_CRM_POINTS,
        plugin_pb2.CAPABILITY_CRM_POINTS_KEPT,
        plugin_pb2.CAPABILITY_CRM_STORED_VALUE,
        plugin_pb2.CAPABILITY_CRM_BENEFITS,
    ],
    settings=[
        Setting("http_host", "Address of the desk's interface.", default="127.0.0.1"),
        Setting("http_port", "Port of it; 0 takes a free one.", "integer", "0"),
        Setting("chains", "Merchants it serves, separated by commas; * means all.", required=True),
        Setting("currency", "ISO 4217 code of what members pay in.", default="CNY"),
    ],
)


class CrmPlugin:
    """What lives while the process lives."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._edge: HttpEdge | None = None

    def desk(self) -> Desk:
        """Return the open desk."""
        if self._desk is None:
            raise RetryLater("NOT_CONFIGURED", "The book is not open.")
        return self._desk

    async def configure(self, settings: Settings) -> None:
        """Open the book, listen."""
        currency = settings.text("currency")
        if not re.fullmatch("[A-Z]{3}", currency):
            raise SettingRefused("currency", "must be three capitals")
        await self.close()
        folder, token = state_folder(INFO.name), secrets.token_urlsafe(24)
        chains = frozenset(filter(None, map(str.strip, settings.text("chains").split(","))))
        desk = Desk(await Book.open(folder, currency), Faults(), chains)
        self._desk = desk
        edge = HttpEdge(DeskRest(desk, token).routes())
        await edge.start(settings.text("http_host"), settings.integer("http_port"))
        self._edge = edge
        write_access(folder / "desk.json", {"url": edge.url, "token": token})

    async def probe(self) -> Readiness:
        """Ready once the book is open."""
        if self._desk is None or self._edge is None:
            return Readiness.waiting("The book is not open.")
        return Readiness.ready(http=self._edge.url)

    async def close(self) -> None:
        """Stop listening, close the book."""
        if self._edge is not None:
            await self._edge.stop()
        if self._desk is not None:
            await self._desk.book.close()
        self._edge = self._desk = None


def main() -> None:
    """Run until the platform ends."""
    plugin = CrmPlugin()
    services = [CrmServicer(plugin.desk)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
