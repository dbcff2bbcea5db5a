r"""Signatures of notices: Ed25519 over time, nonce and body, as big providers do it.

Headers: sandbox-timestamp (seconds), sandbox-nonce, sandbox-serial (which key),
sandbox-signature (base64). Signed is "<timestamp>\n<nonce>\n<body>\n", byte for byte.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from zhongtai_plugin import AuthRefused, BadRequest, write_private

FRESH_SECONDS = 300
TIMESTAMP = "sandbox-timestamp"
NONCE = "sandbox-nonce"
SERIAL = "sandbox-serial"
SIGNATURE = "sandbox-signature"


class Signer:
    """The provider's side: signs with its private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.verifier = Verifier(key.public_key())

    @classmethod
    def load(cls, folder: Path) -> Signer:
        """Return the key in the folder, made at the first start for our user alone."""
        path = folder / "provider_key.pem"
        if not path.exists():
            pem = Ed25519PrivateKey.generate().private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            )
            write_private(path, pem)
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise OSError(f"{path} is not an Ed25519 key: remove it to have a new one made")
        return cls(key)

    def headers(self, body: bytes, *, spoiled: bool = False) -> dict[str, str]:
        """The headers of a notice sent now; `spoiled` makes the signature wrong on purpose."""
        timestamp, nonce = str(int(time.time())), secrets.token_hex(12)
        signature = self._key.sign(_signed_text(timestamp, nonce, body + b"!" * spoiled))
        return {
            TIMESTAMP: timestamp,
            NONCE: nonce,
            SERIAL: self.verifier.serial,
            SIGNATURE: base64.b64encode(signature).decode("ascii"),
        }


class Verifier:
    """The merchant's side: knows the provider's public key only."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.serial = hashlib.sha256(raw).hexdigest()[:16]

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise AuthRefused or BadRequest when a notice is not genuine or not fresh."""
        missing = [name for name in (TIMESTAMP, NONCE, SERIAL, SIGNATURE) if not headers.get(name)]
        if missing:
            raise BadRequest("HEADERS_MISSING", f"The notice lacks {', '.join(missing)}.")
        timestamp = headers[TIMESTAMP]
        if headers[SERIAL] != self.serial:
            raise AuthRefused("SERIAL_UNKNOWN", "The notice is signed with a key we do not know.")
        try:
            signature = base64.b64decode(headers[SIGNATURE], validate=True)
            self._key.verify(signature, _signed_text(timestamp, headers[NONCE], body))
        except (InvalidSignature, binascii.Error):
            raise AuthRefused("BAD_SIGNATURE", "The signature does not fit the notice.") from None
        # Only now is the timestamp the provider's own word.
        if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > FRESH_SECONDS:
            raise AuthRefused("STALE", "The notice is too old, or one of the clocks is wrong.")


def _signed_text(timestamp: str, nonce: str, body: bytes) -> bytes:
    return f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
