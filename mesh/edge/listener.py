"""The socket on which a process listens for HTTP."""

from __future__ import annotations

import errno
import socket

from mesh.call.server import PortTaken

BACKLOG = 1024


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises PortTaken.

    A `shared` one leaves room for other processes that share the port as well.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as exc:
        listener.close()
        why = "another program holds it" if exc.errno == errno.EADDRINUSE else exc.strerror
        raise PortTaken(f"Cannot listen on {host}:{port}: {why}.") from exc
    listener.setblocking(False)
    return listener
