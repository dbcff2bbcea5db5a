"""WeChat's own keys: certificates that are renewed now and then, and a public key."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from simulators.wechat import signature
from simulators.wechat.account import Account

PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000000000000000000001"
_ASSOCIATED = "certificate"


def new_key() -> rsa.RSAPrivateKey:
    """Return a new key of the size that WeChat uses."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True)
class Certified:
    """A key with its certificate."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def serial(self) -> str:
        """The serial number, as headers name it."""
        return f"{self.certificate.serial_number:040X}"


class Authority:
    """Signs for WeChat. The newest certificate signs; `rotate` makes another one."""

    def __init__(
        self, now: Callable[[], float] = time.time, public: rsa.RSAPrivateKey | None = None
    ) -> None:
        """`public` is the key behind the public key, a new one unless it is given."""
        self._now = now
        self._stranger = new_key()
        self._public = public or new_key()
        self._certified = [self._certify()]

    def rotate(self) -> None:
        """Sign with a new certificate from now on; the one before is still good."""
        self._certified = [*self._certified[-1:], self._certify()]

    def public_key(self) -> bytes:
        """Return the public key, PEM, as merchants download it."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._public.public_key().public_bytes(serialization.Encoding.PEM, form)

    def headers(
        self,
        body: bytes,
        *,
        by_public_key: bool,
        timestamp: int | None = None,
        forged: bool = False,
    ) -> dict[str, str]:
        """Return the headers that prove a message; `forged` ones are a stranger's."""
        newest = self._certified[-1]
        key = self._public if by_public_key else newest.key
        serial = PUBLIC_KEY_ID if by_public_key else newest.serial
        stamp, nonce = str(timestamp or int(self._now())), secrets.token_hex(16)
        signer = self._stranger if forged else key
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": serial,
            "Wechatpay-Signature": signature.signature(
                signer, stamp.encode(), nonce.encode(), body
            ),
            "Wechatpay-Signature-Type": signature.SCHEME,
        }

    def certificates(self, account: Account) -> list[dict[str, object]]:
        """Return the certificates that are good now, sealed for a merchant."""
        return [self._sealed(each, account) for each in self._certified]

    def _sealed(self, certified: Certified, account: Account) -> dict[str, object]:
        pem = certified.certificate.public_bytes(serialization.Encoding.PEM)
        nonce = secrets.token_hex(6)
        return {
            "serial_no": certified.serial,
            "effective_time": certified.certificate.not_valid_before_utc.isoformat(),
            "expire_time": certified.certificate.not_valid_after_utc.isoformat(),
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM",
                "nonce": nonce,
                "associated_data": _ASSOCIATED,
                "ciphertext": signature.seal(account.api_v3_key, nonce, _ASSOCIATED, pem),
            },
        }

    def _certify(self) -> Certified:
        key = new_key()
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A simulated WeChat Pay")])
        today = datetime.fromtimestamp(self._now(), UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=5 * 365))
            .sign(key, hashes.SHA256())
        )
        return Certified(key, certificate)
