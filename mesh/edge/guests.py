"""Guests of a channel: who has not logged in, and what they bring along when they do."""

from __future__ import annotations

from mesh.call.context import current
from mesh.process.tokens import TokenVerifier
from mesh.pure.errors import InvalidRequest, Unauthenticated, Violation


class Guests:
    """The guests of one channel, known by their tokens."""

    def __init__(self, channel: str, verifier: TokenVerifier) -> None:
        self._channel = channel
        self._verifier = verifier

    def shown_by(self, token: str) -> str:
        """Return the id of the guest whose token it is; empty for none, or once it has ended.

        Raise InvalidRequest for somebody else's token, and for one of another chain than the
        current call's: a login is not refused because a guest stayed away for long.
        """
        if not token:
            return ""
        try:
            identity = self._verifier.verify(token)
        except Unauthenticated:
            return ""
        served = (self._channel, current().identity.merchant_id)
        if not identity.guest_id or (identity.channel, identity.merchant_id) != served:
            raise InvalidRequest(
                violations=[Violation("guest_token", "is not a guest's of this app")]
            )
        return identity.guest_id
