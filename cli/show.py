"""What `zhongtai up` shows: steps as they are done, then a table of addresses."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console

NAME_WIDTH = 28
TITLES = {
    "grpc": "gRPC (reflection on)",
    "shop": "phone page",
    "till": "till page",
    "docs": "REST documentation",
    "miniapp": "mini-program API",
    "notices": "payment and carrier notices",
    "metrics": "metrics",
    "till_rest": "till's own REST",
    "cashier": "sandbox cashier",
    "postgres": "PostgreSQL",
    "home": "state folder",
    "logs": "logs",
}


class Show:
    """Words for a person; plain lines where the output is not a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """One line."""
        self._console.print(text, markup=False)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """A step of the start: a spinner while it runs, its seconds when it is done."""
        began = time.monotonic()
        with self._console.status(title) as spinner:
            step = Step(title, spinner.update)
            yield step
        seconds = time.monotonic() - began
        self._console.print(f"[green]✓[/] {title}{step.remark}  [dim]{seconds:.1f} s[/]")

    def endpoints(self, endpoints: Mapping[str, str]) -> None:
        """Where everything is reached."""
        for key, address in endpoints.items():
            self.pair(TITLES.get(key, key), address)

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
