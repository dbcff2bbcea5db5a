"""Background work goes on whatever happens to it, and all of it is told of."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import structlog

from mesh.process import background as module
from mesh.process.background import Background, reports
from mesh.pure.errors import StorageUnavailable
from tests.mesh.feeds import until
from tests.times import within


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "FIRST_BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr(module, "MAX_BACKOFF_SECONDS", 0.001)


class Flaky:
    """Work that ends in some way until its third run, which goes on for ever."""

    def __init__(self, end: Callable[[], Awaitable[None]]) -> None:
        self.end = end
        self.runs = 0
        self.third = asyncio.Event()
        self.cleaned_up = False

    async def __call__(self) -> None:
        self.runs += 1
        if self.runs < 3:
            await self.end()
            return
        self.third.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cleaned_up = True


async def fail():
    raise RuntimeError("not yet")


async def refuse():
    raise StorageUnavailable("The database is away.")


async def come_to_an_end():
    """Return, as work that runs for ever never should."""


async def be_cut_off_by_a_stray_cancellation():
    inner = asyncio.ensure_future(asyncio.Event().wait())
    asyncio.get_running_loop().call_soon(inner.cancel)
    await inner


@pytest.mark.parametrize("end", [fail, refuse, come_to_an_end, be_cut_off_by_a_stray_cancellation])
async def test_work_that_ends_in_any_way_is_started_again_until_it_is_stopped(end):
    background, work = Background(), Flaky(end)
    background.start("test", work)
    await within(work.third.wait(), 30)
    await background.stop()
    assert work.runs == 3
    assert work.cleaned_up


async def test_work_goes_on_when_even_telling_of_its_failure_fails(monkeypatch):
    def no_log(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(structlog, "get_logger", no_log)
    background, work = Background(), Flaky(fail)
    background.start("test", work)
    await within(work.third.wait(), 30)
    await background.stop()


async def test_failing_work_is_told_of_with_its_reason_and_without_a_defects_words():
    background = Background()
    for name, end in (("a.defect", fail), ("b.refusal", refuse), ("c.end", come_to_an_end)):
        background.start(name, end)
    await until(lambda: all(report.failures for report in background.reports()))
    told = [(report.name, report.state, report.message) for report in background.reports()]
    await background.stop()
    assert told == [
        ("a.defect", "failing", "RuntimeError"),
        ("b.refusal", "failing", "The database is away."),
        ("c.end", "failing", "it ended by itself"),
    ]


async def test_work_that_runs_again_for_a_while_is_told_as_running(monkeypatch):
    monkeypatch.setattr(module, "SETTLED_SECONDS", 0.0)
    background, work = Background(), Flaky(fail)
    background.start("test", work)
    await within(work.third.wait(), 30)
    (report,) = background.reports()
    await background.stop()
    assert (report.state, report.failures, report.message) == ("running", 2, "")


async def test_a_task_that_somebody_ended_behind_our_back_is_told_as_stopped():
    background = Background()
    background.start("test", asyncio.Event().wait)
    (supervised,) = background._running
    supervised.task.cancel()
    await asyncio.wait([supervised.task])
    assert [report.state for report in background.reports()] == ["stopped"]
    await background.stop()


async def test_the_reports_of_a_process_hold_all_its_work_by_name():
    first, second = Background(), Background()
    first.start("z", asyncio.Event().wait)
    second.start("a", asyncio.Event().wait)
    names = [report.name for report in reports()]
    await first.stop()
    await second.stop()
    assert names == ["a", "z"]
