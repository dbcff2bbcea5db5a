"""Logging never raises, and its files do not grow without end."""

import io
import json
import logging
import os
import time
from pathlib import Path

import pytest
import structlog

from mesh.process.logfile import LogFile, LogLimits, older, turn_over_in_place
from mesh.process.settings import SettingInvalid
from mesh.process.telemetry import configure_logging

SMALL = LogLimits(size=200, files=2)


@pytest.fixture(autouse=True)
def restored():
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)


class Unprintable:
    """Fails when it is looked at, as half-made objects do."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


class Disk(io.StringIO):
    """A stream on a disk that is full now and then."""

    full = False

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(text)


def write_lines(count: int = 1) -> None:
    for number in range(count):
        structlog.get_logger().warning("x", number=number)
        logging.getLogger("a.package").warning("y %s", number)


def test_logging_to_a_full_disk_does_not_raise():
    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as full:
        configure_logging(stream=full)
        write_lines(100)
        with pytest.raises(OSError, match="No space left"):
            full.close()


def test_logging_to_a_closed_stream_does_not_raise():
    stream = io.StringIO()
    configure_logging(stream=stream)
    stream.close()
    write_lines()


def test_a_process_without_stderr_logs_into_nothing(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    configure_logging()
    write_lines()


def test_what_was_lost_is_counted_once_lines_can_be_written_again():
    disk = Disk()
    configure_logging(stream=disk)
    disk.full = True
    write_lines(3)
    disk.full = False
    structlog.get_logger().warning("back")
    lines = [json.loads(line) for line in disk.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["log lines were lost", "back"]
    assert lines[0]["count"] == 6


@pytest.mark.parametrize("value", [float("nan"), 10**400, "\ud800", {1: b"\xff"}, Unprintable()])
def test_a_value_that_cannot_be_rendered_does_not_raise(value):
    configure_logging(stream=io.StringIO())
    structlog.get_logger().warning("x", value=value, exc_info=RuntimeError(value))
    logging.getLogger("a.package").warning("%d", value)


def test_a_file_is_turned_over_by_size_and_keeps_so_many(tmp_path: Path):
    log = LogFile(tmp_path / "a.log", SMALL)
    for number in range(100):
        log.put(f"{number:050}")
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.log", "a.log.1", "a.log.2"]
    assert all(path.stat().st_size <= SMALL.size + 51 for path in tmp_path.iterdir())
    kept = "".join(older(tmp_path / "a.log", number).read_text() for number in (2, 1, 0))
    assert [int(line) for line in kept.splitlines()] == list(range(88, 100))


def test_a_file_of_yesterday_is_turned_over_and_an_old_one_removed(tmp_path: Path):
    path = tmp_path / "a.log"
    for file, days in ((path, 1), (older(path, 1), 30)):
        file.write_text("old\n")
        os.utime(file, (time.time() - days * 86400,) * 2)
    LogFile(path, LogLimits()).put("new")
    assert path.read_text() == "new\n"
    assert older(path, 1).read_text() == "old\n"
    assert not older(path, 2).exists()


def test_after_half_a_line_the_next_begins_on_its_own(tmp_path: Path, monkeypatch):
    log = LogFile(tmp_path / "a.log", LogLimits())
    real, full = os.write, [True, False]

    def write(descriptor: int, data: bytes) -> int:
        if not full:
            return real(descriptor, data)
        if full.pop(0):
            return real(descriptor, data[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left"):
        log.put("first")
    log.put("second")
    assert (tmp_path / "a.log").read_text() == "fir\nsecond\n"


def test_a_log_that_cannot_be_renamed_goes_on_in_its_file(tmp_path: Path, monkeypatch):
    log = LogFile(tmp_path / "a.log", SMALL)

    def replace(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", replace)
    for _ in range(10):
        log.put("x" * 50)
    assert (tmp_path / "a.log").stat().st_size == 510


def test_a_file_that_another_program_holds_is_turned_over_in_place(tmp_path: Path):
    path = tmp_path / "p.log"
    with path.open("a") as held:
        for round_ in range(4):
            held.write(f"{round_}" * 300)
            held.flush()
            turn_over_in_place(path, SMALL)
        held.write("last")
    assert path.read_text() == "last"
    assert older(path, 1).read_text() == "3" * 300
    assert older(path, 2).read_text() == "2" * 300
    assert not older(path, 3).exists()


def test_limits_are_settings_with_limits_of_their_own():
    limits = LogLimits.read({"ZHONGTAI_LOG_MB": "3", "ZHONGTAI_LOG_DAYS": "2"})
    assert (limits.size, limits.files, limits.days) == (3 * 1024 * 1024, 5, 2)
    with pytest.raises(SettingInvalid, match="ZHONGTAI_LOG_FILES must be a whole number from 1"):
        LogLimits.read({"ZHONGTAI_LOG_FILES": "0"})
