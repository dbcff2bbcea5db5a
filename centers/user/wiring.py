"""Puts the user center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from centers.user.adapters import IdentityProviders
from centers.user.addresses.operations import Addresses
from centers.user.login.keys import TokenKeys
from centers.user.login.operations import Logins, Providers
from centers.user.login.rules import LOGIN_REPEATABLE_FOR
from centers.user.login.store import forget_stale
from centers.user.merges.operations import Merges
from centers.user.operations import Persons
from centers.user.phones.adapters import KIND, SmsProviders
from centers.user.phones.operations import PhoneVerifications, Sender
from centers.user.phones.rules import REMEMBERED_FOR
from centers.user.phones.store import forget_verifications
from centers.user.revocations.operations import Revocations
from centers.user.revocations.store import RevocationStore
from centers.user.servicer import SERVICE, Operations, UserServicer
from centers.user.store import CHECKS, MIGRATIONS
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.plugins.choice import chains_in
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds
from mesh.pure.clock import Clock
from mesh.pure.plugin_choice import PluginChoice

TIDY_SECONDS = 3600.0
SMS_PLUGIN = "ZHONGTAI_SMS_PLUGIN"
"""Setting: the SMS plug-in of each chain: "sms_a", or "brand1=sms_a, brand2=sms_b".

Not needed where only one is installed.
"""
KEPT_AFTER_EXPIRY = timedelta(days=7)
"""How long the use of an expired token is still told apart from an unknown one."""


@dataclass(frozen=True, slots=True)
class UserCenter:
    """The parts of a user center."""

    servicer: UserServicer
    operations: Operations
    feed: Feed
    db: Database
    clock: Clock

    async def tidy(self) -> bool:
        """Drop what can be used no more: logins, tokens, revocations, phone verifications."""
        now = self.clock.now()
        requests_before, tokens_before = now - 2 * LOGIN_REPEATABLE_FOR, now - KEPT_AFTER_EXPIRY
        await forget_stale(self.db, requests_before=requests_before, tokens_before=tokens_before)
        await RevocationStore(self.db).forget(now)
        await forget_verifications(self.db, before=now - 2 * REMEMBERED_FOR)
        return False


def assemble(
    db: Database, clock: Clock, providers: Providers, keys: TokenKeys, sender: Sender
) -> UserCenter:
    """Return a user center on a database."""
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    revocations = Revocations(db, feed, clock)
    persons = Persons(db, changes, revocations)
    operations = Operations(
        persons,
        Logins(db, providers, keys, changes, revocations=revocations, clock=clock),
        Addresses(db),
        Merges(db, revocations),
        revocations,
        PhoneVerifications(db, changes, persons, sender=sender, key=keys.refresh_key),
    )
    servicer = UserServicer(
        operations, changes, feed, Audit(db, CHECKS), providers=providers, keys=keys, clock=clock
    )
    return UserCenter(servicer, operations, feed, db, clock)


async def build(host: HostContext) -> Part:
    """Return the user center of this process."""
    db = await host.database("user", MIGRATIONS)
    keys = TokenKeys(host.home, host.signer, host.verifier)
    plugins = host.plugins
    choice = _sms_choice(host)
    plugins.when_missing(KIND, lambda: choice.missing(f"names it in {SMS_PLUGIN}"))
    sender = SmsProviders(plugins, choice)
    center = assemble(db, host.clock, IdentityProviders(plugins), keys, sender)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[Rounds(center.tidy, TIDY_SECONDS).run],
        close=center.feed.close,
    )


def _sms_choice(host: HostContext) -> PluginChoice:
    """Return which SMS plug-in sends for a chain. Raise SettingInvalid."""
    plugins, chains = host.plugins, chains_in(host.settings, SMS_PLUGIN)
    return PluginChoice(lambda: [handle.name for handle in plugins.of_kind(KIND)], chains)
