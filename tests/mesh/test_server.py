"""A process as strangers and operators see it: who is let in, what they learn, how it ends."""

import asyncio

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from zhongtai_test.echo.v1 import echo_pb2, echo_pb2_grpc

from mesh.call.context import Identity
from mesh.call.errors_wire import refusal_of
from mesh.pure.errors import PeerUnavailable
from tests.mesh.units.back.wiring import OutOfTea
from tests.mesh.world import OPERATOR, PERSON, World, write_deploy

ASK = echo_pb2.EchoRequest
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


@pytest.fixture(params=["local", "remote"])
async def world(request, tmp_path):
    """From outside a call runs here ("local") or is relayed to the other process."""
    async with World(request.param, write_deploy(tmp_path)) as world:
        yield world


@pytest.fixture
async def echo(world):
    return echo_pb2_grpc.EchoServiceStub(await world.outside())


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


async def test_a_call_without_a_token_is_unauthenticated(echo):
    refusal = await refused(echo.GetPublic(ASK()))
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED
    assert refusal.reason == "UNAUTHENTICATED"


async def test_a_stranger_cannot_speak_for_a_unit(echo):
    pose = (("zhongtai-unit", "front"), ("zhongtai-merchant", "demo"))
    refusal = await refused(echo.Echo(ASK(), metadata=pose))
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_person_may_call_what_the_table_says_and_nothing_else(world, echo):
    answer = await echo.GetPublic(ASK(), metadata=world.token(PERSON))
    assert (answer.caller, answer.merchant_id) == ("person:per_1", "demo")
    assert answer.person_id == "per_1"
    refusal = await refused(echo.Echo(ASK(), metadata=world.token(PERSON)))
    assert refusal.code is grpc.StatusCode.PERMISSION_DENIED


async def test_text_that_is_none_is_refused_at_the_door(world, echo):
    refusal = await refused(echo.GetPublic(ASK(texts=["a\0"]), metadata=world.token(PERSON)))
    assert refusal.code is grpc.StatusCode.INVALID_ARGUMENT
    assert [violation.field for violation in refusal.violations] == ["texts[0]"]
    assert world.back.requests == []


async def test_a_stranger_learns_nothing_about_his_text(echo):
    refusal = await refused(echo.GetPublic(ASK(texts=["a\0"])))
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_bound_caller_cannot_name_another_merchant(world, echo):
    metadata = (*world.token(PERSON), ("zhongtai-merchant", "other"))
    refusal = await refused(echo.GetPublic(ASK(), metadata=metadata))
    assert refusal.code is grpc.StatusCode.PERMISSION_DENIED
    assert world.back.requests == []


async def test_only_a_unit_acts_for_a_person(world, echo):
    metadata = (*world.token(PERSON), ("zhongtai-acting-for", "per_2"))
    refusal = await refused(echo.GetPublic(ASK(), metadata=metadata))
    assert refusal.code is grpc.StatusCode.PERMISSION_DENIED


async def test_an_operator_of_no_merchant_must_name_one(world, echo):
    refusal = await refused(echo.Echo(ASK(), metadata=world.token(OPERATOR)))
    assert refusal.code is grpc.StatusCode.PERMISSION_DENIED
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    answer = await echo.Echo(ASK(), metadata=metadata)
    assert answer.merchant_id == "demo"


async def test_a_token_never_makes_an_internal_caller(world, echo):
    pose = Identity("service", "front", "demo", frozenset({"internal"}))
    with pytest.raises(ValueError, match="internal"):
        world.token(pose)


async def test_bytes_that_are_no_request_are_an_invalid_argument(world):
    channel = await world.outside()
    call = channel.unary_unary("/zhongtai_test.echo.v1.FrontService/Forward")
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    refusal = await refused(call(b"\xff\xff", metadata=metadata))
    assert refusal.code is grpc.StatusCode.INVALID_ARGUMENT
    assert refusal.reason == "INVALID_REQUEST"


async def test_a_peers_refusal_passes_through_unchanged(world):
    front = echo_pb2_grpc.FrontServiceStub(await world.outside())
    token = world.token(Identity("service", "erp", "demo", frozenset({"echo"})))
    refusal = await refused(front.Forward(ASK(action="refuse"), metadata=token))
    assert refusal.is_a(OutOfTea)
    assert refusal.metadata == {"sort": "green"}
    assert refusal.violations[0].field == "texts"


async def test_details_and_deadline_of_a_caller_outside_are_kept(world, echo):
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    refusal = await refused(echo.Echo(ASK(action="refuse"), metadata=metadata))
    assert refusal.is_a(OutOfTea)
    answer = await echo.Echo(ASK(), metadata=metadata, timeout=4)
    assert 3 < answer.seconds_left < 4.5


async def test_the_trace_of_a_caller_outside_is_kept_and_a_bad_one_replaced(world, echo):
    token = world.token(PERSON)
    trace = ("traceparent", f"00-{'ab' * 16}-{'12' * 8}-01")
    answer = await echo.GetPublic(ASK(), metadata=(*token, trace))
    assert answer.trace_id == "ab" * 16
    bad = ("zhongtai-trace", "not a trace id")
    answer = await echo.GetPublic(ASK(), metadata=(*token, bad))
    assert len(answer.trace_id) == 32


async def test_a_stream_from_outside_flows_and_stops_with_its_reader(world, echo):
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    stream = echo.WatchEcho(ASK(texts=["a"], action="wait"), metadata=metadata)
    assert (await stream.read()).texts == ["a"]
    await world.back.waiting.wait()
    stream.cancel()
    await world.back.cancelled.wait()


async def test_health_says_serving_for_every_service(world):
    health = health_pb2_grpc.HealthStub(await world.outside())
    for service in ("", "zhongtai_test.echo.v1.EchoService", "zhongtai_test.echo.v1.FrontService"):
        reply = await health.Check(health_pb2.HealthCheckRequest(service=service))
        assert reply.status == SERVING


async def test_reflection_lists_the_services_of_all_processes(world):
    stub = reflection_pb2_grpc.ServerReflectionStub(await world.outside())

    async def ask():
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    replies = [reply async for reply in stub.ServerReflectionInfo(ask())]
    names = {service.name for service in replies[0].list_services_response.service}
    assert {"zhongtai_test.echo.v1.EchoService", "zhongtai_test.echo.v1.FrontService"} <= names
    assert "grpc.health.v1.Health" in names


async def test_draining_finishes_running_calls_and_says_not_serving(world, echo):
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    health = health_pb2_grpc.HealthStub(await world.outside())
    watch = health.Watch(health_pb2.HealthCheckRequest())
    assert (await watch.read()).status == SERVING
    running = asyncio.ensure_future(echo.Echo(ASK(action="wait", texts=["x"]), metadata=metadata))
    await world.back.waiting.wait()
    stop = asyncio.create_task(world.stop(next(iter(world.running))))
    assert (await watch.read()).status == NOT_SERVING
    world.back.go_on.set()
    assert (await running).texts == ["x"]
    await stop


async def test_draining_ends_streams_so_that_readers_come_back(world):
    stream = world.peer().WatchEcho(ASK(texts=["a"], action="wait"))
    await anext(stream)
    await world.back.waiting.wait()
    await world.stop(next(reversed(world.running)))
    refusal = await refused(anext(stream))
    assert refusal.code is grpc.StatusCode.UNAVAILABLE
    assert refusal.is_a(PeerUnavailable)
