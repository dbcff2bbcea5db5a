"""The demo chain's accounts at simulated platforms, as gateway and simulator know them."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cli.problems import Problem
from mesh.process.homefiles import write_atomically

PLATFORMS = {"meituan": 12, "eleme": 13, "opendelivery": 14, "keeta": 16}
"""Each simulated platform, and how far its port is from the edge's."""
OWN_RIDERS = {"eleme": frozenset({"xujiahui"})}
"""Stores of the demo whose riders bring their orders, where a platform's orders do not say it."""
MORE = {
    "meituan": {"SWEEP_SECONDS": "3"},
    "eleme": {"SWEEP_SECONDS": "3", "SELF_DELIVERY_STORES": ",".join(OWN_RIDERS["eleme"])},
    "opendelivery": {"POLL_SECONDS": "1", "SHELF_SECONDS": "10"},
    "keeta": {"POLL_SECONDS": "1", "SHELF_SECONDS": "10"},
}
"""Further settings with which a simulated platform is quick to try."""
SECRETS = {"opendelivery": ("api_key",), "keeta": ("api_key",)}
"""What an account has to keep beside its secret."""
FOLDER = "simulators"
MERCHANT = "demo"
CALLS_PER_SECOND = 200
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where gateway and simulator meet: the account, and the platform's address.

    `key` is what the platform pulls menus with; empty for an account that says none.
    """

    account: str
    secret: str = field(repr=False)
    url: str
    key: str = field(default="", repr=False)

    @property
    def listen(self) -> tuple[str, int]:
        """Host and port of the address."""
        return address_of(self.url)


def address_of(url: str) -> tuple[str, int]:
    """Return host and port of a URL."""
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or (443 if parts.scheme == "https" else 80)


def demo_settings(home: Path, env: Mapping[str, str], http_port: int) -> dict[str, str]:
    """Return settings that give the demo's chain an account at each platform that has none set.

    The account's secret is made once and kept in the state folder.
    """
    settings: dict[str, str] = {}
    for platform, offset in PLATFORMS.items():
        prefix = _prefix(platform)
        if env.get(f"{prefix}_ACCOUNTS") or http_port + offset > _LAST_PORT:
            continue
        settings |= {
            f"{prefix}_ACCOUNTS": str(_kept_account(home, platform)),
            f"{prefix}_URL": f"http://127.0.0.1:{http_port + offset}",
            f"{prefix}_CALLS_PER_SECOND": str(CALLS_PER_SECOND),
        }
        settings |= {f"{prefix}_{name}": value for name, value in MORE.get(platform, {}).items()}
    return settings


def url_of(platform: str, env: Mapping[str, str]) -> str:
    """Return where a platform is, by settings that `demo_settings` has completed; may be empty."""
    return env.get(f"{_prefix(platform)}_URL", "")


def meeting(platform: str, home: Path, env: Mapping[str, str], http_port: int) -> Meeting:
    """Return where the running platform's gateway and the simulator meet.

    As the settings say, else as `up --demo` made it. Raise Problem naming the settings.
    """
    prefix = _prefix(platform)
    file = env.get(f"{prefix}_ACCOUNTS", "") or str(_file(home, platform))
    url = env.get(f"{prefix}_URL", "") or f"http://127.0.0.1:{http_port + PLATFORMS[platform]}"
    try:
        tables = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Problem(needed(platform, url)) from None
    for account, table in tables.items():
        if table.get("merchant") == MERCHANT:
            secret, key = (str(table.get(name, "")) for name in ("secret", "api_key"))
            return Meeting(account, secret, url.rstrip("/"), key)
    raise Problem(needed(platform, url))


def needed(platform: str, url: str) -> str:
    """Return the words that say which settings the gateway needs."""
    prefix = _prefix(platform)
    return (
        f"The gateway has no account of the demo's chain at {platform}. Start the platform with "
        "`zhongtai up --demo`, which makes one, or with these settings, here and there:\n"
        f'    {prefix}_ACCOUNTS=FILE   with [any-name], merchant = "{MERCHANT}" and secret = '
        '"…"; only its owner may read it\n'
        f"    {prefix}_URL={url}   where the simulator will listen"
    )


def _kept_account(home: Path, platform: str) -> Path:
    file = _file(home, platform)
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        text = f'[demo-{platform}]\nmerchant = "{MERCHANT}"\n'
        for name in ("secret", *SECRETS.get(platform, ())):
            text += f'{name} = "{secrets.token_hex(16)}"\n'
        write_atomically(file, text.encode())
    return file


def _file(home: Path, platform: str) -> Path:
    return home / FOLDER / f"{platform}.toml"


def _prefix(platform: str) -> str:
    return f"ZHONGTAI_TAKEAWAY_{platform.upper()}"
