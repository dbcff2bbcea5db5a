"""The process: settings, the folder of rules, the book of counts, the contract."""

from __future__ import annotations

from pathlib import Path

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
)

from plugins.policy_rules.counts import Counts
from plugins.policy_rules.files import Folder
from plugins.policy_rules.servicer import Desk, PolicyServicer

INFO = PluginInfo(
    name="policy_rules",
    version="1.0.0",
    summary="Rules from a file for each chain: prices, checks, tills, acceptance, carriers.",
    capabilities=[
        plugin_pb2.CAPABILITY_POLICY_PRICES,
        plugin_pb2.CAPABILITY_POLICY_CHECK,
        plugin_pb2.CAPABILITY_POLICY_ROUTE,
        plugin_pb2.CAPABILITY_POLICY_ACCEPTANCE,
        plugin_pb2.CAPABILITY_POLICY_CARRIERS,
    ],
    settings=[
        Setting("folder", "The folder with a file <merchant>.toml for each chain.", required=True)
    ],
)


class PolicyPlugin:
    """What lives while the process lives."""

    def __init__(self) -> None:
        self._desk: Desk | None = None

    def desk(self) -> Desk:
        """Return the open desk."""
        if self._desk is None:
            raise RetryLater("NOT_CONFIGURED", "The folder is not known yet.")
        return self._desk

    async def configure(self, settings: Settings) -> None:
        """Look into the folder, open the book."""
        path = Path(settings.text("folder"))
        if not path.is_dir():
            raise SettingRefused("folder", f"must be a folder that is there: {path}")
        await self.close()
        folder = Folder(path)
        folder.look()
        self._desk = Desk(folder, await Counts.open(state_folder(INFO.name)))

    async def probe(self) -> Readiness:
        """Ready while all files can be read."""
        if self._desk is None:
            return Readiness.waiting("The folder is not known yet.")
        chains, problems = self._desk.folder.look()
        if problems:
            return Readiness.waiting("; ".join(problems)[:500], chains=" ".join(chains))
        return Readiness.ready(chains=" ".join(chains))

    async def close(self) -> None:
        """Close the book."""
        if self._desk is not None:
            await self._desk.counts.close()
            self._desk = None


def main() -> None:
    """Run until the platform ends."""
    plugin = PolicyPlugin()
    services = [PolicyServicer(plugin.desk)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
