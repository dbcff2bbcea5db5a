"""The process: settings, accounts, books, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import PluginInfo, Readiness, Setting, Settings, run, state_folder

from plugins.crm_pretix.accounts import read_accounts
from plugins.crm_pretix.books import Books
from plugins.crm_pretix.pretix import Pretix
from plugins.crm_pretix.servicer import CrmServicer

INFO = PluginInfo(
    name="crm_pretix",
    version="1.0.0",
    summary="pretix: its customers are members, its gift cards their stored value.",
    capabilities=[
        plugin_pb2.CAPABILITY_CRM_MEMBERS,
        plugin_pb2.CAPABILITY_CRM_STORED_VALUE,
    ],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting(
            "poll_seconds",
            "Between two readings of all that pretix has, 1 to 3600.",
            "integer",
            "60",
        ),
    ],
)


class PretixPlugin:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.pretix = Pretix()

    async def configure(self, settings: Settings) -> None:
        """Read the accounts, open the books, watch for changes."""
        accounts = read_accounts(settings.path("accounts"))
        every = settings.integer_within("poll_seconds", 1, 3600)
        await self.pretix.close()
        books = await Books.open(state_folder(INFO.name))
        await self.pretix.open(accounts, books, float(every))

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        return self.pretix.accounts.readiness(self.pretix.troubles())

    async def close(self) -> None:
        """Stop reading, close connections and books."""
        await self.pretix.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = PretixPlugin()
    services = [CrmServicer(plugin.pretix)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
