"""A plug-in's log never raises and never waits, whatever becomes of its stderr."""

import json
import os
import subprocess
import sys

import pytest
from zhongtai_plugin.logs import Lines

CHATTER = """
import logging, structlog
from zhongtai_plugin.logs import configure_logs
configure_logs("chatter")
class Unprintable:
    def __repr__(self): raise RuntimeError("no words")
for _ in range(100):
    structlog.get_logger().warning("x", value=Unprintable())
    structlog.get_logger().warning("y")
    logging.getLogger("a.package").warning("%d", "no number")
print("done")
"""


@pytest.mark.parametrize("stderr", ["/dev/full", "closed"])
def test_a_plug_in_logs_on_without_a_stderr_that_takes_anything(stderr: str):
    redirect = "2>&-" if stderr == "closed" else f"2>{stderr}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = ["/bin/sh", "-c", f'exec "$0" -c "$1" {redirect}', sys.executable, CHATTER]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stdout) in {(0, "done\n"), (120, "done\n")}


def test_a_reader_that_does_not_read_keeps_nobody_waiting():
    reading, writing = os.pipe()
    lines = Lines(writing)
    for _ in range(100):
        lines.msg("x" * 2000)
    taken = os.read(reading, 1 << 20).decode().splitlines()
    lines.msg("back")
    os.close(writing)
    with os.fdopen(reading) as rest:
        told = [json.loads(line) for line in rest.read().splitlines() if line.startswith("{")]
    assert told[0]["event"] == "log lines were lost"
    assert len(taken) + told[0]["count"] == 100


def test_characters_that_are_none_do_not_raise():
    reading, writing = os.pipe()
    Lines(writing).msg("\ud800 中台")
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        assert told.read() == "\\ud800 中台\n"
