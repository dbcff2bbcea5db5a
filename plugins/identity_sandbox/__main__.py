"""The process: settings, used codes, the contract."""

from __future__ import annotations

import sqlite3

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
    Journal,
    PluginInfo,
    RetryLater,
    Setting,
    SettingRefused,
    Settings,
    run,
    state_folder,
)

from plugins.identity_sandbox.servicer import IdentityServicer

_SCHEMA = "CREATE TABLE IF NOT EXISTS used (code TEXT PRIMARY KEY) WITHOUT ROWID;"

INFO = PluginInfo(
    name="identity_sandbox",
    version="1.0.0",
    summary="An identity provider to try things with: demo-anna is always the same person.",
    capabilities=[plugin_pb2.CAPABILITY_IDENTITY_PHONE],
    settings=[
        Setting(
            "channels",
            "Channels it answers for, with spaces between.",
            default="miniapp mall app h5 kiosk takeaway",
        )
    ],
)


class IdentityPlugin:
    """The channels and the book of used codes."""

    def __init__(self) -> None:
        self._channels: frozenset[str] = frozenset()
        self._journal: Journal | None = None

    def channels(self) -> list[str]:
        """Return the channels as configured."""
        return sorted(self._channels)

    async def configure(self, settings: Settings) -> None:
        """Take the channels, open the book."""
        channels = frozenset(settings.text("channels").split())
        if not channels:
            raise SettingRefused("channels", "must name at least one channel")
        await self.close()
        self._journal = await Journal.open(state_folder(INFO.name) / "used.sqlite3", _SCHEMA)
        self._channels = channels

    async def use_once(self, code: str) -> bool:
        """Note down the use of a code; False when it was used before."""
        if self._journal is None:
            raise RetryLater("NOT_CONFIGURED", "The book is not open.")

        def note(db: sqlite3.Connection) -> bool:
            return db.execute("INSERT OR IGNORE INTO used VALUES (?)", (code,)).rowcount == 1

        return await self._journal.write(note)

    async def close(self) -> None:
        """Close the book."""
        if self._journal is not None:
            await self._journal.close()
            self._journal = None


def main() -> None:
    """Run until the platform ends."""
    plugin = IdentityPlugin()
    services = [IdentityServicer(plugin.channels, plugin.use_once)]
    run(INFO, services, configure=plugin.configure, close=plugin.close)


if __name__ == "__main__":
    main()
