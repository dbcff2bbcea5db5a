"""The process: settings, the book, the riders' clock, the contract."""

from __future__ import annotations

import secrets
from functools import partial

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
    Background,
    PluginInfo,
    Readiness,
    RetryLater,
    Setting,
    Settings,
    run,
    state_folder,
    write_access,
)
from zhongtai_plugin.http import HttpEdge

from plugins.carrier_sandbox.clock import keep_moving
from plugins.carrier_sandbox.depot import Depot
from plugins.carrier_sandbox.rest import DispatchRest
from plugins.carrier_sandbox.servicer import CarrierServicer

INFO = PluginInfo(
    name="carrier_sandbox",
    version="1.0.0",
    summary="A delivery company to try things with: riders that move by a clock or by hand.",
    capabilities=[
        plugin_pb2.CAPABILITY_CARRIER_WATCH,
        plugin_pb2.CAPABILITY_CARRIER_CANCEL,
    ],
    settings=[
        Setting("http_host", "Address of the dispatcher's interface.", default="127.0.0.1"),
        Setting("http_port", "Port of it; 0 takes a free one.", "integer", "0"),
        Setting(
            "step_milliseconds",
            "Pause between a rider's steps; 0 means riders move only by hand.",
            "integer",
            "5000",
        ),
    ],
)


class CarrierPlugin:
    """What lives while the process lives."""

    def __init__(self) -> None:
        self._depot: Depot | None = None
        self._edge: HttpEdge | None = None
        self._clock = Background()

    def depot(self) -> Depot:
        """Return the open book."""
        if self._depot is None:
            raise RetryLater("NOT_CONFIGURED", "The book is not open.")
        return self._depot

    async def configure(self, settings: Settings) -> None:
        """Open the book, listen, start the riders' clock."""
        await self.close()
        folder = state_folder(INFO.name)
        token = secrets.token_urlsafe(24)
        depot = await Depot.open(folder)
        self._depot = depot
        edge = HttpEdge(DispatchRest(depot, token).routes())
        await edge.start(settings.text("http_host"), settings.integer("http_port"))
        self._edge = edge
        write_access(folder / "dispatch.json", {"url": edge.url, "token": token})
        if (pause := settings.integer("step_milliseconds")) > 0:
            self._clock.start("riders", partial(keep_moving, depot, pause / 1000))

    async def probe(self) -> Readiness:
        """Ready once the book is open."""
        if self._depot is None or self._edge is None:
            return Readiness.waiting("The book is not open.")
        return Readiness.ready(
            http=self._edge.url,
            deliveries_open=str(len(self._depot.open_deliveries())),
            **self._depot.updates.figures(),
        )

    async def close(self) -> None:
        """Stop the clock, stop listening, close the book."""
        await self._clock.stop()
        if self._edge is not None:
            await self._edge.stop()
        if self._depot is not None:
            await self._depot.close()
        self._edge = self._depot = None


def main() -> None:
    """Run until the platform ends."""
    plugin = CarrierPlugin()
    services = [CarrierServicer(plugin.depot)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
