"""What a seller gets from Square: token, key and locations, as a file of the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from simulators.core.account_files import account_table, write_account_file
from simulators.square.account import Account

ACCOUNTS = "square.toml"
SKUS = {f"VARIATION{number}": f"sku-{number}" for number in range(5)}
"""What every seller has in its catalogue."""


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
        values = {
            "access_token": account.access_token,
            "signature_key": account.signature_key,
            "notification_url": account.notification_url,
        }
        tables.append(account_table(chain, values, places))
    write_account_file(folder / ACCOUNTS, "Square", tables)
    return accounts


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of the plug-in, with Square at an address."""
    return {
        "ZHONGTAI_POS_SQUARE_ACCOUNTS": str(folder / ACCOUNTS),
        "ZHONGTAI_POS_SQUARE_API_URL": url,
    }
