"""RPCs over HTTP: the same callers, limits, deadlines and errors as over gRPC."""

import asyncio
import json
from base64 import b64decode

import httpx
import pytest
from google.rpc import status_pb2
from zhongtai_test.echo.v1 import echo_pb2

from mesh.call.context import Identity
from mesh.edge.door_limits import PREFIX
from mesh.edge.rpc_frames import as_text, frame, message_in
from mesh.process.tokens import TokenSigner
from tests.mesh.world import World, write_deploy
from tests.times import within

SERVICE = "zhongtai_test.echo.v1.EchoService"
OPEN = f"""
"{SERVICE}/GetEcho" = ["anybody"]
"{SERVICE}/WatchEcho" = ["person:mall"]
"""
ANNA = Identity("person", "per_1", "demo", channel="mall")
ELSEWHERE = Identity("person", "per_2", "demo", channel="miniapp")
SMALL = {
    "HTTP_BODY_BYTES_PER_CUSTOMER": "10000",
    "GRPC_RATE_BEFORE_IDENTITY": "5",
    "GRPC_STREAMS_PER_CUSTOMER": "2",
}


@pytest.fixture
async def world(tmp_path):
    deploy = write_deploy(tmp_path)
    (deploy / "access" / "open.toml").write_text(OPEN)
    world = World("local", deploy)
    world.env |= {PREFIX + name: value for name, value in SMALL.items()}
    world.env["ORIGINS"] = "https://shop.example"
    async with world:
        yield world


@pytest.fixture
async def http(world):
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{world.running['platform'].http_port}/{SERVICE}/", timeout=30
    ) as client:
        yield client


def shown(world, identity=ANNA, **headers):
    token = TokenSigner.load(world.home).sign(identity, 600)
    return {"authorization": f"Bearer {token}"} | headers


async def posted(http, method, body, kind="application/json", **headers):
    return await http.post(method, content=body, headers={"content-type": kind} | headers)


def reason(answer):
    return answer.json()["details"][0]["debug"]["reason"]


def trailers_of(body):
    """The trailers of an answer of gRPC-Web that holds nothing else."""
    assert body[0] == 0x80
    lines = message_in(b"\x00" + body[1:]).decode().splitlines()
    return dict(line.split(": ", 1) for line in lines)


async def test_json_is_answered_as_json_for_the_person_of_the_token(world, http):
    answer = await posted(http, "GetPublic", b'{"texts": ["a"]}', **shown(world))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    said = answer.json()
    assert (said["texts"], said["caller"], said["merchantId"]) == (["a"], "person:per_1", "demo")
    assert answer.headers["zhongtai-trace"] == said["traceId"]


async def test_a_call_of_grpc_web_is_a_message_and_trailers_as_bytes_and_as_text(world, http):
    asked = echo_pb2.EchoRequest(texts=["a"]).SerializeToString()
    kind = "application/grpc-web"
    answer = await posted(http, "GetPublic", frame(asked), f"{kind}+proto", **shown(world))
    assert answer.headers["content-type"] == f"{kind}+proto"
    length = int.from_bytes(answer.content[1:5], "big")
    reply = echo_pb2.EchoResponse.FromString(message_in(answer.content[: 5 + length]))
    assert list(reply.texts) == ["a"]
    assert trailers_of(answer.content[5 + length :]) == {"grpc-status": "0"}
    text = await posted(http, "GetPublic", as_text(frame(asked)), f"{kind}-text", **shown(world))
    assert text.headers["content-type"] == f"{kind}-text+proto"
    assert b"grpc-status: 0" in b64decode(text.content)


async def test_a_stream_comes_message_by_message_and_ends_with_how_it_ended(world, http):
    body = json.dumps({"texts": ["a", "b"], "action": "refuse"}).encode()
    answer = await posted(
        http, "WatchEcho", frame(body), "application/connect+json", **shown(world)
    )
    assert answer.status_code == 200
    frames = list(frames_in(answer.content))
    assert [(flags, data.get("texts")) for flags, data in frames] == [
        (0, ["a"]), (0, ["b"]), (2, None),
    ]  # fmt: skip
    assert frames[-1][1]["error"]["details"][0]["debug"]["reason"] == "OUT_OF_TEA"


def frames_in(body):
    while body:
        length = int.from_bytes(body[1:5], "big")
        yield body[0], json.loads(body[5 : 5 + length])
        body = body[5 + length :]


async def test_messages_of_a_stream_come_before_it_ends_and_its_handler_ends_with_its_reader(
    world, http
):
    asked = echo_pb2.EchoRequest(texts=["a"], action="wait").SerializeToString()
    headers = shown(world, **{"content-type": "application/grpc-web+proto"})
    # More often than streams may be held at once: each gives its place back.
    for _ in "123":
        world.back.waiting.clear()
        world.back.cancelled.clear()
        async with http.stream(
            "POST", "WatchEcho", content=frame(asked), headers=headers
        ) as answer:
            first = await anext(answer.aiter_bytes())
            assert echo_pb2.EchoResponse.FromString(message_in(first)).texts == ["a"]
            await within(world.back.waiting.wait(), 30)
        await within(world.back.cancelled.wait(), 30)


async def test_a_process_that_ends_tells_the_readers_of_its_streams_to_come_back(world, http):
    asked = echo_pb2.EchoRequest(texts=["a"], action="wait").SerializeToString()
    headers = shown(world, **{"content-type": "application/grpc-web+proto"})
    async with http.stream("POST", "WatchEcho", content=frame(asked), headers=headers) as answer:
        pieces = answer.aiter_bytes()
        await anext(pieces)
        await within(world.back.waiting.wait(), 30)
        stopping = asyncio.ensure_future(world.stop("platform"))
        rest = b"".join([piece async for piece in pieces])
    assert trailers_of(rest)["grpc-status"] == "14"
    await stopping


async def test_streams_of_one_customer_are_bounded_with_those_over_grpc(world, http):
    asked = echo_pb2.EchoRequest(texts=["a"], action="wait")
    channel = await world.outside()
    path = f"/{SERVICE}/WatchEcho"
    watch = channel.unary_stream(path, echo_pb2.EchoRequest.SerializeToString)
    held = [watch(asked, metadata=world.token(ANNA)) for _ in "12"]
    for each in held:
        await each.read()
    body = frame(asked.SerializeToString())
    answer = await posted(http, "WatchEcho", body, "application/grpc-web", **shown(world))
    ended = trailers_of(answer.content)
    assert ended["grpc-status"] == "8"
    details = ended["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(b64decode(details + "=" * (-len(details) % 4)))
    assert b"grpc_streams_per_customer" in status.details[0].value
    for each in held:
        each.cancel()


async def test_refusals_have_the_status_of_their_code_and_their_reason(world, http):
    refused = await posted(http, "GetPublic", b'{"action": "refuse"}', **shown(world))
    assert (refused.status_code, reason(refused)) == (400, "OUT_OF_TEA")
    crashed = await posted(http, "GetPublic", b'{"action": "crash"}', **shown(world))
    assert (crashed.status_code, reason(crashed)) == (500, "INTERNAL")
    assert "hunter2" not in crashed.text
    later = await posted(http, "LaterEcho", b"{}", **shown(world))
    assert (later.status_code, reason(later)) == (403, "ACCESS_DENIED")


async def test_who_may_call_is_what_the_table_says(world, http):
    nobody = await posted(http, "GetPublic", b"{}")
    assert (nobody.status_code, reason(nobody)) == (401, "UNAUTHENTICATED")
    assert nobody.headers["www-authenticate"] == "Bearer"
    body = frame(b"{}")
    other = await posted(
        http, "WatchEcho", body, "application/connect+json", **shown(world, ELSEWHERE)
    )
    [(_, ended)] = frames_in(other.content)
    assert ended["error"]["code"] == "permission_denied"
    assert ended["error"]["details"][0]["debug"]["metadata"]["callers"] == (
        "person of the channel mall"
    )
    stolen = shown(world, **{"zhongtai-merchant": "other"})
    assert reason(await posted(http, "GetPublic", b"{}", **stolen)) == "ACCESS_DENIED"


async def test_what_is_open_to_anybody_is_called_without_a_token_now_and_then(world, http):
    for headers in ({}, {"authorization": "Bearer over-long-ago"}):
        answer = await posted(http, "GetEcho", b"{}", **headers)
        assert answer.json()["caller"] == "person:"
    answers = [await posted(http, "GetEcho", b"{}") for _ in range(30)]
    refused = next(each for each in answers if each.status_code != 200)
    assert (refused.status_code, reason(refused)) == (429, "RATE_LIMITED")
    assert int(refused.headers["retry-after"]) > 0
    assert (await posted(http, "GetPublic", b"{}", **shown(world))).status_code == 200


async def test_a_deadline_of_the_caller_holds(world, http):
    late = await posted(
        http, "GetPublic", b'{"action": "wait"}',
        **shown(world, **{"connect-timeout-ms": "50"}),
    )  # fmt: skip
    assert (late.status_code, reason(late)) == (504, "DEADLINE_EXCEEDED")
    await within(world.back.cancelled.wait(), 30)


@pytest.mark.parametrize(
    ("method", "call", "status"),
    [
        ("Nothing", ("application/json", b"{}"), 404),
        ("GetPublic", ("application/xml", b"<a/>"), 415),
        ("GetPublic", ("application/connect+json", frame(b"{}")), 415),
        ("WatchEcho", ("application/json", b"{}"), 415),
        ("GetPublic", ("application/json", b"{"), 400),
        ("GetPublic", ("application/json", b'{"texts": ["' + b"x" * 20_000 + b'"]}'), 400),
        ("GetPublic", ("application/json", b'{"texts": ["\\u0000"]}'), 400),
        (
            "GetPublic",
            ("application/proto", echo_pb2.EchoRequest(texts=["\0"]).SerializeToString()),
            400,
        ),
    ],
)
async def test_what_cannot_be_a_call_is_refused(world, http, method, call, status):
    kind, body = call
    answer = await posted(http, method, body, kind, **shown(world))
    assert answer.status_code == status
    assert answer.json()["code"] in ("unimplemented", "invalid_argument")
    if status == 415:
        assert "application/grpc-web" in answer.headers["accept-post"]
    assert world.back.requests == []


async def test_a_body_that_is_compressed_is_refused_and_says_so(world, http):
    gzip = {"content-encoding": "gzip"}
    answer = await posted(http, "GetPublic", b"\x1f\x8b", **shown(world, **gzip))
    assert (answer.status_code, reason(answer)) == (501, "NOT_OFFERED_YET")
    body = b"\x01" + frame(b"\x1f\x8b")[1:]
    answer = await posted(http, "GetPublic", body, "application/grpc-web", **shown(world))
    assert trailers_of(answer.content)["grpc-status"] == "12"


async def test_a_method_that_is_not_known_is_told_in_the_form_of_the_call(world, http):
    answer = await posted(http, "Nothing", frame(b""), "application/grpc-web", **shown(world))
    assert trailers_of(answer.content)["grpc-status"] == "12"


async def test_a_browser_may_call_from_the_pages_that_are_named_and_from_no_others(world, http):
    named, other = {"origin": "https://shop.example"}, {"origin": "https://another.example"}
    asked = await http.options("GetPublic", headers=named)
    assert asked.headers["access-control-allow-origin"] == named["origin"]
    assert "authorization" in asked.headers["access-control-allow-headers"]
    answer = await posted(http, "GetPublic", b"{}", **shown(world), **named)
    assert answer.headers["access-control-allow-origin"] == named["origin"]
    assert "grpc-status" in answer.headers["access-control-expose-headers"]
    refused = await posted(http, "GetPublic", b"{}", **named)
    assert (refused.status_code, refused.headers["vary"]) == (401, "Origin")
    for answer in (
        await http.options("GetPublic", headers=other),
        await posted(http, "GetPublic", b"{}", **shown(world), **other),
    ):
        assert "access-control-allow-origin" not in answer.headers
