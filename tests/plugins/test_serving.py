"""What the helper does for an author: gate, faults, drain, hidden defects."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc, plugin_pb2, plugin_pb2_grpc
from zhongtai_plugin import (
    PluginFault,
    PluginInfo,
    PluginServer,
    RetryLater,
    StateInUse,
    fault_of_call,
)

VERIFY_PHONE = "/zhongtai.plugin.v1.IdentityProviderService/VerifyPhone"


class Scripted(identity_provider_pb2_grpc.IdentityProviderServiceServicer):
    """Does what the code in the request says."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()

    async def ExchangeCode(self, request, context):
        """Fail, wait or answer."""
        if request.code == "defect":
            raise ValueError("the password is hunter2")
        if request.code == "left out":
            raise NotImplementedError
        if request.code == "full":
            raise sqlite3.OperationalError("database or disk is full")
        if request.code == "no room":
            raise OSError(28, "No space left on device")
        if request.code == "held":
            raise StateInUse("the state folder is used by process 7")
        if request.code == "slow":
            self.entered.set()
            await self.go_on.wait()
        return pb.ExchangeCodeResponse(subject=request.code)


@asynccontextmanager
async def served(
    folder: Path, *, configured: bool = True
) -> AsyncIterator[tuple[PluginServer, Scripted, grpc.aio.Channel]]:
    """A plug-in in this process; ended with it, unless a test did so before."""
    service = Scripted()
    server = PluginServer(PluginInfo("scripted", "1", "Scripted."), [service])
    endpoint = f"unix:{folder}/p.sock"
    await server.start(endpoint)
    ending = asyncio.create_task(server.wait())
    async with grpc.aio.insecure_channel(endpoint) as channel:
        if configured:
            own = plugin_pb2_grpc.PluginServiceStub(channel)
            await own.Configure(plugin_pb2.ConfigureRequest(protocol_version=1))
        yield server, service, channel
        server.stop("the test is over")
        service.go_on.set()
        await ending


async def exchange(channel: grpc.aio.Channel, code: str) -> pb.ExchangeCodeResponse:
    """Call the plug-in."""
    stub = identity_provider_pb2_grpc.IdentityProviderServiceStub(channel)
    return await stub.ExchangeCode(pb.ExchangeCodeRequest(code=code), timeout=20)


async def failing(channel: grpc.aio.Channel, code: str) -> tuple[grpc.StatusCode, PluginFault]:
    """Call the plug-in, which must fail; status and fault."""
    with pytest.raises(grpc.aio.AioRpcError) as failure:
        await exchange(channel, code)
    assert "hunter2" not in str(failure.value)
    return failure.value.code(), fault_of_call(failure.value)


async def test_calls_before_configure_are_refused_with_retry(tmp_path: Path) -> None:
    async with served(tmp_path, configured=False) as (_, _, channel):
        _, fault = await failing(channel, "x")
        assert isinstance(fault, RetryLater)
        assert fault.code == "NOT_CONFIGURED"


async def test_the_words_of_a_defect_stay_in_the_process(tmp_path: Path) -> None:
    async with served(tmp_path) as (_, _, channel):
        assert await failing(channel, "defect") == (grpc.StatusCode.INTERNAL, None)


@pytest.mark.parametrize(
    ("code", "said"), [("full", "STORAGE"), ("no room", "STORAGE"), ("held", "STATE_IN_USE")]
)
async def test_a_full_disk_and_a_held_folder_mean_try_again_later(
    tmp_path: Path, code: str, said: str
) -> None:
    async with served(tmp_path) as (_, _, channel):
        status, fault = await failing(channel, code)
        assert (status, fault.code) == (grpc.StatusCode.UNAVAILABLE, said)


@pytest.mark.parametrize("given", ["CERT", "KEY", "CA"])
async def test_certificates_that_are_not_whole_are_no_plain_text(
    tmp_path: Path, given: str
) -> None:
    server = PluginServer(PluginInfo("scripted", "1", "Scripted."), [Scripted()])
    with pytest.raises(OSError, match="must be set as well"):
        await server.start(f"unix:{tmp_path}/p.sock", {f"ZHONGTAI_PLUGIN_TLS_{given}": "x.pem"})


async def test_an_rpc_that_is_not_written_is_unimplemented_and_no_defect(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(tmp_path) as (_, _, channel):
        stub = identity_provider_pb2_grpc.IdentityProviderServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as failure:
            await stub.VerifyPhone(pb.VerifyPhoneRequest())
        assert failure.value.code() is grpc.StatusCode.UNIMPLEMENTED
        assert failure.value.details() == f"Not offered here: {VERIFY_PHONE}"
    assert not caplog.records


async def test_work_that_an_author_has_left_out_is_a_defect(tmp_path: Path) -> None:
    async with served(tmp_path) as (_, _, channel):
        assert await failing(channel, "left out") == (grpc.StatusCode.INTERNAL, None)


async def test_ending_finishes_what_is_under_way_and_refuses_what_is_new(tmp_path: Path) -> None:
    async with served(tmp_path) as (_, service, channel):
        slow = asyncio.create_task(exchange(channel, "slow"))
        await service.entered.wait()
        health = health_pb2_grpc.HealthStub(channel)
        watch = health.Watch(health_pb2.HealthCheckRequest())
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
        own = plugin_pb2_grpc.PluginServiceStub(channel)
        await own.Shutdown(plugin_pb2.ShutdownRequest())
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
        watch.cancel()
        _, fault = await failing(channel, "x")
        assert fault.code == "ENDING"
        service.go_on.set()
        assert (await slow).subject == "slow"
