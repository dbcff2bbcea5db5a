"""What an operation is given of its call: who asks, when, and where the data is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from centers.member.programme_store import ProgrammeStore
from centers.member.store import MemberStore, Runner
from mesh.call.context import Identity, current
from mesh.call.identity import person_meant
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class Scope:
    """The call being served, as operations see it."""

    store: MemberStore
    programmes: ProgrammeStore
    caller: Identity
    now: datetime
    trace_id: str

    def within(self, run: Runner) -> Scope:
        """The same call, its statements run by `run` (the connection of a transaction)."""
        merchant = self.caller.merchant_id
        return replace(
            self, store=MemberStore(run, merchant), programmes=ProgrammeStore(run, merchant)
        )

    def whose(self, asked: str) -> str:
        """The person that is meant. Raises what `mesh.call.identity.person_meant` raises."""
        return person_meant(self.caller, asked)


def scope_of_call(run: Runner, clock: Clock) -> Scope:
    """The scope of the call being served."""
    call = current()
    merchant = call.identity.merchant_id
    stores = MemberStore(run, merchant), ProgrammeStore(run, merchant)
    return Scope(*stores, call.identity, clock.now(), call.trace_id)
