"""The ports the platform wants: free or, if not, held by whom and changed by which setting."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from cli.problems import Problem
from mesh.process.settings import GRPC_PORT, HTTP_PORT, ProcessSettings, port

TILL_PORT = "ZHONGTAI_TILL_PORT"
CASHIER_PORT = "ZHONGTAI_CASHIER_PORT"
TILL_OFFSET = 10
CASHIER_OFFSET = 11
LOOK_EVERY_SECONDS = 60.0
"""Between two looks at who listens; each reads what all processes of the machine have open."""
_LOOK_AGAIN_SECONDS = 0.05
_MAPPED = "::ffff:"
"""Stands before an IPv4 address on which a program listens as on an IPv6 one."""
_SOMEBODY = "another program"
_GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")
_TRIES = 100
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised, not chosen


@dataclass(frozen=True)
class Ports:
    """The ports of one copy of the platform, all of them decided."""

    grpc: int
    http: int
    till: int
    cashier: int

    @property
    def shared(self) -> tuple[int, int]:
        """The ports that workers share."""
        return self.grpc, self.http

    def environment(self) -> dict[str, str]:
        """Return the settings that tell them to every process."""
        return {
            GRPC_PORT: str(self.grpc),
            HTTP_PORT: str(self.http),
            TILL_PORT: str(self.till),
            CASHIER_PORT: str(self.cashier),
        }


def decide(env: Mapping[str, str], settings: ProcessSettings, patience: float = 0.0) -> Ports:
    """Read the settings, put a free port for each 0, and see that all can be had.

    Those that are taken may become free within `patience` seconds. Raise Problem naming the port,
    who holds it and the setting that changes it.
    """
    host = settings.listen_host
    http = settings.http_port or free_port(host)
    wanted = {
        GRPC_PORT: settings.grpc_port or free_port(host),
        HTTP_PORT: http,
        TILL_PORT: port(env, TILL_PORT, _beside(http, TILL_OFFSET)) or free_port(host),
        CASHIER_PORT: port(env, CASHIER_PORT, _beside(http, CASHIER_OFFSET)) or free_port(host),
    }
    seen: dict[int, str] = {}
    latest = time.monotonic() + patience
    for setting, number in wanted.items():
        if number in seen:
            raise Problem(f"{seen[number]} and {setting} are both {number}: set one to another.")
        seen[number] = setting
        check_free(host, number, setting, latest)
    return Ports(*wanted.values())


def _beside(http: int, offset: int) -> int:
    return http + offset if http + offset <= 65535 else 0


def free_port(host: str) -> int:
    """Return a port that nobody uses at this moment, and that no connection is given by itself.

    Between now and the start of who is to listen, and whenever that is started again, a connection
    to elsewhere could have it. Where all of those are in use, it is any.
    """
    lowest, lowest_given = 10_000, _lowest_given()
    for _ in range(_TRIES if lowest < lowest_given else 0):
        with socket.socket(_family(host)) as probe, contextlib.suppress(OSError):
            number = lowest + secrets.randbelow(lowest_given - lowest)
            probe.bind((host, number))
            return number
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _lowest_given() -> int:
    """Return the first of the ports that the system gives to connections."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(_GIVEN.read_text(encoding="ascii").split()[0])
    return 32_768


def check_free(host: str, number: int, setting: str, latest: float = 0.0) -> None:
    """Raise Problem when the port cannot be listened on, nor until `latest` by time.monotonic."""
    while True:
        with socket.socket(_family(host)) as probe:
            # As the servers do: a port is not taken by connections that ended a moment ago.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, number))
            except OSError as exc:
                if exc.errno != errno.EADDRINUSE or time.monotonic() >= latest:
                    raise Problem(_refused(exc, host, number, setting)) from None
            else:
                return
        time.sleep(_LOOK_AGAIN_SECONDS)


def _refused(exc: OSError, host: str, number: int, setting: str) -> str:
    if exc.errno == errno.EADDRINUSE:
        return (
            f"Port {number} on {host} is taken by {who_holds(number)}. Stop it, or set "
            f"{setting} to a free port."
        )
    if exc.errno == errno.EACCES:
        return f"Port {number} is for root only. Set {setting} to one above 1023."
    return f"{host}:{number} cannot be listened on ({exc.strerror}). Set ZHONGTAI_LISTEN_HOST."


def who_holds(number: int) -> str:
    """Return the program that listens on a port, as far as this user may know."""
    for connection in _connections():
        local = connection.laddr
        if local and local.port == number and connection.status == psutil.CONN_LISTEN:
            return _name_of(connection.pid)
    return _SOMEBODY


def _connections() -> list[Any]:
    """Return what is open, as far as this user may know: some systems tell nobody but root."""
    try:
        return list(psutil.net_connections("tcp"))
    except psutil.Error:
        return []


def _name_of(pid: int | None) -> str:
    """Return what a program is called, as far as this user may know."""
    try:
        return f"{psutil.Process(pid).name()} (process {pid})" if pid else _SOMEBODY
    except psutil.Error:
        return _SOMEBODY


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def strangers_at(host: str, numbers: Collection[int], ours: Collection[int]) -> dict[int, str]:
    """Return who listens on these ports beside the processes `ours`, by port.

    The system lets programs of one user share a port that is open to sharing, as workers' are, and
    hands each of them a part of the connections.
    """
    found: dict[int, str] = {}
    for connection in _connections():
        at = connection.laddr
        if not at or at.port not in numbers or connection.status != psutil.CONN_LISTEN:
            continue
        ip = at.ip.removeprefix(_MAPPED)
        meets = ip == host or not EVERYWHERE.isdisjoint((ip, host))
        if meets and connection.pid not in ours:
            found[at.port] = _name_of(connection.pid)
    return found


def demand_alone(host: str, numbers: Collection[int], ours: Collection[int]) -> None:
    """Raise Problem when somebody listens on these ports beside our processes."""
    for number, name in strangers_at(host, numbers, ours).items():
        raise Problem(f"Port {number} on {host} is shared with {name}: stop it, then start again.")


async def watch_alone(
    host: str,
    numbers: Collection[int],
    ours: Callable[[], Collection[int]],
    say: Callable[[str], None],
) -> None:
    """Say, for ever, when somebody else listens on these ports, and takes customers of ours."""
    known: set[str] = set()
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        found = await asyncio.to_thread(strangers_at, host, numbers, ours())
        for number, name in found.items():
            if name not in known:
                say(f"port {number} is shared with {name}, which gets some of its calls: stop it")
        known = set(found.values())
