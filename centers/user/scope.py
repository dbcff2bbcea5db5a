"""What an operation is given of its call: who asks, when, and where the data is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from centers.user.login_store import LoginStore
from centers.user.messages import merge_event
from centers.user.model import Merge
from centers.user.revoking import Revocations
from centers.user.store import Runner, UserStore
from mesh.call.context import Identity, current
from mesh.call.identity import person_meant
from mesh.data.database import Connection
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class Scope:
    """The call being served, as operations see it."""

    store: UserStore
    logins: LoginStore
    revocations: Revocations
    caller: Identity
    now: datetime
    connection: Connection | None = None

    def within(self, connection: Connection) -> Scope:
        """The same call, its statements run by the connection of a transaction."""
        merchant = self.caller.merchant_id
        return replace(
            self,
            store=UserStore(connection, merchant),
            logins=LoginStore(connection, merchant),
            connection=connection,
        )

    async def ended(self, login_ids: Sequence[str]) -> None:
        """Revoke the access tokens of logins that have ended in this transaction."""
        await self.revocations.revoke_logins(self._transaction, self.caller, login_ids)

    async def tell_merge(self, merge: Merge) -> None:
        """Tell other centers, in this transaction, of a merge or that it is undone."""
        event = merge_event(merge, self.caller.merchant_id)
        await self.revocations.feed.append(self._transaction, [event])

    async def revoke_all_of(self, person_id: str) -> None:
        """Revoke all tokens that a person has at this moment, in this transaction."""
        await self.revocations.revoke_subject(
            self._transaction, self.caller, "person", person_id, self.now
        )

    @property
    def _transaction(self) -> Connection:
        if self.connection is None:
            raise LookupError("only inside of a transaction: see `within`")
        return self.connection

    def whose(self, asked: str) -> str:
        """The person that is meant. Raises what `mesh.call.identity.person_meant` raises."""
        return person_meant(self.caller, asked)


def scope_of_call(run: Runner, revocations: Revocations, clock: Clock) -> Scope:
    """The scope of the call being served."""
    caller = current().identity
    stores = UserStore(run, caller.merchant_id), LoginStore(run, caller.merchant_id)
    return Scope(*stores, revocations, caller, clock.now())
