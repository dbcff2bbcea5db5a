"""The lines of docs/first-hour.md do what the page says, on the platform with its demo."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.world import ROOT, Shell

PAGE = ROOT / "docs" / "first-hour.md"


@pytest.mark.topology
@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_an_order_followed_by_hand_reaches_its_end(shell: Shell, tmp_path: Path):
    for name in ("ZHONGTAI_DATABASE_URL", "ZHONGTAI_DEPLOY", "ZHONGTAI_PLUGINS"):
        del shell.env[name]
    shell.up("single", "--demo")
    script = "".join(re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    path = os.pathsep.join((str(Path(sys.executable).parent), shell.env["PATH"]))
    done = subprocess.run(
        ["bash", "-c", f"set -eu\n{script}"],
        env=shell.env | {"PATH": path}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout, done.stderr)
    statuses = re.findall(r'^"status":"(\w+)"', done.stdout, re.MULTILINE)
    assert statuses[0] in {"PENDING_PAYMENT", "PLACED"}
    assert statuses[-1] == "COMPLETED"
    assert re.search(r'"pickup_code":"\w+"', done.stdout)
