"""`python -m simulators.square`: Square to try things with, for the demo's chain."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from pathlib import Path

from simulators.core.account_files import NotOurs
from simulators.core.clock import Clock
from simulators.square.files import SKUS, settings, write_accounts
from simulators.square.kept import kept_book
from simulators.square.platform import square

DEFAULT_PORT = 8097
BOOK = "square-book.sqlite3"


async def _serve(options: argparse.Namespace) -> None:
    folder = options.folder.absolute()
    skus = {f"VARIATION{n}": code for n, code in enumerate(options.sku)} or SKUS
    accounts = write_accounts(folder, {options.chain: options.store}, options.currency, skus)
    listen = ("127.0.0.1", options.port)
    async with contextlib.AsyncExitStack() as stack:
        kept = kept_book(folder / BOOK, accounts, time.time)
        book, keep = stack.enter_context(kept)
        serving = square(list(accounts.values()), listen, Clock(), book, keep)
        side = await stack.enter_async_context(serving)
        print(f"Square listens: {side.url} ; Ctrl-C ends it. Start the platform with:")
        for name, value in settings(folder, side.url).items():
            print(f"    export {name}={value!r}")
        print("have the stores name the plug-in pos_square, and play their tills (RESERVED has it,")
        print("PREPARED is ready, COMPLETED was fetched, CANCELED):")
        print(f"    curl '{side.url}/by-hand/orders'")
        print(f"    curl -X POST '{side.url}/by-hand/move?order_id=ID&to=RESERVED'", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m simulators.square", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the accounts' file is written")
    parser.add_argument("store", nargs="+", help="ids of stores that are locations at Square")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"({DEFAULT_PORT})")
    parser.add_argument("--chain", default="demo", help="the chain with the account (demo)")
    parser.add_argument("--currency", default="CNY", help="of its locations (CNY)")
    parser.add_argument(
        "--sku", action="append", default=[], help="a code in its catalogue, as VARIATION0 and on"
    )
    options = parser.parse_args()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(options))
    except NotOurs as problem:
        parser.error(str(problem))


if __name__ == "__main__":
    main()
