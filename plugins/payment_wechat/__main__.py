"""The process: settings, accounts, the contract."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
    PluginInfo,
    Readiness,
    Setting,
    Settings,
    run,
    state_folder,
    write_private,
)
from zhongtai_plugin.accounts import Accounts

from plugins.payment_wechat.accounts import Account, read_accounts
from plugins.payment_wechat.servicer import WechatServicer
from plugins.payment_wechat.wechat import Wechat

INFO = PluginInfo(
    name="payment_wechat",
    version="1.0.0",
    summary="WeChat Pay v3 for mini-programs: an account for each chain.",
    capabilities=[
        plugin_pb2.CAPABILITY_PAYMENT_CLOSE,
        plugin_pb2.CAPABILITY_PAYMENT_REFUND,
        plugin_pb2.CAPABILITY_PAYMENT_BILL,
        plugin_pb2.CAPABILITY_PAYMENT_PAYER,
    ],
    settings=[
        Setting("accounts", "File with the chains' accounts; its README says how.", required=True),
        Setting(
            "api_url", "WeChat Pay's interface, or a simulator's.", "url",
            "https://api.mch.weixin.qq.com",
        ),
    ],
)  # fmt: skip
_KNOWN = "merchants.json"


class WechatPlugin:
    """The accounts and what they are used with."""

    def __init__(self) -> None:
        self.wechat = Wechat()

    async def configure(self, settings: Settings) -> None:
        """Read the accounts, and remember which chains have one."""
        accounts = read_accounts(settings.path("accounts"))
        accounts = _remembered(accounts, state_folder(INFO.name) / _KNOWN)
        await self.wechat.close()
        self.wechat.open(accounts, settings.text("api_url").rstrip("/"))

    async def probe(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        told: dict[str, str] = {}
        if trouble := self.wechat.trouble_of_notices():
            told["notices"] = trouble
        if states := self.wechat.unknown_states:
            told["unknown_states"] = ", ".join(sorted(states))
        return self.wechat.accounts.readiness(self.wechat.troubles(), **told)

    async def close(self) -> None:
        """Close the connections."""
        await self.wechat.close()


def _remembered(accounts: Accounts[Account], file: Path) -> Accounts[Account]:
    """Return accounts together with the chains that had one before, and note down all of them."""
    before = set(json.loads(file.read_bytes())) if file.exists() else set()
    known = before | {*accounts.usable, *accounts.unusable}
    if known != before:
        write_private(file, json.dumps(sorted(known)).encode())
    return replace(accounts, known=frozenset(known))


def main() -> None:
    """Run until the platform ends."""
    plugin = WechatPlugin()
    services = [WechatServicer(plugin.wechat)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
