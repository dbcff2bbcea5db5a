"""What a call of a plug-in says about the plug-in, and what only about its caller."""

import asyncio
from types import SimpleNamespace

import grpc
import pytest
from zhongtai.plugin.v1 import erp_pb2, plugin_pb2, pos_order_pb2, pos_pb2

from mesh.call.circuit import FAILURES_TO_OPEN, CircuitState
from mesh.call.context import as_call, internal_identity
from mesh.plugins.handle import PluginHandle, PluginState
from mesh.pure.errors import PluginUnavailable

REQUEST = plugin_pb2.ProbeRequest()
CUSTOMER = internal_identity("miniapp", "demo", "per_1")


def plugin(state: PluginState = PluginState.READY) -> PluginHandle:
    handle = PluginHandle(SimpleNamespace(name="payment_slow"), "", None)
    handle.enter(state)
    return handle


async def too_slow(request, *, timeout, metadata):
    """A plug-in that takes longer than it is given."""
    del request, timeout, metadata
    raise grpc.aio.AioRpcError(
        grpc.StatusCode.DEADLINE_EXCEEDED, grpc.aio.Metadata(), grpc.aio.Metadata()
    )


async def call_again_and_again(
    handle: PluginHandle, method=too_slow, timeout: float = 5.0, request=REQUEST
) -> None:
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(PluginUnavailable):
            await handle.call(method, request, timeout=timeout)


async def test_callers_in_a_hurry_do_not_close_a_plug_in_to_all_others():
    handle = plugin()
    with as_call(CUSTOMER, timeout=0.5):
        await call_again_and_again(handle)
    assert handle.circuit.state is CircuitState.CLOSED


@pytest.mark.parametrize("timeout", [5.0, 0.2])
async def test_a_plug_in_that_uses_up_its_own_time_is_left_alone_for_a_while(timeout):
    handle = plugin()
    with as_call(CUSTOMER, timeout=10):
        await call_again_and_again(handle, timeout=timeout)
    assert handle.circuit.state is CircuitState.OPEN


async def answers(request, *, timeout, metadata):
    del request, timeout, metadata
    return plugin_pb2.ProbeResponse()


async def test_a_chain_whose_system_is_slow_closes_the_plug_in_to_no_other():
    handle = plugin()
    slow, other = (erp_pb2.PullItemsRequest(merchant_id=chain) for chain in ("slow", "other"))
    await call_again_and_again(handle, request=slow)
    with pytest.raises(PluginUnavailable):
        await handle.call(answers, slow)
    assert await handle.call(answers, other)
    assert handle.circuits.describe() == "open for slow"


async def test_a_chain_is_known_by_the_items_of_a_call_too():
    handle = plugin()
    slow, other = (
        pos_pb2.PushOrdersRequest(orders=[pos_order_pb2.PosOrder(merchant_id=chain)] * 2)
        for chain in ("slow", "other")
    )
    await call_again_and_again(handle, request=slow)
    assert await handle.call(answers, other)
    assert handle.circuits.describe() == "open for slow"


async def test_a_plug_in_that_hangs_is_closed_to_all_its_chains_once_probes_are_not_answered():
    handle = plugin(PluginState.NOT_ANSWERING)
    await call_again_and_again(handle, request=erp_pb2.PullItemsRequest(merchant_id="slow"))
    assert handle.circuits.describe() == "open"
    with pytest.raises(PluginUnavailable):
        await handle.call(answers, erp_pb2.PullItemsRequest(merchant_id="other"))


async def test_a_hurried_try_of_one_that_failed_leaves_the_try_to_others():
    handle = plugin()
    await call_again_and_again(handle)
    handle.circuit.state = CircuitState.HALF_OPEN
    with as_call(CUSTOMER, timeout=0.5), pytest.raises(PluginUnavailable):
        await handle.call(too_slow, REQUEST, timeout=5)
    assert handle.circuit.allow()


async def test_callers_who_do_not_wait_for_a_restart_say_nothing_of_it():
    handle = plugin(PluginState.RESTARTING)
    with as_call(CUSTOMER, timeout=0.005):
        await call_again_and_again(handle)
    assert handle.circuit.state is CircuitState.CLOSED


async def test_a_caller_that_goes_away_leaves_the_try_to_others():
    handle = plugin()
    asked = asyncio.Event()

    async def hangs(request, *, timeout, metadata):
        del request, timeout, metadata
        asked.set()
        await asyncio.Event().wait()

    handle.circuit.state = CircuitState.HALF_OPEN
    trying = asyncio.create_task(handle.call(hangs, REQUEST, timeout=5))
    await asked.wait()
    assert not handle.circuit.allow()
    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    assert handle.circuit.allow()
