"""How WeChat signs, checks signatures and seals; pure, and written apart from the plug-in's."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SCHEME = "WECHATPAY2-SHA256-RSA2048"
_FIELD = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a merchant says of itself with a call."""

    mchid: str
    nonce: str
    timestamp: str
    serial: str
    signature: str


def read_authorization(header: str) -> Authorization | None:
    """Return an Authorization header; None when it has another form."""
    scheme, _, rest = header.partition(" ")
    said = dict(_FIELD.findall(rest))
    names = ("mchid", "nonce_str", "timestamp", "serial_no", "signature")
    if scheme != SCHEME or not all(said.get(name) for name in names):
        return None
    return Authorization(*(said[name] for name in names))


def signature(key: rsa.RSAPrivateKey, *parts: bytes) -> str:
    """Sign lines that end with a line feed each."""
    text = b"".join(part + b"\n" for part in parts)
    return base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()


def is_right(key: rsa.RSAPublicKey, given: str, *parts: bytes) -> bool:
    """Return whether a signature over lines is that of a key."""
    text = b"".join(part + b"\n" for part in parts)
    try:
        key.verify(base64.b64decode(given), text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(key: str, nonce: str, associated: str, text: bytes) -> str:
    """Encrypt for the merchant that has set the key."""
    sealed = AESGCM(key.encode()).encrypt(nonce.encode(), text, associated.encode())
    return base64.b64encode(sealed).decode()
