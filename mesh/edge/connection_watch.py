"""Bounds the gRPC connections of one address: the surplus is shut down, the newest first.

gRPC for Python has no hook for a new connection, only a bound for all of them together. So the
sockets of the port are looked at every second, through the list of open files, and those of an
address that has too many are shut down; gRPC then takes them for closed by the other side.
Where the system has no such list (only Linux is known to), nothing is bounded.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from mesh.edge.client_address import Proxies, peer_of
from mesh.edge.refusals import Refusals

LOOK_SECONDS = 1.0
OPEN_FILES = Path("/proc/self/fd")


class ConnectionWatch:
    """Watches the connections to one port of this process; an address may have `each`."""

    def __init__(self, port: int, each: int, proxies: Proxies, refusals: Refusals) -> None:
        self._port = port
        self._each = each
        self._proxies = proxies
        self._refusals = refusals

    async def run(self) -> None:
        """Look every second, for ever."""
        while OPEN_FILES.is_dir():
            await asyncio.sleep(LOOK_SECONDS)
            self.look()
        await asyncio.Event().wait()

    def look(self) -> None:
        """Shut down what is too much now."""
        files = os.listdir(OPEN_FILES)  # noqa: PTH208 - half the price of paths, every second
        if len(files) <= self._each:
            return
        numbers = sorted(map(int, files))
        held: defaultdict[str, int] = defaultdict(int)
        for number in numbers:
            # A copy of the descriptor stays the same socket while gRPC may close its own.
            with suppress(OSError), _copy_of(number) as copy:
                self._count(copy, held)

    def _count(self, copy: socket.socket, held: defaultdict[str, int]) -> None:
        if copy.family not in (socket.AF_INET, socket.AF_INET6):
            return
        if copy.getsockname()[1] != self._port:
            return
        address = copy.getpeername()[0]
        if self._proxies.trusts(address):
            return
        peer = peer_of(address)
        held[peer] += 1
        if held[peer] > self._each:
            copy.shutdown(socket.SHUT_RDWR)
            self._refusals.count("grpc_connections_per_address", peer)


def _copy_of(number: int) -> socket.socket:
    """Return a socket of its own for an open descriptor. Raise OSError when that is no socket."""
    copy = os.dup(number)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise
