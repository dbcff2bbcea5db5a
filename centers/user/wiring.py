"""Puts the user center together. Settings are read here and nowhere else."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from zhongtai.user.v1 import user_service_pb2

from centers.user.adapters import IdentityProviders
from centers.user.keys import TokenKeys
from centers.user.login_store import forget_stale
from centers.user.rules import LOGIN_REPEATABLE_FOR
from centers.user.servicer import UserServicer
from centers.user.store import MIGRATIONS
from mesh.clock import Clock
from mesh.database import Database
from mesh.host import HostContext, Part
from mesh.methods import ServiceSpec

TIDY_SECONDS = 3600.0
KEPT_AFTER_EXPIRY = timedelta(days=7)
"""How long the use of an expired token is still told apart from an unknown one."""


async def build(host: HostContext) -> Part:
    """The user center of this process."""
    db = await host.database("user", MIGRATIONS)
    keys = TokenKeys(host.home, host.signer, host.verifier)
    servicer = UserServicer(db, IdentityProviders(host.plugins), keys, host.clock)
    descriptor = user_service_pb2.DESCRIPTOR.services_by_name["UserService"]
    tidier = _Tidier(db, host.clock)
    return Part(services=[ServiceSpec(descriptor, servicer)], background=[tidier.run_forever])


class _Tidier:
    """Drops logins and tokens that nobody can use any more."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def run_forever(self) -> None:
        """Tidy every hour."""
        while True:
            now = self._clock.now()
            await forget_stale(
                self._db,
                requests_before=now - 2 * LOGIN_REPEATABLE_FOR,
                tokens_before=now - KEPT_AFTER_EXPIRY,
            )
            await asyncio.sleep(TIDY_SECONDS)
