"""`zhongtai-plugin play` in a process of its own, with somebody at its terminal."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.plugins.world import ROOT

COMMAND = "from zhongtai_plugin.command import main; raise SystemExit(main())"
PATIENCE_SECONDS = 60


class Played:
    """The process, and what it has said that was not asked for yet."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._said = ""

    async def until(self, pattern: str) -> re.Match[str]:
        """Read on until something is said, and return it; what was before is forgotten."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (found := re.search(pattern, self._said)):
                chunk = await self.process.stdout.read(65536)
                assert chunk, f"{pattern} was not said: {self._said}"
                self._said += chunk.decode(errors="replace")
        self._said = self._said[found.end() :]
        return found

    async def type(self, line: str, answer: str) -> re.Match[str]:
        """Type a line and wait for what follows from it."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())
        return await self.until(answer)

    async def end(self) -> int:
        """Type the end of the input; the exit status."""
        assert self.process.stdin
        self.process.stdin.close()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.process.wait()


@asynccontextmanager
async def played(kind: str, *arguments: str, folder: Path = ROOT) -> AsyncIterator[Played]:
    """A play; it has not outlived the test."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", COMMAND, "play", kind, *arguments),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "sdk")},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Played(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def ours(name: str, **settings: str) -> list[str]:
    """Return the arguments that play with one of our plug-ins."""
    given = [f"--setting={setting}={value}" for setting, value in settings.items()]
    return [*given, "--", "python", "-m", f"plugins.{name}"]
