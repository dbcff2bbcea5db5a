"""The process: settings, accounts, books, the contract."""

from __future__ import annotations

from zhongtai_plugin import PluginInfo, Readiness, Setting, Settings, run, state_folder

from plugins.oms_pretix.accounts import read_accounts
from plugins.oms_pretix.books import Books
from plugins.oms_pretix.pretix import Pretix
from plugins.oms_pretix.servicer import OmsServicer

INFO = PluginInfo(
    name="oms_pretix",
    version="1.0.0",
    summary="pretix: its orders are e-vouchers, its check-ins redeem them.",
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting(
            "poll_seconds",
            "Between two looks for what changed in pretix, 1 to 300.",
            "integer",
            "2",
        ),
        Setting(
            "overlap_seconds",
            "How long a change in pretix may be under way, 1 to 600.",
            "integer",
            "30",
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
        every = settings.integer_within("poll_seconds", 1, 300)
        overlap = settings.integer_within("overlap_seconds", 1, 600)
        await self.pretix.close()
        books = await Books.open(state_folder(INFO.name))
        await self.pretix.open(accounts, books, float(every), float(overlap))

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        return self.pretix.accounts.readiness(self.pretix.troubles())

    async def close(self) -> None:
        """Stop watching, close connections and books."""
        await self.pretix.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = PretixPlugin()
    services = [OmsServicer(plugin.pretix)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
