"""The tokens with which a platform is called: fetched once for each account, renewed early."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec

from gateways.takeaway.plain import plain
from gateways.takeaway.platforms import NotLetIn
from mesh.edge.outside import NotAdmitted, Outside
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest

EARLY_SECONDS = 60.0
"""A token is renewed so long before its end, a short one a tenth of its time before."""
LONGEST_SECONDS = 7 * 86_400.0
"""No token is kept for longer, whatever is said of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What says who asks for a token, beside the kind of grant."""

    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: float = 3600.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by account, of OAuth's client credentials; `asks` says how an account asks."""

    outside: Outside
    platform: str
    path: str
    asks: Callable[[str], Asked]
    _kept: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)
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

    async def _fetch(self, app: str) -> _Granted:
        asked = self.asks(app)
        form = {"grant_type": "client_credentials", **asked.form}
        try:
            answer = await self.outside.send("POST", self.path, form=form, headers=asked.headers)
        except NotAdmitted as refused:
            raise self._not_let_in(app, refused.status) from None
        except InvalidRequest as refused:
            # Its words are not repeated: they may hold what was sent.
            status = int(refused.metadata["status"])
            if status >= HTTPStatus.BAD_REQUEST:
                raise self._not_let_in(app, status) from None
            raise PeerAway(f"{self.platform} answered {status} when asked for a token.") from None
        try:
            return msgspec.convert(
                plain(msgspec.json.decode(answer.content)), _Granted, strict=False
            )
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise PeerAway(f"{self.platform}'s token cannot be read.") from None

    def _not_let_in(self, app: str, status: int) -> NotLetIn:
        return NotLetIn(platform=self.platform, account=app, code=status)
