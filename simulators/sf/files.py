"""What a developer gets from SF: its number, key and shops, as a file of the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from simulators.core.account_files import account_table, write_account_file
from simulators.sf.account import Account

ACCOUNTS = "sf.toml"
_OF_SF, _OF_MERCHANT = 1, 2


def write_accounts(folder: Path, chains: Mapping[str, Sequence[str]]) -> dict[str, Account]:
    """Give each chain an account, and write what the plug-in reads.

    The stores that are named have shops with numbers of SF's; where none is, all go by their ids.
    Raise NotOurs.
    """
    accounts: dict[str, Account] = {}
    tables = []
    for number, (chain, stores) in enumerate(chains.items()):
        shops = {store: f"32568958710{number}{place:02d}" for place, store in enumerate(stores)}
        account = Account(
            1_711_573_316 + number,
            f"the key of {chain}",
            frozenset(shops.values()),
            _OF_SF if shops else _OF_MERCHANT,
        )
        accounts[chain] = account
        values = {
            "dev_id": str(account.dev_id),
            "dev_key": account.dev_key,
            "shop_type": str(account.shop_type),
        }
        tables.append(account_table(chain, values, shops))
    write_account_file(folder / ACCOUNTS, "SF", tables)
    return accounts


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of the plug-in, with SF at an address."""
    return {
        "ZHONGTAI_CARRIER_SF_ACCOUNTS": str(folder / ACCOUNTS),
        "ZHONGTAI_CARRIER_SF_API_URL": url,
    }
