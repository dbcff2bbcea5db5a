"""The process: settings, accounts, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
    PluginInfo,
    Readiness,
    Setting,
    SettingRefused,
    Settings,
    run,
    state_folder,
)
from zhongtai_plugin.carrier.servicer import FleetServicer

from plugins.carrier_sf.accounts import read_accounts
from plugins.carrier_sf.callbacks import Proof
from plugins.carrier_sf.sf import Sf

INFO = PluginInfo(
    name="carrier_sf",
    version="1.0.0",
    summary="SF's riders of the city (顺丰同城); an account for each chain.",
    capabilities=[
        plugin_pb2.CAPABILITY_CARRIER_CANCEL,
        plugin_pb2.CAPABILITY_CARRIER_CALLBACK,
    ],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting("api_url", "SF's interface, or a simulator's.", "url", "https://openic.sf-express.com"),
        Setting("weight_grams", "A parcel's weight where nobody knows it.", "integer", "1000"),
        Setting(
            "callback_proof",
            "ask: SF is asked what a callback is about; sign: it must be signed, too.",
            default="ask",
        ),
    ],
)  # fmt: skip


class SfPlugin:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.sf = Sf()

    async def configure(self, settings: Settings) -> None:
        """Read the accounts."""
        grams = settings.integer_within("weight_grams", 1, 50_000)
        proof = _proof(settings.text("callback_proof"))
        accounts = read_accounts(settings.path("accounts"))
        await self.sf.close()
        self.sf.grams, self.sf.proof = grams, proof
        url = settings.text("api_url").rstrip("/")
        await self.sf.open(accounts, url, state_folder(INFO.name) / "sf.sqlite3")

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used."""
        return self.sf.readiness()

    async def close(self) -> None:
        """Close connections and book."""
        await self.sf.close()


def _proof(told: str) -> Proof:
    if told not in list(Proof):
        raise SettingRefused("callback_proof", "must be ask or sign")
    return Proof(told)


def main() -> None:
    """Run until the platform ends."""
    plugin = SfPlugin()
    services = [FleetServicer(plugin.sf)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
