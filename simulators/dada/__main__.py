"""`python -m simulators.dada`: Dada to try things with, for the demo's chain."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from simulators.core.riding import try_things
from simulators.dada.files import settings, write_accounts
from simulators.dada.platform import dada

DEFAULT_PORT = 8096


@asynccontextmanager
async def _serve(options: Namespace) -> AsyncIterator[tuple[str, Mapping[str, str]]]:
    accounts = write_accounts(options.folder, dict.fromkeys(options.chain, ()))
    async with dada(list(accounts.values()), ("127.0.0.1", options.port)) as side:
        yield side.url, settings(options.folder, side.url)


def main() -> None:
    """Serve until Ctrl-C."""
    states = "2 has it, 100 at the store, 3 under way, 4 there"
    try_things("simulators.dada", "Dada", DEFAULT_PORT, _serve, states=states)


if __name__ == "__main__":
    main()
