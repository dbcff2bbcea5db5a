"""The process: settings, the sandbox, its HTTP side, the contract."""

from __future__ import annotations

import secrets

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

from plugins.payment_sandbox.cashier import Cashier
from plugins.payment_sandbox.sandbox import Sandbox
from plugins.payment_sandbox.servicer import SandboxServicer

INFO = PluginInfo(
    name="payment_sandbox",
    version="1.0.0",
    summary="A payment provider to try things with: signed notices, refunds, bills, faults.",
    capabilities=[
        plugin_pb2.CAPABILITY_PAYMENT_CLOSE,
        plugin_pb2.CAPABILITY_PAYMENT_REFUND,
        plugin_pb2.CAPABILITY_PAYMENT_BILL,
    ],
    settings=[
        Setting("http_host", "Address of the cashier.", default="127.0.0.1"),
        Setting("http_port", "Port of the cashier; 0 takes a free one.", "integer", "8091"),
        Setting("public_url", "The cashier as customers reach it; empty means as it listens."),
        Setting("origins", "Web origins whose pages may call it, with spaces between."),
        Setting("notice_concurrency", "Notices delivered at once, 1 to 256.", "integer", "16"),
    ],
)


class SandboxPlugin:
    """The sandbox and its HTTP side."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self._edge: HttpEdge | None = None

    async def configure(self, settings: Settings) -> None:
        """Open the book and listen."""
        await self.close()
        folder = state_folder(INFO.name)
        token = secrets.token_urlsafe(24)
        cashier = Cashier(self.sandbox, token)
        edge = HttpEdge(cashier.routes(), settings.text("origins"))
        concurrency = min(max(settings.integer("notice_concurrency"), 1), 256)
        await self.sandbox.open(folder, concurrency)
        await edge.start(settings.text("http_host"), settings.integer("http_port"))
        self._edge = edge
        self.sandbox.public_url = settings.text("public_url").rstrip("/") or edge.url
        write_access(folder / "cashier.json", {"url": edge.url, "token": token})

    async def probe(self) -> Readiness:
        """Ready once the book is open."""
        if self._edge is None or not self.sandbox.is_open:
            return Readiness.waiting("The book is not open.")
        return Readiness.ready(
            http=self._edge.url, notices_waiting=str(self.sandbox.courier.waiting())
        )

    async def close(self) -> None:
        """Stop listening, stop delivering, close the book."""
        if self._edge is not None:
            await self._edge.stop()
            self._edge = None
        await self.sandbox.close()


def main() -> None:
    """Run until the platform ends."""
    plugin = SandboxPlugin()
    services = [SandboxServicer(plugin.sandbox)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
