"""`python -m simulators.sf`: SF to try things with, for the demo's chain."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from simulators.core.riding import try_things
from simulators.sf.files import settings, write_accounts
from simulators.sf.platform import sf

DEFAULT_PORT = 8098
DEFAULT_CALLBACKS = "http://127.0.0.1:8080/notices/carrier/sf"


@asynccontextmanager
async def _serve(options: Namespace) -> AsyncIterator[tuple[str, Mapping[str, str]]]:
    accounts = write_accounts(options.folder, dict.fromkeys(options.chain, ()))
    async with sf(list(accounts.values()), ("127.0.0.1", options.port)) as side:
        side.courier.address = options.callbacks
        yield side.url, settings(options.folder, side.url)


def _more(parser: ArgumentParser) -> None:
    words = f"the address that is entered at SF ({DEFAULT_CALLBACKS})"
    parser.add_argument("--callbacks", default=DEFAULT_CALLBACKS, help=words)


def main() -> None:
    """Serve until Ctrl-C."""
    states = "10 has it, 12 at the store, 15 under way, 17 there"
    try_things("simulators.sf", "SF", DEFAULT_PORT, _serve, states=states, more=_more)


if __name__ == "__main__":
    main()
