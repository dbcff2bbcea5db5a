"""Puts the user center together. Settings are read here and nowhere else."""

from __future__ import annotations

from datetime import timedelta

from zhongtai.user.v1 import user_service_pb2

from centers.user.adapters import IdentityProviders
from centers.user.keys import TokenKeys
from centers.user.login_store import forget_stale
from centers.user.revocation_store import RevocationStore
from centers.user.revoking import Revocations
from centers.user.rules import LOGIN_REPEATABLE_FOR
from centers.user.servicer import UserServicer
from centers.user.store import CHECKS, MIGRATIONS
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds

TIDY_SECONDS = 3600.0
KEPT_AFTER_EXPIRY = timedelta(days=7)
"""How long the use of an expired token is still told apart from an unknown one."""


async def build(host: HostContext) -> Part:
    """The user center of this process."""
    db = await host.database("user", MIGRATIONS)
    keys = TokenKeys(host.home, host.signer, host.verifier)
    feed = Feed(db)
    revocations = Revocations(db, feed, host.clock)
    servicer = UserServicer(
        db,
        IdentityProviders(host.plugins),
        keys,
        Audit(db, CHECKS),
        host.clock,
        revocations=revocations,
    )
    descriptor = user_service_pb2.DESCRIPTOR.services_by_name["UserService"]

    async def tidy() -> bool:
        """Drop logins and tokens that nobody can use any more."""
        now = host.clock.now()
        requests_before, tokens_before = now - 2 * LOGIN_REPEATABLE_FOR, now - KEPT_AFTER_EXPIRY
        await forget_stale(db, requests_before=requests_before, tokens_before=tokens_before)
        await RevocationStore(db).forget(now)
        return False

    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        background=[Rounds(tidy, TIDY_SECONDS).run],
        close=feed.close,
    )
