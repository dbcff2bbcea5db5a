"""The process: settings, accounts, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import PluginInfo, Readiness, Setting, Settings, run, state_folder
from zhongtai_plugin.pos.servicer import BookServicer

from plugins.pos_tryton.accounts import read_accounts
from plugins.pos_tryton.chains import Chains, Times

INFO = PluginInfo(
    name="pos_tryton",
    version="1.0.0",
    summary="Tryton 8: orders appear at its points of sale; an account for each chain.",
    capabilities=[plugin_pb2.CAPABILITY_POS_TILL_SALES],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting("poll_milliseconds", "Between two looks at the tills.", "integer", "1000"),
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
        Setting("keep_days", "Days that ended orders are remembered.", "integer", "30"),
    ],
)


class TrytonTills:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.chains = Chains()

    async def configure(self, settings: Settings) -> None:
        """Read the accounts, and begin to work."""
        poll = settings.integer_within("poll_milliseconds", 20, 3_600_000)
        accounts = read_accounts(settings.path("accounts"))
        await self.close()
        overlap, login_pause = (
            float(settings.integer(name)) for name in ("overlap_seconds", "login_pause_seconds")
        )
        times = Times(poll / 1000, overlap, login_pause)
        keep_days = settings.integer("keep_days")
        await self.chains.open(accounts, state_folder(INFO.name), keep_days, times)

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        if not self.chains.is_open:
            return Readiness.waiting("The accounts are not read.")
        return self.chains.accounts.readiness(self.chains.troubles(), **self.chains.figures())

    async def close(self) -> None:
        """Stop working, close connections and book."""
        await self.chains.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = TrytonTills()
    services = [BookServicer(plugin.chains)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
