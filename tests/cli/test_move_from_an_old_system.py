"""The lines of docs/move-from-an-old-system.md bring the seed story's two order stores into one."""

import re
import shutil

import pytest

from tests.cli.pages import run_page, with_own_places
from tests.cli.world import ROOT, Shell


@pytest.mark.topology
@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_two_order_stores_and_a_queue_become_one_and_the_way_back_is_open(shell: Shell):
    shell.env = with_own_places(shell.env) | {"ZHONGTAI_HTTP_PORT": "0"}
    said = run_page("move-from-an-old-system.md", "bash", shell.env, ROOT)
    assert "conflict bund miniapp 5002: total: mini says 25.00, takeaway says 28.00" in said
    assert "not taken stock.csv:4: no dish has the code 'tea-egg-9'" in said
    assert '"points":320' in said
    rows = [re.sub(r"[│ ]+", " ", line).strip() for line in said.splitlines() if "│ orders" in line]
    assert rows == [
        "orders 7 0 0 0 1 1",
        "orders 8 0 0 0 1 0",
        "orders 0 0 8 0 1 0",
        "orders 1 2 0 0 1 0",
        "orders 1 0 1 0 0 0",
        "orders 0 0 1 0 0 0",
    ]
    assert len(re.findall(r"^0 orders alike, 3 differ, 1 wait", said, re.MULTILINE)) == 1
    assert len(re.findall(r"^3 orders alike, 0 differ, 1 wait", said, re.MULTILINE)) == 1
    assert '"alike": 2' in said
    assert "1 that are under way here are made here to their end" in said
    assert "1 orders written to" in said
    assert "checks, clean" in said


def test_without_a_platform_it_says_how_to_start_one(shell: Shell):
    folder = str(ROOT / "demo" / "old_chain" / "monday")
    assert "Start it with `zhongtai up`" in shell.refused("move", "import", folder)
