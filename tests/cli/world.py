"""`zhongtai` run as a person runs it, on a platform of units that do next to nothing."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests import forks

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = "".join(
    f'[{name}]\npackage = "tests.cli.units.{name}"\noffers = []\n'
    for name in ("calm", "faulty", "keeper")
)
# A unit by the name of one that owns plug-ins: its process starts them.
UNITS += '[user]\npackage = "tests.cli.units.calm"\noffers = []\n'
PAIR = """
[processes.edge]
units = ["calm"]
edge = true
http = true
[processes.rear]
units = []
"""
FAULTY = PAIR.replace("units = []", 'units = ["faulty"]')
SINGLE = '[processes.platform]\nunits = ["keeper"]\nedge = true\nhttp = true\n'
PLUGGED = '[processes.platform]\nunits = ["user"]\nedge = true\nhttp = true\n'
# What the machine's own environment says about databases is not for these tests.
SETTING = re.compile(r"^ZHONGTAI_(?!PG_)")


def make_deploy(folder: Path) -> Path:
    """A deploy folder with the topologies single, pair, faulty and plugged."""
    (folder / "topologies").mkdir(parents=True)
    (folder / "access").mkdir()
    (folder / "retries.toml").write_text("natural_keys = []\n")
    (folder / "units.toml").write_text(UNITS)
    shapes = {"pair": PAIR, "faulty": FAULTY, "single": SINGLE, "plugged": PLUGGED}
    for name, text in shapes.items():
        (folder / "topologies" / f"{name}.toml").write_text(text)
    return folder


@dataclass
class Shell:
    """Calls of `zhongtai` with one environment."""

    home: Path
    env: dict[str, str]
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    @classmethod
    def make(cls, home: Path, deploy: Path) -> "Shell":
        env = {key: value for key, value in os.environ.items() if not SETTING.match(key)}
        ports = dict.fromkeys(("GRPC", "HTTP", "TILL", "CASHIER"), "0")
        env |= {f"ZHONGTAI_{name}_PORT": value for name, value in ports.items()}
        env |= {
            "ZHONGTAI_HOME": str(home),
            "ZHONGTAI_DEPLOY": str(deploy),
            # Nothing to connect to: these units use no database, unless a test says so.
            "ZHONGTAI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "ZHONGTAI_PLUGINS": "none",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "sdk"))),
        }
        return cls(home, env)

    def call(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return forks.called(words, self.env | settings, ROOT)

    def call_anew(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The same in a process that begins from nothing, as a person's does."""
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *words],
            env=self.env, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def refused(self, *words: str, **settings: str) -> str:
        """Run a command that must be refused; answer its one message."""
        done = self.call(*words, **settings)
        assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr

    def up(self, topology: str, *words: str, **settings: str) -> subprocess.Popen[str]:
        """Start the platform and read on until it serves."""
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up", "--topology", topology, *words],
            env=self.env | settings, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.running.append(process)
        self.read_until(process, "serving; Ctrl-C")
        return process

    def read_until(self, process: subprocess.Popen[str], words: str) -> str:
        """The first line that holds the words; fails with all that was said instead."""
        said = []
        for line in process.stdout or ():
            said.append(line)
            if words in line:
                return line
        raise AssertionError(f"ended without {words!r}:\n{''.join(said)}")

    def status(self) -> dict:
        """What `status --json` says."""
        return json.loads(self.call("status", "--json").stdout)

    def pid_of(self, process: str) -> int:
        """The process id under which a process of the platform serves."""
        return json.loads((self.home / "run" / f"{process}.json").read_text())["pid"]


def descendants(pid: int) -> list[psutil.Process]:
    """Everything that a process started, directly or not."""
    return psutil.Process(pid).children(recursive=True)


def all_end(processes: list[psutil.Process]) -> bool:
    """Wait for processes to end; False when one lives on."""
    return not psutil.wait_procs(processes, timeout=60)[1]


@contextlib.contextmanager
def shell_in(folder: Path) -> Iterator[Shell]:
    """A shell whose platforms are ended for certain."""
    shell = Shell.make(folder / "home", make_deploy(folder / "deploy"))
    try:
        yield shell
    finally:
        for process in shell.running:
            process.kill()
            process.communicate()
        if (shell.home / "postgres").exists():
            shell.call("down")
        # As root the data of PostgreSQL lie elsewhere, behind a link.
        shutil.rmtree((shell.home / "postgres").resolve(), ignore_errors=True)
