"""Plug-ins of a test's platform that begin with everything loaded: forks of a process that has it.

Loading its program takes a plug-in a third of a second of a processor, and a platform has five to
ten of them. The process that is forked, one for each worker, has loaded plug-ins and done nothing
else. `zhongtai up` starts its plug-ins from nothing, and so do the tests of the plug-in host: with
`used` it is another way to the same process for a platform that is there to test something else.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mesh.plugins import process
from mesh.plugins.manifest import Manifest

ROOT = Path(__file__).resolve().parent.parent
PLACE = "ZHONGTAI_TESTS_PLUGIN_FORKS"
"""Names the socket of the process that is forked."""

_MOST_BYTES = 65_536


class Forked:
    """A plug-in's process, with what its host uses of `subprocess.Popen`."""

    def __init__(self, place: str, manifest: Manifest, env: Mapping[str, str]) -> None:
        (its_input, ours), (output, its_output) = os.pipe(), os.pipe()
        self.stdin, self.stdout = os.fdopen(ours, "wb", 0), os.fdopen(output, "rb", 0)
        self.returncode: int | None = None
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.connect(place)
        asked = [manifest.command[1:], str(manifest.folder), dict(env)]
        socket.send_fds(self._line, [json.dumps(asked).encode()], [its_input, its_output])
        os.close(its_input)
        os.close(its_output)
        self.pid = self._heard()

    def wait(self) -> int:
        """Wait for its end; the exit code, negative for a signal."""
        if self.returncode is None:
            self.returncode = self._heard()
            self._line.close()
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _heard(self) -> int:
        return int(self._line.recv(_MOST_BYTES))


@contextlib.contextmanager
def used() -> Iterator[str]:
    """Have the platforms that are started within the block fork their plug-ins.

    Gives the place that a platform in a process of its own is told with `use`.
    """
    place, before = _place(), process.spawn
    use(place)
    try:
        yield place
    finally:
        process.spawn = before


def use(place: str) -> None:
    """Have this process fork its plug-ins from now on, those of our own Python."""
    exec_ = process.spawn

    def spawn(manifest: Manifest, env: Mapping[str, str]) -> Any:
        ours = manifest.command[0] == sys.executable
        return Forked(place, manifest, env) if ours else exec_(manifest, env)

    process.spawn = spawn


@functools.cache
def _place() -> str:
    """The socket of the process that is forked, which is started and ends with this one."""
    folder = tempfile.TemporaryDirectory(prefix="zt-forks-")
    place = str(Path(folder.name) / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(place)
        listener.listen(100)
        words = [sys.executable, "-m", "tests.plugin_forks", str(listener.fileno())]
        _kept.append(subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, pass_fds=[listener.fileno()],
            env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'sdk'}"},
        ))  # fmt: skip
    _kept.append(folder)
    return place


_kept: list[Any] = []


def main(listener: socket.socket) -> None:
    """Load the plug-ins, then fork as asked until whoever started this is gone."""
    for each in sorted((ROOT / "plugins").glob("*/__main__.py")):
        importlib.import_module(f"plugins.{each.parent.name}.__main__")
    gc.freeze()
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ)
        selector.register(listener, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is listener:
                    line, _ = listener.accept()
                    text, fds, _, _ = socket.recv_fds(line, _MOST_BYTES, 2)
                    pid = os.fork()
                    if not pid:
                        _be(*json.loads(text), *fds)
                    line.send(str(pid).encode())
                    for fd in fds:
                        os.close(fd)
                    selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, line))
                elif key.data:
                    _tell_of_end(selector, key)
                else:
                    return


def _tell_of_end(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    pid, line = key.data
    _, status = os.waitpid(pid, 0)
    with line, contextlib.suppress(OSError):  # its host may be gone
        line.send(str(os.waitstatus_to_exitcode(status)).encode())
    selector.unregister(key.fd)
    os.close(key.fd)


def _be(
    words: Sequence[str], folder: str, env: dict[str, str], stdin: int, stdout: int
) -> NoReturn:
    """Be the plug-in to its end: as if the words had been given to Python."""
    code: object = 1
    try:
        _begin(folder, env, stdin, stdout)
        _run(words, folder)
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 - its end, whatever it is
        traceback.print_exc()
    if not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    # To take apart all that was loaded costs more than the plug-in has cost until now.
    os._exit(code)


def _begin(folder: str, env: dict[str, str], stdin: int, stdout: int) -> None:
    os.setsid()
    for fd, number in ((stdin, 0), (stdout, 1), (stdout, 2)):
        os.dup2(fd, number)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    os.environ.clear()
    # Its parent is not its host, whose end it sees by that of its input.
    os.environ.update(env | {process.HOST_PID: str(os.getppid())})
    os.chdir(folder)


def _run(words: Sequence[str], folder: str) -> None:
    if words[0] == "-m":
        sys.argv = [words[1], *words[2:]]
        sys.modules.pop(f"{words[1]}.__main__", None)
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(words)
        sys.path[0] = folder
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
