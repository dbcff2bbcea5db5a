"""Tokens that are good no more although they have not ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Revocation:
    """Tokens that are good no more: one, those of a login, or a subject's issued before.

    `kind` is token, login, or a kind of identity; `merchant_id` is empty for tokens that are
    bound to none. Kept until `expires_at`, when the last of them has ended.
    """

    merchant_id: str
    kind: str
    subject: str
    issued_before: datetime
    expires_at: datetime
    reason: str = ""
    revoked_by: str = ""
    revoked_at: datetime | None = None
