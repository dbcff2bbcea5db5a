"""What does not answer is shown, and ended when it stays silent."""

import json
import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.cli.world import Shell, shell_in


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A running platform with a plug-in, which the last test that needs it removes."""
    with shell_in(tmp_path_factory.mktemp("plugged")) as shell:
        shell.env |= {"ZHONGTAI_PLUGINS": "identity_sandbox"}
        shell.up("plugged")
        yield shell


def plugin(shell: Shell) -> dict:
    """The one plug-in, as `plugin list` tells of it."""
    (found,) = json.loads(shell.call("plugin", "list", "--json").stdout)
    return found


def until_ready(shell: Shell) -> dict:
    deadline = time.monotonic() + 60
    while (found := plugin(shell))["state"] != "ready":
        assert time.monotonic() < deadline, found
    return found


def test_a_stopped_process_is_said_and_shown_within_three_seconds(shell: Shell):
    platform = shell.up("pair")
    rear = psutil.Process(shell.pid_of("rear"))
    rear.suspend()
    began = time.monotonic()
    shell.read_until(platform, "rear does not answer")
    assert time.monotonic() - began < 3
    shown = {process["name"]: process["state"] for process in shell.status()["processes"]}
    assert shown == {"edge": "serving", "rear": "not answering"}
    rear.resume()
    shell.read_until(platform, "rear answers again")
    assert shell.status()["healthy"]


def test_a_process_that_stays_silent_is_killed_and_started_again(shell: Shell):
    platform = shell.up("pair", ZHONGTAI_WATCHDOG_SECONDS="2")
    before = shell.pid_of("rear")
    psutil.Process(before).suspend()
    shell.read_until(platform, "rear has not answered for 2 s and is killed")
    shell.read_until(platform, "rear was killed by SIGKILL; it is started again")


def test_a_stopped_plug_in_is_shown_within_three_seconds(plugged: Shell):
    pid = until_ready(plugged)["pid"]
    os.kill(pid, signal.SIGSTOP)
    time.sleep(3)  # the bound itself
    status = plugged.status()
    os.kill(pid, signal.SIGCONT)  # so that it ends with its platform
    assert [found["state"] for found in status["plugins"]] == ["not answering"]
    assert not status["healthy"]


def test_a_plug_in_is_restarted_on_a_running_platform(plugged: Shell):
    before = until_ready(plugged)
    assert "There is no plug-in ghost" in plugged.refused("plugin", "restart", "ghost")
    assert "is started again" in plugged.call("plugin", "restart", "identity_sandbox").stdout
    deadline = time.monotonic() + 60
    while plugin(plugged)["pid"] in {before["pid"], 0}:
        assert time.monotonic() < deadline
    assert until_ready(plugged)["restarts"] == before["restarts"] + 1


def test_what_a_plug_in_printed_is_shown(plugged: Shell):
    until_ready(plugged)
    said = plugged.call("plugin", "logs", "identity_sandbox", "--lines", "2").stdout
    assert len(said.splitlines()) == 2
    assert all(json.loads(line)["plugin"] == "identity_sandbox" for line in said.splitlines())


def test_a_plug_in_is_removed_on_a_running_platform_and_shown_as_that(plugged: Shell):
    process = psutil.Process(until_ready(plugged)["pid"])
    assert "is removed" in plugged.call("plugin", "remove", "identity_sandbox").stdout
    assert not process.is_running()
    assert plugin(plugged)["state"] == "removed"
    assert plugged.status()["healthy"]


def test_what_is_not_there_is_said_in_one_line(shell: Shell):
    assert "Nothing runs with" in shell.refused("plugin", "list")
    assert "has printed nothing" in shell.refused("plugin", "logs", "ghost")


def test_a_process_writes_its_log_into_a_file_that_is_turned_over(shell: Shell):
    shell.up("pair", ZHONGTAI_LOG_FILES="1")
    log = shell.home / "logs" / "rear.log"
    assert '"serving"' in log.read_text()
    assert not log.with_name("rear.log.1").exists()
    shell.running[0].kill()
    shell.running[0].wait()
    yesterday = time.time() - 86400
    os.utime(log, (yesterday, yesterday))
    shell.up("pair")
    assert '"serving"' in log.with_name("rear.log.1").read_text()
