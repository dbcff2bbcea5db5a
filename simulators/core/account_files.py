"""What a merchant gets from a platform on demand, as a file of the platform's plug-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mesh.process.homefiles import write_atomically


class NotOurs(Exception):
    """A file of that name is there, which holds accounts at the real platform, maybe."""


def write_account_file(file: Path, system: str, tables: Sequence[str]) -> None:
    """Write accounts at a simulated platform, each a table. Raise NotOurs."""
    mark = f"# Accounts at the simulated {system}; written anew each time.\n"
    if file.exists() and not file.read_text(encoding="utf-8").startswith(mark):
        raise NotOurs(f"{file} is not the simulated {system}'s: name another folder.")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(file, "".join([mark, *tables]).encode())


def account_table(chain: str, values: Mapping[str, str], stores: Mapping[str, str]) -> str:
    """Return one account as TOML, with what its stores are called at the platform."""
    lines = [f"[{chain}]", *(f'{name} = "{value}"' for name, value in values.items())]
    if stores:
        lines += [f"[{chain}.stores]", *(f'"{store}" = "{shop}"' for store, shop in stores.items())]
    return "\n".join(lines) + "\n"
