"""What a seller gets from Square: token, key and locations, as a file of the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mesh.process.homefiles import write_atomically
from simulators.square.account import Account

ACCOUNTS = "square.toml"
SKUS = {f"VARIATION{number}": f"sku-{number}" for number in range(5)}
"""What every seller has in its catalogue."""
_MARK = "# Accounts at the simulated Square; written anew each time.\n"


class NotOurs(Exception):
    """A file of that name is there, which holds accounts at the real Square, maybe."""


def location_of(chain: str, store: str) -> str:
    """Return what Square calls a store of a chain."""
    return f"L-{chain}-{store}"


def write_accounts(
    folder: Path,
    chains: Mapping[str, Sequence[str]],
    currency: str = "USD",
    skus: Mapping[str, str] = SKUS,
) -> dict[str, Account]:
    """Give each chain an account with a location for each store, and write what the plug-in reads.

    Raise NotOurs.
    """
    file = folder / ACCOUNTS
    if file.exists() and not file.read_text(encoding="utf-8").startswith(_MARK):
        raise NotOurs(f"{file} is not the simulated Square's: name another folder.")
    accounts: dict[str, Account] = {}
    tables = []
    for chain, stores in chains.items():
        places = {store: location_of(chain, store) for store in stores}
        account = Account(
            chain,
            f"the-token-of-{chain}",
            f"the key of {chain}",
            f"https://hooks.example.com/square/{chain}",
            dict.fromkeys(places.values(), currency),
            skus,
        )
        accounts[chain] = account
        tables.append(_table(account, places))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(file, "".join([_MARK, *tables]).encode())
    return accounts


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of the plug-in, with Square at an address."""
    return {
        "ZHONGTAI_POS_SQUARE_ACCOUNTS": str(folder / ACCOUNTS),
        "ZHONGTAI_POS_SQUARE_API_URL": url,
    }


def _table(account: Account, places: Mapping[str, str]) -> str:
    values = {
        "access_token": account.access_token,
        "signature_key": account.signature_key,
        "notification_url": account.notification_url,
    }
    lines = [f"[{account.merchant_id}]"]
    lines += [f'{name} = "{value}"' for name, value in values.items()]
    lines += [f"[{account.merchant_id}.stores]"]
    lines += [f'"{store}" = "{place}"' for store, place in places.items()]
    return "\n".join(lines) + "\n"
