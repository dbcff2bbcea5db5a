"""What WeChat knows of a merchant: its mini-program, its number, the keys it has registered."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


@dataclass(frozen=True, slots=True)
class Account:
    """One merchant. With `by_public_key` WeChat signs for it with its public key."""

    mchid: str
    appid: str
    serial: str
    public_key: RSAPublicKey = field(repr=False)
    api_v3_key: str = field(repr=False)
    app_secret: str = field(repr=False)
    by_public_key: bool = False
