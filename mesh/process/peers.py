"""The other processes of the platform: where they are and how to talk to them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import grpc

from mesh.call.channels import CHANNEL_OPTIONS
from mesh.process.tls import ProcessTls, target_options
from mesh.process.topology import Process, Topology

RUN_FOLDER = "run"
# The kernel takes 107 bytes for the path of a socket.
_MAX_SOCKET_PATH = 100


def socket_file(home: Path, process: str) -> Path:
    """Return the socket of a process in the state folder.

    Where the folder's path is too long for one, a folder for our user only below the
    system's temporary one, named after the state folder. Raise PermissionError when
    somebody else made that.
    """
    path = home / RUN_FOLDER / f"{process}.sock"
    if len(os.fsencode(path)) > _MAX_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"zhongtai-{os.getuid()}-{digest}" / f"{process}.sock"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{path.parent} belongs to another user")
    return path


class Peers:
    """Channels of one process to the others, one connection each, mTLS."""

    def __init__(self, topology: Topology, home: Path, tls: ProcessTls) -> None:
        self._topology = topology
        self._home = home
        self._tls = tls
        self._channels: dict[str, grpc.aio.Channel] = {}

    def channel(self, process: Process) -> grpc.aio.Channel:
        """Return the connection to a process; made at first use, mended by gRPC when it breaks."""
        channel = self._channels.get(process.name)
        if channel is None:
            address = process.reach or f"unix:{socket_file(self._home, process.name)}"
            channel = self._channels[process.name] = grpc.aio.secure_channel(
                address,
                self._tls.channel_credentials(),
                options=(*CHANNEL_OPTIONS, *target_options(process.name)),
            )
        return channel

    async def close(self) -> None:
        """Close all connections."""
        for channel in self._channels.values():
            await channel.close(None)
        self._channels.clear()
