"""Whose data a caller may see and touch."""

from __future__ import annotations

from zhongtai.user.v1.revocation_pb2 import Revocation

from mesh.call.context import Identity, current
from mesh.call.identity import person_meant
from mesh.pure.errors import AccessDenied

_TILL = "till"


def whose(asked: str) -> str:
    """Return the person that is meant. Raise what `mesh.call.identity.person_meant` raises."""
    return person_meant(current().identity, asked)


def merchant_of_tokens(*, bound_to_none: bool) -> str:
    """Return the merchant whose tokens a caller means. Raise AccessDenied."""
    caller = current().identity
    if bound_to_none and not (caller.any_merchant or caller.is_internal):
        raise AccessDenied("Tokens bound to no chain are for callers bound to none.")
    return "" if bound_to_none else caller.merchant_id


def may_see(revocation: Revocation, caller: Identity) -> bool:
    """Return whether a caller is sent a revocation: a plug-in those of the tills of its chain."""
    of_its_tills = (revocation.kind, revocation.merchant_id) == (_TILL, caller.merchant_id)
    return caller.is_internal or of_its_tills
