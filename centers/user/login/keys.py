"""The keys of tokens: signs access tokens, shows the public keys, holds the refresh key."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from centers.user.login.model import SigningKey
from centers.user.login.rules import ACCESS_LIFETIME
from mesh.call.context import Identity
from mesh.process.homefiles import private_folder, write_atomically
from mesh.process.tokens import KEYS_FOLDER, LONGEST_SECONDS, TokenSigner, TokenVerifier, rotate

_REFRESH_KEY_FILE = "refresh.key"
_REFRESH_KEY_BYTES = 32
_GUEST_BYTES = 16


class TokenKeys:
    """The keys in the state folder, as the user center uses them."""

    def __init__(self, home: Path, signer: TokenSigner, verifier: TokenVerifier) -> None:
        self._home = home
        self._signer = signer
        self._verifier = verifier
        self.refresh_key = _load_refresh_key(home)

    def access_token(
        self, person_id: str, merchant_id: str, channel: str, login_id: str
    ) -> tuple[str, datetime]:
        """Return a token that names the person, their channel and login, and when it ends."""
        identity = Identity("person", person_id, merchant_id, channel=channel)
        signed = self._signer.issue(identity, int(ACCESS_LIFETIME.total_seconds()), login_id)
        return signed.token, datetime.fromtimestamp(signed.expires_at, UTC)

    def guest_token(self, merchant_id: str, channel: str) -> tuple[str, datetime]:
        """Return a token that names a new guest of the channel, and when it ends."""
        # Whoever knows a guest's id has the guest's carts.
        guest = Identity(
            "guest", f"gst_{secrets.token_hex(_GUEST_BYTES)}", merchant_id, channel=channel
        )
        signed = self._signer.issue(guest, LONGEST_SECONDS["guest"])
        return signed.token, datetime.fromtimestamp(signed.expires_at, UTC)

    def listed(self) -> list[SigningKey]:
        """Return the public keys, the newest first, which signs."""
        keys = self._verifier.public_keys()
        newest_first = sorted(keys, reverse=True)
        encoding, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return [
            SigningKey(kid, keys[kid].public_bytes(encoding, form), kid == newest_first[0])
            for kid in newest_first
        ]

    def rotate(self) -> SigningKey:
        """Make a new key, sign with it from now on, and return it."""
        kid = rotate(self._home)
        return next(key for key in self.listed() if key.key_id == kid)


def _load_refresh_key(home: Path) -> bytes:
    with private_folder(home / KEYS_FOLDER) as folder:
        file = folder / _REFRESH_KEY_FILE
        if not file.exists():
            write_atomically(file, secrets.token_bytes(_REFRESH_KEY_BYTES))
        return file.read_bytes()
