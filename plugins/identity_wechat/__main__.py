"""The process: settings, mini-programs, the contract."""

from __future__ import annotations

from zhongtai_plugin import PluginInfo, Readiness, Setting, Settings, run

from plugins.identity_wechat.accounts import read_apps
from plugins.identity_wechat.servicer import IdentityServicer, Wechat

INFO = PluginInfo(
    name="identity_wechat",
    version="1.0.0",
    summary="WeChat's login for mini-programs: a mini-program for each chain.",
    settings=[
        Setting(
            "accounts", "File with the chains' mini-programs; its README says how.", required=True
        ),
        Setting("channel", "The channel that it answers for.", default="miniapp"),
        Setting(
            "api_url", "WeChat's interface, or a simulator's.", "url", "https://api.weixin.qq.com"
        ),
    ],
)


class IdentityPlugin:
    """The mini-programs and what they are used with."""

    def __init__(self) -> None:
        self.wechat = Wechat()

    async def configure(self, settings: Settings) -> None:
        """Read the mini-programs."""
        apps = read_apps(settings.path("accounts"))
        await self.wechat.close()
        self.wechat.open(apps, settings.text("channel"), settings.text("api_url").rstrip("/"))

    async def probe(self) -> Readiness:
        """Ready while any chain's mini-program can be used; details say what is wrong."""
        return self.wechat.apps.readiness(self.wechat.troubles)

    async def close(self) -> None:
        """Close the connections."""
        await self.wechat.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = IdentityPlugin()
    services = [IdentityServicer(plugin.wechat)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
