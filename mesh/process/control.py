"""How a process of the platform is asked how it is, and told what to do, by its operator.

A Unix socket in the state folder, which only the user who runs the platform can enter: who
may open it may read the keys there too, so it asks for no token. One line of JSON comes in,
one goes out; the answer comes from the event loop that serves, so that a process which does
not answer here answers nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from mesh.process.peers import socket_file

MAX_LINE_BYTES = 8 * 1024 * 1024
QUESTION_SECONDS = 10.0

Command = Callable[[Mapping[str, str]], Awaitable[Any]]
"""Takes the words of a question; returns what JSON can say. What it raises is answered."""


class NoAnswer(Exception):
    """The process is not there or does not answer in time."""


class ControlRefused(Exception):
    """The process will not do it; the text is its reason."""


def control_socket(home: Path, process: str) -> Path:
    """Return the socket of a process in the state folder. Raise PermissionError."""
    return socket_file(home, f"{process}.control")


class Control:
    """Answers questions until closed."""

    def __init__(self, path: Path, commands: Mapping[str, Command]) -> None:
        self._path = path
        self._commands = commands
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen. Raise OSError."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(
            self._serve, self._path, limit=MAX_LINE_BYTES
        )
        self._path.chmod(0o600)

    async def close(self) -> None:
        """Answer no more. Harmless when repeated."""
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)
        lines = tuple(self._lines)
        for line in lines:
            line.close()
        await asyncio.gather(*(line.wait_closed() for line in lines), return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        # Whoever asks may leave at any time.
        with contextlib.suppress(OSError, ValueError, TimeoutError):
            while line := await _line_of(reader):
                answer = await self._answer(json.loads(line))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        self._lines.discard(writer)
        writer.close()

    async def _answer(self, question: Any) -> dict[str, Any]:
        words = question if isinstance(question, dict) else {}
        command = self._commands.get(str(words.pop("do", "")))
        if command is None:
            return {"refused": "This process does not know what it was asked."}
        try:
            return {"answer": await command({key: str(value) for key, value in words.items()})}
        except Exception as exc:  # noqa: BLE001 - the operator is told
            structlog.get_logger().warning("control command failed", exc_info=exc)
            return {"refused": str(exc) or type(exc).__name__}


class ControlLine:
    """A connection over which one process of a state folder is asked, again and again."""

    def __init__(self, home: Path, process: str) -> None:
        self._path = control_socket(home, process)
        self._process = process
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, do: str, seconds: float, **words: str) -> Any:
        """Ask one thing at a time. Raise NoAnswer or ControlRefused."""
        if self._ends is not None and self._ends[0].at_eof():
            self.close()  # the process has been started again, or took us for gone
        try:
            async with asyncio.timeout(seconds):
                reader, writer = self._ends = self._ends or await asyncio.open_unix_connection(
                    self._path, limit=MAX_LINE_BYTES
                )
                writer.write(json.dumps({"do": do, **words}).encode() + b"\n")
                answer = json.loads(await reader.readline())
        except (OSError, ValueError, TimeoutError) as exc:
            self.close()  # what is answered late belongs to no other question
            raise NoAnswer(f"{self._process} does not answer") from exc
        except asyncio.CancelledError:
            self.close()
            raise
        if "refused" in answer:
            raise ControlRefused(answer["refused"])
        return answer["answer"]

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None


async def ask(home: Path, process: str, do: str, seconds: float, **words: str) -> Any:
    """Ask a process of this state folder one thing. Raise NoAnswer or ControlRefused."""
    with contextlib.closing(ControlLine(home, process)) as line:
        return await line.ask(do, seconds, **words)


async def _line_of(reader: asyncio.StreamReader) -> bytes:
    """Return the next question; empty when nobody asks any more. Raise TimeoutError."""
    async with asyncio.timeout(QUESTION_SECONDS):
        return await reader.readline()
