"""What a merchant gets from Dada: its number, keys and shops, as a file of the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from simulators.core.account_files import account_table, write_account_file
from simulators.dada.account import Account

ACCOUNTS = "dada.toml"


def write_accounts(folder: Path, chains: Mapping[str, Sequence[str]]) -> dict[str, Account]:
    """Give each chain an account, and write what the plug-in reads.

    The stores that are named have other numbers at Dada; where none is, all go by their ids.
    Raise NotOurs.
    """
    accounts: dict[str, Account] = {}
    tables = []
    for number, (chain, stores) in enumerate(chains.items()):
        shops = {store: f"shop-of-{store}" for store in stores}
        account = Account(
            f"dadakey{number:03d}",
            f"the secret of {chain}",
            f"{73753 + number}",
            frozenset(shops.values()),
        )
        accounts[chain] = account
        values = {
            "app_key": account.app_key,
            "app_secret": account.app_secret,
            "source_id": account.source_id,
        }
        tables.append(account_table(chain, values, shops))
    write_account_file(folder / ACCOUNTS, "Dada", tables)
    return accounts


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of the plug-in, with Dada at an address."""
    return {
        "ZHONGTAI_CARRIER_DADA_ACCOUNTS": str(folder / ACCOUNTS),
        "ZHONGTAI_CARRIER_DADA_API_URL": url,
    }
