"""Which shop at Ele.me a store's code names, and which account has it: asked, and remembered."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from gateways.takeaway.eleme.platform import NAME, Eleme, listed, text_of
from gateways.takeaway.platforms import NoSuchStore, NotLetIn, Refused, accounts_of
from mesh.call.context import merchant_id

AGAIN_SECONDS = 600.0
"""A chain's shops are asked for again, because of a code that none has, after so long."""
KEPT_SECONDS = 3600.0
"""So long a shop is remembered: its code may be another's by then, and it another account's."""

Shop = tuple[str, str]
"""The account that has a shop, and the shop's id."""


@dataclass(frozen=True, slots=True)
class Shops:
    """The shops of every chain, by chain and code: our own (openId), or Ele.me's id."""

    eleme: Eleme
    _known: dict[tuple[str, str], tuple[Shop, float]] = field(default_factory=dict)
    """With the moments when that was learned."""
    _asked: dict[str, float] = field(default_factory=dict)
    _coded: dict[Shop, float] = field(default_factory=dict)
    """The shops of which a code of the chain's own is known: they are not asked for again."""

    def learn(self, merchant: str, code: str, shop: Shop) -> None:
        """Keep what an order says of its shop."""
        if code and all(shop):
            self._known[merchant, code] = shop, time.monotonic()
            if code != shop[1]:
                self._coded[shop] = time.monotonic()

    async def of(self, code: str) -> Shop:
        """Return the shop of the caller's chain that has a code.

        Raise NoSuchStore when there is none, and what `Eleme.call` raises.
        """
        chain = merchant_id()
        known = self._known.get((chain, code))
        if (known is None or _is_old(known[1])) and self._may_ask(chain):
            await self._ask(chain)
        if (chain, code) not in self._known:
            raise NoSuchStore(NAME, "no shop", f"no account of the chain has one for {code[:64]}")
        return self._known[chain, code][0]

    def _may_ask(self, chain: str) -> bool:
        return time.monotonic() - self._asked.get(chain, -AGAIN_SECONDS) >= AGAIN_SECONDS

    async def _ask(self, chain: str) -> None:
        """Ask each account for its shops; one that is refused holds up no other."""
        refusals = list[Refused | NotLetIn]()
        known = {key: each for key, each in self._known.items() if key[0] == chain}
        for app in accounts_of(chain, self.eleme.accounts):
            try:
                user = await self.eleme.call(app, "eleme.user.getUser", {})
                shops = listed(user.get("authorizedShops") if isinstance(user, dict) else None)
                for shop in shops:
                    await self._learn(chain, app, text_of(shop, "id"))
            except (Refused, NotLetIn) as refused:
                refusals.append(refused)
        self._asked[chain] = time.monotonic()
        if not refusals:
            for key, each in known.items():
                if _is_old(each[1]) and self._known[key] == each:
                    del self._known[key]  # No shop that the accounts have has the code any more.
        if refusals and not any(each[0] == chain for each in self._known):
            raise refusals[0]

    async def _learn(self, chain: str, app: str, shop_id: str) -> None:
        coded = self._coded.get((app, shop_id))
        if not shop_id.isdecimal() or (coded is not None and not _is_old(coded)):
            return
        self.learn(chain, shop_id, (app, shop_id))
        given = {"shopId": int(shop_id)}
        shop = await self.eleme.call(app, "eleme.shop.getShop", given, unhurried=True)
        self.learn(chain, text_of(shop, "openId") if isinstance(shop, dict) else "", (app, shop_id))


def _is_old(learned: float) -> bool:
    return time.monotonic() - learned >= KEPT_SECONDS
