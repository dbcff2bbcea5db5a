"""Health (grpc.health.v1) of the services of a process, told to who asks and who watches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from grpc_health.v1.health_pb2 import HealthCheckResponse

SERVING = HealthCheckResponse.SERVING
NOT_SERVING = HealthCheckResponse.NOT_SERVING
SERVICE_UNKNOWN = HealthCheckResponse.SERVICE_UNKNOWN


class Health:
    """What of a process serves. Nobody is waited for: a watcher that reads slowly is alone.

    (grpcio's own servicer holds a lock while it writes to a watcher.)
    """

    def __init__(self) -> None:
        self._status: dict[str, int] = {"": SERVING}
        self._changed = asyncio.Event()
        self._ending = False

    def serve(self, names: Iterable[str]) -> None:
        """Say that the services of these names serve, unless the end was announced."""
        if not self._ending:
            self._status |= dict.fromkeys(names, SERVING)
            self._tell()

    def end(self) -> None:
        """Say for good that nothing serves."""
        self._ending = True
        self._status = dict.fromkeys(self._status, NOT_SERVING)
        self._tell()

    def status(self, name: str) -> int | None:
        """Return the status of a service, None for one that is not known."""
        return self._status.get(name)

    async def watch(self, name: str) -> AsyncIterator[int]:
        """The status of a service now, and whenever it changes."""
        told = None
        while True:
            changed = self._changed
            status = self._status.get(name, SERVICE_UNKNOWN)
            if status != told:
                yield status
                told = status
            else:
                await changed.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
