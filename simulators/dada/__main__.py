"""`python -m simulators.dada`: Dada to try things with, for the demo's chain."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path

from simulators.dada.files import NotOurs, settings, write_accounts
from simulators.dada.platform import dada

DEFAULT_PORT = 8096


async def _serve(folder: Path, port: int, chains: list[str]) -> None:
    accounts = write_accounts(folder, dict.fromkeys(chains, ()))
    async with dada(list(accounts.values()), ("127.0.0.1", port)) as side:
        print(f"Dada listens: {side.url} ; Ctrl-C ends it. Start the platform with:")
        for name, value in settings(folder, side.url).items():
            print(f"    export {name}={value!r}")
        print("and play the rider (2 has it, 100 at the store, 3 under way, 4 there):")
        print(f"    curl '{side.url}/by-hand/orders'")
        print(f"    curl -X POST '{side.url}/by-hand/move?order_id=ID&to=2'", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m simulators.dada", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the accounts' file is written")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"({DEFAULT_PORT})")
    parser.add_argument("--chain", action="append", help="a chain with an account (demo)")
    options = parser.parse_args()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(options.folder.absolute(), options.port, options.chain or ["demo"]))
    except NotOurs as problem:
        parser.error(str(problem))


if __name__ == "__main__":
    main()
