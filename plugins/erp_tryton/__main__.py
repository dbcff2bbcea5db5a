"""The process: settings, accounts, books, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import PluginInfo, Readiness, Setting, Settings, run, state_folder

from plugins.erp_tryton.accounts import read_accounts
from plugins.erp_tryton.books import Books
from plugins.erp_tryton.servicer import ErpServicer
from plugins.erp_tryton.tryton import Tryton

INFO = PluginInfo(
    name="erp_tryton",
    version="1.0.0",
    summary="Tryton 8: products and stock in, sales and movements of stock out.",
    capabilities=[
        plugin_pb2.CAPABILITY_ERP_ITEMS,
        plugin_pb2.CAPABILITY_ERP_COUNTS,
        plugin_pb2.CAPABILITY_ERP_MOVEMENTS,
    ],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting(
            "overlap_seconds",
            "How long Tryton may be at one call, also when nobody waits for it any more.",
            "integer",
            "120",
        ),
        Setting(
            "login_pause_seconds",
            "How long a login that Tryton refused is not tried again.",
            "integer",
            "300",
        ),
    ],
)


class TrytonPlugin:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.tryton = Tryton()

    async def configure(self, settings: Settings) -> None:
        """Read the accounts and open the books."""
        accounts = read_accounts(settings.path("accounts"))
        await self.tryton.close()
        await self.tryton.open(
            accounts,
            await Books.open(state_folder(INFO.name)),
            float(settings.integer("overlap_seconds")),
            float(settings.integer("login_pause_seconds")),
        )

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        tryton = self.tryton
        return tryton.accounts.readiness(tryton.troubles(), **tryton.oddities())

    async def close(self) -> None:
        """Close connections and books."""
        await self.tryton.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = TrytonPlugin()
    services = [ErpServicer(plugin.tryton)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
