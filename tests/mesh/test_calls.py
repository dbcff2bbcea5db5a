"""The same facts about a call between units, whether local or over the network."""

import asyncio
import gc

import grpc
import pytest
from zhongtai_test.echo.v1 import echo_pb2

from mesh.call.context import Identity, as_call
from mesh.call.errors_wire import refusal_of
from mesh.pure.errors import DeadlineExceeded, NotOfferedYet, Violation
from tests.mesh.units.back.wiring import SECRET, OutOfTea
from tests.mesh.world import PERSON, World, write_deploy

ASK = echo_pb2.EchoRequest


@pytest.fixture(params=["local", "local through bytes", "remote"])
async def world(request, tmp_path):
    shape, _, how = request.param.partition(" ")
    world = World(shape, write_deploy(tmp_path))
    world.env["ZHONGTAI_LOCAL_SERIALIZE"] = "1" if how else "0"
    async with world:
        yield world


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


async def test_the_callee_knows_unit_merchant_person_and_trace(world):
    with as_call(PERSON, trace_id="ab" * 16):
        answer = await world.peer().Echo(ASK())
    assert answer.caller == "service:front"
    assert (answer.merchant_id, answer.person_id) == ("demo", "per_1")
    assert answer.trace_id == "ab" * 16


async def test_merchants_and_persons_may_have_names_in_any_script(world):
    with as_call(Identity("person", "张三 100%", "中台")):
        answer = await world.peer().Echo(ASK())
    assert (answer.merchant_id, answer.person_id) == ("中台", "张三 100%")


async def test_an_answer_of_another_type_is_a_defect(world):
    refusal = await refused(world.peer().Echo(ASK(action="nonsense")))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")


async def test_a_refusal_arrives_with_reason_metadata_and_violations(world):
    refusal = await refused(world.peer().Echo(ASK(action="refuse")))
    assert refusal.code is grpc.StatusCode.FAILED_PRECONDITION
    assert refusal.message == "There is no green tea left."
    assert refusal.is_a(OutOfTea)
    assert refusal.metadata == {"sort": "green"}
    assert refusal.violations == (Violation("texts", "too sweet"),)


async def test_a_stream_is_refused_with_the_same_details(world):
    stream = world.peer().WatchEcho(ASK(action="refuse", texts=["one"]))
    assert (await anext(stream)).texts == ["one"]
    refusal = await refused(anext(stream))
    assert refusal.is_a(OutOfTea)


async def test_an_unexpected_exception_says_the_trace_and_no_secret(world):
    with as_call(PERSON, trace_id="cd" * 16):
        refusal = await refused(world.peer().Echo(ASK(action="crash")))
    assert refusal.code is grpc.StatusCode.INTERNAL
    assert (refusal.reason, refusal.domain) == ("INTERNAL", "zhongtai.common")
    assert refusal.metadata == {"trace_id": "cd" * 16}
    assert SECRET not in refusal.message


async def test_what_is_not_overridden_is_not_offered_yet(world):
    refusal = await refused(world.peer().LaterEcho(ASK()))
    assert refusal.code is grpc.StatusCode.UNIMPLEMENTED
    assert refusal.is_a(NotOfferedYet)
    assert refusal.metadata == {"method": "zhongtai_test.echo.v1.EchoService/LaterEcho"}


async def test_a_method_that_nobody_may_call_is_denied(world):
    refusal = await refused(world.peer().Forbidden(ASK()))
    assert refusal.code is grpc.StatusCode.PERMISSION_DENIED
    assert refusal.reason == "ACCESS_DENIED"


async def test_the_time_that_is_left_is_passed_on_shortened(world):
    with as_call(PERSON, timeout=4) as call:
        answer = await world.peer().Echo(ASK())
        assert answer.seconds_left < call.remaining()
    assert 3 < answer.seconds_left < 3.99


async def test_a_call_without_a_deadline_gets_one(world):
    answer = await world.peer().Echo(ASK())
    assert 0 < answer.seconds_left <= 10


async def test_a_handler_that_runs_out_of_time_is_stopped(world):
    refusal = await refused(world.peer().Echo(ASK(action="wait"), timeout=0.2))
    assert refusal.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert refusal.is_a(DeadlineExceeded)
    await world.back.cancelled.wait()


async def test_no_time_left_means_no_call(world):
    with as_call(PERSON, timeout=0):
        refusal = await refused(world.peer().Echo(ASK()))
    assert refusal.is_a(DeadlineExceeded)
    assert world.back.requests == []


async def test_the_handler_cannot_change_the_callers_request(world):
    request = ASK(action="spoil", texts=["mine"])
    answer = await world.peer().Echo(request)
    assert request.texts == ["mine"]
    assert answer.texts == ["mine", "changed by the handler"]


async def test_the_handler_cannot_change_an_answer_it_gave(world):
    answer = await world.peer().Echo(ASK(texts=["first"]))
    await world.peer().Echo(ASK())
    assert answer.texts == ["first"]


async def test_the_caller_cannot_change_a_request_it_sent(world):
    request = ASK(texts=["sent"])
    stream = world.peer().WatchEcho(request)
    request.texts[0] = "changed"
    assert [answer.texts[0] async for answer in stream] == ["sent"]


async def test_cancelling_a_call_stops_its_handler(world):
    call = asyncio.create_task(world.peer().Echo(ASK(action="wait")))
    await world.back.waiting.wait()
    call.cancel()
    await world.back.cancelled.wait()


async def test_cancelling_a_stream_stops_its_handler(world):
    stream = world.peer().WatchEcho(ASK(action="wait", texts=["one"]))
    await anext(stream)
    await world.back.waiting.wait()
    assert stream.cancel()
    await world.back.cancelled.wait()
    with pytest.raises(asyncio.CancelledError):
        await anext(stream)


async def test_a_stream_whose_reader_is_cancelled_stops_its_handler(world):
    async def read():
        async for _ in world.peer().WatchEcho(ASK(action="wait", texts=["one"])):
            pass

    reader = asyncio.create_task(read())
    await world.back.waiting.wait()
    reader.cancel()
    await world.back.cancelled.wait()


async def test_a_reader_that_is_cancelled_at_any_moment_ends_its_call(world):
    async def read(stream):
        async for _ in stream:
            pass

    for turns in range(1, 100):
        stream = world.peer().WatchEcho(ASK(action="wait", texts=["one"]))
        reader = asyncio.create_task(read(stream))
        for _ in range(turns):
            await asyncio.sleep(0)
        reader.cancel()
        await asyncio.wait({reader})
        assert stream.cancelled(), turns


async def test_a_stream_that_is_forgotten_stops_its_handler(world):
    stream = world.peer().WatchEcho(ASK(action="wait", texts=["one"]))
    await anext(stream)
    await world.back.waiting.wait()
    del stream
    gc.collect()
    await world.back.cancelled.wait()


async def test_a_stream_gives_all_messages_then_ends(world):
    stream = world.peer().WatchEcho(ASK(texts=["a", "b"]))
    assert [answer.texts[0] async for answer in stream] == ["a", "b"]
    assert await stream.read() is grpc.aio.EOF
    assert stream.done()


async def test_a_stream_outlives_the_time_a_unary_call_gets(world):
    stream = world.peer().WatchEcho(ASK(texts=["a"]))
    await anext(stream)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_a_stream_ends_at_the_callers_deadline(world):
    refusal = await refused(anext(world.peer().WatchEcho(ASK(action="wait"), timeout=0.2)))
    assert refusal.is_a(DeadlineExceeded)
    await world.back.cancelled.wait()


async def test_streams_of_requests_are_refused_when_a_stub_asks_for_them(world):
    with pytest.raises(TypeError, match="takes a stream of requests"):
        world.host.channel("back").stream_unary("/x/Y")
    with pytest.raises(TypeError, match="takes a stream of requests"):
        world.host.channel("back").stream_stream("/x/Y")
