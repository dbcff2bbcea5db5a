"""Serves a platform's interface over HTTP for as long as a block runs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import uvicorn
from litestar import Litestar
from litestar.types import ControllerRouterHandler


@asynccontextmanager
async def serving(
    handlers: Sequence[ControllerRouterHandler], listener: socket.socket
) -> AsyncIterator[None]:
    """Serve routes on a listening socket until the block ends."""
    app = Litestar(list(handlers), openapi_config=None, logging_config=None)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=120,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the block."""

    def install_signal_handlers(self) -> None:
        """Do nothing."""
