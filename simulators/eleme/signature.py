"""How Ele.me signs pushes and checks calls; pure, and written apart from the gateway's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def push_signature(push: Mapping[str, Any], secret: str) -> str:
    """Return the signature over all other fields of a push, as "name=value" without quotes."""
    parts = [f"{name}={push[name]}" for name in sorted(push) if name != "signature"]
    return _md5("".join(parts) + secret)


def call_signature(call: Mapping[str, Any], secret: str) -> str:
    """Return the signature that a call must have: over action, token, metas and params."""
    signed = {**call["metas"], **call["params"]}
    parts = [f"{name}={compact(signed[name])}" for name in sorted(signed)]
    return _md5(call["action"] + call["token"] + "".join(parts) + secret)


def compact(value: Any) -> str:
    """Return JSON as short as it can be, with letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest().upper()
