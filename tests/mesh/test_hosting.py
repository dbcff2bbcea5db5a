"""A process as the operating system sees it: it starts, says so, ends well, and explains itself."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tests.platform import ROOT

TINY = "[processes.platform]\nedge = true\nhttp = true\nunits = []\n"


@pytest.fixture
def env(tmp_path):
    (tmp_path / "deploy" / "topologies").mkdir(parents=True)
    (tmp_path / "deploy" / "access").mkdir()
    (tmp_path / "deploy" / "topologies" / "tiny.toml").write_text(TINY)
    (tmp_path / "deploy" / "units.toml").write_text("")
    (tmp_path / "deploy" / "retries.toml").write_text("[natural_keys]\n")
    return {
        **os.environ,
        "ZHONGTAI_HOME": str(tmp_path / "home"),
        "ZHONGTAI_DEPLOY": str(tmp_path / "deploy"),
        "ZHONGTAI_GRPC_PORT": "0",
        "ZHONGTAI_HTTP_PORT": "0",
    }


async def start(env, *more, topology="tiny"):
    """The process, and what it said once it served or ended."""
    read_fd, write_fd = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mesh.process.hosting", "--topology", topology),
        *("--ready-fd", str(write_fd), *more),
        env=env,
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
        pass_fds=(write_fd,),
    )
    os.close(write_fd)
    ready = await asyncio.to_thread(os.read, read_fd, 1)
    os.close(read_fd)
    return process, bool(ready)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_process_serves_says_where_and_ends_clean_on_a_signal(env, number):
    process, ready = await start(env)
    assert ready
    announced = Path(env["ZHONGTAI_HOME"], "run", "platform.json")
    facts = json.loads(announced.read_text())
    assert facts["pid"] == process.pid
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{facts['http_port']}/metrics")
        assert answer.status_code == 200
    process.send_signal(number)
    _, log = await process.communicate()
    assert process.returncode == 0
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"serving", "stopped"} <= {line["event"] for line in lines}
    assert not any(line["level"] in {"warning", "error"} for line in lines)
    assert not announced.exists()


async def test_a_process_that_was_killed_can_be_started_again(env):
    process, _ = await start(env)
    process.kill()
    await process.communicate()
    second, ready = await start(env)
    assert ready
    second.terminate()
    await second.communicate()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ZHONGTAI_HTTP_PORT", "eighty"),
        ("ZHONGTAI_GRPC_PORT", "70000"),
        ("ZHONGTAI_LOG_LEVEL", "loud"),
        ("ZHONGTAI_DRAIN_SECONDS", "-1"),
    ],
)
async def test_a_wrong_setting_is_one_line_that_names_it(env, variable, value):
    process, ready = await start({**env, variable: value})
    _, said = await process.communicate()
    assert not ready
    assert process.returncode == 2
    assert variable in said.decode()
    assert len(said.splitlines()) == 1


async def test_a_database_that_cannot_be_reached_is_one_line_without_its_password(env, tmp_path):
    deploy = Path(env["ZHONGTAI_DEPLOY"])
    (deploy / "units.toml").write_text(
        '[inventory]\npackage = "centers.inventory"\noffers = ["zhongtai.inventory.v1"]\n'
    )
    tiny = TINY.replace("[]", '["inventory"]')
    (deploy / "topologies" / "tiny.toml").write_text(tiny)
    url = f"postgresql://me:hunter2@/x?host={tmp_path}"
    process, ready = await start({**env, "ZHONGTAI_DATABASE_URL": url})
    _, said = await process.communicate()
    assert (ready, process.returncode) == (False, 2)
    assert b"The database of inventory cannot be used" in said
    assert b"hunter2" not in said


async def test_an_unknown_topology_is_one_line(env):
    process, ready = await start(env, topology="none")
    _, said = await process.communicate()
    assert (ready, process.returncode) == (False, 2)
    assert said.decode() == "There is no topology 'none'.\n"


async def test_a_process_ends_when_the_one_that_started_it_dies(env):
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'mesh.process.hosting', '--topology',"
        " 'tiny', '--with-parent', '--ready-fd', sys.argv[1]], pass_fds=[int(sys.argv[1])])\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    read_fd, write_fd = os.pipe()
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, str(write_fd)),
        env=env,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=(write_fd,),
    )
    os.close(write_fd)
    child = psutil.Process(int(await parent.stdout.readline()))
    assert await asyncio.to_thread(os.read, read_fd, 1)
    os.close(read_fd)
    parent.kill()
    await parent.wait()
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [child], 20)
    assert gone == [child]
