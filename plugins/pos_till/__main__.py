"""The process: settings, the board, the REST interface, the contract."""

from __future__ import annotations

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import (
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
from zhongtai_plugin.platform import Platform

from plugins.pos_till.board import Board
from plugins.pos_till.counter import Counter
from plugins.pos_till.pages import page_routes
from plugins.pos_till.rest import TillRest
from plugins.pos_till.servicer import TillServicer
from plugins.pos_till.tills import Tills

INFO = PluginInfo(
    name="pos_till",
    version="1.0.0",
    summary="A till server: tills pull orders or have them pushed, and report over REST.",
    capabilities=[plugin_pb2.CAPABILITY_POS_TILL_SALES, plugin_pb2.CAPABILITY_POS_SCHEDULED],
    settings=[
        Setting("http_host", "Address of the REST interface.", default="127.0.0.1"),
        Setting("http_port", "Port of the REST interface; 0 takes a free one.", "integer", "8090"),
        Setting("origins", "Web origins whose pages may call it, with spaces between."),
        Setting("keep_days", "Days that closed orders are remembered.", "integer", "30"),
    ],
    calls_platform=True,
)


class TillPlugin:
    """What lives while the process lives."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._edge: HttpEdge | None = None
        self._tills: Tills | None = None
        self._platform: Platform | None = None

    def board(self) -> Board:
        """Return the open board."""
        if self._board is None:
            raise RetryLater("NOT_CONFIGURED", "The board is not open.")
        return self._board

    async def configure(self, settings: Settings) -> None:
        """Open the board and listen."""
        await self.close()
        folder = state_folder(INFO.name)
        self._board = await Board.open(folder, settings.integer("keep_days"))
        self._tills = Tills(settings.platform, when_shut_out=self._board.wake)
        self._platform = Platform(settings.platform) if settings.platform else None
        rest = TillRest(self._board, self._tills, Counter(self._platform))
        edge = HttpEdge({**rest.routes(), **page_routes()}, settings.text("origins"))
        await edge.start(settings.text("http_host"), settings.integer("http_port"))
        self._edge = edge
        write_access(folder / "till.json", {"url": edge.url})

    async def probe(self) -> Readiness:
        """Ready once the board is open."""
        board, edge = self._board, self._edge
        if board is None or edge is None:
            return Readiness.waiting("The board is not open.")
        return Readiness.ready(
            http=edge.url,
            orders_open=str(board.open_orders()),
            **board.updates.figures(),
            **board.sales.figures(),
        )

    async def close(self) -> None:
        """Stop listening, close the board."""
        if self._edge is not None:
            await self._edge.stop()
        if self._tills is not None:
            await self._tills.close()
        if self._platform is not None:
            await self._platform.close()
        if self._board is not None:
            await self._board.close()
        self._edge = self._tills = self._platform = self._board = None


def main() -> None:
    """Run until the platform ends."""
    plugin = TillPlugin()
    services = [TillServicer(plugin.board)]
    run(INFO, services, configure=plugin.configure, probe=plugin.probe, close=plugin.close)


if __name__ == "__main__":
    main()
