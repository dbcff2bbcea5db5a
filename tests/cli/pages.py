"""Pages of docs/ whose lines are run as they stand, in the shells that people use."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.world import ROOT

SECONDS = 280
SHELLS = [
    pytest.param(
        name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"{name} is not installed")
    )
    for name in ("bash", "zsh")
]


def run_page(page: str, shell: str, env: dict[str, str], folder: Path) -> str:
    """Run the bash blocks of a page one after the other; answer what they print."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    script = "".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
    path = os.pathsep.join((str(Path(sys.executable).parent), env["PATH"]))
    running = subprocess.Popen(
        [shell, "-c", f"set -eu\n{script}"], env=env | {"PATH": path}, cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        said, complained = running.communicate(timeout=SECONDS)
    finally:
        # Whatever a page began and did not end.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == 0, (said, complained)
    return said


def with_own_places(env: dict[str, str]) -> dict[str, str]:
    """An environment for the platform as it ships: its own units, plug-ins and database."""
    others = {"ZHONGTAI_DATABASE_URL", "ZHONGTAI_DEPLOY", "ZHONGTAI_PLUGINS"}
    return {name: value for name, value in env.items() if name not in others}
