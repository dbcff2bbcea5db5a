"""Shows stores on an OpenDelivery platform: whether they take orders, how long, and their menus.

A menu that changes in what it is made of is pulled by the platform, which is told to; what changes
in a price or is sold out is sent by itself. A platform that takes whole menus only is sent them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from gateways.takeaway.opendelivery.entities import BASIC_INFO, MERCHANT, Json
from gateways.takeaway.opendelivery.merchant import Merchant
from gateways.takeaway.opendelivery.platform import OpenDelivery
from gateways.takeaway.opendelivery.told import BY_THEMSELVES, Told, minutes_of
from gateways.takeaway.platforms import NotLetIn, accounts_of
from gateways.takeaway.shelves import BUSY, MENU, OPENING
from mesh.call.context import merchant_id
from mesh.pure.errors import InvalidRequest

OFFERED = (OPENING, BUSY, MENU)
"""What is shown; a menu says what is sold out."""
API_KEY = "api_key"
"""What an account's table says where its platform may pull menus: the key that it shows."""
MOST_OBJECTS = 100
"""So many entities are told at once."""
_NOT_THERE = "404"
"""How a platform answers an account that does not have the store."""

Store = tuple[str, str]
"""A chain, and the code of one of its stores."""
Say = Callable[[str], Json]
"""What is said, by the account that says it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Shelves:
    """Tells what is another than what was told, of those parts that the chain wants shown."""

    platform: OpenDelivery
    parts: frozenset[str] = frozenset(OFFERED)
    _told: dict[Store, Told] = field(default_factory=dict)
    _app_of: dict[Store, str] = field(default_factory=dict)

    async def show(self, store_code: str, now: Merchant) -> None:
        """Tell how a store is now. Raise what `OpenDelivery.call` raises.

        What is refused of a menu holds up nothing else, and is told again later.
        """
        store = merchant_id(), store_code
        told = self._told.setdefault(store, Told())
        told.begin_round()
        if OPENING in self.parts and told.status != now.status:
            # Whether it is heard is not known before it is answered.
            told.status = ""
            await self._update(store, lambda _app: {"merchantStatus": now.status})
            told.status = now.status
        if not self._menu_accounts(store):
            return
        if MENU in self.parts:
            await self._show_menu(store, told, now)
        with_menu = MENU in self.parts and self.platform.dialect.whole_menus
        refused = told.is_refused(BASIC_INFO, now.basic)
        if BUSY in self.parts and told.minutes != minutes_of(now) and not (with_menu or refused):
            about = self._about(now)
            await self._tell(store, told, BASIC_INFO, [now.basic], lambda app: about(app).basic)
            if not told.is_refused(BASIC_INFO, now.basic):
                told.minutes = minutes_of(now)

    def pulled(self, app: str, store_code: str, now: Merchant) -> None:
        """Keep that an account has pulled a store as it is: later than it was told, mostly."""
        store = merchant_id(), store_code
        if self._app_of.get(store) == app:
            self._told.setdefault(store, Told()).take_all(now)

    async def _show_menu(self, store: Store, told: Told, now: Merchant) -> None:
        if self.platform.dialect.whole_menus:
            whole, about = now.whole(), self._about(now)
            if not told.has_all(now) and not told.is_refused(now.code, whole):
                await self._tell(store, told, MERCHANT, [whole], lambda app: about(app).whole())
                if not told.is_refused(now.code, whole):
                    told.take_all(now)
        elif not told.is_made_of(now):
            told.forget_all()
            await self._update(store, lambda _app: {}, of_menu=True)
            told.take_all(now)
        else:
            for kind in BY_THEMSELVES:
                news = told.news(kind, now)
                for begin in range(0, len(news), MOST_OBJECTS):
                    await self._tell(store, told, kind, news[begin : begin + MOST_OBJECTS])

    async def _tell(
        self,
        store: Store,
        told: Told,
        kind: str,
        objects: Sequence[Json],
        said: Say | None = None,
    ) -> None:
        """Tell of entities; where one is refused, of the others on their own.

        `said` is how an account says a single one.
        """

        def body(app: str) -> Json:
            return {"entityType": kind, "updatedObjects": [said(app)] if said else list(objects)}

        told.forget(kind, objects)
        try:
            await self._update(store, body, of_menu=True)
        except InvalidRequest as refused:
            if len(objects) > 1:
                half = len(objects) // 2
                for some in (objects[:half], objects[half:]):
                    await self._tell(store, told, kind, some)
                return
            log.warning("shelf_refused", store_code=store[1], kind=kind, why=refused.message)
            told.refuse(kind, objects[0])
        else:
            told.take(kind, objects)

    def _about(self, now: Merchant) -> Callable[[str], Merchant]:
        """Return how an account says what a store is."""
        accounts = self.platform.accounts
        return lambda app: now.said_by(accounts[app].more)

    def _menu_accounts(self, store: Store) -> list[str]:
        """Return the accounts whose platform pulls a store's menu, or is sent it."""
        accounts, known = self.platform.accounts, self._app_of.get(store)
        apps = accounts_of(store[0], accounts) if known is None else [known]
        whole = self.platform.dialect.whole_menus
        return [app for app in apps if whole or API_KEY in accounts[app].more]

    async def _update(self, store: Store, say: Say, *, of_menu: bool = False) -> None:
        """Tell it by the account that has the store: found by trying, and remembered."""
        chain, code = store
        known = self._app_of.get(store)
        apps = self._menu_accounts(store) if of_menu else accounts_of(chain, self.platform.accounts)
        path = self.platform.dialect.update_path(code)
        refusal: Exception = InvalidRequest("The chain has no account there.")
        for app in sorted(apps, key=lambda each: each != known):
            try:
                await self.platform.call(app, "POST", path, say(app), unhurried=True)
            except NotLetIn as refused:
                refusal = refused
            except InvalidRequest as refused:
                if refused.metadata.get("status") != _NOT_THERE:
                    raise
                refusal = refused
            else:
                if known not in (None, app):
                    self._told[store].forget_all()
                self._app_of[store] = app
                return
        if of_menu and known is not None and not isinstance(refusal, NotLetIn):
            # Another account may have the store by now: what that was told is not known.
            del self._app_of[store]
            self._told[store].forget_all()
            self._told[store].status = ""
            await self._update(store, say, of_menu=True)
            return
        raise refusal
