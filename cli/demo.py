"""The demo chain, loaded by a process of its own through the services, like any caller."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.children import last_words
from cli.problems import Problem
from mesh.process.logfile import LOGS_FOLDER

CREDENTIALS_FILE = "demo.json"
MERCHANT = "demo"
OMS_CHAINS = "ZHONGTAI_OMS_SANDBOX_CHAINS"


async def load_demo(home: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """Run `python -m demo`; answer the credentials that it leaves in the state folder.

    Loading twice changes nothing. Raise Problem with its last words when it fails.
    """
    log_file = home / LOGS_FOLDER / "demo.log"
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "demo", env=dict(env), stdout=log, stderr=log,
            stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if code != 0:
        said = "".join(f"\n    {line}" for line in last_words(log_file))
        raise Problem(f"The demo chain could not be loaded. {log_file} ends:{said}")
    return read_credentials(home)


def voucher_settings(env: Mapping[str, str]) -> dict[str, str]:
    """Return the setting by which the sandbox OMS serves the demo, unless it is set."""
    return {} if env.get(OMS_CHAINS) else {OMS_CHAINS: MERCHANT}


def read_credentials(home: Path) -> dict[str, Any]:
    """Return the demo's credentials, name → value; empty when no demo was loaded here."""
    try:
        facts: dict[str, Any] = json.loads((home / CREDENTIALS_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return facts
