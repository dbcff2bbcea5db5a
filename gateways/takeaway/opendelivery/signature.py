"""How OpenDelivery signs webhooks, and Keeta wants calls signed; pure.

X-App-Signature of a webhook is the HMAC-SHA256 of its body under the client's secret. The standard
writes it in hexadecimal, some who speak it in Base64: a setting says which. That of a call to Keeta
is over its address, its query and its body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gateways.takeaway.opendelivery.times import moment
from mesh.pure.callback import Callback, same

HEX, BASE64, UNSIGNED = "hex", "base64", "none"
HEADER = "X-App-Signature"
MAX_EVENT_BYTES = 16 * 1024
"""An event has a few hundred bytes: a longer body is not tried with one secret after another."""


class Secret(Protocol):
    """An account, as far as it signs."""

    @property
    def secret(self) -> str:
        """What platform and merchant both sign with."""
        ...


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The rule, with the encoding that a platform uses; `accounts` by their client_id."""

    encoding: str = HEX
    accounts: Mapping[str, Secret] = field(default_factory=dict)

    def account(self, callback: Callback) -> str:
        """Return the client whom a webhook is for: the one whose secret signed it.

        X-App-Id names the platform, for all its merchants the same; with some it is the client.
        """
        named = callback.headers.get("x-app-id", "")
        if named in self.accounts or len(callback.body) > MAX_EVENT_BYTES:
            return named
        for client, account in self.accounts.items():
            if self.is_valid(callback, account.secret):
                return client
        return named

    def is_valid(self, callback: Callback, secret: str) -> bool:
        """Return whether the client's secret signed the body."""
        told = callback.headers.get(HEADER.lower(), "")
        return same(told, signed(callback.body, secret, self.encoding))

    def what_is_signed(self, _callback: Callback) -> str:
        """Return what the signature is over, for people."""
        return f"the bytes of the body, HMAC-SHA256 in {self.encoding}, with the secret ***"

    def message_id(self, callback: Callback) -> str:
        """Return the event's own id."""
        return str(callback.members.get("eventId", ""))[:200]

    def sent_at(self, callback: Callback) -> float | None:
        """Return when the event happened; one that does not say is as old as can be."""
        at = moment(str(callback.members.get("createdAt", "")))
        return 0.0 if at is None else at.timestamp()


def signed_call(
    url: str, query: Mapping[str, str], body: bytes, secret: str, encoding: str = BASE64
) -> str:
    """Return the signature of a call: over its address, its query sorted, and its canonical body.

    They are joined by "&"; what is empty is left out, and so is an empty object.
    """
    pairs = "&".join(f"{name}={value}" for name, value in sorted(query.items()))
    parts = [url.encode(), pairs.encode(), b"" if body == b"{}" else body]
    return signed(b"&".join(part for part in parts if part), secret, encoding)


def signed(body: bytes, secret: str, encoding: str = HEX) -> str:
    """Return the signature that a body must have."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256)
    return digest.hexdigest() if encoding == HEX else base64.b64encode(digest.digest()).decode()
