"""What lives while the process lives: the accounts, a client for each, the guard of notices."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

import httpx
import structlog
from zhongtai_plugin import ReplayGuard, RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.steady import steady

from plugins.payment_wechat.accounts import Account
from plugins.payment_wechat.client import Client
from plugins.payment_wechat.notices import Notices
from plugins.payment_wechat.refunds import Refunds
from plugins.payment_wechat.trades import BEIJING, Trades

MOST_CONNECTIONS = 64
MOST_UNKNOWN_STATES = 20


class Wechat:
    """WeChat Pay as this installation reaches it. Everything is there once `open` has returned."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self.unknown_states: set[str] = set()
        self._clock = clock
        self._clients: dict[str, Client] = {}
        self._notices: Notices | None = None
        self._http: httpx.AsyncClient | None = None

    def open(self, accounts: Accounts[Account], api_url: str) -> None:
        """Take the accounts."""
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
        http = steady(httpx.AsyncClient(base_url=api_url, limits=limits, follow_redirects=False))
        self.accounts, self._http = accounts, http
        self._clients = {
            merchant_id: Client(account, http, self._clock)
            for merchant_id, account in accounts.usable.items()
        }
        self._notices = Notices(list(self._clients.values()), ReplayGuard(self._clock))

    async def close(self) -> None:
        """Close the connections. Harmless when repeated."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    @property
    def merchants(self) -> Sequence[str]:
        """The chains that have an account in the settings, also one that cannot be used."""
        return [*self.accounts.usable, *self.accounts.unusable]

    @property
    def notices(self) -> Notices:
        """Checks notices."""
        if self._notices is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._notices

    def today(self) -> date:
        """Return the day in Beijing."""
        return datetime.fromtimestamp(self._clock(), BEIJING).date()

    def client_of(self, merchant_id: str) -> Client:
        """Return the client of a chain. Raise NoAccount or AuthRefused."""
        return self._clients[self.accounts.of(merchant_id).merchant_id]

    def trades_of(self, merchant_id: str) -> Trades:
        """Return the trades of a chain. Raise NoAccount or AuthRefused."""
        return Trades(self.client_of(merchant_id), self._seen, self._clock)

    def refunds_of(self, merchant_id: str) -> Refunds:
        """Return the refunds of a chain. Raise NoAccount or AuthRefused."""
        return Refunds(self.client_of(merchant_id), self.trades_of(merchant_id), self._seen)

    def troubles(self) -> dict[str, str]:
        """Return what went wrong with accounts, by chain, in words that say what to do."""
        return {name: client.trouble for name, client in self._clients.items() if client.trouble}

    def trouble_of_notices(self) -> str:
        """Return what is wrong with the settings as notices show it; empty when nothing is."""
        return self._notices.trouble if self._notices is not None else ""

    def _seen(self, state: str) -> None:
        """Take note of a state that stands in no document."""
        if state not in self.unknown_states and len(self.unknown_states) < MOST_UNKNOWN_STATES:
            self.unknown_states.add(state)
            structlog.get_logger().warning("wechat has a state that is not known", state=state)
