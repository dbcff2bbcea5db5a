"""Who calls over the network: the owner of a token, or a process of ours by its certificate."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from mesh.call.context import Identity, internal_identity, new_trace_id
from mesh.call.outgoing import (
    ACTING_FOR,
    AUTHORIZATION,
    MERCHANT,
    RELAYED,
    TRACE,
    UNIT,
    text_of_header,
)
from mesh.process.tokens import TokenVerifier
from mesh.pure.errors import AccessDenied, InvalidRequest, Unauthenticated, Violation

_BEARER = "bearer "
_TRACE_ID = re.compile(r"[0-9a-f]{32}")


class Identifier:
    """Authenticates calls that come over the network.

    `units_of` says which units a process of ours hosts; None for a name it does not know.
    """

    def __init__(
        self, verifier: TokenVerifier, units_of: Callable[[str], Collection[str] | None]
    ) -> None:
        self._verifier = verifier
        self._units_of = units_of

    def identify(self, metadata: Mapping[str, str], certificate: str) -> Identity:
        """Whom the call comes from, acting in the merchant that it may name.

        `certificate` is the common name of a verified client certificate, or empty. A token
        wins over it: the edge passes calls of others on. Raise Unauthenticated or
        AccessDenied.
        """
        token = bearer_token(metadata.get(AUTHORIZATION, ""))
        if token:
            identity = self._verifier.verify(token)
        elif certificate and RELAYED not in metadata:
            identity = self._process(certificate, metadata.get(UNIT, ""))
        else:
            raise Unauthenticated("The call carries no token: send one as authorization: Bearer.")
        merchant_id = text_of_header(metadata.get(MERCHANT, ""))
        return acting(identity, merchant_id, text_of_header(metadata.get(ACTING_FOR, "")))

    def _process(self, process: str, unit: str) -> Identity:
        units = self._units_of(process)
        if units is None:
            raise Unauthenticated("The certificate names no process of this platform.")
        # The process vouches for its units; a unit that it does not host it can't speak for.
        return internal_identity(unit if unit in units else process)


def acting(identity: Identity, merchant_id: str, acting_for: str) -> Identity:
    """Return the identity in the merchant, and for the person, that the call names.

    Only our own units choose freely. Others keep the merchant they are bound to; who is
    bound to none (an operator) names one. Raise AccessDenied.
    """
    if identity.is_internal:
        return identity.for_merchant(merchant_id, acting_for)
    if acting_for:
        raise AccessDenied("Only services of the platform act for a person.")
    if not merchant_id or merchant_id == identity.merchant_id:
        return identity
    if identity.merchant_id:
        raise AccessDenied("The identity is bound to another merchant.")
    return identity.for_merchant(merchant_id)


def not_another(identity: Identity, asked: str) -> str:
    """The person asked for, unless the caller is, or acts for, another. Raise AccessDenied."""
    if identity.person_id and asked and asked != identity.person_id:
        raise AccessDenied("This identity acts for another person.")
    return asked


def person_meant(identity: Identity, asked: str) -> str:
    """Return the person a call is about: persons ask for themselves only, others must say for whom.

    Raise AccessDenied and InvalidRequest.
    """
    person_id = not_another(identity, asked) or identity.person_id
    if not person_id:
        raise InvalidRequest(violations=[Violation("person_id", "is required")])
    return person_id


def demand_own_channel(identity: Identity, channel: str) -> None:
    """Raise AccessDenied for a person who orders through another channel than their own.

    A gateway vouches for the channel that it is.
    """
    if identity.kind == "person" and channel != identity.channel:
        own = identity.channel or "none"
        raise AccessDenied(f"This person logged in through another channel: {own}.", channel=own)


def bearer_token(authorization: str) -> str:
    """Return the token of an authorization header, or empty."""
    if authorization[: len(_BEARER)].lower() != _BEARER:
        return ""
    return authorization[len(_BEARER) :].strip()


def trace_of(metadata: Mapping[str, str]) -> str:
    """Return the trace id a call carries (ours, or the one in a W3C traceparent), or a new one."""
    named = metadata.get(TRACE, "")
    if not named:
        parts = metadata.get("traceparent", "").split("-")
        named = parts[1] if len(parts) > 1 else ""
    # Anything else would let strangers write into our log.
    return named if _TRACE_ID.fullmatch(named) else new_trace_id()
