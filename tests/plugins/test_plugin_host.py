"""The plug-in host: what it starts, what it says, and what it leaves behind."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from mesh.plugins.handle import PluginStatus
from mesh.plugins.host import PluginHost
from mesh.plugins.process import socket_path
from mesh.process.tls import ProcessTls
from mesh.pure.errors import PluginUnavailable
from tests.plugins.world import OWNERS, PORTS, ROOT, host_of, hosted


async def test_a_version_nobody_shares_is_explained_to_a_person(tmp_path: Path) -> None:
    async with host_of(tmp_path, "future") as host:
        (status,) = host.status()
        assert status.state == "incompatible"
        assert status.message == (
            "The plug-in future speaks protocol 99, this platform speaks protocol 1: "
            "upgrade the platform, or install an older future."
        )
        handle = host.of_kind("identity")[0]
        stub = handle.stub(plugin_pb2_grpc.PluginServiceStub)
        with pytest.raises(PluginUnavailable):
            await handle.call(stub.Probe, plugin_pb2.ProbeRequest(), timeout=0.05)


def _statuses(host: PluginHost) -> dict[str, PluginStatus]:
    return {status.name: status for status in host.status()}


async def test_a_plug_in_that_falls_over_keeps_nobody_from_starting(tmp_path: Path) -> None:
    async with host_of(tmp_path, "crashing", "future") as host:
        async with asyncio.timeout(60):
            while not _statuses(host)["crashing"].message:  # noqa: ASYNC110 - it sets no event
                await asyncio.sleep(0.05)
        states = _statuses(host)
        # Between two of its lives, or in the short one that is ending again.
        assert states["crashing"].state in {"restarting", "starting"}
        assert states["crashing"].message == (
            "its process ended with 3: `zhongtai plugin logs crashing` shows why"
        )
        assert states["future"].state == "incompatible"


async def test_what_a_plug_in_writes_is_in_a_log_of_its_own(tmp_path: Path) -> None:
    async with host_of(tmp_path, "crashing"):
        pass
    assert "no ink in the printer" in (tmp_path / "logs" / "plugin-crashing.log").read_text()


async def test_refused_settings_are_told_with_their_name(tmp_path: Path) -> None:
    async with host_of(tmp_path, "picky", ZHONGTAI_PICKY_REGION="mars") as host:
        (status,) = host.status()
        assert status.message == (
            "settings refused: region must be on earth, not on the mars; "
            "correct ZHONGTAI_PICKY_REGION, and start again"
        )


async def test_only_plug_ins_of_hosted_owners_are_started(tmp_path: Path) -> None:
    async with host_of(tmp_path, "crashing", "future", units={"user"}) as host:
        assert [status.name for status in host.status()] == ["future"]


async def test_closing_leaves_no_process_and_no_socket(tmp_path: Path) -> None:
    async with hosted("identity_sandbox", tmp_path) as handle:
        process = psutil.Process(handle.pid)
        assert process.is_running()
    assert not process.is_running()
    assert list(socket_path(tmp_path, "identity_sandbox").parent.iterdir()) == []


async def test_a_plug_in_dies_with_its_host(tmp_path: Path) -> None:
    env = {**os.environ, **PORTS, "ZHONGTAI_PLUGINS": "pos_till"}
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "sdk")))
    command = [sys.executable, str(Path(__file__).with_name("hosting_alone.py")), str(tmp_path)]
    host = await asyncio.create_subprocess_exec(*command, env=env, stdout=subprocess.PIPE)
    while not (line := await host.stdout.readline()).strip().isdigit():
        assert line, "the host ended"
    plugin = psutil.Process(int(line))
    host.kill()
    await host.communicate()
    gone, alive = await asyncio.to_thread(psutil.wait_procs, [plugin], 20)
    assert (gone, alive) == ([plugin], [])


async def test_a_long_state_folder_still_gives_a_short_socket_path(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    async with hosted("identity_sandbox", home) as handle:
        assert len(handle.endpoint) < 108
        assert handle.state.value == "ready"


def _files(home: Path, name: str) -> dict[str, str]:
    """The certificate of a name, as files."""
    files = {"tls_ca": "ca.pem", "tls_cert": f"{name}.pem", "tls_key": f"{name}.key"}
    return {key: str(home / "tls" / file) for key, file in files.items()}


@asynccontextmanager
async def running_elsewhere(home: Path) -> AsyncIterator[dict[str, str]]:
    """A plug-in that nobody of ours started, with a certificate; gives how to bind it."""
    for name in ("elsewhere", "platform"):
        ProcessTls.load(home, name)
    theirs, ours = _files(home, "elsewhere"), _files(home, "platform")
    env = {
        **os.environ,
        "ZHONGTAI_PLUGIN_STATE": str(home / "state"),
        "ZHONGTAI_PLUGIN_ENDPOINT": f"unix:{home}/p.sock",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "sdk"))),
        **{f"ZHONGTAI_PLUGIN_{key}".upper(): file for key, file in theirs.items()},
    }
    command = [sys.executable, "-m", "plugins.identity_sandbox"]
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=ROOT)
    try:
        address = env["ZHONGTAI_PLUGIN_ENDPOINT"]
        names = {"plugin": "identity_sandbox", "tls_name": "elsewhere"}
        yield {"kind": "identity", "address": address, **names, **ours}
        assert process.returncode is None
    finally:
        process.terminate()
        await process.wait()


async def test_a_plug_in_elsewhere_is_bound_by_address_with_certificates(tmp_path: Path) -> None:
    async with running_elsewhere(tmp_path) as binding:
        host = PluginHost(tmp_path, OWNERS, {}, bindings={"afar": binding}, folders=[])
        await host.start()
        status = host.status()
        await host.close()
    assert [(s.name, s.state, s.pid, s.message) for s in status] == [("afar", "ready", 0, "")]
