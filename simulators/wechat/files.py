"""What a merchant gets from WeChat: its number, secrets and keys, as files of the platform."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mesh.process.homefiles import write_atomically
from simulators.wechat.account import Account
from simulators.wechat.authority import PUBLIC_KEY_ID, Authority, new_key

PAY, APPS = "payment.toml", "mini-programs.toml"
_KEY, _PUBLIC = "merchant-key.pem", "wechat-public-key.pem"
_WECHATS_KEY = "wechat-key.pem"
_SERIAL = "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"


def write_accounts(
    folder: Path,
    chains: Sequence[str],
    key: rsa.RSAPrivateKey,
    authority: Authority,
    *,
    by_public_key: bool,
) -> dict[str, Account]:
    """Give each chain an account, and write what the plug-ins read; return the accounts.

    All sign with one key, whose making takes a while. The mini-program of "demo" is "wx-demo".
    """
    accounts = {
        chain: Account(
            f"19000001{number:02d}",
            f"wx-{chain}",
            _SERIAL,
            key.public_key(),
            f"the thirty-two characters of {number:03d}",
            f"secret of {chain}",
            by_public_key=by_public_key,
        )
        for number, chain in enumerate(chains)
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(folder / _KEY, _pem(key))
    write_atomically(folder / _PUBLIC, authority.public_key())
    pay = "".join(_pay_table(chain, account) for chain, account in accounts.items())
    apps = "".join(
        f'[{chain}]\nappid = "{account.appid}"\nsecret = "{account.app_secret}"\n'
        for chain, account in accounts.items()
    )
    write_atomically(folder / PAY, pay.encode())
    write_atomically(folder / APPS, apps.encode())
    return accounts


def kept_accounts(folder: Path, chains: Sequence[str]) -> tuple[dict[str, Account], Authority]:
    """Return accounts whose keys are kept in a folder, so that a platform goes on with them.

    WeChat signs with its public key, which is kept, too.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = Authority(public=_kept_key(folder / _WECHATS_KEY))
    key = _kept_key(folder / _KEY)
    return write_accounts(folder, chains, key, authority, by_public_key=True), authority


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of both plug-ins, with WeChat at an address."""
    return {
        "ZHONGTAI_PAYMENT_WECHAT_ACCOUNTS": str(folder / PAY),
        "ZHONGTAI_PAYMENT_WECHAT_API_URL": url,
        "ZHONGTAI_IDENTITY_WECHAT_ACCOUNTS": str(folder / APPS),
        "ZHONGTAI_IDENTITY_WECHAT_API_URL": url,
        # The mini-program's logins are WeChat's, no longer the sandbox's.
        "ZHONGTAI_IDENTITY_SANDBOX_CHANNELS": "app h5 kiosk takeaway",
    }


def _kept_key(file: Path) -> rsa.RSAPrivateKey:
    if not file.exists():
        write_atomically(file, _pem(new_key()))
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{file} is not an RSA key")
    return key


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _pay_table(chain: str, account: Account) -> str:
    values = {
        "mchid": account.mchid,
        "appid": account.appid,
        "api_v3_key": account.api_v3_key,
        "serial": account.serial,
        "private_key": _KEY,
    }
    if account.by_public_key:
        values |= {"public_key_id": PUBLIC_KEY_ID, "public_key": _PUBLIC}
    return f"[{chain}]\n" + "".join(f'{name} = "{value}"\n' for name, value in values.items())
