"""The processes of the platform as children of `zhongtai up`: start, watch, restart, stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.problems import Problem, of_os_error
from mesh.process.background import Background
from mesh.process.control import ControlLine, NoAnswer

LEASH = Path(__file__).with_name("leash.py")
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STABLE_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.05
ASK_EVERY_SECONDS = 1.0
ANSWER_SECONDS = 1.5
LAST_WORDS = 12
EXIT_USAGE = 2

Say = Callable[[str], None]


@dataclass
class Child:
    """One process: how it is started, where it says that it serves, where it writes its log.

    `patience` is for how many seconds it may answer nothing before it is killed; 0 is for ever.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    home: Path
    announcement: Path
    log_file: Path
    say: Say
    patience: float = 0.0
    restarts: int = 0
    _process: asyncio.subprocess.Process | None = None
    _serving: int | None = None
    """The process that has said that it serves."""
    _work: Background = field(default_factory=Background)

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    @property
    def serves(self) -> bool:
        """Whether the process that runs now has said that it serves."""
        if self.pid is None or self.pid == self._serving:
            return self.pid is not None
        try:
            self._serving = json.loads(self.announcement.read_text(encoding="utf-8")).get("pid")
        except (FileNotFoundError, ValueError):
            return False
        return self.pid == self._serving

    async def start(self) -> None:
        """Start it and wait until it serves; from then on it is restarted when it dies.

        Raise Problem with its last words when it ends before it ever served.
        """
        process = await self._launch()
        ended = asyncio.create_task(process.wait())
        try:
            while not self.serves:
                await asyncio.wait({ended}, timeout=LOOK_EVERY_SECONDS)
                if ended.done():
                    raise Problem(self._why_not(ended.result()))
        finally:
            ended.cancel()
        self._work.start(f"keep {self.name}", self._keep)
        self._work.start(f"watch {self.name}", self._watch)

    async def stop(self, grace_seconds: float) -> None:
        """Ask it to end, and kill it when it does not within the grace."""
        await self._work.stop()
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace_seconds):
                await process.wait()
        except TimeoutError:
            self.say(f"{self.name} did not stop within {grace_seconds:.0f} s and is killed")
            process.kill()
            await process.wait()

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _launch(self) -> asyncio.subprocess.Process:
        self.announcement.unlink(missing_ok=True)
        self._serving = None
        with self.log_file.open("ab") as log:
            # A session of its own: Ctrl-C at the terminal is for us, who stop it in order.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *self.command,
                env=dict(self.environment), stdin=asyncio.subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        return self._process

    async def _keep(self) -> None:
        """Restart the process whenever it ends, with growing pauses, and say so."""
        pause = FIRST_PAUSE_SECONDS
        process = self._process
        while process is not None:
            began = time.monotonic()
            code = await process.wait()
            if time.monotonic() - began > STABLE_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            words = last_words(self.log_file)
            why = f" ({words[-1]})" if code == EXIT_USAGE and words else ""
            self.say(f"{self.name} {_ended_how(code)}{why}; it is started again in {pause:g} s")
            process = await self._relaunch(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _watch(self) -> None:
        """Ask it again and again whether it is there; say so, and kill it, when it is silent."""
        silent_since: float | None = None
        line = ControlLine(self.home, self.name)
        while True:
            # All children are asked at one moment: a platform that is idle wakes once for it.
            await asyncio.sleep(ASK_EVERY_SECONDS - time.monotonic() % ASK_EVERY_SECONDS)
            if not self.serves or await _answers(line):
                if silent_since is not None:
                    self.say(f"{self.name} answers again")
                silent_since = None
            elif silent_since is None:
                silent_since = time.monotonic() - ANSWER_SECONDS
                self.say(f"{self.name} does not answer")
            elif 0 < self.patience < time.monotonic() - silent_since:
                silent_since = None
                self.say(f"{self.name} has not answered for {self.patience:g} s and is killed")
                self.kill()

    async def _relaunch(self, pause: float) -> asyncio.subprocess.Process:
        while True:
            await asyncio.sleep(pause)
            self.restarts += 1
            try:
                return await self._launch()
            except OSError as exc:
                self.say(f"{self.name}: {of_os_error(exc, self.log_file)}")
                pause = LONGEST_PAUSE_SECONDS

    def _why_not(self, code: int) -> str:
        words = last_words(self.log_file)
        if code == EXIT_USAGE and words:
            # It said in one line what must be mended.
            return words[-1]
        said = "".join(f"\n    {line}" for line in words)
        return f"{self.name} {_ended_how(code)} before it served. {self.log_file} ends:{said}"


async def _answers(line: ControlLine) -> bool:
    try:
        await line.ask("ping", ANSWER_SECONDS)
    except NoAnswer:
        return False
    return True


def _ended_how(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def last_words(log_file: Path) -> list[str]:
    """Return the last lines of a log."""
    try:
        with log_file.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 16 * 1024))
            lines = log.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [line for line in lines if line.strip()][-LAST_WORDS:]
