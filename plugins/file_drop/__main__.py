"""The process: settings, the books, the look into the folder, the contract."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from zhongtai.plugin.v1 import plugin_pb2
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
)

from plugins.file_drop.books import Books
from plugins.file_drop.crm import CrmDesk, CrmServicer
from plugins.file_drop.incoming import Incoming, Reading
from plugins.file_drop.place import Place
from plugins.file_drop.servicer import Desk, ErpServicer

INFO = PluginInfo(
    name="file_drop",
    version="1.0.0",
    summary="An ERP and a CRM by CSV and Excel files in a folder, both ways.",
    capabilities=[
        plugin_pb2.CAPABILITY_ERP_ITEMS,
        plugin_pb2.CAPABILITY_ERP_COUNTS,
        plugin_pb2.CAPABILITY_ERP_MOVEMENTS,
        plugin_pb2.CAPABILITY_CRM_MEMBERS,
        plugin_pb2.CAPABILITY_CRM_POINTS,
        plugin_pb2.CAPABILITY_CRM_POINTS_KEPT,
    ],
    settings=[
        Setting("folder", "The folder with one folder for each chain.", required=True),
        Setting("currency", "Currency of the prices, three capitals.", default="CNY"),
        Setting(
            "stores",
            'The platform\'s ids of stores that files call otherwise: {"S1": "sto_…"}.',
            "json",
            "{}",
        ),
        Setting("look_milliseconds", "Pause between two looks.", "integer", "5000"),
        Setting(
            "settle_milliseconds",
            "How long a file must not have been written before it is read.",
            "integer",
            "3000",
        ),
        Setting(
            "items_complete",
            "Whether a list of items without a bad line ends what it leaves out.",
            "boolean",
            "false",
        ),
    ],
)


class FileDropPlugin:
    """What lives while the process lives."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._crm: CrmDesk | None = None
        self._incoming: Incoming | None = None
        self._work = Background()

    def desk(self) -> Desk:
        """Return what answers the platform."""
        if self._desk is None:
            raise RetryLater("NOT_CONFIGURED", "The books are not open.")
        return self._desk

    def crm(self) -> CrmDesk:
        """Return what answers the platform about members."""
        if self._crm is None:
            raise RetryLater("NOT_CONFIGURED", "The books are not open.")
        return self._crm

    async def configure(self, settings: Settings) -> None:
        """Open the books and begin to look into the folder."""
        reading = _reading(settings)
        root = Path(settings.text("folder"))
        if not root.is_absolute():
            raise SettingRefused("folder", "must be an absolute path")
        await self.close()
        books = await Books.open(state_folder(INFO.name))
        place = Place(root, books)
        self._desk = Desk.of(books, place, reading.currency)
        self._crm = CrmDesk(books, place)
        self._incoming = Incoming(books, place, reading)
        pause = max(10, settings.integer("look_milliseconds")) / 1000
        self._work.start("looking", partial(self._incoming.look_forever, pause))

    async def probe(self) -> Readiness:
        """Ready while the folder can be used."""
        if self._incoming is None:
            return Readiness.waiting("The books are not open.")
        if self._incoming.away:
            return Readiness.waiting(f"The folder cannot be used: {self._incoming.away}")
        return Readiness.ready()

    async def close(self) -> None:
        """Stop looking, close the books."""
        await self._work.stop()
        if self._desk is not None:
            await self._desk.books.close()
        self._desk = self._crm = self._incoming = None


def _reading(settings: Settings) -> Reading:
    stores = settings.json("stores")
    if not isinstance(stores, dict) or not all(isinstance(x, str) for x in stores.values()):
        raise SettingRefused("stores", 'must be an object like {"S1": "sto_…"}')
    currency = settings.text("currency")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise SettingRefused("currency", "must be three capitals")
    return Reading(
        currency=currency,
        stores=stores,
        settle_seconds=settings.integer("settle_milliseconds") / 1000,
        complete=settings.boolean("items_complete"),
    )


def main() -> None:
    """Run until the platform ends."""
    plugin = FileDropPlugin()
    services = [ErpServicer(plugin.desk), CrmServicer(plugin.crm)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
