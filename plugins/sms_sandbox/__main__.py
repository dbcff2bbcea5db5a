"""The process: settings, the inbox, the contract."""

from __future__ import annotations

from zhongtai_plugin import (
    PluginInfo,
    RetryLater,
    Setting,
    SettingRefused,
    Settings,
    run,
    state_folder,
)

from plugins.sms_sandbox.inbox import Inbox
from plugins.sms_sandbox.servicer import ALL, SmsServicer

INFO = PluginInfo(
    name="sms_sandbox",
    version="1.0.0",
    summary="A provider of text messages to try things with: the last one of each phone is a file.",
    settings=[
        Setting("chains", "Merchants it sends for, separated by commas; * means all.", default=ALL)
    ],
)


class SmsPlugin:
    """The chains and the inbox."""

    def __init__(self) -> None:
        self._chains: frozenset[str] = frozenset()
        self._inbox: Inbox | None = None

    def chains(self) -> frozenset[str]:
        """Return the chains as configured."""
        return self._chains

    def inbox(self) -> Inbox:
        """Return the open inbox."""
        if self._inbox is None:
            raise RetryLater("NOT_CONFIGURED", "The inbox is not open.")
        return self._inbox

    async def configure(self, settings: Settings) -> None:
        """Take the chains, open the inbox."""
        chains = frozenset(filter(None, map(str.strip, settings.text("chains").split(","))))
        if not chains:
            raise SettingRefused("chains", "must name at least one chain, or be *")
        await self.close()
        self._inbox = await Inbox.open(state_folder(INFO.name))
        self._chains = chains

    async def close(self) -> None:
        """Close the inbox."""
        if self._inbox is not None:
            await self._inbox.close()
            self._inbox = None


def main() -> None:
    """Run until the platform ends."""
    plugin = SmsPlugin()
    services = [SmsServicer(plugin.chains, plugin.inbox)]
    run(INFO, services, configure=plugin.configure, close=plugin.close)


if __name__ == "__main__":
    main()
