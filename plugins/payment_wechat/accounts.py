"""The accounts that chains have at WeChat Pay, read from a file that its owner alone may read.

    [noodles]                              # the chain's merchant id on this platform
    mchid = "1900000109"                   # its number at WeChat Pay
    appid = "wx8888888888888888"           # the mini-program that customers pay in
    api_v3_key = "32 characters"           # set at the merchant platform
    serial = "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"    # of the merchant's certificate
    private_key = "apiclient_key.pem"      # its key; files are sought beside this one
    public_key_id = "PUB_KEY_ID_0119…"     # WeChat's public key, where the merchant has one;
    public_key = "pub_key.pem"             # else WeChat's certificates are fetched

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from zhongtai_plugin import NotPrivate, read_private
from zhongtai_plugin import accounts as tables
from zhongtai_plugin.accounts import AccountUnusable, texts_of

API_V3_KEY_BYTES = 32
_PLAIN = ("mchid", "appid", "api_v3_key", "serial", "private_key")
_OPTIONAL = ("public_key_id", "public_key")
_FORMS = {
    "mchid": (r"[0-9]{6,32}", "the merchant's number, digits"),
    "appid": (r"[A-Za-z0-9_-]{1,32}", "the mini-program's app id"),
    "serial": (r"[0-9A-Fa-f]{8,64}", "the serial number of the merchant's certificate, hex"),
    "public_key_id": (r"PUB_KEY_ID_[0-9A-Za-z]{1,64}", "PUB_KEY_ID_ and digits"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `public_key` is None where WeChat's certificates are fetched."""

    merchant_id: str
    mchid: str
    appid: str
    serial: str
    private_key: RSAPrivateKey = field(repr=False)
    api_v3_key: bytes = field(repr=False)
    public_key_id: str = ""
    public_key: RSAPublicKey | None = field(default=None, repr=False)


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    numbers: dict[str, str] = {}

    def account(merchant_id: str, table: Any) -> Account:
        made = _account(merchant_id, table, file.parent)
        if (other := numbers.setdefault(made.mchid, merchant_id)) != merchant_id:
            raise AccountUnusable(f"mchid is that of [{other}]: each chain needs its own")
        return made

    return tables.read_accounts("accounts", file, "WeChat Pay", account)


def _account(merchant_id: str, table: Any, folder: Path) -> Account:
    values = texts_of(table, _PLAIN, _OPTIONAL)
    for name, (pattern, words) in _FORMS.items():
        if not re.fullmatch(pattern, values.get(name, "")) and name in values:
            raise AccountUnusable(f"{name} must be {words}")
    if len(values["api_v3_key"].encode()) != API_V3_KEY_BYTES:
        raise AccountUnusable("api_v3_key must be the 32 characters set at the merchant platform")
    if ("public_key_id" in values) != ("public_key" in values):
        raise AccountUnusable("public_key and public_key_id must be given together")
    return Account(
        merchant_id,
        values["mchid"],
        values["appid"],
        values["serial"].upper(),
        _private_key(folder / values["private_key"]),
        values["api_v3_key"].encode(),
        values.get("public_key_id", ""),
        _public_key(folder / values["public_key"]) if "public_key" in values else None,
    )


def _private_key(path: Path) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError):
        raise AccountUnusable(
            f"private_key: {path} is no private key in PEM without a password"
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise AccountUnusable(f"private_key: {path} is no RSA key: take apiclient_key.pem")
    return key


def _public_key(path: Path) -> RSAPublicKey:
    try:
        key = load_pem_public_key(_read(path))
    except ValueError:
        raise AccountUnusable(f"public_key: {path} is no public key in PEM") from None
    if not isinstance(key, RSAPublicKey):
        raise AccountUnusable(f"public_key: {path} is no RSA key: take WeChat Pay's pub_key.pem")
    return key


def _read(path: Path) -> bytes:
    try:
        return read_private(path)
    except NotPrivate as problem:
        raise AccountUnusable(str(problem)) from None
