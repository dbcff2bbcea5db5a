"""How both sides sign (RSA, PKCS#1 v1.5, SHA-256) and what WeChat seals (AES-256-GCM); pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from plugins.payment_wechat.accounts import Account

SCHEME = "WECHATPAY2-SHA256-RSA2048"
TIMESTAMP = "wechatpay-timestamp"
NONCE = "wechatpay-nonce"
SERIAL = "wechatpay-serial"
SIGNATURE = "wechatpay-signature"
SIGNATURE_TYPE = "wechatpay-signature-type"
_GCM_NONCE_BYTES = 12


def lines(*parts: str) -> bytes:
    """Return what is signed: each part and a line feed, also after the last."""
    return "".join(f"{part}\n" for part in parts).encode()


def sign(key: RSAPrivateKey, text: bytes) -> str:
    """Return a signature in base64."""
    return base64.b64encode(key.sign(text, PKCS1v15(), SHA256())).decode("ascii")


def is_signed(key: RSAPublicKey, signature: str, text: bytes) -> bool:
    """Return whether a signature in base64 is that of the key over the text."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def authorization(
    account: Account, method: str, path: str, body: str, *, timestamp: str, nonce: str
) -> str:
    """Return the Authorization header of a request; `path` is with its query."""
    signature = sign(account.private_key, lines(method, path, timestamp, nonce, body))
    return (
        f'{SCHEME} mchid="{account.mchid}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{account.serial}"'
    )


def signed_by_wechat(headers: Mapping[str, str], body: bytes) -> bytes:
    """Return what WeChat has signed of an answer or a notice, byte for byte."""
    return lines(headers.get(TIMESTAMP, ""), headers.get(NONCE, "")) + body + b"\n"


def client_parameters(
    account: Account, prepay_id: str, timestamp: str, nonce: str
) -> dict[str, str]:
    """Return what wx.requestPayment is called with."""
    package = f"prepay_id={prepay_id}"
    text = lines(account.appid, timestamp, nonce, package)
    return {
        "appId": account.appid,
        "timeStamp": timestamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": sign(account.private_key, text),
    }


def unsealed(key: bytes, nonce: str, associated_data: str, ciphertext: str) -> bytes | None:
    """Return what WeChat sealed with the account's API v3 key; None when another key did it."""
    raw_nonce = nonce.encode()
    if len(raw_nonce) != _GCM_NONCE_BYTES:
        return None
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(key).decrypt(raw_nonce, sealed, associated_data.encode())
    except (InvalidTag, binascii.Error, ValueError):
        return None
