"""The route at which an OpenDelivery platform pulls a merchant: who it is, its hours and menus."""

from __future__ import annotations

from datetime import UTC

from litestar import Response, Router, get
from litestar.params import FromPath

from gateways.takeaway.opendelivery.canonical import encoded
from gateways.takeaway.opendelivery.merchants import Merchants
from gateways.takeaway.opendelivery.shelves import API_KEY, Shelves
from mesh.call.context import current, note
from mesh.edge.callbacks import Account, CallbackDoor
from mesh.edge.incoming import Incoming, address_of
from mesh.pure.callback import same
from mesh.pure.errors import AccessDenied

KEY_HEADER = "x-api-key"
LASTS_SECONDS = 500
"""After so long a platform pulls again, though nobody told it to: the least that is allowed."""


def pull_routes(path: str, door: CallbackDoor, merchants: Merchants, shelves: Shelves) -> Router:
    """Return the route below `path`: each store of an account has an address of its own there."""

    @get("/{account:str}/{store:str}/v1/merchant", summary="A store with its hours and menus")
    async def merchant(
        account: FromPath[str], store: FromPath[str], request: Incoming
    ) -> Response[bytes]:
        """For who shows the account's key; `store` is the store's code on the channel."""
        with door.limits.admitted(door.unit, address_of(request)) as sender:
            known = door.accounts.get(account)
            if known is None or not _is_shown(request, known):
                sender.charge()
                note(key_refused=True)
                raise AccessDenied(f"Show the account's {API_KEY} in {KEY_HEADER.upper()}.")
            door.reach.answered()
            current().identity = door.identify(known.merchant_id)
            found = await merchants.of(store)
            shelves.pulled(account, store, found)
        told = found.said_by(known.more)
        since = merchants.since(told).astimezone(UTC).isoformat(timespec="milliseconds")
        whole = told.whole() | {"lastUpdate": since.replace("+00:00", "Z"), "TTL": LASTS_SECONDS}
        return Response(encoded(whole), media_type="application/json")

    return Router(path, route_handlers=[merchant], tags=[merchants.channel])


def _is_shown(request: Incoming, account: Account) -> bool:
    key = account.more.get(API_KEY, "")
    return bool(key) and same(request.headers.get(KEY_HEADER, ""), key)
