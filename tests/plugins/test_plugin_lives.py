"""A plug-in that dies, hangs, floods, was left behind or is not what it seems to be."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest

from mesh.plugins.handle import PluginHandle
from mesh.plugins.host import NoSuchPlugin, PluginHost
from mesh.plugins.keeper import PROBE_EVERY_SECONDS, QUIET_PROBES
from mesh.plugins.output import PluginOutput, log_of
from mesh.plugins.predecessors import find
from mesh.plugins.process import PluginProcess, state_folder
from tests import plugin_forks
from tests.plugins.world import OWNERS, PORTS, ROOT, SAMPLES, host_of, hosted

KILLS = int(os.environ.get("ZHONGTAI_TEST_KILLS", "20"))


async def seconds_until(seen, limit: float = 60.0) -> float:
    """How long it takes until something is seen."""
    began = time.monotonic()
    async with asyncio.timeout(limit):
        while True:
            if seen():
                return time.monotonic() - began
            await asyncio.sleep(0.01)


def is_ready(handle: PluginHandle) -> bool:
    return handle.state.value == "ready"


async def test_every_kill_is_noticed_within_two_seconds(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("mesh.plugins.keeper.LONGEST_PAUSE_SECONDS", 0.1)
    slowest = 0.0
    async with hosted("identity_sandbox", tmp_path, probe_every=PROBE_EVERY_SECONDS) as handle:
        for number in range(KILLS):
            await seconds_until(lambda: is_ready(handle))
            # At any point of the interval between two probes.
            await asyncio.sleep(PROBE_EVERY_SECONDS * 1.2 * number / KILLS)
            os.kill(handle.pid, signal.SIGKILL)
            slowest = max(slowest, await seconds_until(lambda: not is_ready(handle)))
    assert slowest < 2, f"the slowest of {KILLS} was noticed after {slowest:.2f} s"


async def test_a_stopped_plug_in_is_told_within_three_seconds_and_heals(tmp_path: Path) -> None:
    async with hosted("identity_sandbox", tmp_path, probe_every=PROBE_EVERY_SECONDS) as handle:
        os.kill(handle.pid, signal.SIGSTOP)
        seconds = await seconds_until(lambda: handle.state.value == "not answering")
        assert "DEADLINE_EXCEEDED" in handle.message
        os.kill(handle.pid, signal.SIGCONT)
        await seconds_until(lambda: is_ready(handle))
        assert handle.restarts == 0
    assert seconds < 3


async def test_a_plug_in_that_answers_as_before_is_asked_rarely_until_somebody_looks(
    tmp_path: Path,
) -> None:
    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": "identity_sandbox"}
    host = PluginHost(tmp_path, OWNERS, env, probe_every_seconds=0.2)
    try:
        await host.start()
        (keeper,) = host._keepers
        await seconds_until(lambda: keeper._probe_pause == QUIET_PROBES * 0.2)
        os.kill(keeper.handle.pid, signal.SIGSTOP)
        await host.look()
        assert keeper.handle.state.value == "not answering"
        os.kill(keeper.handle.pid, signal.SIGCONT)
        await seconds_until(lambda: is_ready(keeper.handle))
    finally:
        await host.close()


async def test_a_plug_in_that_stays_silent_is_started_again(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("mesh.plugins.keeper.SILENT_SECONDS_TO_RESTART", 2.0)
    monkeypatch.setattr("mesh.plugins.keeper.GRACE_SECONDS", 0.5)
    async with hosted("identity_sandbox", tmp_path) as handle:
        before = handle.pid
        os.kill(before, signal.SIGSTOP)
        await seconds_until(lambda: handle.restarts and is_ready(handle))
        assert handle.pid != before


async def test_a_host_that_was_held_up_takes_no_plug_in_for_silent(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("mesh.plugins.keeper.SILENT_SECONDS_TO_RESTART", 2.0)
    async with hosted("identity_sandbox", tmp_path, probe_every=PROBE_EVERY_SECONDS) as handle:
        time.sleep(3)  # noqa: ASYNC251 - this is what holds it up
        answers = []
        monkeypatch.setattr(handle.circuit, "sign_of_life", lambda: answers.append(handle.state))
        await seconds_until(lambda: len(answers) > 2)
        assert handle.restarts == 0


async def test_a_plug_in_that_needs_more_and_more_memory_is_started_again(tmp_path: Path) -> None:
    async with host_of(tmp_path, "growing", ZHONGTAI_PLUGIN_MEMORY_MB="300") as host:
        (handle,) = host.of_kind("identity")
        told = []
        await seconds_until(lambda: told.append(handle.message) or handle.restarts > 1)
        assert any("ZHONGTAI_PLUGIN_MEMORY_MB lets it have 300" in message for message in told)
        await seconds_until(lambda: is_ready(handle))


async def test_a_flood_of_output_is_cut_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with host_of(tmp_path, "noisy", ZHONGTAI_LOG_MB="1", ZHONGTAI_LOG_FILES="2") as host:
        (handle,) = host.of_kind("identity")
        await seconds_until(lambda: is_ready(handle))
    log = log_of(tmp_path, "noisy")
    files = [*log.parent.glob(f"{log.name}*")]
    assert sum(file.stat().st_size for file in files) < 4 * 1024 * 1024
    assert "lines: more than 64 KB per second" in "".join(file.read_text() for file in files)


@asynccontextmanager
async def left_behind(home: Path) -> AsyncIterator[psutil.Process]:
    """A plug-in whose host was killed while it was stopped, so that it could not notice."""
    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": "pos_till"}
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "sdk")))
    command = [sys.executable, str(Path(__file__).with_name("hosting_alone.py")), str(home)]
    host = await asyncio.create_subprocess_exec(*command, env=env, stdout=subprocess.PIPE)
    assert host.stdout is not None
    while not (line := await host.stdout.readline()).strip().isdigit():
        assert line, "the host ended"
    plugin = psutil.Process(int(line))
    plugin.suspend()
    host.kill()
    await host.wait()
    try:
        yield plugin
    finally:
        if plugin.is_running():
            plugin.kill()


async def test_what_an_earlier_life_left_is_ended_before_its_successor(tmp_path: Path) -> None:
    async with left_behind(tmp_path) as orphan, hosted("pos_till", tmp_path) as handle:
        await seconds_until(lambda: is_ready(handle))
        assert handle.restarts == 0
        gone = not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
        assert gone


def test_a_process_that_no_host_started_is_not_taken_for_a_predecessor(tmp_path: Path) -> None:
    state = state_folder(tmp_path, "x")
    other = state_folder(tmp_path, "y")
    environments = [
        {"ZHONGTAI_PLUGIN_STATE": str(state)},
        {"ZHONGTAI_PLUGIN_STATE": str(other), "ZHONGTAI_PLUGIN_HOST_PID": "1"},
        {"ZHONGTAI_PLUGIN_STATE": str(state), "ZHONGTAI_PLUGIN_HOST_PID": "1"},
    ]
    processes = [subprocess.Popen(["/bin/sleep", "60"], env=env) for env in environments]
    try:
        assert [process.pid for process in find(state)] == [processes[-1].pid]
    finally:
        for process in processes:
            process.kill()
            process.wait()


async def test_a_bad_manifest_disables_its_own_plug_in_only(tmp_path: Path) -> None:
    folders = tmp_path / "folders"
    shutil.copytree(SAMPLES / "future", folders / "good")
    (folders / "bad").mkdir()
    (folders / "bad" / "plugin.toml").write_text("name = 'bad'\nkind = 'fax'\n")
    host = PluginHost(tmp_path, OWNERS, {**os.environ, **PORTS}, folders=[folders])
    await host.start()
    told = {status.name: (status.state, status.message) for status in host.status()}
    await host.close()
    assert told["future"][0] == "incompatible"
    assert told["bad"][0] == "invalid"
    assert "kind must be one of" in told["bad"][1]


async def test_a_plug_in_that_calls_itself_otherwise_is_not_used(tmp_path: Path) -> None:
    async with host_of(tmp_path, "misnamed") as host:
        (status,) = host.status()
    assert (status.state, status.message) == (
        "incompatible",
        "The plug-in calls itself somebody_else, not misnamed: mend its plugin.toml.",
    )


async def test_a_plug_in_of_another_kind_than_it_says_is_not_used(tmp_path: Path) -> None:
    async with host_of(tmp_path, "unlike", "noisy") as host:
        told = {status.name: (status.state, status.message) for status in host.status()}
    state, words = told["unlike"]
    assert state == "incompatible"
    assert words == (
        "The plug-in unlike is announced as carrier, but offers: identity. "
        "Mend its plugin.toml, or serve what it says."
    )
    assert told["noisy"][0] != "incompatible"


async def test_a_plug_in_that_never_serves_is_given_up_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mesh.plugins.handshake.START_SECONDS", 0.5)
    async with host_of(tmp_path, "muted") as host:
        (handle,) = host.of_kind("identity")
        said = "have its health say SERVING; `zhongtai plugin logs muted`"
        await seconds_until(lambda: said in handle.message)
        await seconds_until(lambda: handle.restarts > 0)


async def test_a_plug_in_sees_the_libraries_of_its_own_python(tmp_path: Path) -> None:
    folder = tmp_path / "folders" / "own"
    folder.mkdir(parents=True)
    await asyncio.to_thread(venv.create, folder / ".venv")
    (places,) = (folder / ".venv").glob("lib/python*/site-packages")
    (places / "structlog.py").write_text("print('the structlog of the plug-in')\n")
    command = '["./.venv/bin/python", "-c", "import structlog"]'
    (folder / "plugin.toml").write_text(f'name = "own"\nkind = "pos"\ncommand = {command}\n')
    host = PluginHost(tmp_path, OWNERS, {**os.environ, **PORTS}, folders=[folder.parent])
    await host.start()
    await host.close()
    assert "the structlog of the plug-in" in log_of(tmp_path, "own").read_text()


async def test_an_operator_restarts_a_plug_in_also_one_that_was_given_up(tmp_path: Path) -> None:
    async with host_of(tmp_path, "future") as host:
        (handle,) = host.of_kind("identity")
        assert "is started again" in host.restart("future")
        await seconds_until(lambda: handle.restarts == 1)
        await seconds_until(lambda: handle.state.value == "incompatible")


async def test_a_removed_plug_in_ends_is_forgotten_and_stays_away(tmp_path: Path) -> None:
    forgotten: list[str] = []

    async def forget(name: str) -> None:
        forgotten.append(name)

    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": "identity_sandbox"}
    host = PluginHost(tmp_path, OWNERS, env)
    host.when_removed(forget)
    await host.start()
    (handle,) = host.of_kind("identity")
    process = psutil.Process(handle.pid)
    await host.remove("identity_sandbox")
    assert not process.is_running()
    assert host.of_kind("identity") == []
    assert [status.state for status in host.status()] == ["removed"]
    await host.close()
    again = PluginHost(tmp_path, OWNERS, env)
    assert [status.state for status in again.status()] == ["removed"]
    assert "next `zhongtai up`" in again.restart("identity_sandbox")
    assert PluginHost(tmp_path, OWNERS, env).of_kind("identity")
    assert forgotten == ["identity_sandbox"]


@pytest.fixture
def being_ended(monkeypatch) -> asyncio.Event:
    """Is set when a plug-in's process is being ended, for which it has little time."""
    monkeypatch.setattr("mesh.plugins.keeper.GRACE_SECONDS", 0.2)
    monkeypatch.setattr("mesh.plugins.keeper._SHUTDOWN_SECONDS", 0.1)
    being_ended, stop = asyncio.Event(), PluginProcess.stop

    async def noted(process: PluginProcess, grace_seconds: float) -> None:
        being_ended.set()
        await stop(process, grace_seconds)

    monkeypatch.setattr(PluginProcess, "stop", noted)
    return being_ended


async def test_a_plug_in_that_is_removed_while_it_is_being_ended_ends(
    tmp_path: Path, being_ended: asyncio.Event
) -> None:
    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": "identity_sandbox"}
    host = PluginHost(tmp_path, OWNERS, env)
    with plugin_forks.used():
        await host.start()
    (handle,) = host.of_kind("identity")
    process = psutil.Process(handle.pid)
    process.suspend()
    try:
        host.restart("identity_sandbox")
        await being_ended.wait()
        await host.remove("identity_sandbox")
        assert not process.is_running()
    finally:
        with suppress(psutil.NoSuchProcess):
            process.kill()


async def test_work_for_a_plug_in_ends_with_its_removal(tmp_path: Path) -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": "identity_sandbox"}
    host = PluginHost(tmp_path, OWNERS, env)
    (handle,) = host.of_kind("identity")
    bounded = asyncio.ensure_future(handle.until_removed(work)())
    await asyncio.sleep(0)
    await host.remove("identity_sandbox")
    async with asyncio.timeout(30):
        await ended.wait()
    assert not bounded.done()
    bounded.cancel()


async def test_what_no_host_knows_cannot_be_restarted_but_is_forgotten(tmp_path: Path) -> None:
    forgotten: list[str] = []

    async def forget(name: str) -> None:
        forgotten.append(name)

    async with host_of(tmp_path, "none") as host:
        host.when_removed(forget)
        with pytest.raises(NoSuchPlugin, match="no plug-in ghost"):
            host.restart("ghost")
        await host.remove("ghost")
    assert forgotten == ["ghost"]


def test_output_beyond_the_rate_is_counted_and_secrets_are_masked(tmp_path: Path) -> None:
    clock = [0.0]
    output = PluginOutput.open(tmp_path, "x", {"ZHONGTAI_PLUGIN_LOG_KB_PER_SECOND": "1"})
    output._monotonic = lambda: clock[0]
    output._credited = 0.0
    output._take(b"call 13912345678\n" + b'{"event": "paid", "token": "t"}\n')
    output._take(b"x" * 100 * 1024 + b"\nand\nmore\n")
    clock[0] = 20.0
    output._take(b'{"event": "quiet again"}\n')
    output.close()
    lines = log_of(tmp_path, "x").read_text().splitlines()
    assert len(lines) == 4
    assert "13912345678" not in lines[0]
    assert '"token": "***"' in lines[1]
    assert "… dropped 3 lines: more than 1 KB per second" in lines[2]
    assert "quiet again" in lines[3]
