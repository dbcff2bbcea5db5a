"""Processes of a platform that begin with everything loaded: forks of one that has it loaded.

Loading the programs takes a process two seconds, serving then a tenth of that, and a mesh is
eleven processes. What is forked has loaded modules and done nothing else: no thread, no loop, no
call. `zhongtai up` starts its processes from nothing, and the tests of commands show that it can.

Commands that come to an end by themselves are run the same way with `called`.
"""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import cli.main
from mesh.process.topology import deploy_folder, load_units
from tests import plugin_forks

Main = Callable[[list[str]], int]

_STOP_SECONDS = 30
_READY_SECONDS = 180

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "mesh.process.hosting",
        "tests.moved_clock",
        "tests.plugin_forks",
        *(module for module, _ in cli.main.COMMANDS.values()),
        *(f"{unit.package}.wiring" for unit in load_units(deploy_folder()).values()),
        "tests.all_loaded",
    ]
)


class Fork:
    """A running process. Made with `started`."""

    def __init__(self, main: Main, words: list[str], env: Mapping[str, str], log: Path) -> None:
        self._ready, ready = _forks.Pipe(duplex=False)
        self._process = _forks.Process(target=_run, args=(main, words, dict(env), log, ready))
        with ready:
            self._process.start()
        self.pid = self._process.pid

    @classmethod
    async def started(
        cls, main: Main, words: list[str], env: Mapping[str, str], log: Path
    ) -> "Fork | None":
        """A process that runs `main` of these words and serves by now; None when it ended first.

        What it says goes to the end of `log`.
        """
        fork = await asyncio.to_thread(cls, main, words, env, log)
        with fork._ready as ready:
            try:
                async with asyncio.timeout(_READY_SECONDS):
                    await _readable(ready.fileno())
            except TimeoutError:
                await fork.end(signal.SIGKILL)
                return None
            if os.read(ready.fileno(), 1):
                return fork
        await fork.end(signal.SIGKILL)
        return None

    async def end(self, number: signal.Signals) -> None:
        """Send it a signal and wait until it has ended; one that does not is killed.

        Raises TimeoutError then.
        """
        if self._process.is_alive():
            os.kill(self.pid, number)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await _readable(self._process.sentinel)
        except TimeoutError:
            self._process.kill()
            raise
        finally:
            self._process.join()
            self._process.close()


def _run(main: Main, words: list[str], env: dict[str, str], log: Path, ready: Connection) -> None:
    """What the process does."""
    _begin(env, log, log)
    if plugin_forks.PLACE in env:
        plugin_forks.use(env[plugin_forks.PLACE])
    with ready:
        ready_fd = os.dup(ready.fileno())
    sys.exit(main([*words, "--ready-fd", str(ready_fd)]))


def called(
    words: Sequence[str], env: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a command of `zhongtai` to its end, in that environment and folder."""
    with tempfile.TemporaryDirectory(prefix="zt-said-") as place:
        out, err = Path(place, "out"), Path(place, "err")
        process = _forks.Process(target=_call, args=(list(words), dict(env), folder, out, err))
        process.start()
        process.join()
        code = process.exitcode
        process.close()
        assert code is not None
        return subprocess.CompletedProcess(list(words), code, _text(out), _text(err))


def _call(words: list[str], env: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    _begin(env, out, err)
    os.chdir(folder)
    sys.exit(cli.main.main(words))


def _begin(env: dict[str, str], out: Path, err: Path) -> None:
    """Take an environment, and say everything at the end of these files."""
    os.environ.clear()
    os.environ.update(env)
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


async def _readable(fd: int) -> None:
    """Wait until there is something to read, or the end."""
    loop, seen = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(fd, seen.set)
    try:
        await seen.wait()
    finally:
        loop.remove_reader(fd)
