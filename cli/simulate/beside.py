"""A simulated takeaway platform beside `zhongtai up`: its page is there to be clicked."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from cli.children import LEASH, last_words
from cli.simulate.accounts import address_of
from mesh.process.logfile import LOGS_FOLDER

SHOWN_AT = "ZHONGTAI_SIMULATED_PLATFORM_URL"
"""Setting: where people click the simulated platform, for the page that leads to it."""
LOOK_EVERY_SECONDS = 0.1
END_SECONDS = 5.0


@asynccontextmanager
async def beside(platform: str, url: str, home: Path, env: Mapping[str, str]) -> AsyncIterator[str]:
    """Play a platform at `url` until the block ends; gives why it is not played, mostly empty."""
    log_file = home / LOGS_FOLDER / f"simulated_{platform}.log"
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", str(LEASH), str(os.getpid())),
            *(sys.executable, "-m", "cli.main", "simulate", platform, "--listen"),
            env=dict(env), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        there = await _listens(process, *address_of(url))
        yield "" if there else " ".join(last_words(log_file))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _listens(process: asyncio.subprocess.Process, host: str, port: int) -> bool:
    """Wait until somebody listens there; False when the process ended before."""
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            continue
        writer.close()
        return True
    return False
