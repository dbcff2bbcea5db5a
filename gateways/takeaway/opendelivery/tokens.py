"""The tokens with which an OpenDelivery platform lets accounts in: fetched once, renewed early."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from gateways.takeaway.opendelivery import bodies
from gateways.takeaway.opendelivery.reading import read
from gateways.takeaway.platforms import NotLetIn
from mesh.edge.callbacks import Account
from mesh.edge.outside import NotAdmitted, Outside
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest

EARLY_SECONDS = 60.0
"""A token is renewed so long before its end, a short one a tenth of its time before."""
LONGEST_SECONDS = 7 * 86_400.0
"""No token is kept for longer, whatever is said of it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by client_id."""

    outside: Outside
    accounts: Mapping[str, Account]
    _kept: dict[str, tuple[str, float]] = field(default_factory=dict)
    _fetching: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    async def of(self, app: str) -> str:
        """Return a token of an account; who asks while it is fetched waits for the same.

        Raise PeerAway, RateLimited or NotLetIn.
        """
        async with self._fetching[app]:
            token, until = self._kept.get(app, ("", 0.0))
            if until > time.monotonic():
                return token
            granted = await self._fetch(app)
            lasts = min(max(granted.expires_in, 1.0), LONGEST_SECONDS)
            until = time.monotonic() + lasts - min(EARLY_SECONDS, lasts / 10)
            self._kept[app] = granted.access_token, until
            return granted.access_token

    def forget(self, app: str, token: str) -> None:
        """Fetch another one the next time: this one was refused."""
        if self._kept.get(app, ("", 0.0))[0] == token:
            del self._kept[app]

    async def _fetch(self, app: str) -> bodies.Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": app,
            "client_secret": self.accounts[app].secret,
        }
        try:
            answer = await self.outside.send("POST", "/oauth/token", form=form)
        except NotAdmitted as refused:
            raise not_let_in(app, refused.status) from None
        except InvalidRequest as refused:
            # Its words are not repeated: they may hold what was sent.
            status = int(refused.metadata["status"])
            if status >= HTTPStatus.BAD_REQUEST:
                raise not_let_in(app, status) from None
            raise PeerAway(f"The platform answered {status} when asked for a token.") from None
        try:
            return read(answer.content, bodies.Token)
        except InvalidRequest as odd:
            raise PeerAway(f"The platform's token cannot be read: {odd.message}") from None


def not_let_in(app: str, status: int) -> NotLetIn:
    """Return the refusal of an account."""
    return NotLetIn(platform="OpenDelivery", account=app, code=status)
