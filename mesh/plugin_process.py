"""The process of a plug-in: started by exec, its output in our log, ended for certain.

Nothing is found again by process id: a plug-in of an earlier run ends with its host (it
watches for that itself), and the address of this run is new.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import structlog

from mesh.plugin_manifest import Manifest

MAX_SOCKET_PATH = 100
"""AF_UNIX takes 107 bytes; gRPC wants room for its own."""

MAX_LINE_BYTES = 64 * 1024
PROTOCOL_VERSIONS = (1,)
"""The versions of zhongtai.plugin that this host speaks."""

# A plug-in gets what any program needs, and nothing that is ours (database addresses, keys).
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "TMPDIR",
    "VIRTUAL_ENV",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
_PASSED_PREFIXES = ("LC_", "COVERAGE_")


def socket_path(home: Path, name: str) -> Path:
    """Where the plug-in serves: below the state folder, or in a short place if that is long."""
    folder = home.absolute() / "run"
    if len(str(folder)) + len(name) + 6 > MAX_SOCKET_PATH:
        mark = hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"zt-{os.getuid()}-{mark}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else: remove it, or set TMPDIR")
    return folder / f"{name}.sock"


def environment(
    manifest: Manifest, home: Path, endpoint: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """The environment of the plug-in's process; its state folder is made if need be."""
    state = home.absolute() / "plugins" / manifest.name
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    passed = {
        key: value
        for key, value in environ.items()
        if key in _PASSED_ON or key.startswith(_PASSED_PREFIXES)
    }
    return {
        **passed,
        "PYTHONPATH": os.pathsep.join(_python_path()),
        "PYTHONUNBUFFERED": "1",
        "ZHONGTAI_PLUGIN_ENDPOINT": endpoint,
        "ZHONGTAI_PLUGIN_STATE": str(state),
        "ZHONGTAI_PLUGIN_HOST_PID": str(os.getpid()),
        "ZHONGTAI_LOG_LEVEL": environ.get("ZHONGTAI_LOG_LEVEL", "info"),
        "PLUGIN_PROTOCOL_VERSIONS": ",".join(str(version) for version in PROTOCOL_VERSIONS),
    }


class PluginProcess:
    """A started process. Make it with `start`."""

    def __init__(self, process: subprocess.Popen[bytes], output: asyncio.Task[None]) -> None:
        self._process = process
        self._output = output
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        threading.Thread(target=self._wait, name=f"pid {process.pid}", daemon=True).start()

    @classmethod
    async def start(cls, manifest: Manifest, env: Mapping[str, str]) -> Self:
        """Start the command; raises OSError when it cannot be run."""
        process = _spawn(manifest, env)
        reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), process.stdout
        )
        return cls(process, asyncio.create_task(_pump(manifest.name, reader)))

    @property
    def pid(self) -> int:
        """The process id, for people."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    async def ended(self) -> int:
        """Wait for the end; the exit code, negative for a signal."""
        await self._ended.wait()
        return self._process.returncode

    async def stop(self, grace_seconds: float) -> None:
        """End it: politely, and after the grace for certain."""
        for send, wait in ((self._process.terminate, grace_seconds), (self._process.kill, None)):
            if self.running:
                send()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._ended.wait()
        await asyncio.wait([self._output], timeout=1.0)
        self._output.cancel()
        await asyncio.gather(self._output, return_exceptions=True)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _wait(self) -> None:
        self._process.wait()
        with contextlib.suppress(RuntimeError):  # our loop may have ended first
            self._loop.call_soon_threadsafe(self._ended.set)


def _spawn(manifest: Manifest, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # Not the event loop's own way: some loops fork, and gRPC's threads do not survive that.
    return subprocess.Popen(
        manifest.command,
        cwd=manifest.folder,
        env=dict(env),
        # Held open and never written: its end tells the plug-in that we are gone.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Ctrl-C is for us; we end the plug-ins in order.
        start_new_session=True,
    )


async def _pump(name: str, output: asyncio.StreamReader) -> None:
    """Take what the plug-in writes into our log until it ends."""
    log = structlog.get_logger().bind(plugin=name)
    while True:
        try:
            line = await output.readline()
        except ValueError:  # longer than the limit; the reader has dropped it
            log.warning("a line of output was too long")
            continue
        if not line:
            return
        text = line.decode("utf-8", "replace").rstrip()
        if text:
            _log_line(log, text)


def _log_line(log: Any, text: str) -> None:
    try:
        event = json.loads(text)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        log.warning("output", text=text[:2000])
        return
    level = logging.getLevelNamesMapping().get(str(event.pop("level", "info")).upper(), 20)
    message = str(event.pop("event", "output"))
    event.pop("timestamp", None)
    event.pop("plugin", None)
    log.log(level, message, **{key: value for key, value in event.items() if key.isidentifier()})


def _python_path() -> list[str]:
    """Where a plug-in in Python finds itself and the SDK."""
    places: dict[str, None] = {}
    for package in ("plugins", "zhongtai", "zhongtai_plugin"):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            places[str(Path(place).parent)] = None
    return list(places)
