"""The process: settings, accounts, the address for webhooks, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
    PluginInfo,
    Readiness,
    Setting,
    Settings,
    run,
    state_folder,
    write_access,
)
from zhongtai_plugin.http import HttpEdge
from zhongtai_plugin.pos.servicer import BookServicer

from plugins.pos_square.accounts import read_accounts
from plugins.pos_square.chains import Chains
from plugins.pos_square.webhooks import Webhooks

INFO = PluginInfo(
    name="pos_square",
    version="1.0.0",
    summary="Square: orders appear in its Point of Sale; an account for each chain.",
    capabilities=[plugin_pb2.CAPABILITY_POS_TILL_SALES, plugin_pb2.CAPABILITY_POS_SCHEDULED],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting(
            "api_url", "Square's interface, its sandbox's, or a simulator's.", "url",
            "https://connect.squareup.com",
        ),
        Setting("poll_seconds", "Seconds between two searches for changes.", "integer", "15"),
        Setting("http_host", "Where webhooks are listened for.", default="127.0.0.1"),
        Setting("http_port", "Port for webhooks; 0 takes a free one.", "integer", "8092"),
        Setting("keep_days", "Days that ended orders are remembered.", "integer", "30"),
    ],
)  # fmt: skip


class SquarePlugin:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.chains = Chains()
        self._edge: HttpEdge | None = None

    async def configure(self, settings: Settings) -> None:
        """Read the accounts, begin to work, and listen."""
        seconds = settings.integer_within("poll_seconds", 1, 3600)
        accounts = read_accounts(settings.path("accounts"))
        await self.close()
        folder = state_folder(INFO.name)
        await self.chains.open(
            accounts,
            api_url=settings.text("api_url").rstrip("/"),
            poll_seconds=seconds,
            folder=folder,
            keep_days=settings.integer("keep_days"),
        )
        edge = HttpEdge(Webhooks(self.chains.account_of, self.chains.hint).routes())
        await edge.start(settings.text("http_host"), settings.integer("http_port"))
        self._edge = edge
        write_access(folder / "square.json", {"url": edge.url})

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        if self._edge is None:
            return Readiness.waiting("The accounts are not read.")
        told = {"http": self._edge.url, **self.chains.figures()}
        return self.chains.accounts.readiness(self.chains.troubles(), **told)

    async def close(self) -> None:
        """Stop listening and working, close connections and book."""
        if self._edge is not None:
            await self._edge.stop()
        self._edge = None
        await self.chains.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = SquarePlugin()
    services = [BookServicer(plugin.chains)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
