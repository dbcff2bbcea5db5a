"""What a merchant gets from Dada: its number, keys and shops, as a file of the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mesh.process.homefiles import write_atomically
from simulators.dada.account import Account

ACCOUNTS = "dada.toml"
_MARK = "# Accounts at the simulated Dada; written anew each time.\n"


class NotOurs(Exception):
    """A file of that name is there, which holds accounts at the real Dada, maybe."""


def write_accounts(folder: Path, chains: Mapping[str, Sequence[str]]) -> dict[str, Account]:
    """Give each chain an account, and write what the plug-in reads.

    The stores that are named have other numbers at Dada; where none is, all go by their ids.
    Raise NotOurs.
    """
    file = folder / ACCOUNTS
    if file.exists() and not file.read_text(encoding="utf-8").startswith(_MARK):
        raise NotOurs(f"{file} is not the simulated Dada's: name another folder.")
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
        tables.append(_table(chain, account, shops))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(file, "".join([_MARK, *tables]).encode())
    return accounts


def settings(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of the plug-in, with Dada at an address."""
    return {
        "ZHONGTAI_CARRIER_DADA_ACCOUNTS": str(folder / ACCOUNTS),
        "ZHONGTAI_CARRIER_DADA_API_URL": url,
    }


def _table(chain: str, account: Account, shops: Mapping[str, str]) -> str:
    values = {
        "app_key": account.app_key,
        "app_secret": account.app_secret,
        "source_id": account.source_id,
    }
    lines = [f"[{chain}]", *(f'{name} = "{value}"' for name, value in values.items())]
    if shops:
        lines += [f"[{chain}.stores]", *(f'{store} = "{shop}"' for store, shop in shops.items())]
    return "\n".join(lines) + "\n"
