"""The process of a plug-in: started by exec, its output in a log of its own, ended for certain."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psutil

from mesh.plugins.manifest import Manifest
from mesh.plugins.output import PluginOutput

MAX_SOCKET_PATH = 100
"""AF_UNIX takes 107 bytes; gRPC wants room for its own."""

STATE = "ZHONGTAI_PLUGIN_STATE"
HOST_PID = "ZHONGTAI_PLUGIN_HOST_PID"
OUTPUT_ENDS_SECONDS = 1.0
PROTOCOL_VERSIONS = (1,)
"""The versions of zhongtai.plugin that this host speaks."""

# A plug-in gets what any program needs, and nothing that is ours (database addresses, keys).
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "TMPDIR",
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


def state_folder(home: Path, name: str) -> Path:
    """Return where a plug-in keeps what must outlive its process."""
    return home.absolute() / "plugins" / name


def environment(
    manifest: Manifest, home: Path, endpoint: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of the plug-in's process; its state folder is made if need be."""
    state = state_folder(home, manifest.name)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    passed = {
        key: value
        for key, value in environ.items()
        if key in _PASSED_ON or key.startswith(_PASSED_PREFIXES)
    }
    return {
        **passed,
        **_of_our_python(manifest),
        "PYTHONUNBUFFERED": "1",
        "ZHONGTAI_PLUGIN_ENDPOINT": endpoint,
        STATE: str(state),
        HOST_PID: str(os.getpid()),
        "ZHONGTAI_LOG_LEVEL": environ.get("ZHONGTAI_LOG_LEVEL", "info"),
        "PLUGIN_PROTOCOL_VERSIONS": ",".join(str(version) for version in PROTOCOL_VERSIONS),
    }


class PluginProcess:
    """A started process. Make it with `start`."""

    def __init__(self, process: subprocess.Popen[bytes], output: PluginOutput) -> None:
        self._process = process
        self._output = output
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        threading.Thread(target=self._wait, name=f"pid {process.pid}", daemon=True).start()

    @classmethod
    def start(cls, manifest: Manifest, env: Mapping[str, str], output: PluginOutput) -> Self:
        """Start the command; `output` takes what it prints. Raise OSError when it cannot run."""
        process = spawn(manifest, env)
        if process.stdout is not None:
            output.read(process.stdout)
        return cls(process, output)

    @property
    def pid(self) -> int:
        """The process id, for people."""
        return self._process.pid

    @property
    def memory_mb(self) -> int:
        """How much memory it has now; 0 when it has ended."""
        try:
            return psutil.Process(self.pid).memory_info().rss // 2**20
        except psutil.Error:
            return 0

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
        await asyncio.to_thread(self._output.wait_for_end, OUTPUT_ENDS_SECONDS)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _wait(self) -> None:
        self._process.wait()
        with contextlib.suppress(RuntimeError):  # our loop may have ended first
            self._loop.call_soon_threadsafe(self._ended.set)


def spawn(manifest: Manifest, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the command of a plug-in. Raise OSError when it cannot run."""
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


def _of_our_python(manifest: Manifest) -> dict[str, str]:
    """Return where a plug-in that runs under our own Python finds itself and the SDK.

    Any other program has its own libraries, which ours must not come before.
    """
    if manifest.command[:1] != (sys.executable,):
        return {}
    return {"PYTHONPATH": os.pathsep.join(_python_path())}


def _python_path() -> list[str]:
    """Return where a plug-in in Python finds itself and the SDK."""
    places: dict[str, None] = {}
    for package in ("plugins", "zhongtai", "zhongtai_plugin"):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            places[str(Path(place).parent)] = None
    return list(places)
