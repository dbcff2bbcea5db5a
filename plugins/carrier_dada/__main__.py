"""The process: settings, accounts, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import PluginInfo, Readiness, Setting, Settings, run, state_folder
from zhongtai_plugin.carrier.servicer import FleetServicer

from plugins.carrier_dada.accounts import read_accounts
from plugins.carrier_dada.dada import Dada

INFO = PluginInfo(
    name="carrier_dada",
    version="1.0.0",
    summary="Dada (达达): riders of the city; an account for each chain.",
    capabilities=[
        plugin_pb2.CAPABILITY_CARRIER_CANCEL,
        plugin_pb2.CAPABILITY_CARRIER_CALLBACK,
    ],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting(
            "api_url", "Dada's interface, its test system's, or a simulator's.", "url",
            "https://newopen.imdada.cn",
        ),
        Setting("weight_grams", "A parcel's weight where nobody knows it.", "integer", "1000"),
    ],
)  # fmt: skip


class DadaPlugin:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.dada = Dada()

    async def configure(self, settings: Settings) -> None:
        """Read the accounts."""
        grams = settings.integer_within("weight_grams", 1, 50_000)
        accounts = read_accounts(settings.path("accounts"))
        await self.dada.close()
        self.dada.grams = grams
        url = settings.text("api_url").rstrip("/")
        await self.dada.open(accounts, url, state_folder(INFO.name) / "dada.sqlite3")

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used."""
        return self.dada.readiness()

    async def close(self) -> None:
        """Close connections and book."""
        await self.dada.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = DadaPlugin()
    services = [FleetServicer(plugin.dada)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
