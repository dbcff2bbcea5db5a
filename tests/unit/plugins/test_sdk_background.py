"""A plug-in's background work goes on whatever happens to it, and Probe tells of it."""

import asyncio

import pytest
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import Background, PluginInfo
from zhongtai_plugin import background as module
from zhongtai_plugin.service import PluginServicer

from tests.times import within


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(module, "LONGEST_PAUSE_SECONDS", 0.001)


async def fail():
    raise RuntimeError("no ink")


async def come_to_an_end():
    """Return, as work that runs for ever never should."""


async def be_cut_off_by_a_stray_cancellation():
    inner = asyncio.ensure_future(asyncio.Event().wait())
    asyncio.get_running_loop().call_soon(inner.cancel)
    await inner


@pytest.mark.parametrize("end", [fail, come_to_an_end, be_cut_off_by_a_stray_cancellation])
async def test_work_that_ends_in_any_way_is_started_again_until_it_is_stopped(end):
    runs, third, cleaned_up = [0], asyncio.Event(), asyncio.Event()

    async def work() -> None:
        runs[0] += 1
        if runs[0] < 3:
            return await end()
        third.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaned_up.set()

    background = Background()
    background.start("test", work)
    await within(third.wait(), 30)
    await background.stop()
    assert runs == [3]
    assert cleaned_up.is_set()


async def probe(servicer: PluginServicer) -> plugin_pb2.ProbeResponse:
    return await servicer.Probe(plugin_pb2.ProbeRequest(), None)


async def test_a_probe_tells_what_fails_until_it_is_stopped():
    servicer = PluginServicer(PluginInfo("x", "1", "X."), [], None, None, lambda _why: None)
    await servicer.Configure(plugin_pb2.ConfigureRequest(protocol_version=1), None)
    background = Background()
    background.start("riders", fail)
    async with asyncio.timeout(30):
        while True:
            told = await probe(servicer)
            if told.message:
                break
            await asyncio.sleep(0.001)
    assert told.message == "riders fails: RuntimeError"
    assert told.details["work.riders"] == "RuntimeError"
    await background.stop()
    assert not (await probe(servicer)).message
