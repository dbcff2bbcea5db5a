"""Who is killed while platforms are simulated, and when nothing of the platform is under way."""

import asyncio
import contextlib
import json
import subprocess
import sys

import psutil
import pytest

from cli.simulate.kills import Killer
from cli.simulate.quiet import under_way
from mesh.process.topology import Topology

UP = """import subprocess, sys, time
for _ in range(2):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def up():
    """What stands for `zhongtai up`, and its children."""
    process = subprocess.Popen([sys.executable, "-c", UP], stdout=subprocess.PIPE, text=True)
    children = [psutil.Process(int(process.stdout.readline())) for _ in range(2)]
    yield process, children
    for each in (*children, process):
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    process.communicate()


def is_dead(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def stranger():
    """A process that is nobody's."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


@pytest.fixture(autouse=True)
def answering(monkeypatch):
    """Every process answers, and has no plug-in."""

    async def state(*_words):
        return {"plugins": []}

    monkeypatch.setattr("cli.simulate.kills.ask", state)


def announce(home, **pids):
    (home / "run").mkdir()
    for name, pid in pids.items():
        (home / "run" / f"{name}.json").write_text(json.dumps({"pid": pid}))


async def test_each_kind_is_killed_in_its_turn_and_nobody_who_does_not_descend_from_up(
    up, stranger, tmp_path
):
    process, (gateways, order) = up
    announce(tmp_path, gateways=gateways.pid, apps=stranger.pid, order=order.pid)
    running = {"pid": process.pid, "processes": ["gateways", "apps", "order"], "endpoints": {}}
    killer, said = Killer(tmp_path, running, Topology.load("mesh"), seed=1), []
    killing = asyncio.create_task(killer.run(0.01, said.append))
    async with asyncio.timeout(20):
        while not (is_dead(gateways) and is_dead(order)):  # noqa: ASYNC110 - a death sets no event
            await asyncio.sleep(0.01)
    killing.cancel()
    assert set(killer.killed) == {"gateways", "order"}
    assert set(said) == {"killed: gateways", "killed: order"}
    assert (process.poll(), stranger.poll()) == (None, None)


async def test_nothing_is_killed_where_nobody_asked_for_it(up, tmp_path):
    process, (platform, _) = up
    announce(tmp_path, platform=platform.pid)
    running = {"pid": process.pid, "processes": ["platform"], "endpoints": {}}
    killer = Killer(tmp_path, running, Topology.load("single"), seed=1)
    await killer.run(0.0, print)
    assert not killer.killed


def status(**changes):
    """What `zhongtai status` tells of a platform at rest, but for some changes."""
    reader = {"reader": "order_control.stock", "state": "well", "events_behind": 0, "letters": 0}
    return {
        "running": True,
        "processes": [{"name": "platform", "serving": True}],
        "services": [],
        "plugins": [{"name": "erp_tryton", "state": "broken"}],
        "readers": [reader | changes.pop("reader", {})],
    } | changes


@pytest.mark.parametrize(
    ("changes", "busy"),
    [
        ({}, []),
        ({"running": False}, ["the platform"]),
        ({"processes": [{"name": "order", "serving": False}]}, ["order"]),
        ({"plugins": [{"name": "pos_till", "state": "restarting"}]}, ["pos_till"]),
        ({"reader": {"events_behind": 3}}, ["order_control.stock"]),
        ({"reader": {"letters": 2, "stopped_letters": 1}}, ["order_control.stock"]),
        # For an operator, and for somebody else: neither ends by waiting.
        ({"reader": {"letters": 1, "stopped_letters": 1}}, []),
        ({"reader": {"state": "", "events_behind": 9}}, []),
    ],
)
def test_books_are_compared_when_what_ends_by_itself_has_ended(changes, busy):
    assert under_way(status(**changes)) == busy
