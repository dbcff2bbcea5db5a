"""Shows on an OpenDelivery platform whether a store is open.

What is sold out is told there by ids of a menu that the platform pulls. None is offered to it here,
so there is nothing to name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from gateways.takeaway.opendelivery.platform import OpenDelivery
from gateways.takeaway.platforms import NotLetIn, accounts_of
from gateways.takeaway.shelf import Shelf
from mesh.call.context import merchant_id
from mesh.pure.errors import InvalidRequest

OPENING, NOTHING = "opening", "none"

Store = tuple[str, str]
"""A chain, and the code of one of its stores."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Tells what is another than what was told; nothing where `opening` is not to be shown."""

    platform: OpenDelivery
    opening: bool = True
    _told: dict[Store, bool] = field(default_factory=dict)
    _app_of: dict[Store, str] = field(default_factory=dict)

    async def show(self, store_code: str, now: Shelf) -> None:
        """Tell whether a store is open now. Raise what `OpenDelivery.call` raises."""
        store = merchant_id(), store_code
        if not self.opening or self._told.get(store) is now.is_open:
            return
        await self._update(store, {"merchantStatus": "AVAILABLE" if now.is_open else "UNAVAILABLE"})
        self._told[store] = now.is_open

    async def _update(self, store: Store, body: dict[str, str]) -> None:
        """Tell it by the account that has the store: found by trying, and remembered."""
        chain, code = store
        apps, known = accounts_of(chain, self.platform.accounts), self._app_of.get(store)
        refusal: Exception = InvalidRequest("The chain has no account there.")
        for app in sorted(apps, key=lambda each: each != known):
            path = f"/v1/merchantUpdate?merchantId={quote(code, safe='')}"
            try:
                await self.platform.call(app, "POST", path, body)
            except (InvalidRequest, NotLetIn) as refused:
                refusal = refused
            else:
                self._app_of[store] = app
                return
        raise refusal
