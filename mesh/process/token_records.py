"""Tokens that were minted with the keys of a state folder, recorded beside them.

One file per token in `<home>/tokens`, named by its id: whom it shows, what it may do, when it
ends; never the token itself. Records vanish some time after their token's end. Minting and
listing need no running platform.
"""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from mesh.call.context import Identity
from mesh.process.homefiles import private_folder, write_atomically
from mesh.process.tokens import TokenSigner

RECORDS_FOLDER = "tokens"
KEPT_AFTER_END_SECONDS = 7 * 24 * 3600


class TokenRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a minted token. Times are Unix time."""

    token_id: str
    kind: str
    subject: str
    merchant_id: str
    scopes: list[str]
    store_id: str = ""
    channel: str = ""
    issued_at: float
    expires_at: int


def mint(home: Path, identity: Identity, ttl_seconds: int) -> str:
    """A token that shows `identity`, signed with the newest key of the folder, and recorded."""
    now = time.time()
    signed = TokenSigner.load(home).issue(identity, ttl_seconds)
    record = TokenRecord(
        token_id=signed.token_id,
        kind=identity.kind,
        subject=identity.subject,
        merchant_id=identity.merchant_id,
        scopes=sorted(identity.scopes),
        store_id=identity.store_id,
        channel=identity.channel,
        issued_at=now,
        expires_at=signed.expires_at,
    )
    with private_folder(home / RECORDS_FOLDER) as folder:
        for file, old in _read(folder):
            if old.expires_at + KEPT_AFTER_END_SECONDS < now:
                file.unlink(missing_ok=True)
        write_atomically(folder / f"{record.token_id}.json", msgspec.json.encode(record))
    return signed.token


def minted(home: Path) -> list[TokenRecord]:
    """Return what was minted, oldest first."""
    return [record for _, record in _read(home / RECORDS_FOLDER)]


def _read(folder: Path) -> list[tuple[Path, TokenRecord]]:
    """Return the records by their files. Ids sort by time."""
    return [
        (file, msgspec.json.decode(file.read_bytes(), type=TokenRecord))
        for file in sorted(folder.glob("*.json"))
    ]
