"""`python -m simulators.wechat`: WeChat to try things with, for the demo's chain."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path

from simulators.wechat.authority import Authority, new_key
from simulators.wechat.files import settings, write_accounts
from simulators.wechat.platform import wechat

DEFAULT_PORT = 8095


async def _serve(folder: Path, port: int, chains: list[str]) -> None:
    authority = Authority()
    accounts = write_accounts(folder, chains, new_key(), authority, by_public_key=False)
    async with wechat(list(accounts.values()), ("127.0.0.1", port), authority) as side:
        print(f"WeChat listens: {side.url} ; Ctrl-C ends it. Start the platform with:")
        for name, value in settings(folder, side.url).items():
            print(f"    export {name}={value!r}")
        print("and play the customer:")
        appid = next(iter(accounts.values())).appid
        print(f"    curl '{side.url}/by-hand/code?appid={appid}&name=anna'")
        print(f"    curl -X POST '{side.url}/by-hand/pay?out_trade_no=PAYMENT_ID'", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m simulators.wechat", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the accounts' files are written")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"({DEFAULT_PORT})")
    parser.add_argument("--chain", action="append", help="a chain with an account (demo)")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.folder.absolute(), options.port, options.chain or ["demo"]))


if __name__ == "__main__":
    main()
