"""The lines of docs/try-a-platform.md do what it says; without a platform it says what to do."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.pages import run_page, with_own_places
from tests.cli.world import Shell


@pytest.mark.topology
@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_a_simulated_platform_and_the_order_center_hold_the_same(shell: Shell, tmp_path: Path):
    shell.env = with_own_places(shell.env) | {"ZHONGTAI_HTTP_PORT": "0"}
    said = run_page("try-a-platform.md", "bash", shell.env, tmp_path)
    assert re.search(r"^10 orders, 0 differences", said, re.MULTILINE)
    assert len(re.findall(r"^8 orders, 0 differences", said, re.MULTILINE)) == 4
    assert re.search(r"^in all 0 differences, \d+ checks with 0 breaches", said, re.MULTILINE)
    assert "Place an order" in said
    assert '"state":"cancelled"' in said
    assert re.search(r"^9 orders, 0 differences", said, re.MULTILINE)
    assert "Get a code of wx.login" in said
    assert "checks, clean" in said


def test_without_a_platform_it_says_how_to_start_one(shell: Shell):
    assert "Start it with `make run`" in shell.refused("simulate", "meituan")


def test_beside_an_account_at_the_real_wechat_nothing_is_played(shell: Shell, tmp_path: Path):
    real = tmp_path / "wechat-pay.toml"
    real.write_text("[noodles]\n")
    shell.env["ZHONGTAI_PAYMENT_WECHAT_ACCOUNTS"] = str(real)
    assert "not the simulated WeChat's" in shell.refused("simulate", "wechat", "--listen")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["wechat-pay.toml"]


def test_an_unknown_fault_is_refused_with_those_there_are(shell: Shell):
    said = shell.refused("simulate", "meituan", "--faults", "gremlins")
    assert "gremlins" in said
    assert "lost-answer" in said
