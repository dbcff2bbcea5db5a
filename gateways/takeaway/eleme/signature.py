"""How Ele.me signs, both ways; pure.

Requests: the upper-case hexadecimal MD5 of action, token, every member of metas and params sorted
by name as k=v without anything between them (values as JSON writes them, letters and slashes as
they are), and the secret. Pushes: of every field but `signature` as k=v, texts without quotes, and
the secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from mesh.pure.callback import Callback, same

SIGNATURE, APP_ID, REQUEST_ID, TIMESTAMP = "signature", "appId", "requestId", "timestamp"
_MOST_FIELDS = 64
_MOST_DIGITS = 15


def signed_request(action: str, token: str, members: Mapping[str, object], secret: str) -> str:
    """Return the signature of a request; `members` are those of metas and params together."""
    pairs = "".join(f"{name}={written(members[name])}" for name in sorted(members))
    return _digest(f"{action}{token}{pairs}{secret}")


def written(value: object) -> str:
    """Return a value as JSON is sent, and signed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def signed_push(fields: Mapping[str, object], secret: str) -> str:
    """Return the signature of a push."""
    told = {name: value for name, value in fields.items() if name != SIGNATURE}
    return _digest("".join(f"{name}={_plain(told[name])}" for name in sorted(told)) + secret)


def account(callback: Callback) -> str:
    """Return the app that a push claims to be for."""
    return _text(callback, APP_ID)


def is_valid(callback: Callback, secret: str) -> bool:
    """Return whether the app's secret signed the push."""
    return same(_text(callback, SIGNATURE), signed_push(callback.members, secret))


def message_id(callback: Callback) -> str:
    """Return what is the same when the very same push comes again."""
    return _text(callback, REQUEST_ID)[:200]


def sent_at(callback: Callback) -> float | None:
    """Return when the push was sent; one that does not say is as old as can be."""
    milliseconds = _text(callback, TIMESTAMP)
    if not milliseconds.isdecimal() or len(milliseconds) > _MOST_DIGITS:
        return 0.0
    return float(milliseconds) / 1000


def what_is_signed(callback: Callback) -> str:
    """Return what the signature is over, without any value and with the secret masked."""
    names = sorted(name[:40] for name in callback.members if name != SIGNATURE)
    told = "=… ".join(names[:_MOST_FIELDS])
    return f"{told}=… without blanks and quotes, then the secret ***, MD5 in upper case"


def _text(callback: Callback, name: str) -> str:
    return _plain(callback.members.get(name, ""))


def _plain(value: object) -> str:
    return value if isinstance(value, str) else written(value)


def _digest(text: str) -> str:
    told = text.encode("utf-8", "surrogatepass")
    return hashlib.md5(told, usedforsecurity=False).hexdigest().upper()
