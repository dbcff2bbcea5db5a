"""`python -m demo`: load the demo chain into the platform of this state folder."""

from __future__ import annotations

import asyncio
import os
import sys

import grpc

from demo.load import TIMEOUT_SECONDS, DemoRejected, Loader, kept_till, write_credentials
from demo.sales import DemoSales
from demo.tables import Tables, read_chain
from demo.till import DemoTill
from mesh.call.context import Identity
from mesh.edge.public_tls import local_channel
from mesh.process.settings import ProcessSettings, demo_is_open
from mesh.process.token_records import mint

TOKEN_SECONDS = 300
SCOPES = frozenset(
    {
        *("catalog.write", "promotions.read", "promotions.write", "stock.read", "stock.write"),
        *("stores.write", "tills.read", "tills.write"),
    }
)


async def run() -> None:
    """Load it as an operator of the demo's merchant, through the public port."""
    settings = ProcessSettings.read(os.environ)
    tables = Tables(read_chain())
    identity = Identity("operator", "demo", tables.merchant_id, SCOPES)
    token = mint(settings.home, identity, TOKEN_SECONDS)
    metadata = (("authorization", f"Bearer {token}"),)
    target = f"{settings.host_of_urls}:{settings.grpc_port}"
    async with local_channel(target, os.environ) as channel:
        options = {"metadata": metadata, "timeout": TIMEOUT_SECONDS}
        loader = Loader(channel, metadata, tables)
        store_ids = await loader.load()
        await DemoSales(channel, options, tables).open(loader.sku_ids)
        till = DemoTill(channel, options)
        secret = ""
        if is_open := demo_is_open(os.environ):
            secret = await till.open(kept_till(settings.home))
        else:
            await till.shut()
    write_credentials(settings.home, tables.merchant_id, store_ids, secret, is_open=is_open)


def main() -> int:
    """Return 0, or 1 after saying what was not taken."""
    try:
        asyncio.run(run())
    except DemoRejected as rejected:
        print(f"The demo chain was not taken: {rejected}", file=sys.stderr)
        return 1
    except grpc.aio.AioRpcError as exc:
        print(f"The demo chain was not taken: {exc.code().name}: {exc.details()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
