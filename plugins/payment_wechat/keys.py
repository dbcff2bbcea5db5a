"""The public keys that WeChat signs with for one account: its public key, or its certificates."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_pem_x509_certificate
from zhongtai_plugin import AuthRefused

from plugins.payment_wechat import model
from plugins.payment_wechat.accounts import Account
from plugins.payment_wechat.signing import unsealed

PUBLIC_KEY_ID = "PUB_KEY_ID_"
"""What the serial begins with where WeChat signs with its public key."""


class WechatKeys:
    """Keys by the serial that a signature names. During a rotation several are good."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._certificates: dict[str, Certificate] = {}

    def get(self, serial: str, now: float) -> RSAPublicKey | None:
        """Return the key of a serial; None when it is not known, or its certificate is not good."""
        if serial and serial == self._account.public_key_id:
            return self._account.public_key
        certificate = self._certificates.get(serial.upper())
        moment = datetime.fromtimestamp(now, UTC)
        if certificate is None or not _is_good(certificate, moment):
            return None
        key = certificate.public_key()
        return key if isinstance(key, RSAPublicKey) else None

    def take(self, certificates: model.Certificates) -> None:
        """Take WeChat's certificates in place of those before. Raise AuthRefused."""
        self._certificates = {
            certificate.serial_no.upper(): self._opened(certificate.encrypt_certificate)
            for certificate in certificates.data
        }

    def _opened(self, sealed: model.Sealed) -> Certificate:
        pem = unsealed(
            self._account.api_v3_key, sealed.nonce, sealed.associated_data, sealed.ciphertext
        )
        if pem is None:
            raise AuthRefused(
                "API_V3_KEY_WRONG",
                "WeChat's certificates do not open with api_v3_key: correct it in the settings.",
            )
        return load_pem_x509_certificate(pem)


def _is_good(certificate: Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
