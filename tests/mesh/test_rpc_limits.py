"""What strangers, customers and systems may ask of the public gRPC port, and how much of it."""

import asyncio

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from zhongtai_test.echo.v1 import echo_pb2, echo_pb2_grpc

from mesh.call.context import Identity
from mesh.call.errors_wire import refusal_of
from mesh.edge.door_limits import PREFIX
from tests.mesh.world import OPERATOR, PERSON, World, write_deploy

ASK = echo_pb2.EchoRequest
GET_PUBLIC = "/zhongtai_test.echo.v1.EchoService/GetPublic"
OPEN = '"zhongtai_test.echo.v1.EchoService/GetEcho" = ["anybody"]'
SMALL = {
    "GRPC_MESSAGE_BYTES": "100000",
    "GRPC_MESSAGE_BYTES_PER_CUSTOMER": "10000",
    "GRPC_METADATA_BYTES": "4000",
    "GRPC_READ_SECONDS": "1",
    "GRPC_CALLS_PER_CUSTOMER": "3",
    "GRPC_STREAMS_PER_SYSTEM": "2",
    "GRPC_RATE_PER_CUSTOMER": "5",
    "GRPC_RATE_BEFORE_IDENTITY": "5",
    "GRPC_REFUSAL_SECONDS": "0",
    "HEALTH_WATCHES": "6",
    "HEALTH_WATCHES_PER_ADDRESS": "4",
    "REFLECTIONS_PER_ADDRESS": "2",
    "REFLECTION_SECONDS": "1",
}


@pytest.fixture(params=["local", "remote"])
async def world(request, tmp_path):
    """From outside a call runs here ("local") or is relayed to the other process."""
    deploy = write_deploy(tmp_path)
    (deploy / "access" / "open.toml").write_text(OPEN)
    world = World(request.param, deploy)
    world.env |= {PREFIX + name: value for name, value in SMALL.items()}
    world.env["ZHONGTAI_TRUSTED_PROXIES"] = "127.0.0.1"
    async with world:
        yield world


@pytest.fixture
async def channel(world):
    return await world.outside()


@pytest.fixture
async def echo(channel):
    return echo_pb2_grpc.EchoServiceStub(channel)


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


def exhausted(refusal, limit: str) -> bool:
    return refusal.code is grpc.StatusCode.RESOURCE_EXHAUSTED and refusal.metadata["limit"] == limit


def at(address: str) -> tuple[str, str]:
    """A call that a trusted proxy took from that address."""
    return ("x-forwarded-for", address)


async def test_a_message_of_a_stranger_is_refused_without_being_read(channel):
    """The refusal comes although the message does not end."""
    call = channel.stream_unary(GET_PUBLIC)()
    refusal = await refused(call)
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_stranger_may_try_now_and_then_only(channel):
    call = channel.unary_unary(GET_PUBLIC)
    tries = (refused(call(b"", metadata=(at("203.0.113.1"),))) for _ in range(60))
    refusals = await asyncio.gather(*tries)
    assert any(each.code is grpc.StatusCode.UNAUTHENTICATED for each in refusals)
    assert any(exhausted(each, "grpc_rate_before_identity") for each in refusals)
    other = await refused(call(b"", metadata=(at("203.0.113.2"),)))
    assert other.code is grpc.StatusCode.UNAUTHENTICATED


async def test_what_is_open_to_anybody_is_counted_against_the_address_that_it_comes_from(echo):
    calls = [echo.GetEcho(ASK(), metadata=(at("203.0.113.1"),)) for _ in range(60)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    last = [refusal_of(each) for each in outcomes if isinstance(each, grpc.aio.AioRpcError)]
    assert last
    assert all(exhausted(each, "grpc_rate_before_identity") for each in last)
    asked = await echo.GetEcho(ASK(), metadata=(at("203.0.113.2"), ("authorization", "Bearer x")))
    assert (asked.caller, asked.merchant_id) == ("person:", "")


async def test_a_message_that_never_comes_ends_the_call(world, channel):
    call = channel.stream_unary(GET_PUBLIC)(metadata=world.token(PERSON), timeout=30)
    refusal = await refused(call)
    assert refusal.code is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_a_call_without_a_message_is_an_invalid_argument(world, channel):
    call = channel.stream_unary(GET_PUBLIC)(metadata=world.token(PERSON))
    await call.done_writing()
    assert (await refused(call)).code is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_message_that_is_too_big_is_refused(world, echo):
    big = ASK(texts=["x" * 200_000])
    refusal = await refused(echo.GetPublic(big, metadata=world.token(PERSON)))
    assert refusal.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert (await echo.GetPublic(ASK(), metadata=world.token(PERSON))).caller == "person:per_1"


async def test_a_customers_message_is_refused_by_its_size_before_it_is_looked_at(world, echo):
    big = ASK(texts=["x"] * 5000)
    refusal = await refused(echo.GetPublic(big, metadata=world.token(PERSON)))
    assert refusal.code is grpc.StatusCode.INVALID_ARGUMENT
    assert "10000 are the most" in refusal.message
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    asked = await echo.GetPublic(big, metadata=metadata)
    assert asked.caller == "operator:olga"


async def test_metadata_that_is_too_long_is_refused(echo):
    refusal = await refused(echo.GetPublic(ASK(), metadata=(("long", "x" * 8000),)))
    assert refusal.code is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_a_customer_who_calls_too_often_does_not_hold_up_another(world, echo):
    calls = [echo.GetPublic(ASK(), metadata=world.token(PERSON)) for _ in range(40)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    last = [refusal_of(each) for each in outcomes if isinstance(each, grpc.aio.AioRpcError)]
    assert any(exhausted(each, "grpc_rate_per_customer") for each in last)
    other = Identity("person", "per_2", "demo")
    assert (await echo.GetPublic(ASK(), metadata=world.token(other))).caller == "person:per_2"


async def test_calls_of_one_customer_at_once_are_bounded(world, echo):
    waiting = [
        asyncio.ensure_future(echo.GetPublic(ASK(action="wait"), metadata=world.token(PERSON)))
        for _ in range(3)
    ]
    await world.back.waiting.wait()
    while len(world.back.requests) < 3:  # noqa: ASYNC110 - only the first one sets an event
        await asyncio.sleep(0.01)
    refusal = await refused(echo.GetPublic(ASK(), metadata=world.token(PERSON)))
    assert exhausted(refusal, "grpc_calls_per_customer")
    world.back.go_on.set()
    await asyncio.gather(*waiting)
    assert await echo.GetPublic(ASK(), metadata=world.token(PERSON))


async def test_streams_of_one_system_are_bounded_and_end_with_their_readers(world, echo):
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))

    def watch():
        return echo.WatchEcho(ASK(texts=["a"], action="wait"), metadata=metadata)

    held = [watch(), watch()]
    for stream in held:
        await stream.read()
    assert exhausted(await refused(watch().read()), "grpc_streams_per_system")
    held[0].cancel()
    async with asyncio.timeout(5):
        while await _is_refused(watch()):
            pass


async def _is_refused(stream) -> bool:
    try:
        return await stream.read() is None
    except grpc.aio.AioRpcError as exc:
        return exhausted(refusal_of(exc), "grpc_streams_per_system")
    finally:
        stream.cancel()


async def test_health_watches_are_bounded_by_address_and_in_all(channel, echo, world):
    stub = health_pb2_grpc.HealthStub(channel)

    def watch(address: str):
        return stub.Watch(health_pb2.HealthCheckRequest(), metadata=(at(address),))

    held = [watch("203.0.113.1") for _ in range(4)]
    for stream in held:
        await stream.read()
    refusal = await refused(watch("203.0.113.1").read())
    assert exhausted(refusal, "health_watches_per_address")
    other = watch("203.0.113.2")
    assert (await other.read()).status == health_pb2.HealthCheckResponse.SERVING
    assert await echo.GetPublic(ASK(), metadata=world.token(PERSON))
    for stream in (*held, other):
        stream.cancel()


async def test_a_service_that_is_not_known_is_not_found_by_health(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    refusal = await refused(stub.Check(health_pb2.HealthCheckRequest(service="tea")))
    assert refusal.code is grpc.StatusCode.NOT_FOUND


async def test_reflection_is_bounded_in_number_and_time(channel):
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    quiet = [stub.ServerReflectionInfo() for _ in range(2)]
    for stream in quiet:
        await stream.write(reflection_pb2.ServerReflectionRequest(list_services=""))
        await stream.read()
    refusal = await refused(stub.ServerReflectionInfo().read())
    assert exhausted(refusal, "reflections_per_address")
    assert (await refused(quiet[0].read())).code is grpc.StatusCode.DEADLINE_EXCEEDED
    quiet[1].cancel()


async def test_refusals_are_counted_by_limit(world, channel):
    call = channel.unary_unary(GET_PUBLIC)
    for _ in range(40):
        await refused(call(b""))
    metrics = world.host.metrics.text()
    assert 'zhongtai_limit_refusals_total{limit="grpc_rate_before_identity"}' in metrics
