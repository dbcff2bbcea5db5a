"""How Meituan signs, both ways; pure.

The lower-case hexadecimal MD5 of: the URL without its query, "?", every parameter but `sig`
sorted by name as k=v joined by "&" (values as they are, not URL-encoded), and the secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import unquote, unquote_plus

from mesh.pure.callback import Callback, same

SIG, APP_ID, TIMESTAMP = "sig", "app_id", "timestamp"


def signed(url: str, parameters: Mapping[str, str], secret: str) -> str:
    """Return the signature of a request, or of a push to the registered URL."""
    pairs = "&".join(f"{key}={parameters[key]}" for key in sorted(parameters) if key != SIG)
    digest = hashlib.md5(f"{url}?{pairs}{secret}".encode(), usedforsecurity=False)
    return digest.hexdigest()


def verified(callback: Callback, secret: str) -> dict[str, str] | None:
    """Return the parameters of a push that the secret signed; None when it did not.

    Values may arrive encoded once more than a form needs: what was signed says which they are.
    """
    fields = callback.fields
    claimed = fields.get(SIG, "")
    for decode in (str, unquote_plus, unquote):
        decoded = {key: decode(value) for key, value in fields.items()}
        if same(claimed, signed(callback.url, decoded, secret)):
            return decoded
    return None


def account(callback: Callback) -> str:
    """Return the app that a push claims to be for."""
    return callback.fields.get(APP_ID, "")


def is_valid(callback: Callback, secret: str) -> bool:
    """Return whether the app's secret signed the push."""
    return verified(callback, secret) is not None


def message_id(callback: Callback) -> str:
    """Return what is the same when the very same push comes again."""
    return callback.fields.get(SIG, "")


def sent_at(callback: Callback) -> float | None:
    """Return when the push was sent; one that does not say is as old as can be."""
    seconds = callback.fields.get(TIMESTAMP, "")
    return float(seconds) if seconds.isdecimal() and len(seconds) <= 12 else 0.0


def what_is_signed(callback: Callback) -> str:
    """Return what the signature is over, without any value and with the secret masked."""
    names = "&".join(sorted(key[:40] for key in callback.fields if key != SIG)[:64])
    return f"{callback.url}?{names} with the values decoded, then the secret ***"
