"""What `zhongtai up` shows: steps as they are done, then a table of addresses."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, cast

from rich.console import Console

NAME_WIDTH = 28
WIDE = 10_000


class _Output(io.TextIOBase):
    """stdout, for words that nobody needs to read.

    That its reader has left, or its disk is full, is no reason to end a platform.
    """

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of stdout."""
        return sys.stdout.encoding

    def isatty(self) -> bool:
        """Return whether a person may be looking."""
        return sys.stdout.isatty()

    def fileno(self) -> int:
        """Return the descriptor of stdout."""
        return sys.stdout.fileno()

    def write(self, text: str) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _let_go_of_stdout()
        except (OSError, ValueError):
            return


def console() -> Console:
    """Return where commands write for people; never cut where the output is not a terminal."""
    width = None if sys.stdout.isatty() else WIDE
    return Console(file=cast("IO[str]", _Output()), highlight=False, soft_wrap=True, width=width)


def _let_go_of_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Show:
    """Words for a person; plain lines where the output is not a terminal."""

    def __init__(self) -> None:
        self._console = console()

    def say(self, text: str) -> None:
        """One line."""
        self._console.print(text, markup=False)

    def end(self) -> None:
        """Nothing more is said: what could not be written shall not spoil the exit code."""
        try:
            sys.stdout.flush()
        except OSError:
            _let_go_of_stdout()

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """A step of the start: a spinner while it runs, its seconds when it is done."""
        began = time.monotonic()
        with self._console.status(title) as spinner:
            step = Step(title, spinner.update)
            yield step
        seconds = time.monotonic() - began
        self._console.print(f"[green]✓[/] {title}{step.remark}  [dim]{seconds:.1f} s[/]")

    def endpoints(self, endpoints: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """Where everything is reached, each under its title."""
        for key, address in endpoints.items():
            self.pair(titles.get(key, key), address)

    def demo(self, facts: Mapping[str, Any]) -> None:
        """The demo's credentials."""
        self.say("demo")
        for name, value in facts.items():
            words = name.replace("_", " ")
            if isinstance(value, Mapping):
                for key, inner in value.items():
                    self.pair(f"{words} {key}", str(inner))
            else:
                is_list = isinstance(value, list)
                self.pair(words, ", ".join(map(str, value)) if is_list else str(value))

    def pair(self, name: str, value: str) -> None:
        """A name and its value, never cut: values are for copying."""
        self._console.print(f"  {name:<{NAME_WIDTH}}", value, markup=False)


class Step:
    """A running step: how far it is, and what to remark when it is done."""

    def __init__(self, title: str, update: Any) -> None:
        self._title = title
        self._update = update
        self.remark = ""

    def at(self, done: int, total: int, what: str = "") -> None:
        """Say how far it is."""
        self._update(f"{self._title} {done}/{total} {what}")
